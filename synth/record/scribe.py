"""How entries of identity are written: what is true over intervals, as changes begun and ended, by their author."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from synth import chance, clock
from synth.record.kinds import ABOUT, CHANGES, CONFIDENTIALITY, HEAD, IDENTITY, NOBODY
from synth.settings import Settings
from synth.systems import kinds as systems
from synth.table import Table, ranks
from synth.world.organisations import organisations
from synth.world.population import Population
from synth.world.residence import practice_lists

Column = np.ndarray
BEGUN, AMENDED, ENDED, WITHDRAWN = (CHANGES.index(name) for name in ("begun", "amended", "ended", "withdrawn"))
RESTRICTED = CONFIDENTIALITY.index("restricted")


class Scribe:
    """A population on its way into the record: from when people are known, and until when what is said of them holds.

    known: the instant from which anyone in England can know of each person; now: the last one at which something new
    is learned of each; adopted: the instant of each one's adoption, LONG_AGO for all others.
    """

    def __init__(self, population: Population, settings: Settings) -> None:
        self.population, self.settings = population, settings
        p, ends = population, settings.ends
        self.known = np.maximum(p["born"], p["arrives"])
        # What is true "now" of someone who died is what was true the minute before.
        self.now = np.where(p["died"] < ends, np.maximum(p["died"] - 1, p["born"]), ends - 1)
        self.adopted = np.full(len(p), clock.LONG_AGO)
        if len(p.adoptions):
            come = p.adoptions["from"] < ends
            self.adopted[p.adoptions["person"][come]] = p.adoptions["from"][come]

    @cached_property
    def national(self) -> int:
        """The organisation that keeps the national demographics."""
        return int(organisations.organisation_of(np.zeros(1, np.int64), "demographics_service")[0])

    def sealed(self, record: Mapping[str, Table]) -> dict[str, Table]:
        """A record in which what was written of a child before its adoption names no member of the family any more."""
        if not (self.adopted > clock.LONG_AGO).any():
            return dict(record)
        out, other = {}, ABOUT.index("other person")
        for kind, table in record.items():
            hide = (table["about_kind"] == other) & (table["recorded"] < self.adopted[table["person"]])
            number = np.where(hide, NOBODY, table["about_number"]) if hide.any() else table["about_number"]
            out[kind] = Table({**table.columns, "about_number": number})
        return out

    @cached_property
    def newborn(self) -> Column:
        """Who was born in the window, in England, of a mother who is known: a maternity unit writes of them first."""
        p = self.population
        return (p["born"] >= self.settings.begins) & (p["mother"] >= 0) & (p["arrives"] == clock.LONG_AGO)

    @cached_property
    def born_at(self) -> Column:
        """The maternity unit of each newborn; of all others -1."""
        p, out = self.population, np.full(len(self.population), -1, dtype=np.int64)
        rows = np.flatnonzero(self.newborn)
        place, _ = practice_lists.at(p, p["mother"][rows], p["born"][rows])
        out[rows] = organisations.organisation_of(place, "maternity_unit")
        return out

    def written(
        self,
        kind: str,
        person: Column,
        begins: Column,
        until: Column,
        says: Mapping[str, Column | int],
        *,
        which: Column | int = 0,
        whole_life: bool = False,
        lasting: bool = True,
        at_birth: bool = False,
        till_death: bool = False,
        known: Column | None = None,
        system: Column | None = None,
        organisation: Column | None = None,
        restricted: Column | None = None,
        amended: tuple[Column, Column, Mapping[str, Column]] | None = None,
        withdrawn: tuple[Column, Column] | None = None,
    ) -> Table:
        """The changes of some entries of one kind, by person and time of recording.

        person, begins, until: whose each is, and when it held (instants; NEVER where it has no end). says: the columns
        of the kind. which: tells apart entries of one person that begin at one moment; whole_life: it tells one entry
        from another, and one that is over and holds again is the same, amended. lasting: kept though it was
        over before the window. at_birth: a newborn's first is written by the maternity unit. till_death:
        it ends with a death; else what held then goes on holding. known: the instant from which each can be
        known, that of the person unless told. system, organisation: the
        author, the national demographics service unless told. restricted: of which it is restricted that
        they are there; of none unless told. amended: positions of entries that were put right, when,
        and the columns that then differ. withdrawn: positions of those that were taken back, and when. What
        was over by someone's adoption is sealed, and left out.
        """
        ends, n = self.settings.ends, len(person)
        recorded = np.maximum(begins, self.known[person] if known is None else known)
        over = (until < ends) & (np.bool_(till_death) | (until <= self.now[person]))
        keep = (recorded < ends) & ~((until <= self.adopted[person]) & (until < clock.NEVER))
        if not lasting:
            keep &= until > self.settings.begins
        columns: dict[str, Column] = {
            name: np.broadcast_to(np.asarray(says[name], np.int64), n) for name in IDENTITY[kind]
        }
        entry = chance.join(self.population["key"][person], chance.name_hash(kind))
        entry = chance.join(entry if whole_life else chance.join(entry, begins.astype(np.uint64)), which)
        kinds = np.full(n, systems.INDEX["demographics"], dtype=np.int64) if system is None else system
        bodies = np.full(n, self.national, dtype=np.int64) if organisation is None else organisation
        if at_birth:
            first = self.newborn[person] & (begins == self.population["born"][person])
            kinds = np.where(first, systems.INDEX["maternity"], kinds)
            bodies = np.where(first, self.born_at[person], bodies)
        never = np.full(n, clock.NEVER, dtype=np.int64)
        guarded = np.zeros(n, dtype=np.int64) if restricted is None else restricted * RESTRICTED
        head = {"person": person, "entry": entry, "from": begins, "system": kinds, "organisation": bodies,
                "confidentiality": guarded}  # fmt: skip
        parts = [(np.flatnonzero(keep), BEGUN, never, recorded, columns)]
        if amended is not None:
            at, when, other = amended
            comes = np.flatnonzero(keep[at] & (when < ends) & (when < until[at]))
            chosen, moment = at[comes], never.copy()
            moment[chosen] = np.maximum(when[comes], recorded[chosen])
            put_right = dict(columns)
            for name, values in other.items():
                put_right[name] = columns[name].copy()
                put_right[name][chosen] = values[comes]
            parts.append((chosen, AMENDED, never, moment, put_right))
            columns = put_right
        if withdrawn is not None:
            at, when = withdrawn
            comes = np.flatnonzero(keep[at] & (when < ends))
            moment = never.copy()
            moment[at[comes]] = when[comes]
            parts.append((at[comes], WITHDRAWN, never, moment, columns))
        parts.append((np.flatnonzero(keep & over), ENDED, until, np.maximum(until, recorded), columns))
        whole: dict[str, list[Column]] = {}
        for rows, change, end, when, told in parts:
            some = {**{name: column[rows] for name, column in {**head, **told}.items()}, "until": end[rows],
                    "recorded": when[rows], "change": np.full(len(rows), change, dtype=np.int64)}  # fmt: skip
            for name, column in some.items():
                whole.setdefault(name, []).append(column)
        return self._sorted(kind, {name: np.concatenate(columns) for name, columns in whole.items()})

    def _sorted(self, kind: str, columns: dict[str, Column]) -> Table:
        person, entry = columns["person"], columns["entry"]
        columns["family"], columns["member"] = (self.population[name][person] for name in ("family", "member"))
        order = np.lexsort((entry, columns["change"], columns["from"], columns["recorded"], person))
        columns = {name: column[order] for name, column in columns.items()}
        by_entry = np.argsort(columns["entry"], kind="stable")
        columns["version"] = np.empty(len(order), dtype=np.int64)
        columns["version"][by_entry] = ranks(columns["entry"][by_entry]) + 1
        columns["change"][(columns["change"] == BEGUN) & (columns["version"] > 1)] = AMENDED
        return Table({name: columns[name].astype(dtype) for name, (dtype, _) in {**HEAD, **IDENTITY[kind]}.items()})
