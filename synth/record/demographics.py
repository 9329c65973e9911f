"""Who people are to a record: birth, names, sex, ethnic group, NHS and local numbers, restriction, status and death.

Each is a run of changes with author and time of recording. The national demographics service keeps them, but for what
a maternity unit writes of a newborn and the numbers of local systems. Addresses and telephones stand in `whereabouts`,
kin in `relationships`; what language someone speaks is an observation of the practice that asked. The ethnic group is
known from those who asked for it: each service that did has an entry of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from synth import chance, clock
from synth.record.forms import Form, asked_for
from synth.record.kinds import CHANGES, MISSING, NAME_USES, NOTICES, SHAPE
from synth.record.scribe import Scribe
from synth.systems import authorship, kinds, local
from synth.table import Table, empty, starts
from synth.world import tables
from synth.world.demography import characteristics
from synth.world.first_day import YEAR4
from synth.world.identity.namelists import PLACEHOLDERS
from synth.world.identity.names import MAIDEN
from synth.world.identity.numbering import TRACED
from synth.world.reasons import BIRTH, CORRECTION, GENDER

Column = np.ndarray
_WITHDRAWN = CHANGES.index("withdrawn")
_IN_ERROR = chance.name_hash("record.demographics.death in error")
NOT_STATED = len(characteristics.ETHNIC)
"""The position of not stated, after the categories."""


def births(scribe: Scribe) -> Table:
    """Everyone's birth. The mother stands in it as long as no adoption has sealed who she is."""
    p = scribe.population
    known = np.zeros(len(p), dtype=bool)
    for name in ("baby_1", "baby_2", "baby_3"):
        known[p.pregnancies[name][p.pregnancies[name] >= 0]] = True
    sealed = scribe.adopted > clock.LONG_AGO
    says = {
        "order": p.attributes["birth_order"],
        "plurality": p.attributes["plurality"],
        "country": p.attributes["born_in"],
        "gestation": np.where(known, p.attributes["birth_gestation"], MISSING),
        "stillborn": p["stillborn"],
        "mother": np.where(scribe.newborn & ~sealed, p["mother"], -1),
    }
    return scribe.written("birth", np.arange(len(p)), p["born"], _never(len(p)), says, at_birth=True)


def names(scribe: Scribe) -> Table:
    """What people bore as names, and what they are called beside them."""
    t, called = scribe.population.names, scribe.population.known_as
    use = np.where(t["use"] == MAIDEN, NAME_USES.index("maiden"), NAME_USES.index("official"))
    use = np.where(t["given"] < len(PLACEHOLDERS), NAME_USES.index("temp"), use)
    says = {"use": use, "prefix": t["prefix"], "given": t["given"], "middle": t["middle"], "surname": t["family"],
            "second": t["second"]}  # fmt: skip
    person, begins, until = t["person"], t["from"], t["until"]
    if len(called):
        none = np.full(len(called), -1, dtype=np.int64)
        nickname = np.full(len(called), NAME_USES.index("nickname"), dtype=np.int64)
        also = {"use": nickname, "prefix": none, "given": called["given"], "middle": none, "surname": none,
                "second": none}  # fmt: skip
        # What someone would have been called had he or she lived is not in the record.
        alive = called["from"] <= scribe.now[called["person"]]
        also = {name: column[alive] for name, column in also.items()}
        person, begins, until = (
            np.concatenate([a, called[b][alive]]) for a, b in ((person, "person"), (begins, "from"), (until, "until"))
        )
        says = {name: np.concatenate([says[name], also[name]]) for name in says}
    return scribe.written("name", person, begins, until, says, which=says["use"], at_birth=True)


