"""Authorship: where something is done, and so which system, organisation and practitioner write it.

A pathway names a setting ("community midwife"); everything else follows by arithmetic from the person's place
and practice and the key of the care episode. One care episode keeps one post of a role, whoever holds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from synth import chance
from synth.systems import kinds, settings
from synth.systems.settings import (
    AMBULATORY,
    EMERGENCY,
    HOME,
    IN_PERSON,
    INPATIENT,
    NO_CHANNEL,
    TELEPHONE,
    VIRTUAL,
    Setting,
)
from synth.world.organisations import hours, organisations, posts, sites, staff
from synth.world.places import places

__all__ = ["AMBULATORY", "EMERGENCY", "HOME", "INDEX", "INPATIENT", "IN_PERSON", "NO_CHANNEL", "SETTINGS", "TELEPHONE",
           "VIRTUAL", "Setting", "setting"]  # fmt: skip

Column = np.ndarray

SETTINGS: dict[str, Setting] = settings.read()
"""The settings (`settings.csv`), by the name that pathways use; their order gives their numbers."""

INDEX: dict[str, int] = {name: number for number, name in enumerate(SETTINGS)}
"""The number of each setting, by name."""


def setting(name: str) -> Setting:
    """A setting by its name; a ValueError lists what there is."""
    if name not in SETTINGS:
        raise ValueError(f"'{name}' is not a setting; there are: {', '.join(SETTINGS)}")
    return SETTINGS[name]


def numbers_of(names: Iterable[str]) -> Column:
    """The numbers of settings by their names, 0 for what is none (int64); one 0 where there is no name at all."""
    return np.array([INDEX.get(name, 0) for name in names] or [0], dtype=np.int64)


@lru_cache(maxsize=1)
def _columns() -> dict[str, Column]:
    """What `complete` needs of each setting, in the order of their numbers."""
    rows: dict[str, list[int]] = {name: [] for name in _COLUMN_NAMES}
    for chosen in SETTINGS.values():
        kind = organisations.KINDS[chosen.organisation]
        first, size, rota, years = 0, 0, 0, 1
        if chosen.role:
            roster = organisations.SLOTS * places.NATIONAL if kind.national else 0
            first = staff.pick_one(roster + kind.slot, chosen.role, 0) % posts.ROSTER
            size = dict(staff.rosters()[kind.key])[chosen.role]
            rota = _rota_of(kind.key, chosen.role)
            years = staff.years_in_post()[chosen.role]
        location = sites.NOWHERE
        if chosen.location not in ("", sites.HOME, sites.SCHOOL):
            location = sites.position_of(sites.LOCATIONS, kind.key, chosen.location)
        service = sites.position_of(sites.SERVICES, kind.key, chosen.service) if chosen.service else sites.NOWHERE
        values = (kinds.INDEX[chosen.system], kind.slot, kind.nearest, kind.national,
                  1 if kind.nearest else kind.count, first, size, rota, years,
                  chance.name_hash(f"practitioner, {chosen.role}"), location, service)  # fmt: skip
        for name, value in zip(_COLUMN_NAMES, values, strict=True):
            rows[name].append(int(value))
    return {name: np.array(values, dtype=np.uint64 if name == "role" else np.int64) for name, values in rows.items()}


_COLUMN_NAMES = (
    "system",
    "slot",
    "nearest",
    "national",
    "count",
    "first",
    "size",
    "rota",
    "years",
    "role",
    "location",
    "service",
)
_WHICH = chance.name_hash("organisation among several")


@lru_cache(maxsize=1)
def _stays() -> Column:
    return np.array([one.area == "stay" for one in SETTINGS.values()])


def at_a_stay(settings: Column) -> Column:
    """Whether each setting is of the area where someone stays for some weeks, not of that of the home (bool)."""
    return _stays()[settings]


@lru_cache(maxsize=1)
def _councils() -> Column:
    return np.array([one.of_the_council for one in SETTINGS.values()])


def of_the_council(settings: Column) -> Column:
    """Whether each setting is of the council that answers for a child, wherever it has placed the child (bool)."""
    return _councils()[settings]


def of_the_list(settings: Column) -> Column:
    """Whether each setting is of the practice on whose list someone is, wherever he or she lives (bool)."""
    return _listed()[settings]


@lru_cache(maxsize=1)
def _listed() -> Column:
    return np.array([one.of_the_list for one in SETTINGS.values()])


@lru_cache(maxsize=1)
def _roles() -> Column:
    known: dict[tuple[str, str], int] = {}
    each = [(one.organisation, one.role) for one in SETTINGS.values()]
    return np.array([known.setdefault(pair, len(known)) if pair[1] else -1 for pair in each], dtype=np.int64)


def roles(settings: Column) -> Column:
    """A number for the staff who see people in each setting (a role at a kind of organisation), -1 for none (int64)."""
    return _roles()[settings]


@lru_cache(maxsize=1)
def _hours() -> Column:
    return np.array([one.hours for one in SETTINGS.values()])


def hours_of(settings: Column) -> Column:
    """The pattern of hours in which each setting sees people (`synth.calendar.days`)."""
    return _hours()[settings]


def systems(settings: Column) -> Column:
    """The kind of system (a position in `systems.kinds.KINDS`) in which each setting writes (int64)."""
    return _columns()["system"][settings]


@lru_cache(maxsize=1)
def _rotas() -> tuple[dict[tuple[str, str], int], Column]:
    """Where the rota of each kind of organisation and role starts, and all rotas: who is asked for, by session, as who
    works then."""
    starts: dict[tuple[str, str], int] = {}
    tables: list[Column] = [np.zeros(hours.SESSIONS, dtype=np.int64)]
    at = hours.SESSIONS
    for kind, roster in staff.rosters().items():
        for role, _ in roster:
            starts[kind, role] = at
            tables.append(staff.on_duty(kind, role).T.ravel())
            at += len(tables[-1])
    return starts, np.concatenate(tables)


def _rota_of(kind: str, role: str) -> int:
    return _rotas()[0][kind, role]


def complete(settings: Column, place: Column, practice: Column, episode: Column, run: int) -> tuple[Column, Column]:
    """The organisation that does each thing, and who of a role is asked for there (0, 1 ..): two int64 columns.

    settings: numbers of settings (`INDEX`); place, practice: of the person at the time; episode: the key of
    the care episode (uint64), which keeps the same practitioner of a role, and the same care provider,
    throughout; run: the key of the run.
    """
    table = _columns()
    keys = episode ^ np.uint64(run)
    which = chance.below(chance.join(keys, _WHICH), table["count"][settings])
    slot = table["slot"][settings] + which + np.where(table["nearest"][settings] == 1, practice, 0)
    there = np.where(table["national"][settings] == 1, places.NATIONAL, place)
    someone = chance.below(chance.join(keys, table["role"][settings]), table["size"][settings])
    return there * organisations.SLOTS + slot, someone


def practitioners(
    settings: Column, organisation: Column, someone: Column, at: Column, written: Column, begins: int
) -> Column:
    """The practitioner of each thing done (int64), `staff.NOBODY` where no person writes.

    organisation, someone: of `complete`; at: the instant at which it is done: a colleague stands in for whoever does
    not work then; written: the instant at which it is written down, by whoever then holds the post; begins: the
    instant at which the window opens. Who had left by then is not in the directory: what was written before the window
    names them no more.
    """
    table = _columns()
    someone = _rotas()[1][table["rota"][settings] + someone * hours.SESSIONS + hours.sessions(at)]
    post, years = organisation * posts.ROSTER + table["first"][settings] + someone, table["years"][settings]
    holder = posts.holders(post, years, written)
    early = np.flatnonzero(written < begins)
    left = np.zeros(len(post), dtype=bool)
    left[early] = holder[early] < posts.holders(post[early], years[early], np.full(len(early), begins))
    return np.where(left | (table["size"][settings] == 0), staff.NOBODY, holder)


def locations_of(settings: Column, organisation: Column) -> Column:
    """The number of the location (`world.sites`) of each thing done, -1 at home, at school or where there is none."""
    position = _columns()["location"][settings]
    return np.where(position < 0, sites.NOWHERE, organisation * sites.PER_ORGANISATION + position)


def services_of(settings: Column, organisation: Column) -> Column:
    """The number of the service (`world.sites`) that did each thing, -1 where there is none (int64)."""
    position = _columns()["service"][settings]
    return np.where(position < 0, sites.NOWHERE, organisation * sites.PER_ORGANISATION + position)


def keeper_of(system: Column, organisation: Column) -> Column:
    """The organisation that runs the system in which each author writes (int64).

    A neonatal unit writes in its trust's system: local identifiers are the keeper's, authorship is the
    unit's.
    """
    slots = np.array([organisations.KINDS[kind.organisation].slot for kind in kinds.KINDS])
    is_gp, national = system == kinds.INDEX["gp"], np.array([kind.national for kind in kinds.KINDS])[system]
    there = np.where(national, places.NATIONAL, organisation // organisations.SLOTS)
    return np.where(is_gp, organisation, there * organisations.SLOTS + slots[system])
