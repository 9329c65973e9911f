"""How codes, quantities and times are worded in CDA: each distinct value once, then columns of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from output.template import Coded, lookup, only, text, xml_text
from synth import clock, keys
from synth.codes import DMD, LOINC, SNOMED, UCUM, Coding, Concept

Column = np.ndarray

SNOMED_OID = "2.16.840.1.113883.6.96"
"""SNOMED CT for entries: the international identifier, which every consumer maps to
http://snomed.info/sct."""
SNOMED_UK_OID = "2.16.840.1.113883.2.1.3.2.4.15"
"""SNOMED CT (UK), as NHS documents write it; headings of sections carry it."""
LOINC_OID = "2.16.840.1.113883.6.1"
NHS_NUMBER_OID = "2.16.840.1.113883.2.1.4.1"
LOCAL_OID = "2.16.840.1.113883.2.1.3.2.4.18.24"
ORGANISATION_OID = "2.16.840.1.113883.2.1.3.2.4.19.1"
SITE_OID = "2.16.840.1.113883.2.1.3.2.4.19.2"
ROLE_CODE_OID = "2.16.840.1.113883.5.111"
ACT_CODE_OID = "2.16.840.1.113883.5.4"
REASON_OID = "2.16.840.1.113883.5.8"

_V3 = "http://terminology.hl7.org/CodeSystem/v3-"
OIDS = {
    SNOMED: (SNOMED_OID, "SNOMED CT"),
    DMD: (SNOMED_OID, "SNOMED CT"),
    LOINC: (LOINC_OID, "LOINC"),
    UCUM: ("2.16.840.1.113883.6.8", "UCUM"),
    "http://hl7.org/fhir/sid/icd-10": ("2.16.840.1.113883.6.3", "ICD-10"),
    _V3 + "ActCode": (ACT_CODE_OID, "HL7 ActCode"),
    _V3 + "ActReason": (REASON_OID, "HL7 ActReason"),
    _V3 + "RoleCode": (ROLE_CODE_OID, "HL7 RoleCode"),
    _V3 + "ObservationInterpretation": ("2.16.840.1.113883.5.83", "HL7 ObservationInterpretation"),
    _V3 + "ParticipationType": ("2.16.840.1.113883.5.90", "HL7 ParticipationType"),
    "https://fhir.hl7.org.uk/CodeSystem/UKCore-SDSJobRoleName": (
        "2.16.840.1.113883.2.1.3.2.4.17.124", "JobRoleName",
    ),
}  # fmt: skip
"""What a code system is called in CDA. A code of any other system is written as its words alone."""


def attributes(coding: Coding, oid: str = "") -> str:
    """The attributes of a coded element, escaped."""
    known, name = OIDS[coding.system]
    values = {
        "code": coding.code,
        "codeSystem": oid or known,
        "codeSystemName": name,
        "displayName": coding.display,
    }
    return " ".join(f'{key}="{xml_text(value).decode()}"' for key, value in values.items())


def codings(concept: Concept) -> list[Coding]:
    """The codings of a concept that CDA can name, in order."""
    return [coding for coding in concept.codings if coding.system in OIDS]


def element(tag: str, concept: Concept, kind: str = "") -> bytes:
    """A coded element: the first code, the others as translations; without any, the words alone."""
    typed = f' xsi:type="{kind}"' if kind else ""
    named = codings(concept)
    if not named:
        words = xml_text(concept.text).decode()
        return f'<{tag}{typed} nullFlavor="OTH"><originalText>{words}</originalText></{tag}>'.encode()
    first, others = f"<{tag}{typed} {attributes(named[0])}", named[1:]
    inside = "".join(f"<translation {attributes(coding)}/>" for coding in others)
    return f"{first}>{inside}</{tag}>".encode() if inside else f"{first}/>".encode()


def distinct(index: Column, make: Callable[[int], bytes | None]) -> Coded:
    """What `make` gives for each number (0 and up), made once for each that occurs."""
    if not len(index):
        return lookup(index, [None])
    there = np.zeros(int(index.max()) + 1, dtype=bool)
    there[index] = True
    used = np.flatnonzero(there)
    return lookup((np.cumsum(there) - 1)[index], [make(int(number)) for number in used])


# ---------------------------------------------------------------- times

_STAMP = np.array([0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18, 19, 20, 21, 23, 24])
_MONTHS = np.frombuffer(b"-Jan--Feb--Mar--Apr--May--Jun--Jul--Aug--Sep--Oct--Nov--Dec-", np.uint8).reshape(
    12, 5
)


def stamps(instants: Column) -> object:
    """Each instant as YYYYMMDDhhmmss+hhmm by British clocks; null where it is not known or has not come."""
    return _timed(instants, lambda at: clock.instant_text(at)[:, _STAMP])


def dates(instants: Column) -> object:
    """The British date of each instant as YYYYMMDD; null where it is not known or has not come."""
    return _timed(instants, lambda at: clock.date_text(clock.uk_day(at))[:, [0, 1, 2, 3, 5, 6, 8, 9]])


def readable(instants: Column, minutes: bool = True) -> object:
    """Each instant for a reader, as 25-Mar-2020 14:05; null where it is not known or has not come."""

    def make(at: Column) -> Column:
        full = clock.instant_text(at)
        out = np.empty((len(at), 17 if minutes else 11), dtype=np.uint8)
        out[:, :2], out[:, 7:11] = full[:, 8:10], full[:, :4]
        out[:, 2:7] = _MONTHS[(full[:, 5] - 48) * 10 + full[:, 6] - 49]
        if minutes:
            out[:, 11], out[:, 12:] = ord(" "), full[:, 11:16]
        return out

    return _timed(instants, make)


def _timed(instants: Column, make: Callable[[Column], Column]) -> object:
    day = instants // clock.DAY
    known = (day > clock.FIRST_DAY) & (day < clock.LAST_DAY)
    column = text(make(np.where(known, instants, 0)))
    return column if known.all() else only(known, column)


# ---------------------------------------------------------------- ids and quantities


def ids(owner: Column, entry: Column, kind: str) -> object:
    """The id of each resource that an entry is in FHIR: the same 36 characters."""
    return text(keys.uuid_text(keys.uuids(owner, entry, kind)))


_SHOWN = {"mm[Hg]": "mmHg", "Cel": "°C", "{#}": "", "1": "", "10*9/L": "× 10⁹/L", "10*12/L": "× 10¹²/L",
          "{score}": "", "{ScoreOf}": "", "[ppm]": "ppm", "wk": "weeks", "d": "days", "a": "years",
          "{INR}": "", "{ratio}": ""}  # fmt: skip


def shown_unit(unit: str) -> str:
    """A UCUM unit as a reader expects it, with the space before it."""
    words = _SHOWN.get(unit, unit)
    return f" {words}" if words and words != "%" else words
