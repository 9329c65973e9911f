"""A record made by hand: some people and some entries, of which every answer is known."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa

from synth import clock
from synth.realism.recorded.declared import Figures, read_folders
from synth.realism.recorded.tables import ALWAYS, NOBODY, Table, Tables, Words
from synth.realism.recorded.units import Record
from synth.settings import Settings

SETTINGS = Settings(seed=1, start=dt.date(2015, 1, 1), end=dt.date(2025, 1, 1))
CARE = ("observation", "condition", "contact", "registration", "assessment", "appointment")
OTHERS = ("birth", "death", "ethnic_group", "relationship")


def at(text: str) -> int:
    """An instant from a date, perhaps with a time: 2020-03-01 or 2020-03-01 14:30 (UTC)."""
    when = dt.datetime.fromisoformat(text)
    return clock.instant_of(when.date()) + when.hour * 60 + when.minute


class Made(Tables):
    """The tables of a record made by hand."""

    def __init__(self, people: list[dict], entries: list[dict]) -> None:
        self._written = entries
        whole = [{"sex": "female", "born": "1980-01-01", "mother": "", "family": n, "member": 0, "decile": "5", **one}
                 for n, one in enumerate(people)]  # fmt: skip
        columns = ("id", "sex", "born", "mother", "family", "member", "decile")
        self.people = pa.table({name: [one[name] for one in whole] for name in columns})
        self.ids = self.people["id"].combine_chunks()
        self._read = {kind: self._of(kind) for kind in (*CARE, *OTHERS)}

    def _of(self, kind: str) -> Table:
        rows = [one for one in self._written if one["kind"] == kind]
        if kind == "birth":  # of everyone there is one
            told = {one["person"]: one for one in rows}
            rows = [{"person": who, "from": f"{born} 12:00", **told.get(who, {})}
                    for who, born in zip(self.people["id"].to_pylist(), self.people["born"].to_pylist(), strict=True)]  # fmt: skip
        return Table(kind, {
            "person": self._persons(rows, "person"), "other": self._persons(rows, "other"),
            "mother": self._persons(rows, "mother"),
            "from": np.array([at(one["from"]) if one.get("from") else ALWAYS for one in rows], dtype=np.int64),
            "until": np.array([at(one["until"]) if one.get("until") else clock.NEVER for one in rows], dtype=np.int64),
            "recorded": np.array([at(one.get("recorded") or one.get("from") or "2000-01-01") for one in rows], dtype=np.int64),
            "value_time": np.full(len(rows), clock.NEVER),
            "version": np.array([one.get("version", 1) for one in rows], dtype=np.float64),
            **{name: np.array([one.get(name, np.nan) for one in rows], dtype=np.float64)
               for name in ("value", "value2", "gestation", "plurality", "birth_order")},
            "stillborn": np.array([one.get("stillborn", False) for one in rows], dtype=bool),
            **{column: words([one.get(name, "") for one in rows]) for column, name in (
                ("code_key", "code"), ("value_code_key", "answer"), ("system", "system"), ("status", "status"),
                ("change", "change"), ("relationship", "relationship"), ("code", "code"), ("pathway", "pathway"))},
        })  # fmt: skip

    def _persons(self, rows: list[dict], name: str) -> np.ndarray:
        return self.rows_of(pa.array([one.get(name, "") for one in rows], pa.string()))


def words(texts: list[str]) -> Words:
    """A column of words."""
    known = tuple(dict.fromkeys(text for text in texts if text))
    return Words(np.array([known.index(text) if text else NOBODY for text in texts], dtype=np.int64), known)


def folder(where: Path, rows: str, entries: str = "", named: str = "") -> Path:
    """A folder of figures: rows as they stand under [[figure]], entries and words beside them."""
    where.mkdir(parents=True, exist_ok=True)
    (where / "entries.toml").write_text(f"[entries]\n{ENTRIES}{entries}\n[words]\n{NAMED}{named}\n", encoding="utf-8")
    (where / "rows.toml").write_text(f"{HEAD}rows = [\n{rows}\n]\n", encoding="utf-8")
    return where


def figures(where: Path, rows: str, entries: str = "", named: str = "") -> Figures:
    """The figures of such a folder."""
    return read_folders([folder(where, rows, entries, named)])


def record(people: list[dict], entries: list[dict], declared: Figures) -> Record:
    """A record of some people and entries, for some figures."""
    return Record(Made(people, entries), SETTINGS, declared.selections)


ENTRIES = """
listed = { kind = "registration" }
pressure = { kind = "observation", code = ["blood_pressure"] }
smoking = { kind = "observation", code = ["smoking_status"] }
smoker = { kind = "observation", code = ["smoking_status"], answer = ["smoker_current"] }
raised = { kind = "condition", code = ["hypertension"] }
seen = { kind = "contact" }
partner = { kind = "relationship", relationship = ["partner"] }
"""
NAMED = """
listed_now = "active(listed)"
"""
HEAD = """[[figure]]
area = "T Test"
measure = "Anything"
unit = "ratio"
year = "2020"
source = "a test"
tolerance = "abs:0.001"
over = "people"
on = 2020-07-01
"""
