"""The wording of codes, quantities and times in CDA: each distinct value once, then columns of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output.columns import uuid_text
from output.distinct import distinct as distinct_of
from output.template import Coded, array, lookup, only, text, xml_text
from synth import clock, keys
from synth.codes import DMD, LOINC, SNOMED, UCUM, Coding, Concept

Column = np.ndarray

SNOMED_OID = "2.16.840.1.113883.6.96"
"""SNOMED CT for entries: the international identifier, which every consumer maps to
http://snomed.info/sct."""
SNOMED_UK_OID = "2.16.840.1.113883.2.1.3.2.4.15"
"""SNOMED CT (UK), as NHS documents write it; headings of sections carry it."""
LOINC_OID = "2.16.840.1.113883.6.1"
ORGANISATION_OID = "2.16.840.1.113883.2.1.3.2.4.19.1"
SITE_OID = "2.16.840.1.113883.2.1.3.2.4.19.2"

_V3 = "http://terminology.hl7.org/CodeSystem/v3-"
INTERPRETATION = _V3 + "ObservationInterpretation"
OIDS = {
    SNOMED: SNOMED_OID,
    DMD: SNOMED_OID,
    LOINC: LOINC_OID,
    UCUM: "2.16.840.1.113883.6.8",
    "http://hl7.org/fhir/sid/icd-10": "2.16.840.1.113883.6.3",
    _V3 + "ActCode": "2.16.840.1.113883.5.4",
    _V3 + "ActReason": "2.16.840.1.113883.5.8",
    _V3 + "RoleCode": "2.16.840.1.113883.5.111",
    INTERPRETATION: "2.16.840.1.113883.5.83",
    _V3 + "ObservationValue": "2.16.840.1.113883.5.1063",
    _V3 + "ParticipationType": "2.16.840.1.113883.5.90",
    "https://fhir.hl7.org.uk/CodeSystem/UKCore-SDSJobRoleName": "2.16.840.1.113883.2.1.3.2.4.17.124",
}
"""What code systems are called in CDA. A code of any other system is written as its words alone."""

LOCAL_OID = "2.16.840.1.113883.2.1.3.2.4.17.337"
"""What NHS CDA has for codes of a national list without an OID of its own."""
_NATIONAL = (
    "https://fhir.nhs.uk/",
    "https://fhir.hl7.org.uk/",
    "https://fhir.interweavedigital.nhs.uk/",
    "https://www.gov.uk/guidance/",
)
"""How the names of code systems begin that are such lists: most are of the NHS Data Dictionary, those of social care
are of shared care records and of the children in need census."""


def attributes(coding: Coding, oid: str = "") -> str:
    """The attributes of a coded element, escaped; a list without an OID of its own is named as FHIR names it."""
    oid = oid or OIDS.get(coding.system, LOCAL_OID)
    values = {"code": coding.code, "codeSystem": oid}
    if oid == LOCAL_OID:
        values["codeSystemName"] = coding.system
    if coding.display:
        values["displayName"] = brief(coding.display)
    return " ".join(f'{key}="{xml_text(value).decode()}"' for key, value in values.items())


def codings(concept: Concept) -> list[Coding]:
    """The codings of a concept that CDA can name, in order."""
    return [coding for coding in concept.codings if coding.system in OIDS or coding.system.startswith(_NATIONAL)]


def _briefer(coding: Coding, first: Coding) -> Coding:
    """A further code of the same thing: what the first already says is not said again."""
    return replace(coding, display="") if coding.display.lower() == first.display.lower() else coding


def element(tag: str, concept: Concept, kind: str = "") -> bytes:
    """A coded element: the first code, the others as translations; without any, the words alone.

    Our own words, which say more than the code of a wider thing does, stand beside it.

    kind: the data type, where the schema leaves it open. "CD or ST" is CD for a code and ST for words alone: readers
    keep a string, and lose the words beside a code that is not there."""
    named = codings(concept)
    if kind == "CD or ST":
        if not named:
            return f'<{tag} xsi:type="ST">'.encode() + xml_text(concept.text) + f"</{tag}>".encode()
        kind = "CD"
    typed = f' xsi:type="{kind}"' if kind else ""
    if not named:
        words = xml_text(concept.text).decode()
        return f'<{tag}{typed} nullFlavor="OTH"><originalText>{words}</originalText></{tag}>'.encode()
    first, others = f"<{tag}{typed} {attributes(named[0])}", named[1:]
    inside = f"<originalText>{xml_text(concept.text).decode()}</originalText>" if concept.own else ""
    inside += "".join(f"<translation {attributes(_briefer(coding, named[0]))}/>" for coding in others)
    return f"{first}>{inside}</{tag}>".encode() if inside else f"{first}/>".encode()


def uk_attributes(coding: Coding) -> str:
    """The attributes of a coded element as NHS CDA has them: SNOMED CT (and dm+d) as the UK edition, lists unnamed."""
    oid = SNOMED_UK_OID if coding.system in (SNOMED, DMD) else OIDS.get(coding.system, LOCAL_OID)
    values = {"code": coding.code, "codeSystem": oid, "displayName": brief(coding.display)}
    return " ".join(f'{key}="{xml_text(value).decode()}"' for key, value in values.items())


