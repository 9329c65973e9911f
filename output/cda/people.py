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
from synth.record import words
from synth.table import at

Column = np.ndarray

_PATIENT = chance.name_hash("patient")


def patients(writing: Writing) -> dict[str, Any]:
    """The slots of the document's subject."""
    who, person, moment = writing.batch.who, writing.documents.person, writing.documents.moment
    key = writing.batch.people["key"][person]
    hidden = who.withheld(person, moment)
    practice = practices(writing)
    there = distinct(practice + 1, lambda n: bodies.organisation(n - 1) if n else None)
    elsewhere = (practice >= 0) & (practice != bodies.author_columns(writing)["organisation"])
    return {
        "patient": text(keys.uuid_text(keys.uuids(key, np.full(len(key), _PATIENT, dtype=np.uint64), "Patient"))),
        "nhs_number": nhs_numbers(writing, person, moment),
        "address": only(~hidden, address(writing, who.home(person, moment))),
        "telephone": only(~hidden, telephones(writing)),
        "name": called(writing, person, moment),
        "gender": lookup(who.sex(person, moment), list(_GENDERS)),
        "born": _born(who.born[person], moment),
        "practice": only(~hidden, there),
        "recipient": only(elsewhere & ~hidden, there),
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
    row = writing.batch.who.nhs_number(np.maximum(person, 0), moment)
    there = (row >= 0) & (person >= 0)
    if not there.any():
        return None
    return only(there, numbers(at(writing.batch.identity["nhs_number"]["number"], row)))


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
    table, listed = writing.batch.identity["name"], words.names()
    row = writing.batch.who.name(person, moment)

    def word(column: str, part: str) -> Coded:
        return distinct(table[column][row] + 1, lambda n: xml_text(listed[part][n - 1]) if n else None)

    return _CALLED.render(
        len(row),
        {
            "prefix": lookup(table["prefix"][row], [xml_text(prefix) for prefix in words.PREFIXES]),
            "given": word("given", "given"),
            "middle": word("middle", "given"),
            "family": word("surname", "family"),
            "second": distinct(
                table["second"][row] + 1, lambda n: b"-" + xml_text(listed["family"][n - 1]) if n else None
            ),
        },
    )


def address(writing: Writing, row: Column) -> Any:
    """A home as an element; null where none is known."""
    table, listed = writing.batch.identity["address"], words.addresses()
    known = row >= 0
    if not known.any():
        return None
    row = np.maximum(row, 0)
    nowhere = table["postcode"][row] == words.NO_FIXED_ABODE
    place, rest = np.divmod(np.where(nowhere, 0, table["postcode"][row]), words.UNITS_OF_POST)
    flat = distinct(table["flat"][row], lambda n: f"Flat {n}, ".encode() if n else b"")
    named = words.establishments(table["establishment"][row])
    home = distinct(table["establishment"][row] + 1, lambda n: xml_text(f"{named[n - 1]}, ") if n else b"")
    number = distinct(table["number"][row], lambda n: f"{n} ".encode() if n else b"")
    street = distinct(table["street"][row] + 1, lambda n: xml_text(listed["street"][n - 1]) if n else b"No fixed abode")
    outward = distinct(np.where(nowhere, 0, place + 1), lambda n: words.district(n - 1).encode() if n else b"ZZ99")
    inward = distinct(np.where(nowhere, 0, rest + 1), lambda n: _inward(n - 1) if n else b" 3VZ")

    def village(number: int) -> bytes | None:
        return xml_text(listed["locality"][number - 1]) if number else None

    element = _HOME.render(
        len(row),
        {
            "line": join([home.column(), flat.column(), number.column(), street.column()]),
            "locality": distinct(table["locality"][row] + 1, village),
            "town": distinct(table["town"][row], lambda n: xml_text(listed["town"][n])),
            "postcode": join([outward.column(), inward.column()]),
        },
    )
    return only(known, element)


@lru_cache(maxsize=1 << 12)
def _inward(rest: int) -> bytes:
    return words.postcode_text_one(rest)[-4:].encode()


def mothers(writing: Writing, wanted: Column) -> dict[str, Any]:
    """The slots of a newborn's mother: her name and, where it was linked, her NHS number."""
    mother = np.where(wanted, writing.batch.who.birth["mother"][writing.documents.person], -1)
    moment = writing.documents.moment
    known = mother >= 0
    if not known.any():
        return {"mother_number": None, "mother_name": None}
    return {
        "mother_number": nhs_numbers(writing, mother, moment),
        "mother_name": only(known, called(writing, np.maximum(mother, 0), moment)),
    }


def practices(writing: Writing) -> Column:
    """The practice with which each document's subject was registered when it was written, or -1.

    Of a newborn who is registered nowhere yet, that of the mother."""
    who, person, moment = writing.batch.who, writing.documents.person, writing.documents.moment
    own = who.practice(person, moment)
    young = (own < 0) & (moment - who.born[person] < clock.YEAR)
    mother = np.where(young, who.birth["mother"][person], -1)
    hers = who.practice(np.maximum(mother, 0), moment)
    return np.where((mother >= 0) & (hers >= 0), hers, own)


def telephones(writing: Writing) -> Any:
    """The mobile by which each document's subject was reached: a child by a parent's, as in FHIR."""
    row = writing.batch.who.mobile(writing.documents.person, writing.documents.moment)
    if not (row >= 0).any():
        return None
    number = at(writing.batch.identity["contact_point"]["number"], row)
    return only(row >= 0, distinct(number, lambda n: words.mobile(n).replace(" ", "").encode()))
