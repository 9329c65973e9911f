"""The lives of a block as columns: what was written of each person, as it stood at the end, from the tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from synth import clock
from synth.clock import NEVER

if TYPE_CHECKING:
    import pyarrow as pa

Column = np.ndarray
DONE = ("contact", "condition", "observation", "assessment", "procedure", "immunisation", "prescription")
"""The kinds of entry that say what was done or found."""
KINDS = (*DONE, "allergy", "referral", "communication", "document", "care_episode", "consent", "appointment", "plan",
         "flag", "address")  # fmt: skip
ENTRY = ("id", "person", "version", "change", "about", "about_number", "from", "until", "recorded", "status", "system",
         "confidentiality", "code_key", "value", "value2", "value_code_key", "care_episode", "pathway")  # fmt: skip
IDENTITY = {
    "birth": ("person", "from", "recorded", "mother"),
    "death": ("id", "person", "change", "from"),
    "sex": ("person", "version", "from", "sex"),
    "registration": ("person", "until", "value_code_key"),
}
"""The columns of the tables that say who people are."""
_AS = {"address": {"code_key": "use"}}
"""What stands for a column in a table of who people are: an address is known by its use, and has no further ones."""
_ADDRESS = ("id", "person", "version", "change", "from", "until", "recorded", "system", "confidentiality", "use")
COLUMNS: dict[str, tuple[str, ...]] = {**dict.fromkeys(KINDS, ENTRY), **IDENTITY, "address": _ADDRESS}
"""The columns that are read of each table."""
WITHDRAWN = "withdrawn"
LATE_TOLD = 90 * clock.DAY
"""How long after a birth the record of it begins only if the person has come from abroad (minutes)."""
LEFT = "gp_removal_embarkation"
"""Why a practice takes off its list who leaves the country."""
NOT_DONE = ("not-done", "declined", "cancelled", "entered-in-error")
"""The states of what was never done."""


@dataclass
class Lives:
    """Entries in their last version, and people. An entry is a row; text is kept as its place in `words`.

    begins, ends, recorded: minutes, NEVER where there is none. value, second: NaN where there is none.
    of people: born, died, came to and left the country (minutes), sex (words), mother (a person, -1 for nobody).
    """

    words: dict[str, int]
    names: list[str]
    kind: Column
    id: list[str]
    person: Column
    key: Column
    about: Column
    begins: Column
    ends: Column
    recorded: Column
    system: Column
    secrecy: Column
    value: Column
    second: Column
    answer: Column
    episode: Column
    pathway: Column
    change: Column
    people: list[str]
    born: Column
    died: Column
    came: Column
    left: Column
    sex: Column
    mother: Column
    opens: int
    closes: int

    def word(self, text: str) -> int:
        """The place of a word; -1 where nothing says it."""
        return self.words.get(text, -1)

    def one_of(self, name: str, rows: Column, said: Iterable[str]) -> Column:
        """Whether a column of words (`answer`, `system`) says one of those that are said, in each row (bool)."""
        return np.isin(getattr(self, name)[rows], [self.word(one) for one in said])

    def rows(self, keys: Iterable[str], kind: str = "") -> Column:
        """The rows of these keys, in order: of one kind of entry, or of all that say what was done or found."""
        wanted = np.array(sorted({self.word(key) for key in keys} - {-1}), dtype=np.int64)
        kinds = (KINDS.index(kind),) if kind else tuple(range(len(DONE)))
        return np.flatnonzero(np.isin(self.key, wanted) & np.isin(self.kind, kinds))

    def day(self, rows: Column) -> Column:
        """The day on which each row begins, by British clocks."""
        return clock.uk_day(self.begins[rows])

    def born_on(self, person: Column) -> Column:
        """The day on which each person was born, by British clocks."""
        return clock.uk_day(self.born[person])


def minutes(column: pa.ChunkedArray) -> Column:
    """Instants or days as text, as minutes; NEVER where there is none. ValueError where it is neither."""
    text = [one[:16].replace(" ", "T") if one else "NaT" for one in column.to_pylist()]
    at = np.array(text, dtype="datetime64[m]")
    return np.where(np.isnat(at), NEVER, at.astype(np.int64))


def numbers(column: pa.ChunkedArray) -> Column:
    """Numbers as text, as float64; NaN where there is none."""
    return np.array([float(one) if one else np.nan for one in column.to_pylist()], dtype=np.float64)


def _column(table: pa.Table, name: str) -> pa.ChunkedArray:
    """A column of a table; empty text where it has none."""
    import pyarrow as pa

    return table.column(name) if name in table.column_names else pa.chunked_array([pa.repeat("", len(table))])


class _Words:
    def __init__(self) -> None:
        self.places: dict[str, int] = {}

    def of(self, column: pa.ChunkedArray) -> Column:
        texts = column.to_pylist()
        places = self.places
        return np.array([places.setdefault(one or "", len(places)) for one in texts], dtype=np.int64)


def _standing(table: pa.Table) -> pa.Table:
    """A table of changes without the entries that were taken back."""
    import pyarrow.compute as pc

    gone = table.filter(pc.equal(table.column("change"), WITHDRAWN)).column("id")
    return table.filter(pc.invert(pc.is_in(table.column("id"), gone))) if len(gone) else table


def _put_right(table: pa.Table) -> pa.Table:
    """What was said first of each, as it was put right later: of those who live as another sex, that at birth."""
    begins, version = minutes(table.column("from")), np.array(table.column("version").to_pylist(), dtype=np.int64)
    return table.take(np.lexsort((-version, begins)))


def _leaving(table: pa.Table) -> pa.Table:
    """The registrations that ended as the person left the country."""
    import pyarrow.compute as pc

    return table.filter(pc.equal(table.column("value_code_key"), LEFT))


def lives_of(tables: Mapping[str, pa.Table], opens: int, closes: int) -> Lives:
    """The lives that the tables of a block tell of. opens, closes: the window, in minutes."""
    words, people, ids = _Words(), _Words(), _Words()
    parts: dict[str, list[Any]] = {name: [] for name in ("kind", *ENTRY)}
    for number, kind in enumerate(KINDS):
        if kind not in tables:
            continue
        table = tables[kind]
        parts["kind"].append(np.full(len(table), number))
        for name in ENTRY:
            column = _column(table, _AS.get(kind, {}).get(name, name))
            if name in ("from", "until", "recorded"):
                parts[name].append(minutes(column))
            elif name in ("value", "value2", "version"):
                parts[name].append(numbers(column))
            else:
                parts[name].append((people if name == "person" else ids if name == "id" else words).of(column))
    whole = {
        name: np.concatenate(some) if some else np.zeros(0, dtype=np.int64) for name, some in parts.items()
    }  # fmt: skip
    order = np.lexsort((whole["version"], whole["id"], whole["kind"]))
    entry = whole["id"][order]
    last = np.append(entry[1:] != entry[:-1], True) if len(entry) else np.zeros(0, dtype=bool)
    kept = order[last]
    never = [words.places.get(one, -1) for one in NOT_DONE]
    gone = (whole["change"][kept] == words.places.get(WITHDRAWN, -1)) | np.isin(whole["status"][kept], never)
    kept = np.sort(kept[~gone])
    births = tables.get("birth")
    if births is not None:
        people.of(births.column("person"))
    n = len(people.places)
    born, died, came, left = (np.full(n, never) for never in (NEVER, NEVER, -NEVER, NEVER))
    sex, mother = np.full(n, -1), np.full(n, -1)
    if births is not None:
        who = people.of(births.column("person"))
        born[who] = minutes(births.column("from"))
        told = np.full(n, NEVER)
        np.minimum.at(told, who, minutes(births.column("recorded")))
        late = (told < NEVER) & (told > born + LATE_TOLD)
        came[late] = told[late]
        known = [people.places.get(one or "", -1) for one in births.column("mother").to_pylist()]
        mother[who] = np.array(known, dtype=np.int64)
    for name, chosen, column, into in (("death", _standing, "from", died), ("sex", _put_right, "sex", sex),
                                       ("registration", _leaving, "until", left)):  # fmt: skip
        if name in tables:
            table = chosen(tables[name])
            who = np.array([people.places.get(one, -1) for one in table.column("person").to_pylist()], np.int64)
            said = words.of(table.column(column)) if name == "sex" else minutes(table.column(column))
            who, said = who[::-1], said[::-1]  # what was said first holds: of those who live as another sex, at birth
            into[who[who >= 0]] = said[who >= 0]
    about = whole["about"][kept] * len(words.places) + whole["about_number"][kept]
    names = list(ids.places)
    return Lives(
        words.places, list(words.places), whole["kind"][kept], [names[i] for i in whole["id"][kept].tolist()],
        whole["person"][kept], whole["code_key"][kept], about, whole["from"][kept],
        whole["until"][kept], whole["recorded"][kept], whole["system"][kept], whole["confidentiality"][kept],
        whole["value"][kept], whole["value2"][kept], whole["value_code_key"][kept], whole["care_episode"][kept],
        whole["pathway"][kept], whole["change"][kept],
        list(people.places), born, died, came, left, sex, mother, opens, closes,
    )  # fmt: skip
