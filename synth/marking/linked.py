"""Marks of links: which records of which systems are one person, as pairs, as clusters, or merged into one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from synth.dataset.outside import shown
from synth.errors import BadArguments
from synth.marking.reading import Truth, distinct, numbered, refused
from synth.table import starts

Column = np.ndarray
_ANY, _NONE = "any noise", "no noise"


@dataclass
class Records:
    """The records of the truth that count: the patient of each system, with whom it is and what noise struck it.

    id: their ids, ascending; person, system: numbers (int64); noises: which records each noise struck (bool).
    """

    id: pa.Array
    person: Column
    system: Column
    systems: list[str]
    noises: dict[str, Column]

    @classmethod
    def read(cls, truth: Truth, systems: Sequence[str] = ()) -> Records:
        """Those of a truth; systems: the names, or the kinds, of those that count, all unless said."""
        linkage = truth.read("linkage", ("person", "system", "patient"))
        names, of = distinct(linkage["system"])
        known = names.to_pylist()
        for one in systems:
            if not any(one in (name, name.partition("-")[0]) for name in known):
                raise BadArguments(
                    f"--systems {one}: there is no such system in the truth: there are {', '.join(known)}"
                )
        counts = np.array([not systems or name in systems or name.partition("-")[0] in systems for name in known], bool)
        linkage = linkage.filter(pa.array(counts[of]))
        linkage = linkage.take(pc.sort_indices(linkage["patient"]))
        ids = linkage["patient"].combine_chunks()
        _, person = distinct(linkage["person"])
        told = truth.read("noise", ("patient", "noise"))
        row = numbered(told["patient"], ids)
        kinds, which = distinct(told["noise"])
        noises = {}
        for number, name in enumerate(kinds.to_pylist()):
            noises[name] = np.zeros(len(ids), dtype=bool)
            noises[name][row[(which == number) & (row >= 0)]] = True
        return cls(ids, person, numbered(linkage["system"], names), known, noises)

    def __len__(self) -> int:
        return len(self.id)

    def rows(self, path: Path, column: pa.ChunkedArray) -> Column:
        """The record of each id of an answer; BadArguments for one that there is not."""
        row = numbered(column, self.id)
        if (row < 0).any():
            at = int(np.flatnonzero(row < 0)[0])
            said = shown(column[at].as_py())
            raise refused(path, at, f"no system that counts has a patient '{said}': ids are those of the linkage")
        return row


@dataclass
class Share:
    """How many pairs of one person there are, how many were found, and how many pairs of two people were said."""

    true: int
    found: int
    false: int

    @property
    def precision(self) -> float:
        """What part of what was said is right; 1 where nothing was said."""
        return self.found / (self.found + self.false) if self.found + self.false else 1.0

    @property
    def recall(self) -> float:
        """What part of what is so was said; 1 where nothing is so."""
        return self.found / self.true if self.true else 1.0

    @property
    def f(self) -> float:
        """The harmonic mean of precision and recall."""
        return (
            2 * self.found / (2 * self.found + self.false + (self.true - self.found)) if self.true + self.false else 1.0
        )


@dataclass
class Linked:
    """The marks of links: all together, and of the pairs that each noise touched; more: lines about a merge."""

    records: int
    people: int
    whole: Share
    by_noise: dict[str, tuple[int, Share]] = field(default_factory=dict)
    more: list[str] = field(default_factory=list)

    @property
    def score(self) -> float:
        """By which an answer passes: F."""
        return self.whole.f

    def lines(self) -> list[str]:
        """The marks as they are printed."""
        w = self.whole
        out = [
            f"{self.records:,} records of {self.people:,} people; {w.true:,} pairs are of one person",
            f"said: {w.found + w.false:,} pairs, {w.found:,} right, {w.false:,} wrong; {w.true - w.found:,} missed",
            *self.more,
            f"precision {w.precision:.4f}, recall {w.recall:.4f}, F {w.f:.4f}",
        ]
        if len(self.by_noise) > 2:
            width = max(map(len, self.by_noise))
            out.append(
                f"{'pairs touched by':<{width}}  {'records':>8} {'true':>8} {'found':>8} {'wrong':>8} {'recall':>7}"
            )
            out += [
                f"{name:<{width}}  {n:>8,} {s.true:>8,} {s.found:>8,} {s.false:>8,} {s.recall:>7.4f}"
                for name, (n, s) in self.by_noise.items()
            ]
        return out


def pairs(records: Records, path: Path, answer: pa.Table) -> Linked:
    """Mark pairs of records (`left`, `right`) that are said to be one person; a pair counts once, either way round."""
    left, right = (records.rows(path, answer[name]) for name in ("left", "right"))
    same = np.flatnonzero(left == right)
    if len(same):
        raise refused(path, int(same[0]), "a pair of a record with itself")
    low, high = np.minimum(left, right), np.maximum(left, right)
    low, high = np.divmod(np.unique(low * max(len(records), 1) + high), max(len(records), 1))
    right_ones = records.person[low] == records.person[high]

    def share(touched: Column | None) -> Share:
        true = _pairs_within(records.person, touched)
        of = np.ones(len(low), dtype=bool) if touched is None else touched[low] | touched[high]
        return Share(true, int(np.count_nonzero(of & right_ones)), int(np.count_nonzero(of & ~right_ones)))

    return _marked(records, share)


def clusters(records: Records, path: Path, answer: pa.Table) -> Linked:
    """Mark clusters (`patient`, `cluster`): who stands in none stands alone."""
    row = records.rows(path, answer["patient"])
    _once(path, row)
    _, name = distinct(answer["cluster"])
    cluster = np.arange(len(records)) + len(answer)
    cluster[row] = name
    return _of_groups(records, cluster)


def merged(records: Records, path: Path, answer: pa.Table) -> Linked:
    """Mark a merge (`patient`, `survivor`): who stands in no line was left as it was."""
    row, into = (records.rows(path, answer[name]) for name in ("patient", "survivor"))
    _once(path, row)
    survivor = np.arange(len(records))
    survivor[row] = into
    chain = np.flatnonzero(survivor[into] != into)
    if len(chain):
        raise refused(path, int(chain[0]), "its survivor was merged into another: name the last of them")
    found = _of_groups(records, survivor)
    both = np.unique(survivor * (records.person.max(initial=0) + 1) + records.person)
    into, person = np.divmod(both, records.person.max(initial=0) + 1)
    _, kept = np.unique(into, return_counts=True)
    _, under = np.unique(person, return_counts=True)
    found.more = [
        f"{len(kept):,} survivors, {np.count_nonzero(kept > 1):,} of which hold more than one person",
        f"{np.count_nonzero(under > 1):,} people are left in more than one",
    ]
    return found


def _once(path: Path, row: Column) -> None:
    order = np.argsort(row, kind="stable")
    again = order[~starts(row[order])] if len(row) else row
    if len(again):
        raise refused(path, int(again.min()), "the patient stands in an earlier line already")


def _of_groups(records: Records, group: Column) -> Linked:
    _, group = np.unique(group, return_inverse=True)
    group = group.reshape(-1)
    both = group * (records.person.max(initial=0) + 1) + records.person

    def share(touched: Column | None) -> Share:
        found = _pairs_within(both, touched)
        return Share(_pairs_within(records.person, touched), found, _pairs_within(group, touched) - found)

    return _marked(records, share)


def _pairs_within(group: Column, touched: Column | None) -> int:
    """How many pairs of records have one group; touched: of these only the ones with a touched record."""

    def many(of: Column) -> int:
        _, n = np.unique(of, return_counts=True)
        return int((n * (n - 1) // 2).sum())

    return many(group) - (0 if touched is None else many(group[~touched]))


def _marked(records: Records, share: Callable[[Column | None], Share]) -> Linked:
    """The marks, by what gives them of all pairs (None) and of those with a record that was touched."""
    found = Linked(len(records), len(np.unique(records.person)), share(None))
    struck = np.zeros(len(records), dtype=bool)
    for which in records.noises.values():
        struck |= which
    for name, which in records.noises.items():
        found.by_noise[name] = int(np.count_nonzero(which)), share(which)
    touched = share(struck)
    whole = found.whole
    clean = Share(whole.true - touched.true, whole.found - touched.found, whole.false - touched.false)
    found.by_noise[_ANY] = int(np.count_nonzero(struck)), touched
    found.by_noise[_NONE] = int(np.count_nonzero(~struck)), clean
    return found
