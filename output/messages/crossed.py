"""The messages that cross between systems, as `synth.sharing` has them: when each was sent, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from output.fhir.subject.context import Context
from output.fhir.subject.entries import Entries
from output.messages.events import DELETE, NEW, UPDATE, Happened
from synth.record.forms import STATUSES, of_each
from synth.sharing import leaving
from synth.sharing.channels import UNREADABLE
from synth.sharing.crossings import crossings
from synth.sharing.flows import ENTRIES, flows
from synth.table import Table, at, position, starts

Column = np.ndarray

FORMS = {
    "stu3_pds_birth_notification": "pds-birth-notification-1",
    "stu3_pds_change_of_address": "pds-change-of-address-1",
    "stu3_pds_change_of_gp": "pds-change-of-gp-1",
    "stu3_pds_death_notification": "pds-death-notification-1",
    "stu3_pds_record_change": "pds-record-change-1",
    "stu3_blood_spot_test_outcome": "blood-spot-test-outcome-1",
    "stu3_newborn_hearing": "newborn-hearing-1",
    "stu3_nipe_outcome": "nipe-outcome-1",
    "stu3_professional_contacts": "professional-contacts-1",
    "stu3_vaccinations": "vaccinations-1",
}
"""The event of each form in which something crosses as a message of STU3."""
R4_FORMS = {
    "r4_referral": "servicerequest-request",
    "r4_referral_response": "servicerequest-response",
    "r4_booking": "booking-request",
    "r4_booking_response": "booking-response",
    "r4_child_protection_information": "child-protection-information",
    "r4_assessment_notice": "975701000000106",
    "r4_discharge_notice": "975731000000100",
    "r4_withdrawal_notice": "975841000000102",
    "r4_discharge_letter": "ITK003D",
    "r4_emergency_letter": "ITK005D",
}
"""The same of what crosses as a message of R4."""


def crossed(context: Context) -> Table:
    """Every crossing of a batch, found once."""
    return context.kept("crossings", lambda c: crossings(c.batch))


def of_form(context: Context, form: str) -> Table:
    """The crossings of a form, by message and by what each carries: one row for each receiver."""
    table = crossed(context)
    mine = np.array([flow.form == form for flow in flows()])
    rows = np.flatnonzero(mine[table["flow"]])
    order = np.lexsort(tuple(table[name][rows] for name in ("row", "kind", "message")))
    return table.take(rows[order])


@dataclass
class Carried:
    """What messages carry: rows of a table of the record, and to which of the messages each belongs (ascending)."""

    message: Column
    row: Column

    def starts(self, messages: int) -> Column:
        """Where the rows of each message start (int64, one more than there are messages)."""
        return np.searchsorted(self.message, np.arange(messages + 1)).astype(np.int64)

    def first(self, messages: int) -> Column:
        """The first row of each message, -1 where it has none (int64)."""
        begin = self.starts(messages)
        found = np.full(messages, -1, dtype=np.int64)
        some = np.flatnonzero(begin[1:] > begin[:-1])
        found[some] = self.row[begin[some]]
        return found


def sent_of(context: Context, form: str, person: Column, moment: Column) -> Column:
    """When the message of a form about each person was sent, of which there is one; the moment where none crossed."""
    table = of_form(context, form)
    order = np.argsort(table["person"], kind="stable")
    row = position(table["person"][order], person)
    return np.where(row >= 0, at(table["sent"][order], row), moment)


def sent_as(context: Context, form: str, kind: str) -> Happened:
    """The messages of a form, each of one change to an entry of a kind: its first change, another, or its withdrawal.

    What was an error is taken back; what is only called off, as an appointment is, has changed.
    What began under a number that an adoption has sealed is not told on under the one that followed. `row` is the row
    of the change in the table of the kind."""
    table = of_form(context, form)
    rows = np.flatnonzero(starts(table["message"])) if len(table) else np.zeros(0, np.int64)
    rows = rows[table["kind"][rows] == ENTRIES.index(kind)]
    one, record = table.take(rows), context.batch.record[kind]
    one = one.take(np.flatnonzero(record["from"][one["row"]] >= context.who.sealed[one["person"]]))
    action = np.where(one["version"] > 1, UPDATE, NEW)
    errors = of_each(context.batch.forms, "an error", lambda form: form.status_index == STATUSES.index("revoked"))
    action[errors[record["form"][one["row"]]]] = DELETE
    return _happened(context, one, action, record["recorded"][one["row"]])


def answers(context: Context, form: str, kind: str) -> Happened:
    """The messages of a form, each of which answers one other: all new, written down as they are sent.

    `more` has the key of the message that each answers (`answered`), and whether that could not be read (`unread`)."""
    found = sent_as(context, form, kind)
    (flow,) = (one for one in flows() if one.form == form)
    asked = crossed(context)
    asked = asked.take(asked["flow"] == [one.name for one in flows()].index(flow.answers))
    key = leaving.answers_to(flow, asked)
    by_key = np.argsort(key, kind="stable")
    row = by_key[position(key[by_key], found.key)]
    found.moment = found.sent
    found.action = np.full(len(found), NEW, dtype=np.int64)
    found.more |= {"answered": asked["message"][row], "unread": asked["fate"][row] == UNREADABLE}
    # What was asked under a number that an adoption has sealed is told of by nobody.
    return found.take(np.flatnonzero(asked["sent"][row] >= context.who.sealed[found.person]))


def sent_together(context: Context, form: str, wanted: str = "") -> Happened:
    """The messages of a form, each of several entries: new, or changed where the first of them is; `row` is that one's.

    wanted: the kind of entry without which it is no message."""
    table = of_form(context, form)
    if wanted:
        table = table.take(np.isin(table["message"], table["message"][table["kind"] == ENTRIES.index(wanted)]))
    rows = np.flatnonzero(starts(table["message"])) if len(table) else np.zeros(0, np.int64)
    return _happened(context, table.take(rows), np.where(table["version"][rows] > 1, UPDATE, NEW), table["sent"][rows])


def _happened(context: Context, one: Table, action: Column, moment: Column) -> Happened:
    found = Happened(
        context, one["person"], moment, one["message"], one["sender_system"], one["sender"], action, one["row"]
    )
    found.more |= {name: one[name] for name in ("sent", "receiver_system", "receiver")}
    return found


def carried(happened: Happened, form: str, kind: str) -> Carried:
    """The entries of a kind that each message carries, each once, in the order of the record."""
    table = of_form(happened.context, form)
    table = table.take(table["kind"] == ENTRIES.index(kind))
    once = starts(table["message"], table["row"]) if len(table) else np.zeros(0, dtype=bool)
    message, table = _of_messages(happened, table.take(once))
    row = table["row"]
    order = np.lexsort((row, message))
    return Carried(message[order], row[order])


def receivers(happened: Happened, form: str) -> tuple[Column, Table]:
    """Which message each goes with (ascending), and the crossings of a form, of each message once for each receiver."""
    message, table = _of_messages(happened, of_form(happened.context, form))
    order = np.lexsort((table["receiver"], table["receiver_system"], message))
    message, table = message[order], table.take(order)
    once = starts(message, table["receiver_system"], table["receiver"]) if len(table) else np.zeros(0, dtype=bool)
    return message[once], table.take(once)


def _of_messages(happened: Happened, table: Table) -> tuple[Column, Table]:
    """The message of each crossing by its key, and those that have one."""
    by_key = np.argsort(happened.key, kind="stable")
    place = position(happened.key[by_key], table["message"])
    there = np.flatnonzero(place >= 0)
    return by_key[place[there]], table.take(there)


def entries(context: Context, kind: str, resource: str, rows: Column) -> Entries:
    """The changes in some rows of a kind, as what they were when each was written."""
    runs = context.who.runs(kind)
    said = {name: runs.said(name) for name in runs.carried}
    columns = {**runs.table.columns, **said, "first_form": runs.form, "first_recorded": runs["recorded"][runs.first]}
    return Entries.of_table(context, resource, Table(columns).take(rows))
