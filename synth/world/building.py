"""The whole population of some families: who they are, whose, where they live, and the pregnancies and deaths.

Persons come in four kinds: the opening members, babies born in the window, the parents elsewhere of children at
home, and later partners; the last two are nobody's Patients and bear member numbers from 16 and from 32 on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synth import chance, clock, keys
from synth.settings import Settings
from synth.world import deaths, families, history, homes, lives, people, relationships, tables
from synth.world.families import CHILD, ELSEWHERE, FEMALE, HEAD, LARGEST, LATER, MALE, OUTSIDE, PARTNER, SUITOR, YEAR4
from synth.world.numbers import nhs_numbers
from synth.world.population import Population, Table

Column = np.ndarray

_GAP, _NUMBERED, _NAMED, _TOGETHER = (
    chance.name_hash(f"world.building.{n}") for n in ("gap", "nhs number", "registered", "together")
)
NAMED_FATHERS = tables.part(tables.Fraction(95, 100))
"""Fathers with parental responsibility among those who live elsewhere (ONS births 2022: about 5 percent of births
are registered by the mother alone)."""



def build(families_wanted: Column, settings: Settings, horizon: int | None = None) -> Population:
    """Every person of some families, and what is true of them.

    families_wanted: indices, ascending (int64). Births are followed to `settings.ends`, or to the instant
    `horizon` where it is given: a longer one only adds. Raises ValueError if the window passes the last day for
    which deaths are drawn.
    """
    from synth.world import addresses, names  # word lists are read only when people are named

    wanted = np.ascontiguousarray(families_wanted, dtype=np.int64)
    begins, day = settings.begins, settings.start_day
    ends = settings.ends if horizon is None else horizon
    last = (day + int(tables.toml("deaths")["horizon"]["value"]) * YEAR4 // 4) * clock.DAY
    if ends > last:
        raise ValueError("the window is too long: --to may be at most 50 years after --from")
    o = families.compose(settings.run, wanted, day)
    g = lives.generations(o, day, ends // clock.DAY + 1, begins)
    everyone = _everyone(settings.run, o, g, begins, ends, last)
    place = _arrange(everyone, o, wanted)
    persons, parent = _persons(settings.run, o, everyone, place, last)
    starts, stops = people.smokes(
        persons["key"], persons["sex"], place.decile, clock.uk_day(persons["born"]), day
    )
    pregnancies = _pregnancies(o, g, persons, place, starts, stops)
    births = history.birth_facts(pregnancies, persons["key"], persons["sex"], persons["mother"])
    attributes = {
        "decile": place.decile,
        "height": people.heights(persons["key"], persons["sex"]),
        "bmi": people.body_mass(persons["key"], persons["sex"], place.decile),
        "english_speaker": people.speaks_english(persons["key"], persons["ethnic"]),
        "born_year": clock.year_of(clock.uk_day(persons["born"])),
        **births,
    }
    couples = _couples(o, everyone, place, persons, day, last)
    facts = {
        "smoker": _smoker(pregnancies, persons, starts, stops),
        "partnered": _partnered(couples),
    }
    population = Population(
        families=wanted,
        family_start=place.family_start,
        persons=persons,
        attributes=attributes,
        facts=facts,
        pregnancies=pregnancies,
        households=_households(o, everyone, place, persons, couples),
        relationships=_relationships(persons, parent, couples, everyone, place),
        names=Table(),
        addresses=Table(),
        numbers=_nhs_numbers(settings, persons),
    )
    population.names = names.assign(population, settings)
    population.addresses = addresses.assign(population, settings)
    return population


@dataclass
class _Everyone:
    """All who may be persons, in order of coming: opening members, newcomers, parents elsewhere, later partners.

    mother and other (the father or second parent) are rows here or -1; with_mother: lives where the mother does;
    woman: of a later partner the woman's row; since: the instant from which they live together.
    """

    family: Column
    member: Column
    sex: Column
    born: Column
    died: Column
    ethnic: Column
    mother: Column
    other: Column
    key: Column
    still: Column
    with_mother: Column
    present: Column
    outside: Column
    leaves: Column
    woman: Column
    since: Column


def _everyone(run: int, o: families.Opening, g: lives.Generations, begins: int, ends: int, last: int) -> _Everyone:
    day = begins // clock.DAY
    b, n = g.newcomers, len(o)
    k = len(b.family)
    head, other, child = lives.ethnic_groups(o, day)
    local = o.born * clock.DAY + o.minute
    opening_died = deaths.death_days(o.key, o.sex, o.decile[o.family], o.born, day) * clock.DAY
    family = np.concatenate([o.family, b.family])
    member = np.concatenate([o.member, g.member])
    sex = np.concatenate([o.sex, b.sex])
    born = np.concatenate([np.minimum(local - clock.uk_offset(local), begins - 1), b.born])
    died = np.concatenate([np.maximum(opening_died + deaths.minute_of_death(o.key), begins + 1), b.died])
    second = (o.role == PARTNER) | (o.role == ELSEWHERE)
    ethnic = np.select([second, o.role == CHILD], [other[o.family], child[o.family]], head[o.family])
    suitor = np.flatnonzero(o.role == SUITOR)
    ethnic[suitor] = lives.outside_ethnic(o.key[o.woman[suitor]], np.ones(len(suitor), dtype=bool), ethnic[o.woman[suitor]])
    ethnic = np.concatenate([ethnic, b.ethnic])
    key = np.concatenate([o.key, b.key])
    mother, second = np.concatenate([o.mother, b.mother]), np.concatenate([o.father, np.full(k, -1)])
    present = np.concatenate([np.ones(n, dtype=bool), (b.born < ends) & (g.member < LARGEST)])
    with_mother = np.concatenate([o.role == CHILD, np.ones(k, dtype=bool)])

    # Leaving home: at an age of one's own, or on beginning to live with a partner.
    leaves = np.full(n + k, clock.NEVER)
    grow = np.flatnonzero(with_mother)
    born_day = np.concatenate([o.born, b.born // clock.DAY])[grow]
    leaves[grow] = homes.leaving(key[grow], born_day, np.maximum(born_day, day))
    girls = np.flatnonzero(b.sex == FEMALE)
    when = np.concatenate([o.partnering, np.full(k, families.NEVER_DAY)])
    when[n + girls] = families.partnering(b.key[girls], b.born[girls] // clock.DAY, b.born[girls] // clock.DAY)
    when[o.woman[suitor]] = np.where(
        died[suitor] // clock.DAY > when[o.woman[suitor]], when[o.woman[suitor]], families.NEVER_DAY
    )
    partnering = np.where(when < families.NEVER_DAY, when * clock.DAY + 720, clock.NEVER)
    partnering[(partnering >= died) | (partnering >= last)] = clock.NEVER
    leaves[grow] = np.minimum(leaves[grow], partnering[grow])
    leaves[leaves >= last] = clock.NEVER

    # Parents who are no members: of the children of a lone parent; fathers elsewhere of newcomers; later partners.
    ex = np.full(len(o.kind), -1)
    at = np.flatnonzero(o.role == ELSEWHERE)
    ex[o.family[at]] = at
    his = np.full(n + k, -1)
    his[o.woman[suitor]] = suitor
    parents = np.unique(o.family[(o.role == CHILD) & ((o.mother < 0) | (o.father < 0))])
    lone_head = o.start[parents]
    conceived = (g.pregnancies["last_period"][b.pregnancy] + 14) * clock.DAY
    by_ex = (ex[b.family] >= 0) & (b.mother == o.start[b.family]) & (died[ex[b.family]] > conceived)
    elsewhere = np.unique(b.mother[(b.father == lives.ELSEWHERE) & present[n:] & ~by_ex])
    elsewhere = np.setdiff1d(elsewhere, lone_head, assume_unique=True)
    later = np.flatnonzero((partnering < ends) & present & (his < 0))
    of = np.concatenate([lone_head, elsewhere, later])
    is_later = np.arange(len(of)) >= len(lone_head) + len(elsewhere)
    out_member = np.where(is_later, LATER, OUTSIDE) + member[of]
    out_key = keys.person_key(run, o.families[family[of]], out_member)
    gap = families.partner_gap(tables.uniform(out_key, _GAP))
    out_sex = MALE + FEMALE - sex[of]
    first, latest = _children_of(o, b, n, present, parents, elsewhere, later, partnering)
    out_born = born[of] // clock.DAY - np.where(sex[of] == FEMALE, gap, -gap)
    out_born = families.other_parent_born(out_born, out_sex, first, latest) * clock.DAY + 720
    out_ethnic = lives.outside_ethnic(key[of], is_later, ethnic[of])
    out_ethnic[: len(lone_head)] = other[parents]
    code = family[of] * 64 + out_member
    sort = np.argsort(code, kind="stable")
    sorted_code = code[sort]

    def row_of(family: Column, member: Column) -> Column:
        at = np.minimum(np.searchsorted(sorted_code, family * 64 + member), max(len(sort) - 1, 0))
        return n + k + sort[at] if len(sort) else np.full(len(family), -1)

    # Children of lone parents, then newcomers by who the father is.
    c = np.flatnonzero(o.role == CHILD)
    for parent, mine in ((mother, o.mother), (second, o.father)):
        these = c[mine[c] < 0]
        parent[these] = row_of(o.family[these], np.full(len(these), OUTSIDE))
    for kind, base in ((lives.ELSEWHERE, OUTSIDE), (lives.LATER_PARTNER, LATER)):
        these = np.flatnonzero((b.father == kind) & present[n:])
        m = b.mother[these]
        inside = np.where(by_ex[these], ex[b.family[these]], -1) if kind == lives.ELSEWHERE else his[m]
        second[n + these] = np.where(inside >= 0, inside, row_of(b.family[these], base + member[m]))
    these = np.flatnonzero(b.father == lives.PARTNER_IS)
    second[n + these] = o.start[b.family[these]] + 1
    woman, since = np.full(n + k, -1), np.full(n + k, clock.NEVER)
    comes = suitor[partnering[o.woman[suitor]] < clock.NEVER]
    woman[comes] = o.woman[comes]
    since[comes] = partnering[o.woman[comes]]

    extra = len(of)
    none, no = np.full(extra, -1), np.zeros(extra, dtype=bool)
    never = np.full(extra, clock.NEVER)
    return _Everyone(
        np.concatenate([family, family[of]]), np.concatenate([member, out_member]), np.concatenate([sex, out_sex]),
        np.concatenate([born, out_born]), np.concatenate([died, never]), np.concatenate([ethnic, out_ethnic]),
        np.concatenate([mother, none]), np.concatenate([second, none]), np.concatenate([key, out_key]),
        np.concatenate([np.zeros(n, dtype=bool), b.still, no]), np.concatenate([with_mother, no]),
        np.concatenate([present, ~no]), np.concatenate([np.zeros(n + k, dtype=bool), ~no]),
        np.concatenate([leaves, never]), np.concatenate([woman, np.where(is_later, of, -1)]),
        np.concatenate([since, np.where(is_later, partnering[of], clock.NEVER)]),
    )  # fmt: skip


def _children_of(o: families.Opening, b: lives.Newcomers, n: int, present: Column, parents: Column, elsewhere: Column,
                 later: Column, partnering: Column) -> tuple[Column, Column]:  # fmt: skip
    """For each parent or partner who is no member, the days of birth of the first and the latest child they share.

    For a later partner the day on which they begin to live together stands for both, a year on.
    """
    first, latest = np.full(len(o.kind), families.NEVER_DAY), np.full(len(o.kind), families.LONG_AGO_DAY)
    np.minimum.at(first, o.maternity_family, o.maternity_born)
    np.maximum.at(latest, o.maternity_family, o.maternity_born)
    born_first = np.full(len(partnering), families.NEVER_DAY)
    theirs = np.flatnonzero((b.father == lives.ELSEWHERE) & present[n:])
    np.minimum.at(born_first, b.mother[theirs], b.born[theirs] // clock.DAY)
    together = partnering[later] // clock.DAY - 365
    return (
        np.concatenate([first[parents], born_first[elsewhere], together]),
        np.concatenate([latest[parents], born_first[elsewhere], together]),
    )


@dataclass
class _Place:
    """Where everyone stands at the end: `order` (rows in order of coming, sorted by family and member), `row` (the
    final row of each, or -1, with a last -1 so that -1 stays -1), `family_start`, and each person's `decile`."""

    order: Column
    row: Column
    family_start: Column
    decile: Column