def sexes(scribe: Scribe) -> Table:
    """Recorded sex: as a rule one entry; a mistake at birth is put right in it, a change of gender begins another."""
    p, t = scribe.population, scribe.population.sexes
    rows = np.arange(len(p))
    if not len(t):
        return scribe.written("sex", rows, p["born"], _never(len(p)), {"sex": p["sex"]}, at_birth=True)
    rows = np.setdiff1d(rows, t["person"])
    begun = np.flatnonzero(np.isin(t["reason"], (BIRTH, GENDER)))
    person = np.concatenate([rows, t["person"][begun]])
    begins = np.concatenate([p["born"][rows], t["from"][begun]])
    sex = np.concatenate([p["sex"][rows], t["sex"][begun]])
    order = np.lexsort((begins, person))
    person, begins, sex = person[order], begins[order], sex[order]
    corrected = np.flatnonzero(t["reason"] == CORRECTION)
    first = np.searchsorted(person, t["person"][corrected])
    amended = (first, t["from"][corrected], {"sex": t["sex"][corrected]})
    until = _until(person, begins)
    return scribe.written("sex", person, begins, until, {"sex": sex}, at_birth=True, amended=amended)


def ethnic_groups(scribe: Scribe, record: Mapping[str, Table], forms: Sequence[Form]) -> Table:
    """The ethnic category as each service that asked was answered, from its first answer on; or that it was not stated.

    An answer is an observation whose form says demographic="ethnic_group", or "ethnic_group_not_stated"."""
    p, told = scribe.population, record.get("observation", empty(SHAPE))
    stated, refused = (asked_for(forms, name)[told["form"]] for name in ("ethnic_group", "ethnic_group_not_stated"))
    since = told["recorded"] >= scribe.adopted[told["person"]]  # what was asked of birth parents is sealed
    rows = np.flatnonzero((stated | refused) & since & (told["change"] != _WITHDRAWN))
    person, system, organisation = (told[name][rows] for name in ("person", "system", "organisation"))
    order = np.lexsort((told["recorded"][rows], organisation, system, person))
    first = order[starts(*(column[order] for column in (person, system, organisation)))]
    rows, person, system, organisation = rows[first], person[first], system[first], organisation[first]
    group = np.where(stated[rows], p["ethnic"][person], NOT_STATED)
    return scribe.written(
        "ethnic_group", person, told["recorded"][rows], _never(len(rows)), {"group": group},
        which=system * (1 << 32) + organisation, known=told["recorded"][rows], system=system,
        organisation=organisation,
    )  # fmt: skip


def nhs_numbers(scribe: Scribe) -> Table:
    """NHS numbers, whose status of verification is put right when they have been traced."""
    t = scribe.population.numbers
    late = np.flatnonzero(t["verified"] > t["from"])
    status = np.full(len(t), TRACED, dtype=np.int64)
    status[late] = t["status"][late]
    traced = (late, t["verified"][late], {"verification": np.full(len(late), TRACED, dtype=np.int64)})
    return scribe.written("nhs_number", t["person"], t["from"], t["until"],
                          {"number": t["nhs_number"], "verification": status}, amended=traced)  # fmt: skip


def restrictions(scribe: Scribe) -> Table:
    """The times for which a record is marked as sensitive."""
    t = scribe.population.facts["restricted"]
    starts = t.take(np.arange(0, len(t), 2))
    begun = np.flatnonzero(starts["time"] <= scribe.now[starts["person"]])
    return scribe.written("restriction", starts["person"][begun], starts["time"][begun], t["time"][1::2][begun], {},
                          lasting=False)  # fmt: skip


def residential_statuses(scribe: Scribe) -> Table:
    """The status of those who came from abroad after the first day."""
    p = scribe.population
    rows = np.flatnonzero((p.attributes["from_abroad"] == 1) & p["patient"])
    visitor = p.attributes["overseas_visitor"][rows] > 0
    return scribe.written("residential_status", rows, p["arrives"][rows], _never(len(rows)), {"visitor": visitor})


