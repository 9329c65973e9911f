"""The words behind the numbers in tables of identity: of names, addresses, telephones, ethnic groups, countries.

A column of a record holds a position in a list; the lists stand in the world, and here output finds them.
"""

from __future__ import annotations

from synth.record.misspelt import extended
from synth.world.demography.characteristics import ETHNIC as _CATEGORIES
from synth.world.identity.namelists import PLACEHOLDERS
from synth.world.identity.namelists import vocabulary as names
from synth.world.identity.names import PREFIXES
from synth.world.identity.nicknames import short_form
from synth.world.places import contacts
from synth.world.places.border import district, towns, wales
from synth.world.places.contacts import (
    NO_FIXED_ABODE,
    email,
    landline,
    letters_swapped,
    mobile,
    postcode_text_one,
)
from synth.world.residence.addresses import line_text
from synth.world.residence.addresses import vocabulary as addresses
from synth.world.residence.establishments import names as establishments
from synth.world.traits.origins import COUNTRIES

__all__ = [
    "COUNTRIES",
    "ETHNIC",
    "NO_FIXED_ABODE",
    "PLACEHOLDERS",
    "PREFIXES",
    "UNITS_OF_POST",
    "addresses",
    "district",
    "email",
    "establishments",
    "extended",
    "landline",
    "letters_swapped",
    "line_text",
    "mobile",
    "names",
    "postcode_text_one",
    "short_form",
    "towns",
    "wales",
]  # fmt: skip

ETHNIC = (*_CATEGORIES, ("Z", "Not stated"))
"""The ethnic categories, code and name, as someone can answer; who was never asked has none of them."""
UNITS_OF_POST = contacts.SECTORS * contacts.UNITS
"""How many postcodes a district has: a postcode's number is its district times this, and the rest."""
