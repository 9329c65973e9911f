"""What is of the wrong sort in a pathway: a word where a list is meant, a number where words are meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from synth.pathway.language.expressions import Expression
from synth.pathway.language.model import Beside, Choice, Finding, Pathway, Signal, Step, When, Write

_MAYBE = (Expression, type(None))
_NAME = (str, type(None))
_VALUE = (Expression, int)
_WORD = (Expression, int, str)
_SORTS: dict[type, dict[str, tuple[type, ...]]] = {
    Pathway: {"name": (str,), "only": _MAYBE, "until": _MAYBE, "ending": _NAME, "at_death": _NAME, "guideline": (str,),
              "part_of": (Pathway, type(None)), "answers": (Finding, type(None))},
    Beside: {"name": (str,), "starts_on": (str,), "until": _MAYBE, "ending": _NAME, "at_death": _NAME,
             "guideline": (str,)},
    Step: {"name": (str,), "setting": (str,), "after": _VALUE, "at": _MAYBE, "contact": (str, *_MAYBE),
           "contact_when": _MAYBE, "lasts": (*_VALUE, type(None)), "then": (str, Choice, When, type(None)),
           "hours": (str,)},
    Signal: {"name": (str,), "when": _MAYBE, "hands_over": (bool,)},
    Write: {"kind": (str,), "slot": (str,), "code": (str, *_MAYBE), "entry": _NAME, "change": (str,), "status": (str,),
            "unit": (str,), "category": (str,), "text": (str,), "confidentiality": (str,), "setting": _NAME,
            "enduring": (bool,), "decimals": (int,), "details": (Mapping,),
            "wordings": (Mapping,),
            **dict.fromkeys(("value", "value2", "value_code", "value_time", "begins", "until", "recorded", "when",
                             "about", "worded_by", "voice"), _MAYBE)},
}  # fmt: skip
"""The sorts that each member of a part may be of."""
_LISTS: dict[type, dict[str, type]] = {
    Pathway: {"starts_on": str, "steps": Step, "takes": str, "beside": Beside},
    Beside: {"steps": Step},
    Step: {"writes": Write, "raises": Signal},
    Signal: {"to": str},
}
"""Members that are one of a sort, or several."""
_TABLES: dict[type, dict[str, tuple[type, ...]]] = {
    Step: {"draws": _WORD, "sets": _WORD},
    Signal: {"carries": _WORD},
    Choice: {"options": (str, Expression)},
    When: {"conditions": (Expression,)},
}
"""Members that are tables by name."""
_SAYS = {str: "words in quotation marks", Expression: "an expression", int: "a whole number", bool: "True or False",
         Mapping: "a table", Step: "a Step", Write: "what observe(...), diagnose(...) and their like give",
         Signal: "a Signal", Pathway: "a Pathway", Beside: "a Beside", Finding: "a finding(...)", Choice: "a Choice",
         When: "a When", type(None): "None"}  # fmt: skip


def check(p: Any) -> list[str]:
    """What is of the wrong sort in a pathway and all its parts, each with its place and mend."""
    if not isinstance(p, Pathway):
        return [f"{p!r} is no pathway: let PATHWAYS be a list of Pathway(...)"]
    return list(_part(p, str(p.name)))


def _part(part: Any, place: str) -> Iterator[str]:
    for name, sorts in _SORTS.get(type(part), {}).items():
        value = getattr(part, name)
        if not isinstance(value, sorts) or (isinstance(value, bool) and bool not in sorts):
            yield _wrong(place, name, value, sorts)
    for name, sorts in _TABLES.get(type(part), {}).items():
        value = getattr(part, name)
        if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
            yield _wrong(place, name, value, (Mapping,))
        else:
            for key, one in value.items():
                if not isinstance(one, sorts):
                    yield _wrong(place, f"{name} '{key}'", one, sorts)
    for name, sort in _LISTS.get(type(part), {}).items():
        value = getattr(part, name)
        several = (value,) if isinstance(value, sort) else value
        if not isinstance(several, (list, tuple)):
            yield _wrong(place, name, value, (sort,))
            continue
        for one in several:
            if not isinstance(one, sort):
                yield _wrong(place, name, one, (sort,))
            elif sort is not str:
                yield from _part(one, f"{place}.{getattr(one, 'name', '') or getattr(one, 'slot', '')}")
    if isinstance(part, Step) and isinstance(part.then, (Choice, When)):
        yield from _part(part.then, f"{place}.then")


def _wrong(place: str, name: str, value: Any, sorts: tuple[type, ...]) -> str:
    if isinstance(value, Expression) and Expression not in sorts and str in sorts:
        return (f"{place}: {name} differs from one to the next: give words in quotation marks; two wordings are two "
                "writes, each with its when=... and slot=..., or said_of(...) by an option")  # fmt: skip
    said = repr(value)
    said = said if len(said) <= 40 else f"{said[:37]}..."
    return f"{place}: {name} is {said}: give {' or '.join(_SAYS[sort] for sort in sorts)}"
