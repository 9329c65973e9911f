"""The people of a document's header, each as the record knew them when it was written."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow.compute as pc

from output.cda import bodies
from output.cda.wording import Times, distinct
from output.cda.writing import Writing
from output.template import Coded, Template, array, join, lookup, numbers, only, text, xml_text
from synth import chance, clock, keys
from synth.systems import kinds
from synth.systems.directory import organisations
from synth.table import as_of
from synth.world.identity import gender, names
from synth.world.places import border, contacts
from synth.world.residence import addresses, establishments

Column = np.ndarray

_PATIENT = chance.name_hash("patient")
_ADULT = 16
"""Up to this age a person is reached by a parent's telephone, as in FHIR."""


def patients(writing: Writing) -> dict[str, Any]:
    """The slots of the document's subject."""
    population = writing.batch.population
    person, moment = writing.documents.person, writing.documents.moment
    key, sex = population["key"][person], gender.recorded(population, person, moment)
    home = homes(writing)
    practice = practices(writing, home)
    there = distinct(practice, bodies.organisation)
    return {
        "patient": text(keys.uuid_text(keys.uuids(key, np.full(len(key), _PATIENT, dtype=np.uint64), "Patient"))),
        "nhs_number": nhs_numbers(writing, person, moment),
        "address": address(writing, home),
        "telephone": telephones(writing),
        "name": called(writing, person, moment),
        "gender": lookup(sex, [_GENDERS[0], _GENDERS[1], _GENDERS[2]]),
        "born": _born(population["born"][person], moment),
        "practice": there,
        "recipient": only(practice != bodies.author_columns(writing)["organisation"], there),
    }


def _born(born: Column, moment: Column) -> Any:
    """The time of birth of a baby, to the minute; of anyone older, the date."""
    times, n = Times(born), len(born)
    return pc.if_else(moment - born < clock.YEAR, array(times.stamp, n), array(times.date, n))


_GENDERS = (
    b'<administrativeGenderCode nullFlavor="UNK"/>',
    *(
        f'<administrativeGenderCode code="{code}" codeSystem="2.16.840.1.113883.5.1" displayName="{name}">'
        f'<translation code="{uk}" codeSystem="2.16.840.1.113883.2.1.3.2.4.16.25" displayName="{name}"/>'
        f"</administrativeGenderCode>".encode()
        for code, name, uk in (("M", "Male", 1), ("F", "Female", 2))
    ),
)


def nhs_numbers(writing: Writing, person: Column, moment: Column) -> Any:
    """The NHS number that each person bore at a moment; null for who had none yet, or nobody (-1)."""
    table = writing.batch.population.numbers
    row = as_of(table["person"], table["from"], person, moment)
    there = (row >= 0) & (person >= 0)
    if not len(table):
        return None
    return only(there, numbers(table["nhs_number"][row]))


_CALLED = Template("""<name use="L">
    <prefix>${prefix}</prefix><given>${given}</given><given?>${middle}</given><family>${family}${second?}</family>
</name>""")
_HOME = Template("""<addr use="HP">
    <streetAddressLine>${line}</streetAddressLine>
    <streetAddressLine?>${locality}</streetAddressLine>
    <city>${town}</city>
    <postalCode>${postcode}</postalCode>
</addr>""")


def called(writing: Writing, person: Column, moment: Column) -> Any:
    """The name that each person bore at a moment, as an element."""
    table, words = writing.batch.population.names, names.vocabulary()
    row = as_of(table["person"], table["from"], person, moment)
    row = np.where(row >= 0, row, np.searchsorted(table["person"], person))

    def word(column: str, part: str) -> Coded:
        return distinct(table[column][row] + 1, lambda n: xml_text(words[part][n - 1]) if n else None)

    return _CALLED.render(
        len(row),
        {
            "prefix": lookup(table["prefix"][row], [xml_text(prefix) for prefix in names.PREFIXES]),
            "given": word("given", "given"),
            "middle": word("middle", "given"),
            "family": word("family", "family"),
            "second": distinct(
                table["second"][row] + 1, lambda n: b"-" + xml_text(words["family"][n - 1]) if n else None
            ),
        },
    )


