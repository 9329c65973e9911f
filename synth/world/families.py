"""How each family is made up on the day it is first seen: its adults, their children at home, who is whose.

A family is one of eight types with a head of some age; the mix of types and ages (`evidence/family_mix.csv`,
made by `tools/calibrate_families.py`) is such that all members together have England's structure by age and sex.
Children come backwards from the youngest: her age, then one interval after another, so that a mother's births
before the first day are those of her children, at home or away.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from synth import chance, keys
from synth.world import dealing, tables
from synth.world.pregnancy import multiple_births

Column = np.ndarray

TYPES = ("one", "couple", "couple_children", "couple_grown", "lone_children", "lone_grown", "three_generations", "communal")
ONE, COUPLE, COUPLE_CHILDREN, COUPLE_GROWN, LONE_CHILDREN, LONE_GROWN, THREE_GENERATIONS, COMMUNAL = range(8)
HEAD, PARTNER, GRANDPARENT, CHILD, ELSEWHERE, SUITOR = range(6)
"""Roles of the members present on the first day; ELSEWHERE: the other parent of a lone parent's children, who lives
apart; SUITOR: he who lives apart and will in time be the partner of a woman of the family."""
MALE, FEMALE = 1, 2
LARGEST = 16
"""The most Patients a family can have: members 0 .. 15. Relatives who are nobody's Patient come after them."""
OUTSIDE, LATER = 16, 32
"""Member numbers of a parent elsewhere (16 + the mother's or father's) and of a later partner (32 + hers)."""
SLOTS = 6
"""The most past maternities of one mother."""
LONG_AGO_DAY, NEVER_DAY = -(2**31), 2**31
YEAR4 = 1461
"""Four years in days; a year of age is a quarter of it."""

_CELL, _AGE, _FORM, _GAP, _KIN = (chance.name_hash(f"world.family.{n}") for n in ("cell", "age", "form", "gap", "kin"))
_YOUNGEST, _MATERNITY, _HOME = (chance.name_hash(f"world.family.{n}") for n in ("youngest", "maternity", "home"))
_DECILE, _SEX = chance.name_hash("world.family.decile"), chance.name_hash("world.person.sex")
_MINUTE, _APART, _SUITOR = (chance.name_hash(f"world.family.{n}") for n in ("minute", "elsewhere", "suitor"))
_PARTNERING = chance.name_hash("world.person.partnering")


@dataclass
class Opening:
    """The members of some families on the first day, sorted by (family, member), and their mothers' past maternities.

    Families (n): kind, decile, place, practice, start (row of each family's first member; n + 1), family_key,
    same_sex.
    Persons: family (position among those asked for), member, role, sex, born (day), minute, mother, father (rows or
    -1), plurality, partnering (the day on which a woman without a partner will begin to live with one; NEVER_DAY for
    all others), woman (of a SUITOR: the row of his later partner, else -1). Maternities: mother (row, or -1 where she is not a member), family, born
    (day), order (from the latest, 0), fetuses, babies (rows, shape (m, 3), -1 for a child away from home), outside
    (the mother is not a member). Days since 1970.
    """

    families: Column
    kind: Column
    decile: Column
    place: Column
    practice: Column
    family_key: Column
    same_sex: Column
    start: Column
    family: Column
    member: Column
    role: Column
    sex: Column
    born: Column
    minute: Column
    mother: Column
    father: Column
    plurality: Column
    key: Column
    partnering: Column
    woman: Column
    maternity_mother: Column
    maternity_family: Column
    maternity_order: Column
    maternity_born: Column
    maternity_fetuses: Column
    maternity_babies: Column

    def __len__(self) -> int:
        return len(self.family)


@dataclass
class _Mix:
    kind: Column
    sex: Column
    age: Column
    choice: tables.Choice


@lru_cache(maxsize=1)
def mix() -> _Mix:
    """The cells (type of family, sex and age of its head) and how often each is."""
    cells = tables.rows("family_mix")
    return _Mix(
        np.array([TYPES.index(c["type"]) for c in cells]),
        np.array([MALE if c["sex"] == "male" else FEMALE for c in cells]),
        np.array([int(c["age"]) for c in cells]),
        tables.Choice([[int(c["weight"]) for c in cells]]),
    )