def _arrange(e: _Everyone, o: families.Opening, wanted: Column) -> _Place:
    keep = np.flatnonzero(e.present)
    order = keep[np.argsort(e.family[keep] * 64 + e.member[keep], kind="stable")]
    row = np.full(len(e.family) + 1, -1)
    row[order] = np.arange(len(order))
    start = np.zeros(len(wanted) + 1, dtype=np.int64)
    np.cumsum(np.bincount(e.family[order], minlength=len(wanted)), out=start[1:])
    return _Place(order, row, start, o.decile[e.family[order]])


def _persons(run: int, o: families.Opening, e: _Everyone, place: _Place, last: int) -> tuple[Table, Column]:
    """The persons, and the row of each one's other parent (father or second parent)."""
    order = place.order
    family = e.family[order]
    sex, born, died = e.sex[order], e.born[order], e.died[order]
    key = keys.person_key(run, o.families[family], e.member[order])
    mother, other = place.row[e.mother[order]], place.row[e.other[order]]
    day = clock.uk_day(died)
    dead = died < last
    at = np.flatnonzero(dead)
    age = clock.age_years(clock.uk_day(born[at]), day[at])
    cause = np.full(len(order), -1)
    cause[at] = deaths.causes(key[at], sex[at], age, clock.year_of(day[at]))
    cause[e.still[order]] = deaths.STILLBORN
    father = np.where((other >= 0) & (sex[np.maximum(other, 0)] == MALE), other, -1)
    return Table({
        "family": o.families[family], "member": e.member[order], "key": key, "sex": sex, "born": born,
        "died": np.where(dead, died, clock.NEVER), "cause": cause,
        "arrives": np.full(len(order), clock.LONG_AGO), "leaves": np.full(len(order), clock.NEVER),
        "patient": ~e.outside[order], "ethnic": e.ethnic[order], "mother": mother, "father": father,
        "place": o.place[family], "practice": o.practice[family], "stillborn": e.still[order],
    }), other  # fmt: skip


