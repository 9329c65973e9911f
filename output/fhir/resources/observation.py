"""Observation: measurements, findings and the outcomes of assessments."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output import usual
from output.columns import BYTES, Coded, Column, array, join, lookup, numbers, only, uuid_text
from output.distinct import combined
from output.fhir.base import fragments
from output.fhir.base.fragments import HL7, META, UK_CORE, dumps
from output.fhir.reference import directory
from output.fhir.resources.questionnaire_response import responses
from output.fhir.subject import identifiers, laboratory
from output.fhir.subject.entries import Entries, Kind
from output.fhir.subject.groups import Groups
from output.fhir.subject.related_person import Related
from output.template import Template
from synth import keys
from synth.codes import LOINC, SNOMED
from synth.record import babies
from synth.record.kinds import MISSING
from synth.systems.directory import staff

TYPE = "Observation"

TEMPLATE = Template("""{
    "resourceType": "Observation",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [{"system": "${system}", "value": "${original}"}],
    "status": "${status}",
    "category"?: [{"coding": [${category}]}],
    "code": ${code},
    "subject": {"reference": "Patient/${patient}"},
    "focus"?: [
        ?{
            "identifier": {"system": "https://synth.example.org/Id/fetus", "value": "${pregnancy}-${fetus}"},
            "display": "Fetus ${fetus}"
        },
        ?{
            "type": "Patient",
            "identifier": {"system": "${number_system}", "value": "${number}"},
            "display": "Baby ${fetus}"
        },
        ?{"reference": "RelatedPerson/${other}"}
    ],
    "encounter"?: {"reference": "Encounter/${encounter}"},
    "effectivePeriod"?: {"start": "${begins}", "end": "${ends}"} | "effectiveDateTime": "${begins}",
    "issued": "${recorded}",
    "performer": [${performer}],
    "valueQuantity"?: {"value": ${value}, ${unit}?},
    "valueInteger"?: ${integer},
    "valueCodeableConcept"?: ${value_code},
    "valueDateTime"?: "${value_time}",
    "dataAbsentReason"?: {"coding": [${absent}]},
    "interpretation"?: [${interpretation}],
    "note"?: [{"text": "${note}"}],
    "specimen"?: {"reference": "Specimen/${specimen}"},
    "referenceRange"?: [{"low"?: {"value": ${low}, ${unit}?}, "high"?: {"value": ${high}, ${unit}?}}],
    "derivedFrom"?: [{"reference": "QuestionnaireResponse/${form}"}],
    "component"?: [
        ?{"code": ${first_code}, "valueQuantity": {"value": ${first}, ${component_unit}?}},
        ?{"code": ${second_code}, "valueQuantity": {"value": ${second}, ${component_unit}?}},
        ?{"code": ${beside_code}, "valueInteger": ${beside}}
    ]
}""", meta=META)  # fmt: skip

_STATUSES = {"not-done": "cancelled", "declined": "cancelled", "cancelled": "cancelled",
             "planned": "registered", "in-progress": "preliminary",
             "revoked": "entered-in-error"}  # fmt: skip

_VITAL_SIGNS = {
    "29463-7": "BodyWeight", "8302-2": "BodyHeight", "39156-5": "BMI", "8310-5": "BodyTemperature",
    "8867-4": "HeartRate", "9279-1": "RespirationRate", "2708-6": "OxygenSaturation",
    "9843-4": "HeadCircumference", "85354-9": "BloodPressure",
}  # fmt: skip
"""UK Core profiles of vital signs, by the LOINC code that each fixes."""

_FIXED_UNITS = {"BodyWeight": "kg", "BMI": "kg/m2", "BodyTemperature": "Cel", "HeartRate": "/min",
                "RespirationRate": "/min", "OxygenSaturation": "%", "HeadCircumference": "cm",
                "BloodPressure": "mm[Hg]"}  # fmt: skip

_COMPONENTS = {"85354-9": ("systolic", "diastolic")}
"""The codes of the parts of an observation that has two values, by its own LOINC code."""

_SECOND = {"parity+losses": "Pregnancies lost before 24 weeks"}
"""What the second value is of observations that are shown as two numbers, by how they are shown."""


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots."""
    of = _Kinds(entries)
    measured, pair = entries["value"] != MISSING, entries.flags(lambda kind: of.parts(kind) is not None)
    whole = entries.flags(of.whole)
    coded = entries["value_code"] != 0
    timed = entries["value_time"] != MISSING
    beside = (entries["value2"] != MISSING) & ~pair
    value, value_code = entries.quantity_text("value"), entries.context.concept(entries["value_code"])
    unit = entries.each(of.unit)
    bounds = laboratory.ranges(entries)
    low, high = (_some(measured & (end != MISSING), partial(_decimal, entries, end)) for end in bounds)
    return {
        **entries.common(_profile(entries, of, measured)),
        "status": entries.each(lambda kind: of.status(kind).encode()),
        "category": entries.each(of.category),
        "ends": _ends(entries),
        "value": _some(measured & ~pair & ~whole, lambda: value),
        "unit": unit,
        "integer": _some(measured & ~pair & whole, lambda: value),
        "value_code": _some(coded & ~measured, lambda: value_code),
        "value_time": entries.time("value_time", timed & ~measured & ~coded),
        "absent": _some(~(measured | coded | timed), lambda: entries.each(of.absent)),
        "interpretation": _interpretation(entries, coded & measured, value_code, bounds),
        "first_code": _some(measured & pair, lambda: entries.each(lambda kind: of.part(kind, 0))),
        "second_code": _some(measured & pair, lambda: entries.each(lambda kind: of.part(kind, 1))),
        "first": value,
        "second": _some(pair, lambda: entries.quantity_text("value2")),
        "component_unit": unit,
        "beside_code": _some(beside, lambda: entries.each(of.beside)),
        "beside": _some(beside, lambda: numbers(entries["value2"])),
        **_focus(entries),
        "note": _note(entries),
        "performer": _performer(entries),
        "specimen": _of_group(laboratory.panels(entries.context), "Specimen"),
        "form": _of_group(responses(entries.context), "QuestionnaireResponse"),
        "low": low,
        "high": high,
    }


