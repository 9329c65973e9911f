"""Dosage: what a label says in words, and the same as structure where the words can be read.

The words are the record's; the structure follows from them, so that the two never differ.
"""

from __future__ import annotations

from typing import Any

from output.fhir.base import fragments
from synth.codes import Codelists
from synth.record import label

_WHEN = (("at night", "NIGHT"), ("in the morning", "MORN"), ("breakfast", "CM"), ("evening meal", "CV"), ("meals", "C"))
"""Moments of the day, with codes of http://hl7.org/fhir/event-timing and v3-TimingEvent."""
_INJECTED = (("intramuscular", "route_im"), ("subcutaneous", "route_sc"), ("under the skin", "route_sc"))
_ONCE = "at birth"
_MEASURED = {"mg": "mg", "microgram": "ug", "g": "g", "ml": "mL", "mg per kg": "mg/kg"}
"""Units of an amount that is measured, not counted, as labels say them: their UCUM codes."""


def instruction(words: str, codelists: Codelists) -> dict[str, Any]:
    """A Dosage: the words, and as far as they say so how much, how often, when, by which route and method."""
    said = label.instructions(words)[0]  # the structure is of the first of several instructions
    found: dict[str, Any] = {"text": words}
    timing = _timing(said)
    if timing:
        found["timing"] = timing
    if label.NEEDED in said:
        found["asNeededBoolean"] = True
    route = next((key for word, key in _INJECTED if word in said), "")
    amount = label.AMOUNT.search(said)
    swallowed = bool(amount) and amount["unit"].lower() in ("tablet", "capsule") if amount else False
    route = route or ("route_oral" if swallowed else "")
    method = "method_inject" if route not in ("", "route_oral") else "method_take" if swallowed else ""
    for name, key in (("route", route), ("method", method)):
        if key in codelists:
            found[name] = fragments.concept(codelists.concept(key))
    if between := label.RANGE.search(said):
        unit = between["unit"].lower()
        ends = {end: _quantity(between[end], unit, codelists) for end in ("low", "high")}
        found["doseAndRate"] = [{"doseRange": ends}]
    elif amount:
        found["doseAndRate"] = [{"doseQuantity": _quantity(amount["number"], amount["unit"].lower(), codelists)}]
    return found


def _quantity(number: str, unit: str, codelists: Codelists) -> dict[str, Any]:
    value: Any = label.NUMBERS.get(number.lower()) or (float(number) if "." in number else int(number))
    return {"value": value, **(fragments.unit(codelists, _MEASURED[unit]) if unit in _MEASURED else {"unit": unit})}


def _timing(said: str) -> dict[str, Any]:
    often, when = label.OFTEN.search(said), [code for word, code in _WHEN if word in said]
    repeat: dict[str, Any] = {}
    if often:
        count = label.times_a_day(often)
        repeat = {"frequency": 1, "frequencyMax": count} if often["up"] else {"frequency": count}
        repeat |= {"period": 1, "periodUnit": "d"}
    elif when:
        repeat = {"frequency": 1, "period": 1, "periodUnit": "d"}
    elif every := label.EVERY.search(said):
        repeat = {"frequency": 1, "period": int(every["hours"]), "periodUnit": "h"}
    elif _ONCE in said:
        repeat = {"count": 1}
    if when and not (often and often["up"]):
        repeat["when"] = when[:1]
    return {"repeat": repeat} if repeat else {}
