"""Residence, who lives where and when: intervals of everyone in some families.

Everyone has up to six homes one after another: the family's, rooms in a shared house or a hall, a home of one's own,
supported living, a care home. Babies live with their mother and go with her; whoever joins a partner lives where the
partner does; children of parents who live apart may also stay with the other parent, at a second home.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from synth import chance, clock
from synth.world import tables
from synth.world.demography import supported_homes
from synth.world.families import families, homes
from synth.world.families.care import Care
from synth.world.families.couples import Couples
from synth.world.families.kin import Everyone, Seating
from synth.world.first_day import CHILD, ELSEWHERE, HEAD, NEVER_DAY, PARTNER, SUITOR, YEAR4, Opening
from synth.world.population import Table
from synth.world.residence import away, looked_after_homes

Column = np.ndarray

_STAYS, _TERM = chance.name_hash("world.home.second home"), chance.name_hash("world.home.establishment")


@lru_cache(maxsize=1)
def _second() -> tuple[int, int]:
    e = tables.toml("families")["second_home"]
    return tables.part(e["separated"]), tables.part(e["first_day"])


class _Path:
    """The homes of every person in turn: household and kind from the start, and from each of three instants on."""

    def __init__(self, n: int) -> None:
        self.household = np.zeros((4, n), dtype=np.int64)
        self.kind = np.full((4, n), homes.FAMILY_HOME)
        self.when = np.full((3, n), clock.NEVER)

    def at(self, person: Column, instant: Column) -> tuple[Column, Column]:
        """Household and kind of each of some persons at an instant."""
        turn = (self.when[:, person] <= instant).sum(axis=0)
        return self.household[turn, person], self.kind[turn, person]

    def after(self, person: Column, instant: Column) -> Column:
        """The instant of each one's first move after another instant, or NEVER."""
        when = self.when[:, person]
        return np.where(when > instant, when, clock.NEVER).min(axis=0)


def _instant(day: Column) -> Column:
    return np.where(day < NEVER_DAY, day * clock.DAY + 720, clock.NEVER)


