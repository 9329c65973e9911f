"""What a step can write down: one function for each kind of entry, in the words of a record.

Each gives a `Write`; the step's own contact, if it has one, and the care episode of the pathway are attached by
the engines. `slot` names the entry within its step and is the code's key unless two would be the same.
"""

from __future__ import annotations

from typing import Any

from synth.pathway.language.expressions import Code as Keyed
from synth.pathway.language.expressions import Expression, Local, Value, whole
from synth.pathway.language.model import Draw, Write

Code = str | Expression | None
Maybe = Draw | Value | None

BEGUN, ENDED, AMENDED, PLANNED, WITHDRAWN = "begun", "ended", "amended", "planned", "withdrawn"


def _write(kind: str, code: Code, slot: str, options: dict[str, Any]) -> Write:
    named = slot or (code if isinstance(code, str) else kind)
    if isinstance(options.get("value_code"), str):
        options["value_code"] = Keyed(options["value_code"])
    if isinstance(about := options.get("about_person"), Local):
        options["about_person"] = about.name
    known = {name: options.pop(name) for name in list(options) if name in Write.__dataclass_fields__}
    for name in ("value", "value2", "value_code", "value_time", "begins", "until", "recorded", "when", "about"):
        if known.get(name) is not None:
            known[name] = whole(known[name])
    if options:
        known["details"] = {**known.get("details", {}), **options}
    return Write(kind=kind, slot=named, code=code, **known)


def observe(code: Code, value: Maybe = None, unit: str = "", *, slot: str = "", **options: Any) -> Write:
    """A measurement or finding: `value` in whole units of 10**-decimals of `unit`, or `value_code`, or neither.

    about: a fetus (its number, from 1). category: a key of `fhir` codelists such as "vital-signs".
    """
    return _write("observation", code, slot, {**options, "value": value, "unit": unit})


def diagnose(code: Code, *, slot: str = "", **options: Any) -> Write:
    """A condition, from `begins` on; with `entry` it can be ended or amended later."""
    return _write("condition", code, slot, {"enduring": True, **options})


def perform(code: Code, *, slot: str = "", **options: Any) -> Write:
    """A procedure that was done; status="not-done" with `value_code` as the reason."""
    return _write("procedure", code, slot, options)


def immunise(vaccine: Code, dose: Maybe, *, slot: str = "", **options: Any) -> Write:
    """A vaccine: `dose` is its number in the course; status="not-done" with `value_code` as the reason."""
    return _write("immunisation", vaccine, slot, {"enduring": True, **options, "value": dose})


def prescribe(medicine: Code, *, slot: str = "", **options: Any) -> Write:
    """A medicine ordered; details: dose text, quantity and so on, constant for the form."""
    return _write("prescription", medicine, slot, options)


def refer(code: Code, *, slot: str = "", **options: Any) -> Write:
    """A request to another service; details: to="setting name"."""
    return _write("referral", code, slot, options)


def assess(code: Code, value: Maybe = None, *, slot: str = "", **options: Any) -> Write:
    """An assessment, with a score or an outcome."""
    return _write("assessment", code, slot, {**options, "value": value})


def plan(code: Code, change: str, *, entry: str = "plan", slot: str = "", **options: Any) -> Write:
    """A plan of care: begun at one step, amended or ended at another."""
    return _write("plan", code, slot or f"{entry} {change}", {**options, "entry": entry, "change": change})


def flag(code: Code, change: str, *, entry: str = "flag", slot: str = "", **options: Any) -> Write:
    """An alert that those who open the record should see, from begun to ended."""
    return _write("flag", code, slot or f"{entry} {change}", {**options, "entry": entry, "change": change})


def care_episode(code: Code, change: str, *, entry: str = "care episode", slot: str = "", **options: Any) -> Write:
    """A care episode (a pregnancy, a caseload, a looked-after period), from begun to ended."""
    return _write("care_episode", code, slot or f"{entry} {change}", {**options, "entry": entry, "change": change})


def stay(code: Code, change: str, *, entry: str = "stay", slot: str = "", **options: Any) -> Write:
    """A stay in hospital: a contact that is begun at admission and ended at discharge."""
    return _write("contact", code, slot or f"{entry} {change}", {**options, "entry": entry, "change": change})


def appoint(code: Code, change: str, *, entry: str = "appointment", slot: str = "", **options: Any) -> Write:
    """An appointment: planned, then recorded as kept or not."""
    return _write("appointment", code, slot or f"{entry} {change}", {**options, "entry": entry, "change": change})


def consent(code: Code, *, slot: str = "", **options: Any) -> Write:
    """Consent given or refused, by the person or by `about` another member of the family."""
    return _write("consent", code, slot, options)


def register(code: Code, change: str = BEGUN, *, entry: str = "registration", slot: str = "", **options: Any) -> Write:
    """Registration with a practice."""
    options = {"enduring": True, **options, "entry": entry, "change": change}
    return _write("registration", code, slot or f"{entry} {change}", options)


def allergy(code: Code, *, slot: str = "", **options: Any) -> Write:
    """An allergy, or the statement that none is known."""
    return _write("allergy", code, slot, {"enduring": True, **options})


def family_history(code: Code, relationship: str, *, slot: str = "", **options: Any) -> Write:
    """What a relative had; relationship: a key of the codelists that says which relative."""
    return _write("family_history", code, slot, {**options, "relationship": relationship})


def document(code: Code, *, slot: str = "", **options: Any) -> Write:
    """A document: output gathers its content from what the record held when it was written."""
    return _write("document", code, slot, options)


def communicate(code: Code, *, slot: str = "", **options: Any) -> Write:
    """A letter, notification or message, as the fact that it was sent."""
    return _write("communication", code, slot, options)
