"""Nobody is in two places at once: over all contacts of everyone, and of whoever sees two of one family."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import numpy as np

from synth import clock
from synth.calendar import opening
from synth.pathway.compiled.plan import CONTACT
from synth.record import diary
from synth.record.kinds import CHANGES
from synth.systems import authorship
from synth.table import Table, moment_key
from tests.spec.written import everyone

APART = (
    (("blood spot screening", "sample"), ("newborn visits", "visit of day 5")),
    (("newborn hearing screen", "both tests"), ("newborn hearing screen", "at the same session")),
)
"""Steps of one visit or session that follow one another."""


ACUTE = ("acute_trust", "emergency_department")
"""Where someone lies to whom nobody comes from elsewhere."""


def contacts(tables: dict[str, Table]) -> Table:
    """The contacts that take up a person's time, stays apart, by person and time."""
    forms, t = everyone().library.forms, tables["contact"]
    occupies = [f.slot == CONTACT and authorship.setting(f.setting).channel != "" for f in forms]
    t = t.take(np.flatnonzero(np.array(occupies)[t["form"]]))
    return t.take(np.lexsort((t["from"], t["person"])))


def together(t: Table, owner: np.ndarray) -> np.ndarray:
    """Rows (by owner and time) that begin before one of the same owner that stands before them is over (bool)."""
    latest = np.maximum.accumulate(moment_key(owner, t["until"]))
    out = np.zeros(len(t), dtype=bool)
    out[1:] = (owner[1:] == owner[:-1]) & (latest[:-1] > moment_key(owner, t["from"])[1:])
    return out


def test_no_two_contacts_of_a_person_fall_together() -> None:
    t = contacts(everyone().record)
    assert len(t) > 5_000 and not together(t, t["person"]).any()


def on_ward(tables: dict[str, Table], t: Table) -> np.ndarray:
    """Which contacts begin while their person lies in an acute hospital (bool)."""
    forms, every = everyone().library.forms, tables["contact"]
    acute = np.array([f.setting != "" and authorship.setting(f.setting).organisation in ACUTE for f in forms])
    there = every.take(np.flatnonzero(acute[every["form"]]))
    begun, ended = (there.take(np.flatnonzero(there["change"] == CHANGES.index(name))) for name in ("begun", "ended"))
    over = dict(zip(ended["entry"].tolist(), ended["until"].tolist(), strict=True))
    stays: dict[int, list[tuple[int, int]]] = {}
    for person, entry, begins in zip(*(begun[name].tolist() for name in ("person", "entry", "from")), strict=True):
        stays.setdefault(person, []).append((begins, over.get(entry, clock.NEVER)))
    asked = zip(t["person"].tolist(), t["from"].tolist(), strict=True)
    return np.array([any(begins <= at < ends for begins, ends in stays.get(person, ())) for person, at in asked])


def test_without_a_diary_some_would_fall_together_and_few_are_moved_for_it() -> None:
    planned, kept = contacts(everyone().planned), contacts(everyone().record)
    planned = planned.take(np.flatnonzero(planned["recorded"] >= everyone().settings.begins))
    assert together(planned, planned["person"]).sum() > 5
    began = dict(zip(planned["entry"].tolist(), planned["from"].tolist(), strict=True))
    before = np.array([began[e] for e in kept["entry"].tolist()])
    waits = kept["from"] - before
    # Who lies in hospital waits for the discharge, whatever else there is: of those more, since the last years are told.
    lies = on_ward(everyone().planned, Table({**kept.columns, "from": before}))
    assert (waits >= 0).all() and ((waits > 0) & lies).sum() > 5
    assert 5 < ((waits > 0) & ~lies).sum() < len(kept) / 200
    assert (kept["from"][waits > 0] % diary.opening.QUARTER == 0).all()


