"""The people of a document's header, each as the record knew them when it was written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output.cda import bodies
from output.cda.wording import Times, attributes, distinct
from output.cda.writing import Writing
from output.columns import BYTES
from output.documents.kinds import KINDS
from output.documents.recipients import practices, recipients, withheld
from output.documents.telling import FETUS
from output.template import Coded, Template, array, join, lookup, numbers, only, text, xml_text
from synth import clock, keys
from synth.codes import UCUM, Codelists, Coding
from synth.record import words
from synth.record.copies import PATIENT
from synth.record.forms import asked_for
from synth.record.kinds import MISSING
from synth.record.state import Held
from synth.table import at

Column = np.ndarray


def patient_ids(writing: Writing, person: Column) -> Any:
    """The ids that people have as a FHIR Patient."""
    key = writing.batch.people["key"][person]
    return text(keys.uuid_text(keys.uuids(key, np.full(len(key), PATIENT, dtype=np.uint64), "Patient")))


def patients(writing: Writing) -> dict[str, Any]:
    """The slots of the document's subject, and of those who get it."""
    return {
        **subjects(writing, _GENDERS, attributes),
        "language": languages(writing),
        "recipients": _recipients(writing),
    }


def subjects(writing: Writing, genders: Sequence[bytes], written: Callable[[Coding], str]) -> dict[str, Any]:
    """The slots of the document's subject that every dialect has.

    genders: the elements of a recorded sex, by its number. written: what makes the attributes of a code."""
    who, person, moment = writing.batch.who, writing.documents.person, writing.documents.moment
    hidden = who.withheld(person, moment)
    there = distinct(practices(writing.telling) + 1, lambda n: bodies.organisation(n - 1) if n else None)
    return {
        "patient": patient_ids(writing, person),
        "nhs_number": nhs_numbers(writing, person, moment),
        "address": only(~hidden, address(writing, who.home(person, moment))),
        "telephone": only(~hidden, telephones(writing)),
        "name": called(writing, person, moment),
        "gender": lookup(who.sex(person, moment), list(genders)),
        "born": born(who.born[person], moment),
        "ethnic_group": ethnic_groups(writing, written),
        "practice": only(~withheld(writing.telling), there),
    }


def _recipients(writing: Writing) -> Any:
    """Those who get each document: the first that it goes to, then copies."""
    pieces: list[Any] = []
    before = np.zeros(len(writing.documents), dtype=bool)
    for one in recipients(writing.telling):
        if not one.there.any():
            continue
        body = distinct(one.organisation + 1, lambda n: bodies.addressee(n - 1) if n else None)
        made = _RECIPIENT.render(
            len(writing.documents),
            {
                "type": lookup(before.astype(np.int64), [b"PRCP", b"TRC"]),
                "body": body,
                "name": some_called(writing, one.person, called),
            },
        )
        pieces.append(only(one.there, made).fill_null(b""))  # type: ignore[union-attr]
        before |= one.there
    return join(pieces) if pieces else None


def some_called(writing: Writing, person: Column, name: Callable[[Writing, Column, Column], Any]) -> Any:
    """The name, made by a function of this module, of a person for each document; null for nobody (-1)."""
    some = np.flatnonzero(person >= 0)
    if not len(some):
        return None
    place = np.full(len(person), -1, dtype=np.int64)
    place[some] = np.arange(len(some))
    return name(writing, person[some], writing.documents.moment[some]).take(pa.array(place, mask=place < 0))


_RECIPIENT = Template("""<informationRecipient typeCode="${type}">
    <intendedRecipient>
        <informationRecipient?>${name}</informationRecipient>
        <receivedOrganization?>${body}</receivedOrganization>
    </intendedRecipient>
</informationRecipient>""")


def ethnic_groups(writing: Writing, written: Callable[[Coding], str]) -> Any:
    """The ethnic category of each subject as the record knew it, as an element; null for who was never asked.

    written: what makes the attributes of a code."""
    who, lists = writing.batch.who, writing.batch.codelists
    table = who.runs("ethnic_group")
    row = table.standing(writing.documents.person, writing.documents.moment)
    known = _ethnic_codings(lists)
    group = np.where(row >= 0, at(table["group"], row) + 1, 0)

    def element(number: int) -> bytes | None:
        coding = known.get(words.ETHNIC[number - 1][0]) if number else None
        return f"<ethnicGroupCode {written(coding)}/>".encode() if coding else None

    return distinct(group, element)


@lru_cache(maxsize=4)
def _ethnic_codings(codelists: Codelists) -> dict[str, Coding]:
    """The ethnic categories of England by their code."""
    system = "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategoryEngland"
    return {c.code: c for concept in codelists.concepts for c in concept.codings if c.system == system}