def _some(mask: np.ndarray, make: Callable[[], Column]) -> Column:
    """A column where the mask is true; it is not even made where that is nowhere."""
    return only(mask, make()) if mask.any() else None


def _decimal(entries: Entries, values: np.ndarray) -> Column:
    """Whole numbers as decimal text, with the decimals of each row's form."""
    decimals = np.array([kind.form.decimals for kind in entries.kinds], dtype=np.int64)
    return numbers(values, decimals[entries.kind_index] if decimals.any() else 0)


def _interpretation(entries: Entries, said: np.ndarray, value_code: Column, bounds: tuple[np.ndarray, ...]) -> Column:
    """What is said of a value; else whether it lies within, below or above what is usual."""
    low, high = bounds
    judged = usual.judged(entries["value"], low, high, said)
    if not judged.any():
        return _some(said, lambda: value_code)
    system = f"{HL7}v3-ObservationInterpretation"
    find = partial(fragments.single, entries.context.codelists, system)
    judgement = lookup(judged, [None, *(dumps(find(code)) for code in "NLH")])
    return pc.coalesce(judgement.column(), array(only(said, value_code), len(entries))) if said.any() else judgement


def _performer(entries: Entries) -> Column:
    """The observer: the author, but for results the laboratory."""
    panel = laboratory.panels(entries.context).of
    sent = panel >= 0
    if not sent.any():
        return entries.author
    settings = entries.context.settings
    organisation = np.where(sent, entries["counterpart"], entries["organisation"])
    both, index = combined(organisation, np.where(sent, staff.NOBODY, entries["practitioner"]))
    return lookup(index, directory.authors(both, settings))


def _of_group(groups: Groups, resource_type: str) -> Column:
    """What each belongs to: the specimen that a result is of, the form on which an answer was given."""
    if not len(groups):
        return None
    ids = pa.concat_arrays([groups.ids(resource_type), pa.nulls(1, BYTES)])
    return Coded(np.where(groups.of < 0, len(groups), groups.of), ids)


def _profile(entries: Entries, of: _Kinds, measured: np.ndarray) -> Coded:
    """The profile that each claims: that of its vital sign only with a value, which it demands."""
    every = entries.each(lambda kind: (UK_CORE + of.profile(kind, measured=False)).encode())
    narrow = entries.each(lambda kind: (UK_CORE + of.profile(kind, measured=True)).encode())
    both = pa.concat_arrays([every.table, narrow.table])
    return Coded(np.where(measured, every.index + len(every.table), every.index), both)


def _note(entries: Entries) -> Column:
    """The entry's words; a gestation, which is counted in days, in weeks and days too."""
    shown = entries.flags(lambda kind: kind.says("show") == "weeks+days") & (entries["value"] != MISSING)
    if not shown.any():
        return entries.note
    weeks, days = np.divmod(np.where(shown, entries["value"], 0), 7)
    words = only(shown, join([numbers(weeks), b"+", numbers(days), b" weeks"]))
    return pc.coalesce(words, array(entries.note, len(entries)))


def _ends(entries: Entries) -> Column:
    lasts = entries["until"] > entries["from"]
    return entries.time("until", lasts) if lasts.any() else None


