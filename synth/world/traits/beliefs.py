"""Religion, sexual orientation and gender identity.

A religion runs in families; whether someone has one depends on when they were born and what the parents have. Sexual
orientation agrees with whom people live with. What anyone is recorded as is a pathway's affair: whether they say when
asked stands here (`stated`). Numbers stand in `evidence/beliefs.toml`."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from synth import chance, clock
from synth.world import tables
from synth.world.families import partnering
from synth.world.first_day import FEMALE, NEVER_DAY, YEAR4
from synth.world.traits import origins
from synth.world.traits.origins import COUNTRIES, NATIONS, Kin

Column = np.ndarray

RELIGIONS = ("none", "Christian", "Muslim", "Hindu", "Sikh", "Buddhist", "Jewish", "Other")
"""Religions, in the order of the attribute `religion`."""
ORIENTATIONS = ("heterosexual", "gay or lesbian", "bisexual", "other")
"""Sexual orientations, in the order of the attribute `orientation`."""
IDENTITIES = ("as registered at birth", "trans man", "trans woman", "non-binary", "other")
"""Gender identities, in the order of the attribute `gender_identity`."""
FIRST = 1900
TRANS_MAN, TRANS_WOMAN, NON_BINARY, OTHER = range(1, 5)

_names = ("religion", "none", "keeps", "stated", "orientation", "identity", "transition")
_RELIGION, _NONE, _KEEPS, _STATED, _ORIENTATION, _IDENTITY, _TRANSITION = (
    chance.name_hash(f"world.beliefs.{n}") for n in _names
)


def _by_year(values: dict) -> list[Fraction]:
    """A value for each year of birth from 1900 to 2099."""
    return tables.by_age({str(int(year) - FIRST): v for year, v in values.items()}, 200)


@tables.compiled
def _evidence() -> dict:
    e, places = tables.toml("beliefs"), tables.rows("countries")
    religions = [origins._weights(p["religions"]) for p in places]
    chinese = [Fraction(e["none"]["chinese"])] * len(RELIGIONS)
    usual = [Fraction(0), *(Fraction(e["none"][name]) for name in RELIGIONS[1:])]
    shares = [chinese if country in ("China", "Hong Kong") else usual for country in COUNTRIES]
    kinds = e["identity"]["kinds"]
    return {
        "religion": tables.Choice([[0, *(s.get(r, 0) for r in RELIGIONS[1:])] for s in religions]),
        "none": tables.parts([s for row in shares for s in row]),
        "here": tables.parts(_by_year(e["none"]["here"])),
        "alike": tables.part(e["family"]["alike"]),
        "leaves": tables.parts([e["family"]["leaves"], e["family"]["leaves_other"]]),
        "stays": tables.part(e["family"]["stays_without"]),
        "stated": {name: tables.part(e["stated"][name]) for name in ("religion", "orientation", "identity")},
        "bisexual": tables.part(e["orientation"]["same_sex_bisexual"]),
        "identity": tables.parts(_by_year(e["identity"]["years"])),
        "trans": tables.part(kinds["trans"]),
        "neither": tables.part(kinds["trans"] + kinds["non_binary"]),
        "changes": tables.part(e["transition"]["changes"]),
        "ages": tables.Spread([[(int(a) * YEAR4 // 4, c) for a, c in e["transition"]["ages"]]]),
        "not_before": clock.day_of(int(e["transition"]["not_before"])),
    }


def _year(kin: Kin) -> Column:
    """The year of birth of each person, from 1900 to 2099, counted from 1900."""
    return np.clip(clock.year_of(kin.born) - FIRST, 0, 199)


def religion(kin: Kin, heritage: Column) -> Column:
    """The religion of each person (index of RELIGIONS; 0 none)."""
    e, key = _evidence(), kin.persons["key"]
    # One for all of a family who are from one country, and whether they have it.
    of_family = e["religion"].one(tables.uniform(kin.family_key, _RELIGION, heritage), heritage)
    found = np.zeros(len(key) + 1, dtype=np.int64)
    first, *later = kin.generations()
    u = kin.shared(_NONE, e["alike"], heritage)[first]
    from_here = heritage[first] < NATIONS
    share = np.where(
        from_here & (of_family[first] == 1),
        e["here"][_year(kin)[first]],
        e["none"][heritage[first] * 8 + of_family[first]],
    )
    found[first] = np.where(u < share, 0, of_family[first])
    for rows in later:
        mother, other = kin.persons["mother"][rows], kin.other[rows]
        one, two = found[np.where(mother >= 0, mother, other)], found[np.where(other >= 0, other, mother)]
        u, v = tables.draws(key[rows], _KEEPS)
        theirs = np.where((one > 0) & ((two == 0) | (v >> 31 == 0)), one, two)
        # Where only one parent has a religion, half the children have it.
        theirs = np.where(((one == 0) != (two == 0)) & ((v >> 30 & 1) == 0) & (heritage[rows] < NATIONS), 0, theirs)
        leaves = e["leaves"][(heritage[rows] >= NATIONS).astype(np.int64)]
        goes_on = np.where(u < leaves, 0, theirs)
        finds = np.where(u < e["stays"], 0, of_family[rows])
        found[rows] = np.where(theirs > 0, goes_on, np.where((one == 0) & (two == 0), finds, 0))
    return found[:-1]


def orientation(kin: Kin) -> Column:
    """The sexual orientation of each person as an adult (index of ORIENTATIONS)."""
    e, sex = _evidence(), kin.persons["sex"]
    one, two = kin.couples.T
    same = sex[one] == sex[two]
    unlike, alike = kin.joins.copy(), np.zeros(len(sex), dtype=bool)
    unlike[kin.couples[~same].ravel()] = True
    alike[kin.couples[same].ravel()] = True
    drawn = partnering.orientation(kin.persons["key"], sex, kin.born)
    drawn = np.where(unlike & (drawn == 1), 0, drawn)
    both = tables.uniform(kin.persons["key"], _ORIENTATION) < e["bisexual"]
    return np.where(alike, np.where(both, 2, 1), drawn)


def gender(kin: Kin) -> tuple[Column, Column]:
    """The gender identity of each person as an adult, and the day on which the sex in health records changes with it
    (NEVER_DAY: does not)."""
    e, sex = _evidence(), kin.persons["sex"]
    u, v = tables.draws(kin.persons["key"], _IDENTITY)
    trans = np.where(sex == FEMALE, TRANS_MAN, TRANS_WOMAN)
    kind = np.select([v < e["trans"], v < e["neither"]], [trans, NON_BINARY], OTHER)
    kind = np.where(u < e["identity"][_year(kin)], kind, 0)
    u, v = tables.draws(kin.persons["key"], _TRANSITION)
    day = kin.born + e["ages"].pick(v)
    changes = ((kind == TRANS_MAN) | (kind == TRANS_WOMAN)) & (u < e["changes"]) & (day >= e["not_before"])
    return kind, np.where(changes, day, NEVER_DAY)


def stated(kin: Kin) -> tuple[Column, ...]:
    """Whether each person says a religion, a sexual orientation and a gender identity when asked (1 or 0)."""
    e, key = _evidence()["stated"], kin.persons["key"]
    return tuple((tables.uniform(key, _STATED, question) < e[name]).astype(np.int64)
                 for question, name in enumerate(("religion", "orientation", "identity")))  # fmt: skip