def households(
    o: Opening,
    e: Everyone,
    seating: Seating,
    persons: Table,
    c: Couples,
    together: Table,
    pregnancies: Table,
    in_care: Care,
    last: int,
    window: int,
) -> tuple[Table, Column, Column]:
    """The households of each person over time: (person, household, from, until, kind, others, kept), by person
    and from; and the instants from which each lives in a care home for good, and in supported living: NEVER for most.

    together: the fact of living with a partner; window: homes that begin at this instant or later are left out, but a
    care home is told of whenever it comes."""
    order = seating.order
    n = len(order)
    family, role = e.family[order], e.role[order]
    key, sex, member = persons["key"], persons["sex"], persons["member"]
    born, died, mother = persons["born"], persons["died"], persons["mother"]
    born_day = clock.uk_day(born)
    goes, since, until = e.goes[order], e.since[order], e.until[order]
    mate = seating.row[e.mate[order]]
    arrives, leaves = persons["arrives"], persons["leaves"]
    outside = ~persons["patient"]
    path = _Path(n)
    seen = o.seen[family]

    # Members of the first day: heads and their families, those apart, suitors, and the grown who leave.
    opening = np.zeros(n, dtype=bool)
    opening[seating.row[np.flatnonzero(e.present[: len(o)])]] = True
    _opening_homes(path, o, opening, role, family, key, born_day, seen, member, c, last)
    grown = np.flatnonzero(opening & (role == CHILD))
    joins = e.joins[order]
    bears = np.full(n, clock.NEVER)
    np.minimum.at(bears, mother[mother >= 0], born[mother >= 0])
    _leave_home(path, grown, key, born_day, member, goes, joins, bears, np.zeros(len(grown), dtype=np.int64))

    # Newcomers live with their mothers, generation by generation.
    todo = np.flatnonzero(~opening & ~outside & (mother >= 0))
    done = opening.copy()
    while len(todo):
        ready = done[mother[todo]]
        now = todo[ready]
        if not len(now):
            break
        _with_mother(path, now, key, born, born_day, member, mother, goes, joins, bears)
        done[now] = True
        todo = todo[~ready]

    # Whoever joins a partner, member or not, lives where the partner does for as long as they are a couple.
    joiner = np.flatnonzero((mate >= 0) & (since < clock.NEVER))
    home, kind = path.at(mate[joiner], since[joiner])
    moves = np.minimum(path.after(mate[joiner], since[joiner]), until[joiner])
    onward = path.at(mate[joiner], moves)
    path.when[0, joiner], path.household[1, joiner], path.kind[1, joiner] = since[joiner], home, kind
    path.when[1, joiner], path.household[2, joiner], path.kind[2, joiner] = moves, onward[0], onward[1]
    path.when[2, joiner] = np.where(until[joiner] < clock.NEVER, np.maximum(until[joiner], moves), clock.NEVER)
    path.household[3, joiner], path.kind[3, joiner] = homes.own_again(member[joiner]), homes.OWN_HOME

    begins = np.where(outside, since, np.where(opening, arrives, born))
    ends = np.minimum(np.where(outside, until, clock.NEVER), np.minimum(died, leaves))
    told_back = int(tables.toml("families")["care_home"]["told_back"])
    # Those who lived in a care home before they were first seen have lived nowhere else that is told.
    care = _instant(homes.enters_care(key, sex, born_day, died // clock.DAY, persons["cause"]))
    # In working age only those move to a home with support who live with their parents or alone.
    alone = (o.kind[family] == families.ONE) & (role == HEAD) | (role == CHILD)
    alone &= e.joins[order] == clock.NEVER
    needs = [_instant(day) for day in supported_homes.moves(key, born_day)]
    needs = [np.where(alone & (moves > arrives), moves, clock.NEVER) for moves in needs]
    earliest = np.where(opening, (seen - told_back) * clock.DAY, born)
    both = []
    for moves in (np.minimum(care, needs[1]), needs[0]):
        moves[outside] = clock.NEVER
        moves = np.maximum(moves, earliest)
        good = np.maximum(moves, begins)
        good[good >= ends] = clock.NEVER
        moves[moves >= last] = clock.NEVER
        both.append((moves, good))
    (care, for_good), (supported, in_support) = both
    in_support[in_support >= for_good] = clock.NEVER
    # Six homes at most, in turn: rows come out by person and time, as they are wanted.
    starts, stops = np.empty((n, 6), dtype=np.int64), np.empty((n, 6), dtype=np.int64)
    starts[:, 0], starts[:, 1:4], starts[:, 4], starts[:, 5] = begins, path.when.T, supported, care
    np.maximum(starts, begins[:, None], out=starts)
    stops[:, :3], stops[:, 3:] = path.when.T, clock.NEVER
    stops[:, :4] = np.minimum(stops[:, :4], supported[:, None])
    stops[:, :5] = np.minimum(stops[:, :5], care[:, None])
    np.minimum(stops, ends[:, None], out=stops)
    household, kind = np.empty((n, 6), dtype=np.int64), np.empty((n, 6), dtype=np.int64)
    household[:, :4], household[:, 4], household[:, 5] = (
        path.household.T, homes.supported(member), homes.care_home(member),
    )  # fmt: skip
    kind[:, :4], kind[:, 4], kind[:, 5] = path.kind.T, homes.SUPPORTED, homes.CARE_HOME
    there = starts < stops
    # A stillborn baby's interval is empty, but says whose home it would have been.
    there[:, 0] |= (starts[:, 0] == stops[:, 0]) & (born == died)
    there[outside & (mate < 0)] = False
    keep = np.flatnonzero(there)
    parts = (keep // 6, household.ravel()[keep], starts.ravel()[keep], stops.ravel()[keep], kind.ravel()[keep])
    person, household, starts, stops, what = _joined(*parts)
    with_parents = e.with_mother[order]
    first = np.where(opening, seen * clock.DAY, born)
    meets = np.minimum(joins, since)
    lone = np.isin(o.kind[family], (families.LONE_CHILDREN, families.THREE_GENERATIONS, families.COMMUNAL))
    keeps_house = lone & (role == HEAD)
    spells = away.away(persons, first, goes, meets, with_parents, keeps_house, together, pregnancies, window)
    fostered = looked_after_homes.stays(in_care, seating, persons)
    spells = away.in_turn([np.concatenate(column) for column in zip(fostered, spells, strict=True)])
    # Nobody leaves a care home, or supported living, for another stay.
    entered = np.minimum(spells[3], np.minimum(care, supported)[spells[0]])
    spells = tuple(column[spells[2] < entered] for column in (*spells[:3], entered, spells[4], entered))
    lived = away.laid_over((person, household, starts, stops, what, stops), spells)
    taken = looked_after_homes.first_away(in_care, seating, n)
    second = _second_homes(o, e, seating, persons, c, path, role, np.minimum(ends, taken), window)
    carers = looked_after_homes.carers(in_care, e, seating, persons)
    visits = away.visits(persons, first, window)
    rows = [np.concatenate(column) for column in zip(lived, second, visits, carers, strict=True)]
    sort = np.argsort((rows[0] << 42) + rows[2] + (1 << 41), kind="stable")
    sort = sort[rows[2][sort] < window]
    person, household, starts, stops, what, kept = (column[sort] for column in rows)
    others = np.zeros(len(person), dtype=np.int64)
    sharing = np.flatnonzero(what == homes.SHARED)
    others[sharing] = homes.others(key[person[sharing]])
    names = ("person", "household", "from", "until", "kind", "others", "kept")
    living = Table(dict(zip(names, (person, household, starts, stops, what, others, kept), strict=True)))
    return living, for_good, in_support


def _joined(person: Column, household: Column, starts: Column, stops: Column, what: Column) -> tuple[Column, ...]:
    """Two homes of a person that follow each other and are the same, as one."""
    same = np.zeros(len(person), dtype=bool)
    same[1:] = (person[1:] == person[:-1]) & (household[1:] == household[:-1]) & (starts[1:] == stops[:-1])
    if not same.any():
        return person, household, starts, stops, what
    first = np.flatnonzero(~same)
    last = np.append(first[1:], len(person)) - 1
    return person[first], household[first], starts[first], stops[last], what[first]


def in_care(living: Table) -> Table:
    """The fact `in_care_home`: 1 while living in a care home; from its start, for good."""
    rows = np.flatnonzero(living["kind"] == homes.CARE_HOME)
    return Table(
        {"person": living["person"][rows], "time": living["from"][rows], "value": np.ones(len(rows), np.int64)}
    )


def _opening_homes(
    path: _Path,
    o: Opening,
    opening: Column,
    role: Column,
    family: Column,
    key: Column,
    born_day: Column,
    seen: Column,
    member: Column,
    c: Couples,
    last: int,
) -> None:
    """The first homes of the members of the first day, and where they go from there."""
    rows = np.flatnonzero(opening)
    role, family, kind = role[rows], family[rows], o.kind[family[rows]]
    path.household[0, rows] = np.select(
        [role == ELSEWHERE, role == SUITOR], [homes.APART, homes.own(member[rows])], homes.FIRST
    )
    path.kind[0, rows[(role == ELSEWHERE) | (role == SUITOR)]] = homes.OWN_HOME
    # Those alone: some share a house with people of other families until they settle.
    alone = rows[((kind == families.ONE) & (role == HEAD)) | (role == ELSEWHERE) | (role == SUITOR)]
    young = role[np.searchsorted(rows, alone)] == SUITOR
    shares = np.where(
        young,
        homes.shares(key[alone], born_day[alone], seen[alone], True),
        homes.shares(key[alone], born_day[alone], seen[alone], False),
    )
    single = alone[shares]
    settled = _instant(homes.settles(key[single], born_day[single], seen[single]))
    path.household[1, single], path.kind[1, single] = path.household[0, single], path.kind[0, single]
    path.household[0, single], path.kind[0, single] = homes.shared(member[single]), homes.SHARED
    path.when[0, single] = np.where(settled < last, settled, clock.NEVER)
    # Communal establishments by age: halls, prisons and others.
    people = rows[kind == families.COMMUNAL]
    age = (seen[people] - born_day[people]) * 4 // YEAR4
    communal = tables.toml("families")["communal"]
    one_in, halls_until = int(communal["prison_one_in"]), int(communal["halls_until"])
    jailed = tables.uniform(key[people], _TERM) % one_in == 0
    kind = np.select([age < halls_until, jailed], [homes.HALL, homes.PRISON], homes.COMMUNAL)
    done = seen[people] + homes.term(key[people], kind)
    path.kind[0, people] = kind
    path.when[0, people] = done * clock.DAY + 720
    path.household[1, people] = homes.shared(member[people])
    path.kind[1, people] = homes.SHARED
    settled = _instant(homes.settles(key[people], born_day[people], done))
    path.when[1, people] = np.where(settled < last, np.maximum(settled, path.when[0, people]), clock.NEVER)
    path.household[2, people], path.kind[2, people] = homes.own(member[people]), homes.OWN_HOME
    # A founding partner goes to a home of his or her own when they part.
    partner = rows[role == PARTNER]
    path.when[0, partner] = c.separated[family[role == PARTNER]]
    path.household[1, partner], path.kind[1, partner] = homes.APART, homes.OWN_HOME


def _leave_home(
    path: _Path,
    rows: Column,
    key: Column,
    born_day: Column,
    member: Column,
    goes: Column,
    joins: Column,
    bears: Column,
    turn: Column,
) -> None:
    """Let grown children leave home after the homes of `turn`: for a hall, a shared house or a home of their own."""
    on = np.flatnonzero(goes[rows] < clock.NEVER)
    rows, turn = rows[on], turn[on]
    columns = (key, born_day, member, goes, joins, bears)
    key, born_day, member, goes, joins, bears = (column[rows] for column in columns)
    day = goes // clock.DAY
    with_partner = joins <= goes
    room = (homes.shares(key, born_day, day, True) | homes.in_hall(key, born_day, day)) & ~with_partner
    room &= bears > goes  # a mother takes her child to a home of their own
    in_hall = room & homes.in_hall(key, born_day, day)
    settled = _instant(homes.settles(key, born_day, day + np.where(in_hall, homes.hall_days(key), 0)))
    settled = np.minimum(settled, np.maximum(joins, goes + 1))
    room &= turn < 2
    path.when[turn, rows] = goes
    path.household[turn + 1, rows] = np.where(
        room, np.where(in_hall, homes.hall(member), homes.shared(member)), homes.own(member)
    )
    path.kind[turn + 1, rows] = np.where(room, np.where(in_hall, homes.HALL, homes.SHARED), homes.OWN_HOME)
    after = np.flatnonzero(room)
    path.when[turn[after] + 1, rows[after]] = settled[after]
    path.household[turn[after] + 2, rows[after]] = homes.own(member[after])
    path.kind[turn[after] + 2, rows[after]] = homes.OWN_HOME
    # From a hall to a shared house, to a home of one's own, where there is room to tell it.
    year = np.flatnonzero(in_hall & (turn == 0))
    first = goes[year] + homes.hall_days(key[year]) * clock.DAY
    own = np.maximum(settled[year], first)
    path.when[1, rows[year]], path.when[2, rows[year]] = np.minimum(first, own), own
    path.household[2, rows[year]], path.kind[2, rows[year]] = homes.shared(member[year]), homes.SHARED
    path.household[3, rows[year]], path.kind[3, rows[year]] = homes.own(member[year]), homes.OWN_HOME


def _with_mother(
    path: _Path,
    rows: Column,
    key: Column,
    born: Column,
    born_day: Column,
    member: Column,
    mother: Column,
    goes: Column,
    joins: Column,
    bears: Column,
) -> None:
    """The homes of babies: hers at birth, hers after each of her next moves, then their own.

    Of a girl who bears a child at home and has three moves before her the first is to a hall: her child stays behind
    with the family until she has done with it."""
    of = mother[rows]
    path.household[0, rows], path.kind[0, rows] = path.at(of, born[rows])
    when = path.when[:, of]
    three = ((when > born[rows]) & (when < goes[rows])).sum(axis=0) == 3
    after = np.where(three, path.after(of, born[rows]), born[rows])
    turn = np.zeros(len(rows), dtype=np.int64)
    for slot in (0, 1):
        after = path.after(of, after)
        after = np.where(after < goes[rows], after, clock.NEVER)
        path.when[slot, rows] = after
        path.household[slot + 1, rows], path.kind[slot + 1, rows] = path.at(of, after)
        turn += after < clock.NEVER
    _leave_home(path, rows, key, born_day, member, goes, joins, bears, turn)


def _second_homes(
    o: Opening,
    e: Everyone,
    seating: Seating,
    persons: Table,
    c: Couples,
    path: _Path,
    role: Column,
    ends: Column,
    window: int,
) -> tuple[Column, ...]:
    """Children of parents who live apart, some of whom also stay with the other one until they are grown."""
    order = seating.order
    family, born = e.family[order], persons["born"]
    grown = clock.birthday(clock.uk_day(born), 18) * clock.DAY
    apart = np.zeros(len(o.kind), dtype=bool)
    apart[o.family[o.role == ELSEWHERE]] = True
    parted = c.separated[family]
    since = np.where(parted < clock.NEVER, np.maximum(parted, born), np.where(apart[family], persons["arrives"], 0))
    since = np.maximum(since, born)
    # The other parent may have a room in a shared house at first: children stay once there is a home.
    away = np.where(np.isin(role[persons["father"]], (ELSEWHERE, PARTNER)), persons["father"], persons["mother"])
    has_home = np.where(path.household[0, away] == homes.APART, clock.LONG_AGO, path.when[0, away])
    since = np.maximum(since, has_home)
    separated, first_day = _second()
    share = np.where(parted < clock.NEVER, separated, np.where(apart[family], first_day, 0))
    # Theirs is a home of the founding couple's, or of the lone parent's, children: both parents are members.
    both = (persons["mother"] >= 0) & (persons["father"] >= 0)
    other = np.where(both, persons["father"], -1)
    head = np.where(both, persons["mother"], -1)
    founders = np.isin(role[np.maximum(head, 0)], (HEAD, PARTNER, ELSEWHERE))
    founders &= np.isin(role[np.maximum(other, 0)], (HEAD, PARTNER, ELSEWHERE))
    stays = (
        e.with_mother[order]
        & both
        & founders
        & (since < np.minimum(grown, window))
        & (path.household[0] == homes.FIRST)
    )
    stays &= tables.uniform(persons["key"], _STAYS) < share
    who = np.flatnonzero(stays)
    until = np.minimum(grown[who], ends[who])
    for parent in (head, other):
        gone = np.minimum(persons["died"], persons["leaves"])[parent[who]]
        until = np.minimum(until, gone)
    who, until = who[until > since[who]], until[until > since[who]]
    n = len(who)
    return who, np.full(n, homes.APART), since[who], until, np.full(n, homes.SECOND_HOME), until
