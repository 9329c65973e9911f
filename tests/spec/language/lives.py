"""Lives as small tables: the people of an example, what is true of them, and their pregnancies, as a population."""

from __future__ import annotations

import datetime as dt

import numpy as np

from synth import clock, keys
from synth.settings import Settings
from synth.world.population import Population, Table
from synth.world.vocabulary import ATTRIBUTES, EVENTS, FACTS, OPTIONS
from tests.spec.language.example import Example

SETTINGS = Settings(seed=1)


def instant(text: str) -> int:
    """An instant by British clocks: a date with or without a time; noon if it has none."""
    at = dt.datetime.fromisoformat(text if " " in text else f"{text} 12:00")
    minutes = clock.instant_of(at.date()) + at.hour * 60 + at.minute
    for found in (minutes, minutes - 60):
        if found + clock.uk_offset_one(found) == minutes:
            return found
    raise ValueError(f"{text}: no such time")


def population(example: Example) -> Population:
    """The people of an example as one family, in the order of their rows."""
    people = next(t for t in example.lives if "born" in t.heads).dicts()
    rows = {one["person"]: i for i, one in enumerate(people)}
    n = len(people)

    def column(name: str, default: int, read=int) -> np.ndarray:
        return np.array([read(one[name]) if one.get(name) else default for one in people], dtype=np.int64)

    persons = Table({
        "family": np.zeros(n, dtype=np.int64), "member": np.arange(n),
        "key": keys.person_key(SETTINGS.run, np.zeros(n, dtype=np.int64), np.arange(n)),
        "genes": keys.person_key(SETTINGS.run, np.zeros(n, dtype=np.int64), np.arange(n)),
        "sex": column("sex", 2, OPTIONS["sex"].index), "born": column("born", 0, instant),
        "died": column("died", clock.NEVER, instant), "cause": np.full(n, -1), "arrives": np.full(n, clock.LONG_AGO),
        "leaves": np.full(n, clock.NEVER), "patient": np.ones(n, dtype=bool), "ethnic": np.zeros(n, dtype=np.int64),
        "mother": column("mother", -1, rows.get), "father": column("father", -1, rows.get),
        "place": np.zeros(n, dtype=np.int64), "practice": np.zeros(n, dtype=np.int64), "stillborn": np.zeros(n, dtype=bool),
    })  # fmt: skip
    attributes = {name: column(name, 0) for name in ATTRIBUTES if name not in persons.columns}
    return Population(
        np.zeros(1, dtype=np.int64), np.array([0, n]), persons, attributes, _facts(example, rows), _pregnancies(example, rows),
        *[Table() for _ in range(5)],
    )  # fmt: skip


def _facts(example: Example, rows: dict[str, int]) -> dict[str, Table]:
    found = {name: ([], [], []) for name in FACTS}
    for one in (row for t in example.lives if "fact" in t.heads for row in t.dicts()):
        for column, value in zip(
            found[one["fact"]], (rows[one["person"]], instant(one["from"]), int(one["value"])), strict=True
        ):
            column.append(value)
    return {name: Table(dict(zip(("person", "time", "value"), (np.array(c, dtype=np.int64) for c in columns), strict=True)))
            for name, columns in found.items()}  # fmt: skip


def _pregnancies(example: Example, rows: dict[str, int]) -> Table:
    given = [row for t in example.lives if "conceives" in t.heads for row in t.dicts()]
    begins = np.array([instant(one["conceives"]) for one in given], dtype=np.int64)
    columns = {name: np.zeros(len(given), dtype=np.int64) for name in EVENTS["conception"]}
    columns |= {name: np.full(len(given), -1) for name in columns if name.startswith("baby")}
    columns |= {
        "mother": np.array([rows[one["person"]] for one in given], dtype=np.int64), "begins": begins,
        "number": np.ones(len(given), dtype=np.int64), "ends": np.array([instant(one["ends"]) for one in given], dtype=np.int64),
        "baby_1": np.array([rows[one["baby"]] for one in given], dtype=np.int64),
        "last_period": clock.uk_day(begins) - 14,
    }  # fmt: skip
    return Table(columns)
