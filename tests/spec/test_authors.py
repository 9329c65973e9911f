"""The author is who was responsible, was in post when it was written, and stands in the directory."""

from __future__ import annotations

import importlib

import numpy as np

from synth import clock
from synth.record.kinds import CHANGES
from synth.systems import authorship
from synth.table import standing
from synth.world.organisations import organisations, posts, sites, staff
from synth.world.residence import practice_lists
from tests.spec.written import Written, everyone


def settings_of(w: Written, table) -> np.ndarray:
    """The number of the setting of each row, -1 for none."""
    return np.array([authorship.INDEX.get(form.setting, -1) for form in w.library.forms])[table["form"]]


def test_whoever_writes_is_in_post_on_that_day_and_listed_in_the_directory() -> None:
    w, looked = everyone(), 0
    listed: set[int] = set()
    for kind, table in w.record.items():
        t = table.take(np.flatnonzero(table["practitioner"] != staff.NOBODY))
        at = np.minimum(t["from"], t["recorded"]) if kind in ("contact", "appointment") else t["recorded"]
        begins, ends = staff.times_of(t["practitioner"])
        assert ((begins <= at) & (at < ends)).all(), kind
        assert (ends - begins <= posts.LONGEST * clock.YEAR).all()
        assert (posts.organisation_of(t["practitioner"]) == t["organisation"]).all(), kind
        for organisation in np.unique(t["organisation"]).tolist():
            listed |= {*staff.numbers_of(organisation, w.settings)}
        assert {*np.unique(t["practitioner"]).tolist()} <= listed, kind
        looked += len(t)
    assert looked > 60_000


def test_posts_change_hands_in_the_window_and_what_is_older_names_only_who_is_still_there() -> None:
    w = everyone()
    t = w.record["contact"]
    t = t.take(np.flatnonzero(t["practitioner"] != staff.NOBODY))
    post, turns = posts.post_of(t["practitioner"]), {}
    for number, one in zip(t["practitioner"].tolist(), post.tolist(), strict=True):
        turns.setdefault(one, set()).add(number)
    assert np.mean([len(people) > 1 for people in turns.values()]) > 0.3
    old = w.record["condition"]
    old = old.take(np.flatnonzero(old["recorded"] < w.settings.begins - 20 * clock.YEAR))
    assert len(old) > 100 and (old["practitioner"] == staff.NOBODY).all()


def test_the_author_of_what_is_written_at_a_contact_is_who_saw_the_person() -> None:
    w = everyone()
    contacts = w.record["contact"]
    contacts = contacts.take(np.flatnonzero(contacts["change"] == CHANGES.index("recorded")))
    contacts = contacts.take(np.argsort(contacts["entry"]))
    t = w.record["observation"]
    t = t.take(np.flatnonzero(np.isin(t["contact"], contacts["entry"])))
    row = np.searchsorted(contacts["entry"], t["contact"])
    same = settings_of(w, t) == settings_of(w, contacts)[row]
    same &= t["recorded"] <= contacts["until"][row]
    assert same.sum() > 20_000
    assert (t["organisation"] == contacts["organisation"][row])[same].all()
    assert (t["practitioner"] == contacts["practitioner"][row])[same].mean() > 0.99


def test_the_council_that_placed_a_child_answers_for_it_wherever_it_lives() -> None:
    names = ("looked_after", "child_protection", "child_in_need", "concerns")
    paths = [p for name in names for p in importlib.import_module(f"care_pathways.social_care.{name}").PATHWAYS]
    w = Written(paths, 9000, seed=5)
    care, people, elsewhere, looked = w.people.care, w.people, 0, 0
    for table in w.record.values():
        of_council = authorship.of_the_council(np.maximum(settings_of(w, table), 0)) & (settings_of(w, table) >= 0)
        rows = np.flatnonzero(of_council & (table["change"] == CHANGES.index("recorded")))
        person, at = table["person"][rows], table["recorded"][rows]
        row = standing(care["person"], care["from"], care["until"], person, at)
        rows, person, at, row = (column[row >= 0] for column in (rows, person, at, row))
        since = care["from"][row]
        older = since > people["born"][person] + 30 * clock.DAY
        home, _ = practice_lists.at(people, person, since - 1)
        lives, _ = practice_lists.at(people, person, at)
        place = table["organisation"][rows] // organisations.SLOTS
        assert (place == home)[older].all()
        looked += len(rows)
        elsewhere += int((lives != home)[older].sum())
    assert looked > 300 and elsewhere > 5


def test_who_is_in_hospital_is_not_visited_at_home() -> None:
    w = everyone()
    t = w.record["contact"]
    begun, ended = (t.take(np.flatnonzero(t["change"] == CHANGES.index(c))) for c in ("begun", "ended"))
    over = dict(zip(ended["entry"].tolist(), ended["until"].tolist(), strict=True))
    ends = np.array([over.get(e, clock.NEVER) for e in begun["entry"].tolist()])
    home = np.array([(s := authorship.SETTINGS.get(f.setting)) is not None and s.location == sites.HOME
                     for f in w.library.forms])  # fmt: skip
    seen = t.take(np.flatnonzero((t["change"] == CHANGES.index("recorded")) & home[t["form"]]))
    order = np.lexsort((begun["from"], begun["person"]))
    begun, ends = begun.take(order), ends[order]
    stay = standing(begun["person"], begun["from"], ends, seen["person"], seen["from"])
    stay = np.where((stay >= 0) & (begun["location"][np.maximum(stay, 0)] != sites.NOWHERE), stay, -1)
    assert (stay >= 0).any()
    assert (seen["location"][stay >= 0] == begun["location"][stay[stay >= 0]]).all()
    assert (seen["location"][stay < 0] == sites.NOWHERE).all()