def _focus(entries: Entries) -> dict[str, Column]:
    """The subject of each that is about a fetus (which is no Patient yet) or another member of the family.

    What tells of a birth names the child too, by its number as the author knew it: never by the id of its record."""
    about, number = entries["about_kind"], entries["about_number"]
    fetus = about == 1
    if not fetus.any():
        return {
            "pregnancy": None,
            "fetus": None,
            "number": None,
            "number_system": None,
            "other": Related.kept(entries.context).of(entries.person, number, about == 2),
        }
    # The pregnancy is the care episode; where there is none, the mother.
    episode = np.where(entries["care_episode"] == 0, entries["episode"], entries["care_episode"])
    pregnancy = uuid_text(keys.uuids(entries.owner, episode, "EpisodeOfCare"))
    ordinals = [str(n).encode() for n in range(int(number.max()) + 1)]
    return {
        "pregnancy": only(fetus, pregnancy),
        "fetus": lookup(number, ordinals),
        **_baby(entries),
        "other": Related.kept(entries.context).of(entries.person, number, about == 2),
    }


def _baby(entries: Entries) -> dict[str, Column]:
    """The number of the child whose birth each tells of, and the system that it is of; null where none was known."""
    national, local, keeper = babies.numbers(entries.context.who, entries.table)
    known = np.where(national != MISSING, national, local)
    some = known != MISSING
    if not some.any():
        return {"number": None, "number_system": None}
    unique, index = combined(entries["system"], np.where(some, keeper, -1))
    local_systems = lookup(index, [identifiers.system_of(s, o) if o >= 0 else None for s, o in unique])
    national_system = only(national != MISSING, fragments.NHS_NUMBER.encode())
    system = pc.coalesce(array(national_system, len(entries)), array(local_systems, len(entries)))
    return {"number": only(some, numbers(np.where(some, known, 0))), "number_system": system}


class _Kinds:
    """What follows from the form, code and status of an observation."""

    def __init__(self, entries: Entries) -> None:
        self.entries, self.codelists = entries, entries.context.codelists

    def loinc(self, kind: Kind) -> str:
        """The LOINC code for which UK Core has a profile, or the first; empty if none."""
        codes = [c.code for c in self.codelists.concepts[kind.code].codings if c.system == LOINC]
        return next((code for code in codes if code in _VITAL_SIGNS), codes[0] if codes else "")

    def category_code(self, kind: Kind) -> str:
        said = str(kind.says("category") or "").replace("_", "-")
        if said:
            return said.removeprefix("observation-category-")
        if kind.form.kind == "assessment":
            return "survey"
        if self.loinc(kind) in _VITAL_SIGNS:
            return "vital-signs"
        return ""

    def category(self, kind: Kind) -> bytes | None:
        code = self.category_code(kind)
        return dumps(fragments.find(self.codelists, f"{HL7}observation-category", code)) if code else None

    def profile(self, kind: Kind, measured: bool) -> str:
        """The narrowest profile whose demands an observation meets, with or without a value."""
        category, loinc = self.category_code(kind), self.loinc(kind)
        if category == "laboratory":
            return "Observation-Lab"
        systems = [c.system for c in self.codelists.concepts[kind.code].codings]
        if (
            category != "vital-signs"
            or self.status(kind) != "final"
            or systems.count(SNOMED) != 1
            or systems.count(LOINC) != 1
        ):
            return "Observation"
        sign = _VITAL_SIGNS.get(loinc)
        unit = fragments.unit(self.codelists, kind.says("unit") or "").get("code")
        if sign is None or not measured or unit is None or _FIXED_UNITS.get(sign, unit) != unit:
            return "Observation-VitalSigns"
        return f"Observation-VitalSigns-{sign}"

    def status(self, kind: Kind) -> str:
        if kind.form.change == "amended":
            return "amended"
        return _STATUSES.get(kind.status, "final")

    def unit(self, kind: Kind) -> bytes | None:
        unit = fragments.unit(self.codelists, kind.says("unit") or "")
        return fragments.inside(unit) if unit else None

    def whole(self, kind: Kind) -> bool:
        """Whether the value is a count or a score: a whole number without a unit."""
        return not kind.says("unit") and not kind.form.decimals

    def parts(self, kind: Kind) -> tuple[str, str] | None:
        return kind.says("components") or _COMPONENTS.get(self.loinc(kind))

    def part(self, kind: Kind, place: int) -> bytes | None:
        parts = self.parts(kind)
        return dumps(fragments.of_key(self.codelists, parts[place])) if parts else None

    def beside(self, kind: Kind) -> bytes | None:
        """What a second value is that is not one of a pair: the form says so in `second`."""
        shown = _SECOND.get(str(kind.says("show") or ""), "")
        said = fragments.of_key(self.codelists, str(kind.says("second") or shown))
        return None if said is None else dumps(said)

    def absent(self, kind: Kind) -> bytes | None:
        """Why there is no value, where there should be one; a finding needs none."""
        if kind.status in ("not-done", "cancelled"):
            reason = "not-performed"
        elif kind.status == "declined":
            reason = "asked-declined"
        elif kind.says("unit") or self.category_code(kind) == "vital-signs":
            reason = "unknown"
        else:
            return None
        return dumps(fragments.find(self.codelists, f"{HL7}data-absent-reason", reason))