def test_who_waits_is_seen_in_the_hours_that_were_kept_by_the_plan() -> None:
    w = everyone()
    planned, kept = contacts(everyone().planned), contacts(w.record)
    began = dict(zip(planned["entry"].tolist(), planned["from"].tolist(), strict=True))
    before = np.array([began[e] for e in kept["entry"].tolist()])
    setting = np.array([authorship.INDEX[f.setting] if f.setting else 0 for f in w.library.forms])[kept["form"]]
    hours = authorship.hours_of(setting)
    for pattern in np.unique(hours):
        rows = np.flatnonzero((hours == pattern) & (before != kept["from"]))
        within = opening.in_hours(before[rows], pattern)
        assert (opening.in_hours(kept["from"][rows], pattern) | ~within).all()


def test_nobody_of_the_staff_sees_two_of_one_family_at_once_but_at_one_visit() -> None:
    w = everyone()
    t = contacts(w.record)
    t = t.take(np.flatnonzero(t["practitioner"] >= 0))
    setting = np.array([authorship.INDEX[f.setting] if f.setting else 0 for f in w.library.forms])[t["form"]]
    owner = np.unique(np.stack([t["family"], t["practitioner"]]), axis=1, return_inverse=True)[1].reshape(-1)
    order = np.lexsort((setting, t["from"], owner))
    t, owner, setting = t.take(order), owner[order], setting[order]
    one_visit = np.zeros(len(t), dtype=bool)
    one_visit[1:] = (owner[1:] == owner[:-1]) & (t["from"][1:] == t["from"][:-1]) & (setting[1:] == setting[:-1])
    assert one_visit.sum() > 50, "a mother and her baby are seen by one midwife"
    t, owner = t.take(np.flatnonzero(~one_visit)), owner[~one_visit]
    assert not together(t, owner).any()


def test_what_waits_for_another_day_holds_up_nothing_of_the_days_between() -> None:
    """On Maundy Thursday a carer stays until after the surgery's time; the surgery sees the person after Easter, and
    the carer comes on each day between all the same."""
    carer, surgery = SimpleNamespace(setting="care provider"), SimpleNamespace(setting="general practice (GP)")
    thursday = clock.instant_of(dt.date(2021, 4, 1)) + 16 * 60
    visits = [thursday + day * clock.DAY for day in range(7)]
    begins = np.array([*visits, thursday + 45], dtype=np.int64)
    form = np.array([0] * len(visits) + [1])
    columns = {"person": np.zeros(len(begins), np.int64), "entry": np.arange(len(begins), dtype=np.uint64),
               "form": form, "from": begins, "until": begins + np.where(form == 0, 120, 10)}  # fmt: skip
    waits = diary.waits_of(Table(columns), (carer, surgery), np.zeros(len(begins), np.int64))
    assert (waits[:-1] < 60).all() and waits[-1] > 4 * clock.DAY
    t = Table({**columns, "from": begins + waits, "until": columns["until"] + waits})
    t = t.take(np.argsort(t["from"]))
    assert not together(t, t["person"]).any()


def test_what_was_written_at_a_contact_is_written_while_it_lasts_or_later() -> None:
    w = everyone()
    t = contacts(w.record)
    t = t.take(np.argsort(t["entry"]))
    looked = 0
    for kind, table in w.record.items():
        rows = np.flatnonzero(np.isin(table["contact"], t["entry"]))
        place = np.searchsorted(t["entry"], table["contact"][rows])
        looked += len(rows)
        assert (table["recorded"][rows] >= t["from"][place]).all(), kind
    assert looked > 20_000


def test_what_follows_at_one_visit_begins_when_the_last_is_over() -> None:
    t, forms = contacts(everyone().planned), everyone().library.forms
    late = together(t, t["person"])
    step = [(form.pathway, form.step) for form in forms]
    pairs = {frozenset((step[t["form"][i - 1]], step[t["form"][i]])) for i in np.flatnonzero(late)}
    assert {step[i] for i in np.unique(t["form"])} >= {one for pair in APART for one in pair}
    assert not pairs & {frozenset(pair) for pair in APART}
