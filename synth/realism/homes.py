"""Measures of who lives with whom on census day: household types and sizes, couples, communal establishments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synth.realism.measures import POPULATION, on_a_day
from synth.realism.sample import Sample
from synth.realism.tally import Tally
from synth.world.families import homes as world_homes
from synth.world.families import marriages, relationships

Column = np.ndarray

CENSUS = (3, 21)
_PARENTS = (relationships.MOTHER, relationships.FATHER, relationships.SECOND_PARENT, relationships.STEP)


@dataclass(frozen=True)
class Homes:
    """The households on a day. By person row: home (number, -1: none), communal, couple (lives with a partner).

    By home: family (position), size (persons, with those of other families who share it), weight (the part of it
    that is seen: its Patients over its size), heads (persons with no parent in it), together (its heads are
    partners), generations (someone in it has both a parent and a child in it), shared (with other families),
    children (aged under 18)."""

    home: Column
    communal: Column
    couple: Column
    family: Column
    size: Column
    weight: Column
    heads: Column
    together: Column
    generations: Column
    shared: Column
    children: Column

    @property
    def one_family(self) -> Column:
        """Homes of a couple, or of one or two parents, with no one but their children (bool)."""
        nuclear = (self.heads == 1) | ((self.heads == 2) & self.together)
        return (self.size > 1) & nuclear & ~self.generations & ~self.shared


def homes(sample: Sample, at: int) -> Homes:
    """The households at an instant; a child's second home does not count."""
    return sample.kept(("homes", at), lambda: _homes(sample, at))


def _homes(sample: Sample, at: int) -> Homes:
    h, n = sample.population.households, len(sample.population)
    open_now = (h["from"] <= at) & (h["until"] > at) & ~np.isin(h["kind"], world_homes.BESIDE)
    rows = np.flatnonzero(open_now & (sample["died"][h["person"]] > at))
    person = h["person"][rows]
    communal = np.zeros(n, dtype=bool)
    communal[person] = np.isin(h["kind"][rows], world_homes.ESTABLISHMENTS)
    code = sample.family[person] * 4096 + h["household"][rows]
    # A home counts if a Patient lives in it; residents of communal establishments are no household.
    counts = np.isin(code, code[sample["patient"][person]]) & ~communal[person]
    counts &= h["kind"][rows] != world_homes.NOWHERE
    person, code = person[counts], code[counts]
    codes, number = np.unique(code, return_inverse=True)
    home = np.full(n, -1)
    home[person] = number
    others = np.zeros(len(codes), dtype=np.int64)
    others[number] = h["others"][rows[counts]]
    size = np.bincount(number, minlength=len(codes)) + others
    seen = np.bincount(number[sample["patient"][person]], minlength=len(codes))

    r = sample.population.relationships
    one, other = r["person"], r["other"]
    now = (r["from"] <= at) & (r["until"] > at) & (home[one] >= 0) & (home[one] == home[other])
    child, parent, couple = (np.zeros(n, dtype=bool) for _ in range(3))
    of_parent = now & np.isin(r["kind"], _PARENTS)
    child[one[of_parent]] = True
    parent[other[of_parent]] = True
    couple[one[now & (r["kind"] == relationships.PARTNER)]] = True

    def count(mask: Column) -> Column:
        return np.bincount(home[person[mask[person]]], minlength=len(codes))

    young = np.zeros(n, dtype=bool)
    young[person] = sample.age(person, at) < 18
    together = count(couple & ~child) == 2
    middle = count(child & parent) > 0
    return Homes(
        home,
        communal,
        couple,
        codes // 4096,
        size,
        seen / size,
        count(~child),
        together,
        middle,
        others > 0,
        count(young),
    )


def _of_homes(found: Homes, yes: Column) -> Tally:
    return Tally.of(found.family, yes * found.weight, found.weight, len(yes))


@on_a_day(POPULATION, "Household type", {t: (t,) for t in ("one-person", "single-family", "multi-family or other")},
          "percent", CENSUS)  # fmt: skip
