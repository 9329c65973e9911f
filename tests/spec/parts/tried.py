"""A tiny pathway run in both engines over a few made-up families, and what it wrote, as rows to read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import care_pathways
from synth import clock, evidence
from synth.pathway.compiled import prepare
from synth.pathway.engines import columnar
from synth.pathway.language.model import Pathway
from synth.pathway.language.numbers import Numbers
from synth.record.kinds import CHANGES, KINDS
from synth.record.tables import complete
from synth.settings import Settings
from tests.engines.compare import differences
from tests.engines.people import population

WINDOW = Settings(seed=7, start=dt.date(2015, 1, 1), end=dt.date(2021, 1, 1))


@dataclass(frozen=True)
class Row:
    """One change of an entry: whose it is, on which day it was recorded, where it stands and what it says."""

    kind: str
    person: int
    day: int
    step: str
    slot: str
    entry: int
    change: str
    code: str
    status: str
    died: int
    setting: str = ""


def numbers(text: str) -> Numbers:
    """The numbers of a text in TOML; each has the source of a test."""
    return Numbers(evidence.read_text(text.replace("unit =", 'source = "assumption: a test"\nunit ='), "tried.toml"))


def ran(pathways: Sequence[Pathway], families: int = 40) -> list[Row]:
    """Every change that was recorded in the window, in order of person and time, alike in both engines.

    A fault of the pathways, or a difference of the engines, fails the test.
    """
    library = prepare.build(list(pathways), care_pathways.codelists())
    assert list(library.faults) == []
    people = population(3, families, WINDOW)
    assert differences(library, people, WINDOW) == []
    tables = complete(columnar.run(library, people, WINDOW), library.forms, people, WINDOW)
    rows, keys = [], ["", *library.codelists]
    for kind in KINDS:
        t = tables[kind]
        for i in range(len(t)):
            form, person = library.forms[t["form"][i]], int(t["person"][i])
            code = int(t["code"][i])
            key = keys[code] if code >= 0 else ""
            rows.append(Row(kind, person, int(t["recorded"][i]) // clock.DAY, form.step, form.slot, int(t["entry"][i]),
                            CHANGES[t["change"][i]], key, form.status,
                            int(people["died"][person]) // clock.DAY, form.setting))  # fmt: skip
    return sorted(rows, key=lambda row: (row.person, row.day, row.step))
