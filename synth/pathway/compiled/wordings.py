"""The forms of a write whose text and details go by an option: one for each wording, and which applies to whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from synth.pathway.compiled.resolving import Builder, Resolver
from synth.pathway.language import expressions as x
from synth.pathway.language.model import Write
from synth.record import details
from synth.record.forms import Form

_TEXT, _CODE = "text", "code"


def forms_of(builder: Builder, r: Resolver, form: Form, w: Write) -> x.Expression | None:
    """The index of the form by which a write is written, for whom it is written; None where it has but one.

    The forms are added to those of the library: as `form`, with the text and details of each wording. An option for
    which there is no wording is written as `form` says.
    """
    if w.worded_by is None:
        return None
    options = r.names.of(w.worded_by)
    for name in w.wordings:
        if name not in options:
            known = ", ".join(options) or "nothing that has names"
            r.fault(f"'{w.slot}' is worded for '{name}', but {w.worded_by} is one of {known}: mend the name")
    first, several = [], []
    for name in options:
        ways = w.wordings.get(name, ())
        first.append((name, len(builder.forms) if ways else form.index))
        several.append((name, max(len(ways), 1)))
        for way in ways:
            said = {**form.details, **_details(way)}
            text, code = str(way.get(_TEXT, form.text)), str(way.get(_CODE, form.code))
            builder.forms.append(replace(form, index=len(builder.forms), text=text, code=code, details=said))
    index: x.Expression = x.ByOption(w.worded_by, "number", tuple(first))
    if w.voice is not None and any(many > 1 for _, many in several):
        index = index + w.voice % x.ByOption(w.worded_by, "number", tuple(several))
    return r.sure(index, f"{w.slot}.wording")


def faults(w: Write) -> Iterator[str]:
    """What is wrong with the wordings of a write: none for an option, words that are empty, details nobody knows."""
    for name, ways in w.wordings.items():
        if not ways:
            yield f"'{w.slot}' has no wording for '{name}': give at least one"
        for way in ways:
            if _TEXT in way and not str(way[_TEXT]).strip():
                yield f"a wording of '{w.slot}' for '{name}' is empty: say something, or leave its text out"
            found = details.faults_of(w.kind, _details(way))
            yield from (f"'{w.slot}' for '{name}': {fault}" for fault in found)


def _details(way: Mapping[str, Any]) -> dict[str, Any]:
    """What a wording says beside its text and code."""
    return {key: value for key, value in way.items() if key not in (_TEXT, _CODE)}