def _pregnancies(o: families.Opening, g: lives.Generations, persons: Table, place: _Place, starts: Column,
                 stops: Column) -> Table:  # fmt: skip
    before = history.past(o)
    p, b, n = g.pregnancies, g.newcomers, len(o)
    babies = np.full((len(p["woman"]), 3), -1)
    babies[b.pregnancy, b.order] = place.row[n + np.arange(len(b.pregnancy))]
    sexes = np.zeros((len(p["woman"]), 3), dtype=np.int64)
    sexes[b.pregnancy, b.order] = b.sex
    still = np.zeros((len(p["woman"]), 3), dtype=bool)
    still[b.pregnancy, b.order] = b.still
    instant = np.full(len(p["woman"]), -(2**62))
    np.maximum.at(instant, b.pregnancy, b.born)
    left_out = np.zeros(len(p["woman"]), dtype=bool)
    left_out[b.pregnancy[g.member >= LARGEST]] = True
    mother = place.row[p["mother"]]
    keep = np.flatnonzero((mother >= 0) & ~left_out)
    found = {
        "mother": [place.row[before["mother"]], mother[keep]],
        "babies": [np.where(before["babies"] >= 0, place.row[before["babies"]], -1), babies[keep]],
        "sexes": [before["sexes"], sexes[keep]],
        "still": [before["still"], still[keep]],
        "end_instant": [np.full(len(before["mother"]), -(2**62)), instant[keep]],
    }
    for name in ("last_period", "ends", "gestation", "outcome", "fetuses"):
        found[name] = [before[name], p[name][keep]]
    columns = {name: np.concatenate(parts) for name, parts in found.items()}
    return history.table(columns, persons["key"], persons["born"], starts, stops)


