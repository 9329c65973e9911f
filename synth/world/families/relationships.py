"""Relationships in a family, both ways: parents, children, partners, brothers and sisters, grandparents.

Every relationship joins two persons of one family. `other` is the <kind> of `person`.
"""

from __future__ import annotations

import numpy as np

from synth import clock
from synth.table import position, starts
from synth.world.population import Table

Column = np.ndarray

KINDS = (
    "gestational mother",
    "father",
    "second parent",
    "child",
    "partner",
    "former partner",
    "sibling",
    "half-sibling",
    "grandparent",
    "grandchild",
    "step-parent",
    "step-child",
    "foster carer",
    "foster child",
    "guardian",
    "ward",
    "adoptive parent",
    "adopted child",
)
"""The kinds of relationship; `kind` in `Population.relationships` is an index here."""
(
    MOTHER,
    FATHER,
    SECOND_PARENT,
    CHILD,
    PARTNER,
    FORMER_PARTNER,
    SIBLING,
    HALF,
    GRANDPARENT,
    GRANDCHILD,
    STEP,
    STEP_CHILD,
    FOSTER_CARER,
    FOSTER_CHILD,
    GUARDIAN,
    WARD,
    ADOPTIVE_PARENT,
    ADOPTED_CHILD,
) = range(18)
UPWARD, DOWNWARD = (MOTHER, FATHER, SECOND_PARENT, GRANDPARENT), (CHILD, GRANDCHILD)
"""Kinds by birth that an adoption ends: of the child's elders, and the same from their side."""


class Gathering:
    """Rows of relationships, gathered kind by kind and sorted at the end."""

    def __init__(self) -> None:
        self.parts: list[tuple[Column, ...]] = []

    def add(
        self,
        person: Column,
        other: Column,
        kind: Column | int,
        begins: Column | int,
        until: Column | int,
        responsibility: Column | int = 0,
    ) -> None:
        """Add `other` as the <kind> of `person`."""
        columns = (person, other, kind, begins, until, responsibility)
        self.parts.append(tuple(np.broadcast_to(np.asarray(c, dtype=np.int64), person.shape) for c in columns))

    def table(self) -> Table:
        """All rows by person, other, kind (of one pair the kinds follow one another in time)."""
        columns = [np.concatenate(c) for c in zip(*self.parts, strict=True)]
        size = int(max(columns[0].max(initial=0), columns[1].max(initial=0))) + 1
        order = np.argsort((columns[0] * size + columns[1]) * len(KINDS) + columns[2], kind="stable")
        names = ("person", "other", "kind", "from", "until", "responsibility")
        return Table({name: column[order] for name, column in zip(names, columns, strict=True)})


def parents(g: Gathering, mother: Column, father: Column, sex: Column, born: Column, responsible: Column) -> None:
    """Mothers, fathers and second parents with their children; `responsible`: fathers with parental
    responsibility."""
    for parent, is_mother in ((mother, True), (father, False)):
        child = np.flatnonzero(parent >= 0)
        other = parent[child]
        kind = np.full(len(child), MOTHER) if is_mother else np.where(sex[other] == 2, SECOND_PARENT, FATHER)
        has = np.ones(len(child), dtype=np.int64) if is_mother else responsible[child].astype(np.int64)
        g.add(child, other, kind, born[child], clock.NEVER, has)
        g.add(other, child, CHILD, born[child], clock.NEVER)


def siblings(g: Gathering, family: Column, mother: Column, father: Column, born: Column) -> None:
    """Every pair of persons with a parent in common, both ways; half-siblings where only one."""
    shared = np.where(mother >= 0, mother, father)
    child = np.flatnonzero(shared >= 0)
    order = child[np.argsort(shared[child], kind="stable")]
    group = shared[order]
    for step in range(1, 16):
        a, b = order[:-step], order[step:]
        same = group[:-step] == group[step:]
        if not same.any():
            break
        a, b = a[same], b[same]
        kind = np.where((mother[a] == mother[b]) & (father[a] == father[b]), SIBLING, HALF)
        begins = np.maximum(born[a], born[b])
        g.add(a, b, kind, begins, clock.NEVER)
        g.add(b, a, kind, begins, clock.NEVER)


def grandparents(g: Gathering, mother: Column, father: Column, born: Column) -> None:
    """Parents of parents who are members, both ways."""
    for parent in (mother, father):
        child = np.flatnonzero(parent >= 0)
        for grand in (mother[parent[child]], father[parent[child]]):
            here = np.flatnonzero(grand >= 0)
            a, b = child[here], grand[here]
            g.add(a, b, GRANDPARENT, born[a], clock.NEVER)
            g.add(b, a, GRANDCHILD, born[a], clock.NEVER)


def partners(g: Gathering, a: Column, b: Column, begins: Column, until: Column, died: Column) -> None:
    """Couples, both ways; those who part before either dies are former partners from then on."""
    for one, two in ((a, b), (b, a)):
        g.add(one, two, PARTNER, begins, until)
        over = np.flatnonzero(until < np.minimum(died[one], died[two]))
        g.add(one[over], two[over], FORMER_PARTNER, until[over], clock.NEVER)


def parents_apart(g: Gathering, mother: Column, other: Column, born: Column, one: Column, two: Column) -> None:
    """The parents of a child who are no couple: former partners from the birth of their first, both ways."""
    order = np.lexsort((born, other, mother))
    mother, other, born = mother[order], other[order], born[order]
    size = max(int(other.max(initial=0)), int(two.max(initial=0)), int(one.max(initial=0))) + 1
    couples = np.sort(np.concatenate([one * size + two, two * size + one]))
    new = starts(mother, other) & (position(couples, mother * size + other) < 0)
    mother, other, born = mother[new], other[new], born[new]
    g.add(mother, other, FORMER_PARTNER, born, clock.NEVER)
    g.add(other, mother, FORMER_PARTNER, born, clock.NEVER)


def step_parents(
    g: Gathering,
    mother: Column,
    father: Column,
    born: Column,
    woman: Column,
    partner: Column,
    begins: Column,
    until: Column,
) -> None:
    """Later partners of mothers and the children she already has who are under 18, both ways."""
    if not len(woman):
        return
    order = np.argsort(woman, kind="stable")
    at = np.searchsorted(woman[order], mother)
    found = order[np.minimum(at, len(order) - 1)]
    child = np.flatnonzero((mother >= 0) & (woman[found] == mother))
    couple = found[child]
    grown = born[child] + 18 * clock.YEAR
    here = (born[child] < begins[couple]) & (begins[couple] < grown) & (father[child] != partner[couple])
    child, couple = child[here], couple[here]
    g.add(child, partner[couple], STEP, begins[couple], until[couple])
    g.add(partner[couple], child, STEP_CHILD, begins[couple], until[couple])
