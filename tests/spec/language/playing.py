"""Examples played: the module read as a guest's is, run in both engines, and the record told as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

import care_pathways
from care_pathways.programmes import since
from synth import clock, evidence
from synth.errors import SynthError
from synth.pathway.compiled import prepare
from synth.pathway.compiled.plan import Library
from synth.pathway.engines import columnar
from synth.pathway.language.numbers import Numbers
from synth.pathway.language.words import Words
from synth.record.kinds import CHANGES, CONFIDENTIALITY, MISSING
from synth.record.tables import complete
from synth.table import Table
from synth.world.population import Population
from tests.engines.compare import differences
from tests.spec.language.example import Example, Rows, prelude
from tests.spec.language.lives import SETTINGS, population


def module(example: Example) -> dict[str, Any]:
    """What the module of an example defines, its numbers being `p`."""
    p = Numbers(evidence.read_text(example.evidence, "example.toml", care_pathways.shared_risks().risks))
    space: dict[str, Any] = {"p": p, "since": since}
    exec(compile(prelude(), "opening.md", "exec"), space)
    exec(compile(example.module, f"{example.part}.md", "exec"), space)
    return space


def library(example: Example) -> Library:
    """The pathways of an example, made ready; one that declares signals or facts is looked at as a whole library."""
    space = module(example)
    facts, signals = (tuple(space.get(name, ())) for name in ("FACTS", "SIGNALS"))
    reasons = tuple(space.get("UNANSWERED", ()))
    words = Words(facts, signals, whole=bool(facts or signals or reasons), unanswered=reasons)
    return prepare.build(space["PATHWAYS"], care_pathways.codelists(), words)


def engines_differ(example: Example) -> list[str]:
    """Where the two engines differ."""
    return differences(library(example), population(example), SETTINGS)


def record(example: Example, heads: tuple[str, ...]) -> Rows:
    """What is written in the lives of an example, in order of person and time, contacts first, by some heads."""
    ready, people = library(example), population(example)
    found = complete(columnar.run(ready, people, SETTINGS), ready.forms, people, SETTINGS)
    rows = []
    for kind, table in found.items():
        for i in range(len(table)):
            row = {name: int(column[i]) for name, column in table.columns.items()}
            order = (row["person"], row["from"], kind != "contact", row["form"], row["recorded"])
            rows.append((order, {"kind": kind.replace("_", " "), **_told(row, example, ready, people, found)}))
    rows.sort(key=lambda pair: pair[0])
    return Rows(heads, tuple(tuple(told[head] for head in heads) for _, told in rows))


def _told(row: dict[str, int], example: Example, ready: Library, people: Population,
          found: dict[str, Table]) -> dict[str, str]:  # fmt: skip
    """One row in words, by every head that a table of an example may have."""
    form, codes = ready.forms[row["form"]], ready.codelists
    names = [one["person"] for one in next(t for t in example.lives if "born" in t.heads).dicts()]

    def key(index: int) -> str:
        return codes.key(index) if index else ""

    def within(kind: str, entry: int) -> str:
        table = found[kind]
        at = np.flatnonzero(table["entry"] == np.uint64(entry))
        return key(int(table["code"][at[0]])) if len(at) else ""

    value = "" if row["value"] == MISSING else _number(row["value"], form.decimals)
    if row["value2"] != MISSING:
        value += f" / {_number(row['value2'], form.decimals)}"
    if row["value_code"]:
        value = key(row["value_code"])
    if row["value_time"] != MISSING:
        value = _minute(row["value_time"])[: 10 if form.by_day else None]
    about = (f"fetus {row['about_number']}", names[row["about_number"] % len(names)])
    return {
        "person": names[row["person"]], "from": _minute(row["from"]), "day": _minute(row["from"])[:10],
        "until": "" if row["until"] == row["from"] else _minute(row["until"]), "known": _minute(row["recorded"]),
        "code": key(row["code"]) or form.text, "value": value,
        "unit": codes.concept(form.unit).text if form.unit else "", "change": CHANGES[row["change"]],
        "entry": form.entry, "status": form.status or "", "setting": form.setting, "step": form.step,
        "pathway": form.pathway, "slot": form.slot, "confidentiality": CONFIDENTIALITY[row["confidentiality"]],
        "about": about[row["about_kind"] - 1] if row["about_kind"] else "", "times before": str(row["occurrence"]),
        "contact": within("contact", row["contact"]), "care episode": within("care_episode", row["care_episode"]),
        "details": ", ".join(f"{name}: {said}" for name, said in form.details.items()),
        "weekday": "at the weekend" if clock.weekday(row["from"] // clock.DAY) >= 5 else "in the week",
        "category": form.category, "text": form.text, "version": str(row["version"]),
        "by day": {"": "", "from": "its beginning", "value_time": "its date"}.get(form.by_day, form.by_day),
    }  # fmt: skip


def _number(value: int, decimals: int) -> str:
    return f"{value / 10**decimals:.{decimals}f}"


def _minute(instant: int) -> str:
    if instant >= clock.NEVER:
        return "open"
    local = instant + clock.uk_offset_one(instant)
    day, minute = divmod(local, clock.DAY)
    return f"{clock.date_of(day)} {minute // 60:02}:{minute % 60:02}"


def as_markdown(rows: Rows) -> str:
    """A table as an example has it."""
    lines = [rows.heads, tuple("---" for _ in rows.heads), *rows.rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def sources() -> list[Path]:
    """The files of the language whose words the examples cover."""
    folder = Path(prepare.__file__).parents[1]
    return [*sorted((folder / "language").glob("*.py")), *sorted((folder / "parts").glob("*.py"))]


def refusal(example: Example) -> tuple[str, ...]:
    """The faults that are found when an example is loaded."""
    try:
        return tuple(library(example).faults)
    except SynthError as error:
        return tuple(str(error).splitlines())