@dataclass
class _Couples:
    """Couples by person rows, from and until (instants); founding ones first (`founding` of them); `separated` is
    the instant at which each family's founding couple parts, or NEVER."""

    one: Column
    two: Column
    begins: Column
    until: Column
    founding: int
    separated: Column


def _couples(o: families.Opening, e: _Everyone, place: _Place, persons: Table, day: int, last: int) -> _Couples:
    family = np.flatnonzero(np.append(o.role, HEAD)[o.start[:-1] + 1] == PARTNER)
    one, two = place.row[o.start[family]], place.row[o.start[family] + 1]
    together = np.minimum(persons["died"][one], persons["died"][two])
    parts = lives.separation(o.family_key[family], o.kind[family], day) * clock.DAY + 720
    parts = np.where(parts < last, parts, clock.NEVER)
    separated = np.full(len(o.kind), clock.NEVER)
    separated[family] = np.where(parts < together, parts, clock.NEVER)
    # Founding couples began to live together some years before their first child, or before the first day.
    grown = np.maximum(persons["born"][one], persons["born"][two]) + 17 * clock.YEAR
    child = np.full(len(o.kind), day - 180)
    np.minimum.at(child, o.maternity_family, o.maternity_born)
    years = tables.scale(tables.uniform(o.family_key[family], _TOGETHER), 7 * YEAR4 // 4)
    aged = np.maximum((child[family] * clock.DAY - grown) // (3 * clock.DAY), 0) * (o.kind[family] == families.COUPLE)
    first = np.maximum(np.minimum(grown, (child[family] - 180) * clock.DAY), (child[family] - years - aged) * clock.DAY)
    later = np.flatnonzero((e.woman >= 0) & (e.since < clock.NEVER))
    woman, man = place.row[e.woman[later]], place.row[later]
    ends = np.minimum(persons["died"][woman], persons["died"][man])
    return _Couples(
        np.concatenate([one, woman]), np.concatenate([two, man]), np.concatenate([first, e.since[later]]),
        np.concatenate([np.minimum(together, parts), ends]), len(family), separated,
    )  # fmt: skip


def _households(o: families.Opening, e: _Everyone, place: _Place, persons: Table, c: _Couples) -> Table:
    order = place.order
    family = e.family[order]
    later = np.arange(c.founding, len(c.one))
    woman, man = c.one[later], c.two[later]
    role = np.full(len(e.family), CHILD)
    role[: len(o)] = o.role
    role = role[order]
    joined = np.where(role[woman] == HEAD, 0, 2 + persons["member"][woman])
    apart = (role == PARTNER) & (c.separated[family] < clock.NEVER)
    first = np.select([role == ELSEWHERE, role == SUITOR], [np.ones(len(order)), 2 + persons["member"]], 0)
    then = np.where(apart, 1, 2 + persons["member"])
    then[man] = joined
    moves = np.where(apart, c.separated[family], e.leaves[order])
    moves[man] = c.begins[later]
    own = (role == ELSEWHERE) | (role == SUITOR)
    kind = np.where((o.kind == families.COMMUNAL)[family], homes.COMMUNAL, np.where(own, homes.OWN_HOME, homes.FAMILY_HOME))
    return homes.residence(homes.Moves(
        persons["key"], persons["member"], persons["born"], persons["died"], persons["mother"],
        ~persons["patient"], e.with_mother[order], first.astype(np.int64), kind, moves, then, e.leaves[order],
        np.where(e.with_mother[order], c.separated[family], clock.NEVER), c.begins[later], man,
    ))  # fmt: skip


def _relationships(persons: Table, other: Column, c: _Couples, e: _Everyone, place: _Place) -> Table:
    g = relationships.Gathering()
    born, mother = persons["born"], persons["mother"]
    away = np.where(other >= 0, ~persons["patient"][np.maximum(other, 0)], False)
    named = tables.uniform(persons["key"], _NAMED) < NAMED_FATHERS
    relationships.parents(g, mother, other, persons["sex"], born, ~away | named)
    relationships.siblings(g, persons["family"], mother, other, born)
    relationships.grandparents(g, mother, other, born)
    relationships.partners(g, c.one, c.two, c.begins, c.until, persons["died"])
    later = slice(c.founding, len(c.one))
    apart = np.flatnonzero((mother >= 0) & (other >= 0) & e.with_mother[place.order])
    relationships.parents_apart(g, mother[apart], other[apart], born[apart], c.one, c.two)
    relationships.step_parents(g, mother, other, born, c.one[later], c.two[later], c.begins[later], c.until[later])
    return g.table()


def _smoker(pregnancies: Table, persons: Table, starts: Column, stops: Column) -> Table:
    at = np.flatnonzero((pregnancies["smoker"] > 0) & (pregnancies["babies"] > 0))
    mother = pregnancies["mother"][at]
    begins = pregnancies["begins"][at] // clock.DAY
    ends = pregnancies["ends"][at] // clock.DAY
    quits, since, until = people.pregnancy_breaks(persons["key"][mother], begins, ends, pregnancies["number"][at])
    starts = np.where(persons["patient"], starts, people.NEVER_DAY)
    rows = np.arange(len(persons))
    return people.smoking_fact(rows, starts, stops, (mother[quits], since[quits], until[quits]))


def _partnered(c: _Couples) -> Table:
    person = np.concatenate([c.one, c.two, c.one, c.two])
    time = np.concatenate([c.begins, c.begins, c.until, c.until])
    value = np.repeat(np.array([1, 0], dtype=np.int64), 2 * len(c.one))
    keep = np.flatnonzero(time < clock.NEVER)
    order = keep[np.lexsort((value[keep], time[keep], person[keep]))]
    return Table({"person": person[order], "time": time[order], "value": value[order]})


def _nhs_numbers(settings: Settings, persons: Table) -> Table:
    """One number each: from birth for those there on the first day, from notification for the newborn."""
    row = np.flatnonzero(persons["patient"])
    part, parts = settings.nhs_part
    rank = persons["family"][row] % keys.BLOCK * LARGEST + persons["member"][row]
    number = nhs_numbers(settings.seed, persons["family"][row] // keys.BLOCK, rank, part, parts)
    born = persons["born"][row]
    wait = 15 + tables.scale(tables.uniform(persons["key"][row], _NUMBERED), 36 * 60 - 15)
    since = np.where(born < settings.begins, born, born + wait)
    return Table({"person": row, "nhs_number": number, "from": since, "until": np.full(len(row), clock.NEVER)})
