"""Who wrote what a record holds: system, organisation and practitioner of each entry, and where it was done."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from synth.record import where_done
from synth.record.forms import Form, in_runs, of_each, statuses
from synth.record.kinds import CHANGES, COLUMNS, CONFIDENTIALITY
from synth.record.responsible import responsible
from synth.settings import Settings
from synth.systems import authorship
from synth.table import Table, heads, position
from synth.world.population import Population

Column = np.ndarray
Leads = tuple[Column, Column]
"""Keys of contacts, ascending, and for each the key by which its practitioner is chosen."""

_WHOLE = CHANGES.index("recorded")


def authored(
    kind: str,
    table: Table,
    forms: Sequence[Form],
    population: Population,
    settings: Settings,
    leads: Leads,
    seen: Table,
) -> Table:
    """A table of the record with who wrote each entry, in which system, where it was done, its status and
    confidentiality: the columns of `record.kinds.COLUMNS`.

    leads: of the contacts that are one visit (`visits`), with whose practitioner it is; seen: when contacts began
    (`beginnings`)."""
    setting_of = where_done.settings_of(forms)
    status_of = statuses(forms)
    guarded = of_each(forms, "confidentiality", lambda form: CONFIDENTIALITY.index(form.confidentiality), np.int64)
    form, person = table["form"], table["person"]
    setting = setting_of[form]
    follows = _led(_followed(table, population), table["entry" if kind == "contact" else "contact"], leads)
    organisation, someone = authorship.complete(
        setting, *responsible(population, setting, person, _begun(kind, table, forms, seen)), follows, settings.run
    )
    # An appointment is with whoever works at its time, in the post as it is held when it is made.
    at = table["from"] if kind in ("contact", "appointment") else table["recorded"]
    written = np.minimum(at, table["recorded"])
    practitioner = authorship.practitioners(setting, organisation, someone, at, written, settings.begins)
    table.columns.update(
        system=authorship.systems(setting),
        organisation=organisation,
        practitioner=practitioner,
        status=status_of[form],
        confidentiality=guarded[form],
    )
    table.columns.update(
        location=where_done.locations(kind, table, forms, population),
        counterpart=where_done.counterparts(kind, table, forms, population, settings),
    )
    return Table({name: table[name] for name in COLUMNS})


def _begun(kind: str, table: Table, forms: Sequence[Form], seen: Table) -> Column:
    """The instant at which each entry was first written down (of a contact, began): who answered then goes on to.

    What someone brings along, as an illness of years, is written by whoever answers for the person when it is told; a
    result that comes later is that of whoever took the sample.
    """
    when = (table["from"] if kind == "contact" else table["recorded"]).copy()
    late = np.flatnonzero((table["contact"] != 0) & (table["recorded"] != table["from"]))
    if kind != "contact":
        row = position(seen["entry"], table["contact"][late])
        late, row = late[row >= 0], row[row >= 0]
        when[late] = np.minimum(when[late], seen["from"][row])
    rows = np.flatnonzero(in_runs(forms)[table["form"]])
    if len(rows):
        order = rows[np.argsort(table["entry"][rows], kind="stable")]
        when[order] = when[order[heads(table["entry"][order])]]
    return when


def _followed(table: Table, population: Population) -> Column:
    """The key of what each entry belongs to, which keeps its practitioner: the care episode, or else the person."""
    own = population["key"][table["person"]]
    return np.where(table["care_episode"] != 0, table["care_episode"], own).astype(np.uint64)


def visits(contacts: Table, forms: Sequence[Form], population: Population) -> Leads:
    """Of contacts that are one visit (one setting sees several of a family from one moment on), whose it is.

    A mother and her baby are seen by one midwife: the mother's, since she was there first."""
    setting_of = where_done.settings_of(forms)
    rows = np.flatnonzero(contacts["change"] == _WHOLE)
    t = contacts.take(rows)
    setting = setting_of[t["form"]]
    order = np.lexsort((t["entry"], t["person"], setting, t["from"], t["family"]))
    lead = order[heads(*(column[order] for column in (t["family"], t["from"], setting)))]
    other = t["person"][order] != t["person"][lead]
    entry, key = t["entry"][order[other]], _followed(t, population)[lead[other]]
    ascending = np.argsort(entry, kind="stable")
    return entry[ascending], key[ascending]


def beginnings(contacts: Table) -> Table:
    """When each contact that is no stay began: entry and from, by entry."""
    t = contacts.take(np.flatnonzero(contacts["change"] == _WHOLE))
    order = np.argsort(t["entry"], kind="stable")
    return Table({name: t[name][order] for name in ("entry", "from")})


def _led(follows: Column, contact: Column, leads: Leads) -> Column:
    """The keys by which practitioners are chosen, with those of a visit in place of its contacts' own."""
    keys, lead = leads
    if not len(keys):
        return follows
    place = position(keys, contact)
    return np.where(place >= 0, lead[place], follows)