def homes(writing: Writing) -> Column:
    """The row in the addresses of where each document's subject lived when it was written, or -1."""
    return addresses.at(writing.batch.population, writing.documents.person, writing.documents.moment)


def address(writing: Writing, row: Column) -> Any:
    """A home as an element; null where none is known."""
    table, words = writing.batch.population.addresses, addresses.vocabulary()
    known = row >= 0
    if not known.any():
        return None
    row = np.maximum(row, 0)
    nowhere = table["postcode"][row] == addresses.NO_FIXED_ABODE
    place, rest = np.divmod(np.where(nowhere, 0, table["postcode"][row]), contacts.SECTORS * contacts.UNITS)
    flat = distinct(table["flat"][row], lambda n: f"Flat {n}, ".encode() if n else b"")
    named = establishments.names(table["establishment"][row])
    home = distinct(table["establishment"][row] + 1, lambda n: xml_text(f"{named[n - 1]}, ") if n else b"")
    number = distinct(table["number"][row], lambda n: f"{n} ".encode() if n else b"")
    street = distinct(table["street"][row] + 1, lambda n: xml_text(words["street"][n - 1]) if n else b"No fixed abode")
    outward = distinct(np.where(nowhere, 0, place + 1), lambda n: border.district(n - 1).encode() if n else b"ZZ99")
    inward = distinct(np.where(nowhere, 0, rest + 1), lambda n: _inward(n - 1) if n else b" 3VZ")

    def village(number: int) -> bytes | None:
        return xml_text(words["locality"][number - 1]) if number else None

    element = _HOME.render(
        len(row),
        {
            "line": join([home.column(), flat.column(), number.column(), street.column()]),
            "locality": distinct(table["locality"][row] + 1, village),
            "town": distinct(table["town"][row], lambda n: xml_text(words["town"][n])),
            "postcode": join([outward.column(), inward.column()]),
        },
    )
    return only(known, element)


@lru_cache(maxsize=1 << 12)
def _inward(rest: int) -> bytes:
    return contacts.postcode_text_one(rest)[-4:].encode()


def mothers(writing: Writing, wanted: Column) -> dict[str, Any]:
    """The slots of a newborn's mother: her name and, where it was linked, her NHS number."""
    mother = np.where(wanted, writing.batch.population["mother"][writing.documents.person], -1)
    moment = writing.documents.moment
    known = mother >= 0
    if not known.any():
        return {"mother_number": None, "mother_name": None}
    return {
        "mother_number": nhs_numbers(writing, mother, moment),
        "mother_name": only(known, called(writing, np.maximum(mother, 0), moment)),
    }


def practices(writing: Writing, home: Column) -> Column:
    """The practice of each document's subject when it was written; a newborn's is that of the mother."""
    population = writing.batch.population
    person, moment = writing.documents.person, writing.documents.moment
    place, practice = population["place"][person], population["practice"][person]
    if len(population.addresses):
        there = population.addresses
        place = np.where(home >= 0, there["place"][home], place)
        practice = np.where(home >= 0, there["practice"][home], practice)
    near = organisations.organisation_of(place, "practice", practice)
    table = writing.kind("registration").table
    # A temporary resident stays on the list at home.
    if len(table):
        table = table.take(np.flatnonzero(table["code"] != kinds.temporary_registration(writing.batch.codelists)))
    own = as_of(table["person"], table["recorded"], person, moment)
    mother = population["mother"][person]
    hers = np.where(mother >= 0, as_of(table["person"], table["recorded"], np.maximum(mother, 0), moment), -1)
    row = np.where(own >= 0, own, hers)
    found = row >= 0
    if not found.any():
        return near
    return np.where(found, table["organisation"][row], near)


def telephones(writing: Writing) -> Any:
    """The mobile of each document's subject, or of a child's parent: the one that FHIR gives."""
    population = writing.batch.population
    person, moment = writing.documents.person, writing.documents.moment
    parent = np.where(population["mother"] >= 0, population["mother"], population["father"])[person]
    adult = clock.age_years(clock.uk_day(population["born"][person]), clock.uk_day(moment)) >= _ADULT
    owner = np.where(~adult & (parent >= 0), parent, person)
    number = contacts.mobiles(population["key"][owner])
    return distinct(number, lambda n: contacts.mobile(n).replace(" ", "").encode())