def languages(writing: Writing) -> Any:
    """The language that each subject had said to be theirs, as its tag; null for who was never asked."""
    table = writing.kind("observation")
    stated = asked_for(writing.batch.forms, "language")
    pairs = writing.telling.held("observation", everywhere=True, among=stated[table["form"]])
    row = pairs.last(len(writing.documents))
    code = np.where(row >= 0, at(table.said("value_code"), row), 0)
    lists = writing.batch.codelists

    def tag(index: int) -> bytes | None:
        found = [c.code for c in lists.concepts[index].codings if c.system == "urn:ietf:bcp:47"]
        return xml_text(found[0]) if found else None

    return distinct(code, tag)


def born(born: Column, moment: Column) -> Any:
    """The time of birth of a baby, to the minute; of anyone older, the date."""
    times, n = Times(born), len(born)
    return pc.if_else(moment - born < clock.YEAR, array(times.stamp, n), array(times.date, n))


_GENDERS = (
    b'<administrativeGenderCode nullFlavor="UNK"/>',
    *(
        f'<administrativeGenderCode code="{code}" codeSystem="2.16.840.1.113883.5.1" displayName="{name}">'
        f'<translation code="{uk}" codeSystem="2.16.840.1.113883.2.1.3.2.4.16.25"/>'
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


def shown_name(writing: Writing, person: Column, moment: Column) -> Any:
    """The name that each person bore at a moment, for a reader."""
    table, listed = writing.batch.identity["name"], words.names()
    row = writing.batch.who.name(person, moment)

    def word(column: str, part: str, before: bytes, after: bytes) -> Any:
        return distinct(
            table[column][row] + 1, lambda n: before + xml_text(listed[part][n - 1]) + after if n else b""
        ).column()

    prefix = lookup(table["prefix"][row], [xml_text(prefix) + b" " for prefix in words.PREFIXES]).column()
    return join([prefix, word("given", "given", b"", b" "), word("surname", "family", b"", b""),
                 word("second", "family", b"-", b"")])  # fmt: skip


def shown_nhs_number(writing: Writing, person: Column, moment: Column) -> Any:
    """The NHS number that each person bore at a moment, in groups of 3, 3 and 4 digits; else that there is none yet."""
    number = nhs_numbers(writing, person, moment)
    if number is None:
        return array(_NO_NUMBER, len(person))
    groups = [pc.binary_slice(number, begin, end) for begin, end in ((0, 3), (3, 6), (6, 10))]
    return pc.fill_null(join([groups[0], b" ", groups[1], b" ", groups[2]], "emit_null"), pa.scalar(_NO_NUMBER, BYTES))


_NO_NUMBER = b"None yet"


def birth_weight(writing: Writing, pairs: Held) -> Any:
    """The weight of babies at birth, as the record of each document's subject has it; else that it does not say."""
    table, lists = writing.kind("observation"), writing.batch.codelists
    held = writing.telling.held("observation")
    weights = {key for kind in KINDS for key in kind.weights}
    wanted = np.isin(table.code[held.row], sorted(writing.phrases.index(key) for key in weights))
    held = held.where(wanted & (table["about_kind"][held.row] == FETUS))
    order = writing.batch.who.birth["order"][pairs.row]
    most = 1 + int(max(order.max(initial=0), table["about_number"][held.row].max(initial=0)))
    told = np.full(len(writing.documents) * most, -1, dtype=np.int64)
    told[held.question * most + table["about_number"][held.row]] = held.row
    row = told[pairs.question * most + order]
    forms = writing.batch.forms
    decimals = writing.phrases.by_form("decimals", lambda form: form.decimals)[at(table["form"], row)]
    value = numbers(np.where(row >= 0, at(table.said("value"), row), MISSING), decimals)

    def unit(number: int) -> bytes:
        said = forms[number].unit
        return b" " + xml_text(lists.of_system(said, UCUM).code if said in lists else said)

    units = writing.phrases.column("unit of a weight", at(table["form"], row), unit).column()
    return pc.fill_null(join([value, units], "emit_null"), pa.scalar(b"Not recorded", BYTES))


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


def telephones(writing: Writing) -> Any:
    """The mobile by which each document's subject was reached: a child by a parent's, as in FHIR."""
    row = writing.batch.who.mobile(writing.documents.person, writing.documents.moment)
    if not (row >= 0).any():
        return None
    number = at(writing.batch.identity["contact_point"]["number"], row)
    return only(row >= 0, distinct(number, lambda n: words.mobile(n).replace(" ", "").encode()))