def household_type(sample: Sample, at: int, kind: str) -> Tally:
    """Households of a type, of all households (Census 2021, TS003)."""
    found = homes(sample, at)
    one, family = found.size == 1, found.one_family
    return _of_homes(found, {"one-person": one, "single-family": family}.get(kind, ~one & ~family))


@on_a_day(POPULATION, "Household size", {**{f"{n} person(s)": (n, n) for n in range(1, 6)}, "6+ person(s)": (6, 99)},
          "percent", CENSUS)  # fmt: skip
def household_size(sample: Sample, at: int, least: int, most: int) -> Tally:
    """Households of so many persons, of all households (Census 2021, TS017)."""
    found = homes(sample, at)
    return _of_homes(found, (found.size >= least) & (found.size <= most))


@on_a_day(POPULATION, "Lone-parent family households", {"England": ()}, "percent", CENSUS)
def lone_parents(sample: Sample, at: int) -> Tally:
    """Households of one parent with children of any age and no one else, of all households (Census 2021)."""
    found = homes(sample, at)
    return _of_homes(found, found.one_family & (found.heads == 1))


@on_a_day(POPULATION, "Households with dependent children", {"England": ()}, "percent", CENSUS)
def with_children(sample: Sample, at: int) -> Tally:
    """Households with someone under 18, who stands for a dependent child (under 16, or to 18 in education)."""
    found = homes(sample, at)
    return _of_homes(found, found.children > 0)


@on_a_day(POPULATION, "Residents in communal establishments", {"England": ()}, "percent", CENSUS)
def communal(sample: Sample, at: int) -> Tally:
    """Persons who live in communal establishments, of all persons (Census 2021)."""
    rows = sample.present(at)
    return sample.share(rows, homes(sample, at).communal[rows])


@on_a_day(POPULATION, "Living in a couple", {"16+ in households, E&W": ()}, "percent", CENSUS)
def in_a_couple(sample: Sample, at: int) -> Tally:
    """Persons aged 16 and over who live with a partner, of those in households (Census 2021)."""
    found = homes(sample, at)
    rows = sample.present(at)
    rows = rows[(found.home[rows] >= 0) & (sample.age(rows, at) >= 16)]
    return sample.share(rows, found.couple[rows])


@on_a_day(POPULATION, "Cohabiting share of couples", {"16+, E&W": ()}, "percent", CENSUS)
def cohabiting(sample: Sample, at: int) -> Tally:
    """Persons who live with a partner and are not married, of those who live with one (Census 2021)."""
    found = homes(sample, at)
    rows = sample.present(at)
    rows = rows[found.couple[rows] & (sample.age(rows, at) >= 16)]
    return sample.share(rows, ~marriages.married(sample.population.marriages, len(sample.population), at)[rows])


@on_a_day(POPULATION, "Never married or civil partnered", {"16+, E&W": ()}, "percent", CENSUS)
def never_married(sample: Sample, at: int) -> Tally:
    """Persons aged 16 and over who have never married nor formed a civil partnership (Census 2021)."""
    rows = sample.present(at)
    rows = rows[sample.age(rows, at) >= 16]
    return sample.share(rows, ~marriages.ever_married(sample.population.marriages, len(sample.population), at)[rows])


@on_a_day(POPULATION, "Stay at a second parental address >30 d/y", {"under 18, E&W": ()}, "percent", CENSUS)
def second_home(sample: Sample, at: int) -> Tally:
    """Children under 18 with a second home at a parent's, of all children (Census 2021)."""
    h = sample.population.households
    has = np.zeros(len(sample.population), dtype=bool)
    has[h["person"][(h["kind"] == world_homes.SECOND_HOME) & (h["from"] <= at) & (h["until"] > at)]] = True
    rows = sample.present(at)
    rows = rows[sample.age(rows, at) < 18]
    return sample.share(rows, has[rows])