def uk_element(tag: str, concept: Concept, kind: str = "") -> bytes:
    """A coded element of NHS CDA; in a CD the other codes stand as translations, in a CV the first stands alone."""
    named = codings(concept)
    typed = f' xsi:type="{kind}"' if kind else ""
    if not named:
        words = xml_text(concept.text).decode()
        return f'<{tag}{typed} nullFlavor="OTH"><originalText>{words}</originalText></{tag}>'.encode()
    others = named[1:] if kind != "CV" else []
    inside = "".join(f"<translation {uk_attributes(coding)}/>" for coding in others)
    first = f"<{tag}{typed} {uk_attributes(named[0])}"
    return f"{first}>{inside}</{tag}>".encode() if inside else f"{first}/>".encode()


_DEFINED = (" unless listed below", ", for example", ": concerns ")
"""Where a name of the NHS Data Dictionary or of the children in need census ends and its definition begins."""


def brief(words: str) -> str:
    """The name of a thing without the definition that a list of the NHS Data Dictionary has in its place."""
    return words[: min(found for found in (*map(words.find, _DEFINED), len(words)) if found >= 0)]


def lowered(words: str) -> str:
    """Words as they stand within a sentence: an abbreviation keeps its capitals."""
    return words[:1].lower() + words[1:] if words[1:2].islower() or words[1:2] == " " else words


def distinct(index: Column, make: Callable[[int], bytes | None]) -> Coded:
    """What `make` gives for each number (0 and up), made once for each that occurs."""
    if not len(index):
        return lookup(index, [None])
    numbers, place = distinct_of(index)
    return lookup(place, [make(number) for number in numbers.tolist()])


# ---------------------------------------------------------------- times

_STAMP = np.array([0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18, 19, 20, 21, 23, 24])
_MONTHS = np.frombuffer(b"-Jan--Feb--Mar--Apr--May--Jun--Jul--Aug--Sep--Oct--Nov--Dec-", np.uint8).reshape(12, 5)


class Times:
    """Instants in every form that a document has for them; null where they are not known or have not come."""

    def __init__(self, instants: Column, by_day: Column | None = None) -> None:
        """by_day: of which the day alone is known (bool): they are written without a time."""
        self._by_day = by_day if by_day is not None and by_day.any() else None
        day = instants // clock.DAY
        self.known = (day > clock.FIRST_DAY) & (day < clock.LAST_DAY)
        self._every = bool(self.known.all())
        self._instants = instants if self._every else np.where(self.known, instants, 0)

    @cached_property
    def _full(self) -> Column:
        return clock.instant_text(self._instants)

    def _column(self, matrix: Column) -> Any:
        return text(matrix) if self._every else only(self.known, text(matrix))

    @cached_property
    def stamp(self) -> Any:
        """YYYYMMDDhhmmss+hhmm by British clocks; YYYYMMDD where the day alone is known."""
        return self._either(self._column(self._full[:, _STAMP]), self.date)

    def _either(self, timed: Any, dated: Any) -> Any:
        if self._by_day is None:
            return timed
        n = len(self._by_day)
        return pc.if_else(pa.array(self._by_day), array(dated, n), array(timed, n))

    @cached_property
    def date(self) -> Any:
        """The British date as YYYYMMDD."""
        return self._column(self._full[:, _STAMP[:8]])

    @cached_property
    def _readable(self) -> Column:
        full = self._full
        out = np.empty((len(full), 17), dtype=np.uint8)
        out[:, :2], out[:, 7:11] = full[:, 8:10], full[:, :4]
        out[:, 2:7] = _MONTHS[(full[:, 5] - 48) * 10 + full[:, 6] - 49]
        out[:, 11], out[:, 12:] = ord(" "), full[:, 11:16]
        return out

    @cached_property
    def readable(self) -> Any:
        """For a reader, as 25-Mar-2020 14:05, or 25-Mar-2020 where the day alone is known."""
        return self._either(self._column(self._readable), self.readable_date)

    @cached_property
    def readable_date(self) -> Any:
        """For a reader, as 25-Mar-2020."""
        return self._column(self._readable[:, :11])


# ---------------------------------------------------------------- ids and quantities


def ids(owner: Column, entry: Column, kind: str) -> Any:
    """The id of each resource that an entry is in FHIR: the same 36 characters."""
    return uuid_text(keys.uuids(owner, entry, kind))


_SHOWN = {"mm[Hg]": "mmHg", "Cel": "°C", "{#}": "", "1": "", "10*9/L": "× 10⁹/L", "10*12/L": "× 10¹²/L",
          "{score}": "", "{ScoreOf}": "", "[ppm]": "ppm", "wk": "weeks", "d": "days", "a": "years",
          "/wk": "a week", "{INR}": "", "{ratio}": ""}  # fmt: skip


def shown_unit(unit: str) -> str:
    """A UCUM unit as a reader expects it, with the space before it."""
    words = _SHOWN.get(unit, unit)
    return f" {words}" if words and words != "%" else words
