"""Traits by which the world itself does not go: attributes, facts and tables worked out when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np

from synth.world import tables
from synth.world.families.couples import Couples
from synth.world.first_day import NEVER_DAY, YEAR4
from synth.world.illness import onsets, risks
from synth.world.lazily import Lazy
from synth.world.population import Table
from synth.world.traits import beliefs, carers, disability, origins
from synth.world.traits.origins import Kin

Column = np.ndarray


def attributes(known: Mapping[str, Column], kin: Kin, begins: Callable[[], Mapping[str, Column]]) -> Lazy[Column]:
    """The attributes that are known, and those that follow from them (`world.vocabulary` says what each is).

    begins: the day on which each illness begins in each person."""
    columns: Lazy[Column]

    def origin() -> tuple[Column, ...]:
        found = origins.origins(kin)
        year, spoken = origins.arrived_year(found["came"]), found["language"]
        return found["born_in"], found["heritage"], year, spoken, (spoken == 0).astype(np.int64)

    columns = Lazy(
        known,
        [
            (tuple(onsets.BEGINS), lambda: [begins()[illness] for illness in onsets.BEGINS.values()]),
            (("born_in", "heritage", "arrived_year", "language", "english_speaker"), origin),
            (("interpreter",), lambda: (origins.interpreter(kin, columns["language"]),)),
            (("religion",), lambda: (beliefs.religion(kin, columns["heritage"]),)),
            (("orientation",), lambda: (beliefs.orientation(kin),)),
            (("gender_identity", "transition"), lambda: beliefs.gender(kin)),
            (("states_religion", "states_orientation", "states_identity"), lambda: beliefs.stated(kin)),
        ],
    )
    return columns


def illnesses(
    attributes: Mapping[str, Column], kin: Kin, smoking: tuple[Column, Column]
) -> Callable[[], Mapping[str, Column]]:
    """What gives the day on which each illness begins, worked out once, when it is first asked for.

    smoking: the days of taking it up and of stopping."""

    @cache
    def found() -> Mapping[str, Column]:
        starts, stops = smoking
        early = stops < kin.born + int(tables.toml("illness")["smoking"]["age"]) * YEAR4 // 4
        habit = np.where(starts >= NEVER_DAY, risks.NEVER_SMOKED, np.where(early, risks.STOPPED, risks.SMOKES))
        people = risks.Exposed(attributes["bmi"], habit, kin.persons["ethnic"], kin.decile)
        return onsets.onsets(kin, people)

    return found


def facts(
    known: Mapping[str, Table], kin: Kin, pairs: Couples, begins: Callable[[], Mapping[str, Column]]
) -> tuple[Lazy[Table], Lazy[Table]]:
    """The facts that are known, with those of disability, care and illness; and the table of carers, by name."""
    gone = np.minimum(kin.persons["died"], kin.persons["leaves"])
    couples = (pairs.one, pairs.two, pairs.begins, pairs.until)
    kept: dict[str, tuple[Column, Column]] = {}

    def courses() -> tuple[Column, Column]:
        if "courses" not in kept:
            kept["courses"] = disability.courses(kin)
        return kept["courses"]

    others: Lazy[Table] = Lazy({}, [(("carers",), lambda: (carers.carers(kin, *courses(), couples, gone),))])
    found = Lazy(
        known,
        [
            (("disabled",), lambda: (disability.fact(kin, *courses()),)),
            (("carer",), lambda: (carers.fact(kin, others["carers"], courses()[0], gone),)),
            (("cared_for",), lambda: (carers.cared_for(others["carers"]),)),
            (onsets.ILLNESSES, lambda: onsets.facts(kin, begins())),
        ],
    )
    return found, others
