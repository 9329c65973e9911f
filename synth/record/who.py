"""Who people were to the record at a moment: the questions that every format asks, answered in one place.

A moment is an instant for each person asked about; the end of the window is `Who.end`. What is answered are rows of the
tables of identity, -1 where nothing was known. What had happened by a moment but was not yet recorded is not known.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from synth import clock
from synth.record.answers import answered
from synth.record.demographics import NOT_STATED
from synth.record.forms import asked_for, saying
from synth.record.kinds import CHANGES, MEANS, NAME_USES, RELATIONSHIPS
from synth.record.state import OVER, Runs, runs
from synth.table import Table, at, moment_key, position, starts

if TYPE_CHECKING:
    from synth.record.batch import Batch

Column = np.ndarray

_HIDDEN = ("address", "contact_point", "local_number")
"""Kinds that tell where someone goes or how to reach them: not shown of a restricted record."""


class Who:
    """The people of a batch as its record knows them."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.n = batch, len(batch.people)
        self.end = batch.settings.ends - 1
        self.everyone = np.arange(self.n, dtype=np.int64)
        self.at_end = np.full(self.n, self.end, dtype=np.int64)
        self._runs: dict[str, Runs] = {}
        self._last: dict[str, Table] = {}

    def runs(self, kind: str) -> Runs:
        """The changes of a kind of identity, or of the registrations that pathways write."""
        if kind not in self._runs:
            if kind in self.batch.identity:
                table = self.batch.identity[kind]
                self._runs[kind] = Runs(table, np.ones(len(table), dtype=bool), carried={})
            else:
                self._runs[kind] = runs(self.batch.record[kind], self.batch.forms)
        return self._runs[kind]

    def last(self, kind: str) -> Table:
        """Every entry of a kind as its last change leaves it, with the instant at which it was first recorded.

        Referrals say by which contact they were answered, and contacts which referral they answer."""
        if kind not in self._last:
            self._last[kind] = self.runs(kind).at_the_end()
            if kind in ("referral", "contact"):
                pair = [self.runs(each).at_the_end() for each in ("referral", "contact")]
                self._last["referral"], self._last["contact"] = answered(*pair)
        return self._last[kind]

    def over(self, kind: str) -> Column:
        """Which of the entries of `last` have ended (bool)."""
        return np.isin(self.last(kind)["change"], OVER)

    # ---------------------------------------------------------------- of persons at moments

    def name(self, person: Column, moment: Column) -> Column:
        """The row of the name that each person bore at a moment; before the first, that one."""
        names = self.runs("name")
        row = names.standing(person, moment, self._borne)
        return np.where(row < 0, self._first_name[person], row)

    @cached_property
    def _borne(self) -> Column:
        return self.runs("name")["use"] != NAME_USES.index("nickname")

    @cached_property
    def _first_name(self) -> Column:
        """The row of the first name of each person."""
        table = self.runs("name").table
        rows = np.flatnonzero(self._borne)[::-1]
        out = np.full(self.n, -1, dtype=np.int64)
        out[table["person"][rows]] = rows
        return out

    def nhs_number(self, person: Column, moment: Column) -> Column:
        """The row of the NHS number that each person had at a moment, or -1."""
        return self.runs("nhs_number").standing(person, moment)

    @cached_property
    def sealed(self) -> Column:
        """The instant before which each person had an NHS number that an adoption has sealed, LONG_AGO for all others.

        It is the one at which adoptive parents came and the first number that the record shows was given."""
        kin, numbers = self.runs("relationship").table, self.runs("nhs_number").table
        rows = np.flatnonzero(kin["relationship"] == RELATIONSHIPS.index("adoptive parent"))
        row = position(numbers["person"], kin["person"][rows])
        given = at(numbers["recorded"], row, clock.LONG_AGO)
        new = (row >= 0) & (given == kin["from"][rows])
        out = np.full(self.n, clock.LONG_AGO)
        out[kin["person"][rows[new]]] = given[new]
        return out

    def sex(self, person: Column, moment: Column) -> Column:
        """The recorded sex of each person at a moment (1 male, 2 female; before the first entry, that of it)."""
        return at(self.runs("sex")["sex"], self.runs("sex").latest(person, moment))

    @cached_property
    def born(self) -> Column:
        """The instant at which each person was born."""
        return self.birth["from"]

    @property
    def birth(self) -> Table:
        """What is recorded of each person's birth, by person row."""
        return self.last("birth")

    def home(self, person: Column, moment: Column) -> Column:
        """The row of each person's home at a moment, or -1: no second home, no stay of some weeks."""
        return self.runs("address").standing(person, moment, self._first_home)

    @cached_property
    def _first_home(self) -> Column:
        return self.runs("address")["second"] == 0

    def mobile(self, person: Column, moment: Column) -> Column:
        """The row of the mobile by which each person was reached at a moment, or -1."""
        return self.runs("contact_point").standing(person, moment, self._mobiles)

    @cached_property
    def _mobiles(self) -> Column:
        return self.runs("contact_point")["means"] == MEANS.index("mobile")

    def restricted(self, person: Column, moment: Column) -> Column:
        """Whether each person's record was restricted at a moment (bool)."""
        return self.runs("restriction").standing(person, moment) >= 0

    def withheld(self, person: Column, moment: Column) -> Column:
        """Of whom no address, telephone or practice is shown: the record is restricted now, or was at the moment."""
        return self._restricted_now[person] | self.restricted(person, moment)

    @cached_property
    def _restricted_now(self) -> Column:
        return self.restricted(self.everyone, self.at_end)

    def shown(self, kind: str) -> Column:
        """Which rows of a kind of identity a reader is shown: those of patients, less what their restriction hides."""
        person = self.batch.identity[kind]["person"]
        told = self.batch.people["patient"][person]
        return told & ~self._restricted_now[person] if kind in _HIDDEN else told

    def practice(self, person: Column, moment: Column) -> Column:
        """The practice with which each person was registered at a moment, or -1 (organisation number)."""
        return at(self.runs("registration")["organisation"], self.on_the_list(person, moment), -1)

    def on_the_list(self, person: Column, moment: Column) -> Column:
        """The row of the registration with a practice that each person had at a moment, or -1.

        A temporary resident stays on the list at home."""
        return self.runs("registration").standing(person, moment, self._on_a_list)

    @cached_property
    def _on_a_list(self) -> Column:
        return ~saying(self.batch.forms, "temporary")[self.runs("registration")["form"]]

    @cached_property
    def mothers(self) -> Column:
        """The row of each person's mother by birth, as the birth was notified or as kin, or -1; no seal is broken."""
        out, table = self.birth["mother"].copy(), self.last("relationship")
        rows = np.flatnonzero(table["relationship"] == RELATIONSHIPS.index("gestational mother"))
        out[table["person"][rows]] = table["other"][rows]
        return out

    # ---------------------------------------------------------------- at the end of the window

    @cached_property
    def died(self) -> Column:
        """The instant of each person's death, NEVER for the living: one that was taken back is none."""
        table, out = self.last("death"), np.full(self.n, clock.NEVER, dtype=np.int64)
        table = table.take(np.flatnonzero(~self.over("death")))
        out[table["person"]] = table["from"]
        return out

    @cached_property
    def now(self) -> Column:
        """The last instant at which anything was true of each person: the end, or the minute before death."""
        return np.where(self.died < clock.NEVER, np.maximum(self.died - 1, self.born), self.end)

    @cached_property
    def visitor(self) -> Column:
        """The residential status of each person: -1 none recorded, 0 ordinarily resident, 1 a visitor from overseas."""
        table, out = self.last("residential_status"), np.full(self.n, -1, dtype=np.int64)
        out[table["person"]] = table["visitor"]
        return out

    @cached_property
    def birth_sex(self) -> Column:
        """The sex registered at birth, as it stands in each person's first entry."""
        table = self.last("sex")
        order = np.lexsort((table["from"], table["person"]))
        return table["sex"][order][np.searchsorted(table["person"][order], self.everyone)]

    @cached_property
    def ethnic_group(self) -> Column:
        """The position of each person's ethnic category in `record.words.ETHNIC`, -1 of whom nobody has asked.

        Where some were told it and others not, it is what was told, and the last of that."""
        table, out = self.last("ethnic_group"), np.full(self.n, -1, dtype=np.int64)
        order = np.lexsort((table["recorded"], table["group"] < NOT_STATED))
        out[table["person"][order]] = table["group"][order]
        return out

    @cached_property
    def versions(self) -> tuple[Column, Column]:
        """How many versions of each person's demographics there were, and when the last was written (instants)."""
        table = self._written
        last = np.searchsorted(table["person"], self.everyone, side="right") - 1
        return np.bincount(table["person"], minlength=self.n), table["last"][last]

    def version(self, person: Column, moment: Column) -> Column:
        """The version of each person's demographics at a moment (int64): 0 before anything was written."""
        table = self._written
        counted = np.maximum(moment, self.batch.settings.begins)
        first = np.searchsorted(table["person"], person)
        key = moment_key(table["person"], table["counted"])
        return np.searchsorted(key, moment_key(person, counted), side="right") - first

    @cached_property
    def _written(self) -> Table:
        """The versions of everyone's demographics, by person: when each counts from, and the last change in it.

        Changes at one moment are one, and so is all that was written before the window."""
        kinds = [kind for kind in self.batch.identity if kind != "relationship"]
        tables = [*(self.batch.identity[kind] for kind in kinds), self.batch.record["registration"]]
        person = np.concatenate([table["person"] for table in tables])
        when = np.concatenate([table["recorded"] for table in tables])
        order = np.lexsort((when, person))
        person, when = person[order], when[order]
        counted = np.maximum(when, self.batch.settings.begins)
        new = np.flatnonzero(starts(person, counted))
        last = np.append(new[1:], len(person))[: len(new)] - 1  # of nobody there is no last
        return Table({"person": person[new], "counted": counted[new], "last": when[last]})

    def told(self, name: str) -> tuple[Column, Column]:
        """What people last said when they were asked, as observations hold it whose form says `demographic=name`.

        The code of the value by person row (0 for who was never asked), and whether anything was written (bool)."""
        code, said = np.zeros(self.n, dtype=np.int64), np.zeros(self.n, dtype=bool)
        stated = asked_for(self.batch.forms, name)
        table = self.batch.record["observation"]
        rows = np.flatnonzero(stated[table["form"]] & (table["change"] != CHANGES.index("withdrawn")))
        code[table["person"][rows]] = table["value_code"][rows]
        said[table["person"][rows]] = True
        return code, said