def deaths(scribe: Scribe) -> Table:
    """Deaths: known informally when they happen, formally when the registrar's notice has come.

    A stillbirth is formally known as soon as the maternity unit has recorded it (NEMS, PDS death notification). Of the
    living a death is known now and then that was none, until it is taken back."""
    p = scribe.population
    rows = np.flatnonzero(p["died"] < scribe.settings.ends)
    died = p["died"][rows]
    after = int(tables.toml("identity")["death_notice"]["formal"]) * clock.DAY
    informal, formal = (NOTICES.index(name) for name in ("informal", "formal"))
    stillborn = p["stillborn"][rows].astype(bool)
    later = np.flatnonzero(~stillborn)
    alive, told, back = _taken_for_dead(scribe)
    person, begins = np.concatenate([rows, alive]), np.concatenate([died, told])
    notice = np.concatenate([np.where(stillborn, formal, informal), np.full(len(alive), informal)])
    return scribe.written("death", person, begins, _never(len(person)), {"notice": notice},
                          amended=(later, died[later] + after, {"notice": np.full(len(later), formal)}),
                          withdrawn=(len(rows) + np.arange(len(alive)), back))  # fmt: skip


def _taken_for_dead(scribe: Scribe) -> tuple[Column, Column, Column]:
    """Patients who live and are recorded as dead: persons, from when and until when; once in a life at most."""
    p, e = scribe.population, tables.toml("identity")["death_in_error"]
    u, v = tables.draws(p["key"], _IN_ERROR)
    some = np.flatnonzero((u < tables.part(tables.Fraction(e["notices"], 1000))) & p["patient"])  # in a hundred years
    told = scribe.settings.begins + tables.scale((u[some] * 100_003) & (tables.ONE - 1), 100 * YEAR4 // 4 * clock.DAY)
    least, most = e["after"]["least"], e["after"]["most"]
    back = told + (least * clock.DAY) + tables.scale(v[some], (most - least) * clock.DAY)
    there = (p["born"][some] < told) & (p["arrives"][some] < told)
    there &= (back < p["died"][some]) & (back < p["leaves"][some])
    return some[there], told[there], back[there]


def local_numbers(scribe: Scribe, record: Mapping[str, Table]) -> Table:
    """What each local system calls each patient of whom it wrote anything: from its first entry on.

    A child who was adopted is known under other numbers from then on, in the systems that wrote of it since. Where all
    that a system wrote of someone is restricted (children's social care), it is so too that the system knows them."""
    p = scribe.population
    national = np.array([kind.national for kind in kinds.KINDS])
    found = []
    for table in record.values():
        if not len(table):
            continue
        person, system, organisation = table["person"], table["system"], table["organisation"]
        since = table["recorded"] >= scribe.adopted[person]
        # Entries stand by person: most are of the same system as the one before.
        rows = np.flatnonzero(starts(person, system, organisation, since))
        openest = np.minimum.reduceat(table["confidentiality"], rows)
        told = since[rows] & ~national[system[rows]] & p["patient"][person[rows]]
        rows, openest = rows[told], openest[told]
        keeper = authorship.keeper_of(system[rows], organisation[rows])
        found.append((person[rows], system[rows], keeper, table["recorded"][rows], openest))
    none = np.zeros(0, dtype=np.int64)
    person, system, organisation, recorded, openest = (np.concatenate(c) for c in zip((none,) * 5, *found, strict=True))
    code = (person << 32) + (system << 24) + organisation
    order = np.lexsort((recorded, code))
    begins = np.flatnonzero(starts(code[order]))
    guarded = np.minimum.reduceat(openest[order], begins) > 0 if len(begins) else none
    first = order[begins]
    person, system, organisation, recorded = (c[first] for c in (person, system, organisation, recorded))
    again = scribe.adopted[person] > clock.LONG_AGO
    number = local.numbers(scribe.settings.seed, system, organisation, p["family"][person], p["member"][person], again)
    says = {"number": number + local.FIRST}
    return scribe.written(
        "local_number", person, recorded, _never(len(person)), says, which=system * (1 << 32) + organisation,
        system=system, organisation=organisation, restricted=guarded,
    )  # fmt: skip


def _never(n: int) -> Column:
    return np.full(n, clock.NEVER, dtype=np.int64)


def _until(person: Column, begins: Column) -> Column:
    """The end of each interval of touching ones, by person and begin: the beginning of the next, or NEVER."""
    until = _never(len(person))
    same = np.flatnonzero(person[1:] == person[:-1])
    until[same] = begins[same + 1]
    return until