OLDEST = 100


@lru_cache(maxsize=1)
def _evidence() -> dict:
    """Everything a composition draws from, as exact tables."""
    e = tables.toml("families")
    asfr = {int(r["age"]): tables.Fraction(r["rate"]) for r in tables.rows("fertility_by_age")}
    at_home = tables.by_age(e["at_home"]["ages"], 60)

    def youngest(shift: int, first: int, last: int, grown: bool) -> tables.Spread:
        groups = []
        for age in range(OLDEST + 1):
            total, knots = tables.Fraction(0), [(first * YEAR4 // 4, tables.Fraction(0))]
            for y in range(first, last):
                weight = asfr.get(age - y - shift, tables.Fraction(0)) + tables.Fraction(1, 10**6)
                if not 16 <= age - y <= 47:  # outside the ages of mothers: only the nearest there is
                    nearest = last - 1 if age - (last - 1) > 47 else first if age - first < 16 else -1
                    weight = tables.Fraction(1, 10**6 if y == nearest else 10**15)
                total += weight * (at_home[y] if grown else 1)
                knots.append(((y + 1) * YEAR4 // 4, total))
            groups.append(knots)
        return tables.Spread(groups)

    shift_couple, shift_lone = int(e["last_birth"]["couple"]), int(e["last_birth"]["lone"])
    lean = e["practice_type"]["lean"]
    deciles = []
    for practice in range(dealing.PRACTICES):
        for kind in TYPES:
            slope = dealing.LEANS[practice] + tables.Fraction(lean[kind])
            slope = max(min(slope, tables.Fraction(95, 100)), tables.Fraction(-95, 100))
            deciles.append([1 + slope * tables.Fraction(11 - 2 * d, 9) for d in range(1, 11)])
    gap = [(int(y * YEAR4 / 4), c) for y, c in e["partner_gap"]["spread"]]
    kin = [(int(y * YEAR4 / 4), c) for y, c in e["grandparents"]["age_gap"]]
    sizes = [e["children"]["with_dependent"], e["children"]["with_grown_only"]]
    return {
        "gap": tables.Spread([gap]),
        "kin_gap": tables.Spread([kin]),
        "same_sex": tables.parts([e["same_sex"]["couple"], e["same_sex"]["couple_with_children"]]),
        "sizes": tables.Choice(sizes),
        "interval": tables.Spread([e["interval"]["spread"]]),
        # by type: couples with young, lone with young, couples with grown, lone with grown
        "youngest": [
            youngest(shift_couple, 0, 18, False),
            youngest(shift_lone, 0, 18, False),
            youngest(shift_couple, 18, 50, True),
            youngest(shift_lone, 18, 50, True),
        ],
        "at_home": tables.parts(at_home),
        "decile": tables.Choice(deciles),
        "three_couple": tables.part(e["grandparents"]["couple"]),
        "both": tables.part(e["grandparents"]["both"]),
        "grandmother": tables.part(e["grandparents"]["both"] + e["grandparents"]["grandmother"]),
        "elsewhere": tables.parts([e["elsewhere"]["members"].get(kind, 0) for kind in TYPES]),
        "suitor": tables.part(e["suitor"]["members"]),
        "soon": int(e["suitor"]["years"]) * YEAR4 // 4,
        "partnering": tables.Hazard([tables.by_age(e["partnering"]["women"], 100)]),
        "male": tables.part(tables.toml("pregnancy")["sex"]["male"]),
    }


def other_parent_born(born: Column, sex: Column, eldest: Column, latest: Column) -> Column:
    """Days of birth moved, where need be, to an age at which a parent has the eldest and the latest child."""
    born = np.where(sex == FEMALE, np.maximum(born, latest - 44 * YEAR4 // 4), born)
    return np.minimum(born, eldest - 17 * YEAR4 // 4)


def partner_gap(u: Column) -> Column:
    """Days by which a male partner is older than the woman, for uniform draws."""
    return _evidence()["gap"].pick(u)


def partnering(key: Column, born: Column, day: Column) -> Column:
    """The day after a given one on which a woman without a partner begins to live with one, or NEVER_DAY."""
    hazard = _evidence()["partnering"]
    total = hazard.at(day - born) + tables.exponential(tables.uniform(key, _PARTNERING))
    age = hazard.age_at(total)
    return np.where(age >= tables.Hazard.FOREVER, NEVER_DAY, born + age)


def compose(run: int, families: Column, day: int, cells: Column | None = None) -> Opening:
    """The members of each family on a day; `cells` puts given cells of the mix in the place of the drawn ones."""
    e, m = _evidence(), mix()
    n = len(families)
    key = keys.family_key(run, families)
    if cells is None:
        cells = m.choice.one(tables.uniform(key, _CELL))
    kind, head_sex, age = m.kind[cells], m.sex[cells].copy(), m.age[cells]
    u_age, u_form = tables.draws(key, _AGE)
    head_born = day - 1 - (age * YEAR4 >> 2) - tables.scale(u_age, 364)
    v_same, v_gap = tables.draws(key, _FORM)

    paired = (kind == COUPLE) | (kind == COUPLE_CHILDREN) | (kind == COUPLE_GROWN)
    paired |= (kind == THREE_GENERATIONS) & (u_form < e["three_couple"])
    parents = (kind >= COUPLE_CHILDREN) & (kind <= THREE_GENERATIONS)
    same_sex = paired & (v_same < e["same_sex"][parents.astype(np.int64)])
    head_sex[same_sex & ~parents & ((v_same & 1) == 0)] = MALE
    # Gap: how much older the partner is. Of a same-sex couple either may be the older.
    gap = e["gap"].pick(v_gap)
    partner_born = np.minimum(head_born - gap, day - 16 * YEAR4 // 4 - 30)
    partner_born = np.maximum(partner_born, day - 101 * YEAR4 // 4)
    partner_sex = np.where(same_sex, head_sex, MALE + FEMALE - head_sex)

    grand = np.zeros(n, dtype=np.int64)
    three = np.flatnonzero(kind == THREE_GENERATIONS)
    u_kin, v_kin = tables.draws(key[three], _KIN)
    grand[three] = 1 + (u_kin < e["both"])

    lone = parents & ~paired
    apart = lone & (tables.uniform(key, _APART) < e["elsewhere"][kind])
    base = 1 + paired + grand + apart
    f = np.flatnonzero(parents)
    youth = _maternities(key[f], kind[f], paired[f], head_born[f], age[f], day)
    count, slot_born, babies, home, fetuses = youth
    eldest = np.full(n, NEVER_DAY)
    eldest[f] = slot_born[count - 1, np.arange(len(f))]
    latest = np.full(n, LONG_AGO_DAY)
    latest[f] = slot_born[0]
    partner_born = np.minimum(partner_born, eldest - 17 * YEAR4 // 4)
    at_home = np.where(home, babies, 0)
    total_children = at_home.sum(axis=0)
    room = LARGEST - base[f]
    for s in range(SLOTS - 1, -1, -1):  # never in practice more than fit: the eldest go first
        over = total_children > room
        if not over.any():
            break
        total_children = total_children - np.where(over, at_home[s], 0)
        at_home[s] = np.where(over, 0, at_home[s])
    size = base.copy()
    size[f] += total_children
    start = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(size, out=start[1:])
    rows = int(start[-1])

    family = np.repeat(np.arange(n), size)
    member = np.arange(rows) - start[family]
    role = np.full(rows, CHILD, dtype=np.int64)
    sex = np.zeros(rows, dtype=np.int64)
    born = np.zeros(rows, dtype=np.int64)
    mother, father = np.full(rows, -1, dtype=np.int64), np.full(rows, -1, dtype=np.int64)
    plurality = np.ones(rows, dtype=np.int64)
    heads = start[:-1]
    role[heads], sex[heads], born[heads] = HEAD, head_sex, head_born
    p = np.flatnonzero(paired)
    partners = heads[p] + 1
    role[partners], sex[partners], born[partners] = PARTNER, partner_sex[p], partner_born[p]
    if len(three):
        _grandparents(e, three, heads, paired, grand, (u_kin, v_kin), head_born, day, (role, sex, born, mother, father))

    a = np.flatnonzero(apart)
    exes = heads[a] + base[a] - 1
    role[exes], sex[exes] = ELSEWHERE, MALE + FEMALE - head_sex[a]
    older = np.where(head_sex[a] == FEMALE, gap[a], -gap[a])
    born[exes] = other_parent_born(head_born[a] - older, MALE + FEMALE - head_sex[a], eldest[a], latest[a])

    person_key = keys.person_key(run, families[family], member)
    children = np.flatnonzero(role == CHILD)
    sex[children] = np.where(tables.uniform(person_key[children], _SEX) < e["male"], MALE, FEMALE)
    minute = np.zeros(rows, dtype=np.int64)
    u_minute = tables.uniform(person_key, _MINUTE)
    minute[:] = tables.scale(u_minute, 1440)

    # Maternities, eldest child first, and their children's rows.
    lone_father = (head_sex[f] == MALE) & ~paired[f]
    other_row = np.where(paired[f], heads[f] + 1, np.where(apart[f], heads[f] + base[f] - 1, -1))
    mother_row = np.where(lone_father, other_row, heads[f])
    father_row = np.where(lone_father, heads[f], other_row)
    nothing = np.empty(0, dtype=np.int64)
    parts: list[tuple[Column, ...]] = []
    following = heads[f] + base[f]
    for s in range(SLOTS - 1, -1, -1):
        on = np.flatnonzero(count > s)
        if not len(on):
            continue
        row = np.full((len(on), 3), -1, dtype=np.int64)
        for j in range(3):
            here = np.flatnonzero(at_home[s][on] > j)
            r = following[on[here]] + j
            row[here, j] = r
            born[r] = slot_born[s][on[here]]
            mother[r], father[r] = mother_row[on[here]], father_row[on[here]]
            plurality[r] = fetuses[s][on[here]]
            if j:
                minute[r] = np.minimum(minute[r - 1] + 4 + minute[r] % 25, 1439)
        following[on] += at_home[s][on]
        parts.append((mother_row[on], f[on], np.full(len(on), s), slot_born[s][on], fetuses[s][on], row))
    joined = [np.concatenate(c) for c in zip(*parts, strict=True)] if parts else [nothing] * 5 + [nothing.reshape(0, 3)]

    practice = dealing.practice_of(run, families)
    decile = e["decile"].one(tables.uniform(key, _DECILE), practice * len(TYPES) + kind) + 1
    o = Opening(
        families, kind, decile, dealing.place_of(families), practice, key, same_sex, start,
        family, member, role, sex, born, minute, mother, father, plurality, person_key,
        np.full(rows, NEVER_DAY), np.full(rows, -1), *joined,
    )  # fmt: skip
    return _with_suitors(e, run, o, np.flatnonzero(~paired), day)


def _with_suitors(e: dict, run: int, o: Opening, unpaired: Column, day: int) -> Opening:
    """Draw when women without a partner will have one, and give most of them him as a member of the family."""
    single = np.zeros(len(o), dtype=bool)
    single[o.start[unpaired]] = o.kind[unpaired] != COMMUNAL
    women = np.flatnonzero((single | (o.role == CHILD)) & (o.sex == FEMALE) & (o.born > day - 50 * YEAR4 // 4))
    o.partnering[women] = when = partnering(o.key[women], o.born[women], np.full(len(women), day))
    u, v = tables.draws(o.key[women], _SUITOR)
    born = o.born[women] - e["gap"].pick(v)
    comes = (u < e["suitor"]) & (when < day + e["soon"]) & (born < day - 19 * YEAR4 // 4)
    comes &= (born > day - 65 * YEAR4 // 4) & (np.diff(o.start)[o.family[women]] < LARGEST // 2)
    women, born = women[comes], born[comes]
    family = o.family[women]
    more = np.bincount(family, minlength=len(o.kind))
    shift = np.cumsum(more) - more
    n, extra = len(o), len(women)
    old = np.arange(n) + shift[o.family]
    rank = np.arange(extra) - shift[family]
    new = o.start[family + 1] + shift[family] + rank
    member = np.diff(o.start)[family] + rank
    key = keys.person_key(run, o.families[family], member)

    def spread(column: Column, values: Column | int) -> Column:
        out = np.empty(n + extra, dtype=column.dtype)
        out[old], out[new] = column, values
        return out

    def moved(rows: Column) -> Column:
        return np.where(rows >= 0, old[rows], -1)

    o.minute = spread(o.minute, 720)
    o.mother, o.father = spread(moved(o.mother), -1), spread(moved(o.father), -1)
    o.woman = spread(o.woman, old[women])
    o.family, o.member = spread(o.family, family), spread(o.member, member)
    o.role, o.sex, o.born = spread(o.role, SUITOR), spread(o.sex, MALE), spread(o.born, born)
    o.plurality, o.key, o.partnering = spread(o.plurality, 1), spread(o.key, key), spread(o.partnering, NEVER_DAY)
    o.maternity_mother, o.maternity_babies = moved(o.maternity_mother), moved(o.maternity_babies)
    o.start = o.start + np.append(shift, extra)
    return o


def _maternities(key: Column, kind: Column, paired: Column, head_born: Column, age: Column, day: int) -> tuple:
    """Past maternities of the heads who are parents, by order from the latest: arrays of shape (SLOTS, parents).

    Returns how many, then of each the day of birth, babies, whether the child is at home, and the fetuses.
    """
    e = _evidence()
    n = len(key)
    grown = (kind == COUPLE_GROWN) | (kind == LONE_GROWN)
    u_young, u_count = tables.draws(key, _YOUNGEST)
    group = np.where(grown, 2, 0) + ~paired
    young = np.zeros(n, dtype=np.int64)
    for g, spread in enumerate(e["youngest"]):
        at = np.flatnonzero(group == g)
        young[at] = spread.pick(u_young[at], age[at])
    count = e["sizes"].one(u_count, grown.astype(np.int64)) + 1
    slot_born = np.zeros((SLOTS, n), dtype=np.int64)
    babies = np.zeros((SLOTS, n), dtype=np.int64)
    home = np.zeros((SLOTS, n), dtype=bool)
    earliest = head_born + 15 * YEAR4 // 4 + 200
    at, latest = np.arange(n), np.maximum(day - 1 - young, earliest)
    latest = np.minimum(latest, day - 1)
    for s in range(SLOTS):
        bits = tables.draws(key[at], _MATERNITY, s)
        if s:
            latest = latest - e["interval"].pick(bits[0])
            fits = latest >= earliest[at]
            count[at[~fits]] = s
            at, latest, bits = at[fits], latest[fits], (bits[0][fits], bits[1][fits])
        years = ((day - latest) * 4) // YEAR4
        slot_born[s, at] = latest
        babies[s, at] = multiple_births(bits[1], (latest - head_born[at]) * 4 // YEAR4)
        if s:
            stays = tables.uniform(key[at], _HOME, s) < e["at_home"][np.minimum(years, 59)]
            home[s, at] = (years < 18) | stays
        else:
            home[s, at] = True
        on = np.flatnonzero(count[at] > s + 1)
        at, latest = at[on], latest[on]
    return count, slot_born, babies, home, babies


def _grandparents(e: dict, three: Column, heads: Column, paired: Column, grand: Column, bits: tuple, head_born: Column,
                  day: int, persons: tuple) -> None:  # fmt: skip
    """Put the grandparents of families of three generations in their rows; they are the head's parents."""
    role, sex, born, mother, father = persons
    u, v = bits
    first = heads[three] + 1 + paired[three]
    mothers_age = e["kin_gap"].pick(v)
    grandmother = u < e["grandmother"]
    born_first = np.maximum(head_born[three] - mothers_age, day - 101 * YEAR4 // 4)
    role[first], sex[first] = GRANDPARENT, np.where(grandmother, FEMALE, MALE)
    born[first] = born_first
    mother[heads[three[grandmother]]] = first[grandmother]
    father[heads[three[~grandmother]]] = first[~grandmother]
    both = np.flatnonzero(grand[three] == 2)
    second = first[both] + 1
    role[second], sex[second] = GRANDPARENT, MALE
    born[second] = np.maximum(born_first[both] - (v[both] & 0x3FF), day - 101 * YEAR4 // 4)
    father[heads[three[both]]] = second
