"""Letters to the practice: each that comes is filed, in time, and nothing is filed of whom the practice has not."""

from __future__ import annotations

import numpy as np
import pytest

import care_pathways
from care_pathways import letters
from synth import clock
from synth.sharing.flows import flows
from synth.systems import kinds
from tests.spec.written import Written, engines_differ, everyone

_WEEKS = 90 * clock.DAY


@pytest.fixture(scope="module")
def w() -> Written:
    return everyone()


def named(w: Written, table) -> np.ndarray:
    """What each filing says, as its form has it."""
    return np.array([form.text for form in w.library.forms])[table["form"]]


def sent(w: Written, which: str):
    if which in letters.BY_POST:
        found = w.rows("communication", which)
        to = np.array([str(form.details.get("to", "")).startswith("general practice") for form in w.library.forms])
        return found.take(np.flatnonzero(to[found["form"]]))
    forms = [form.details.get("document") == which for form in w.library.forms]
    table = w.rows("document", change="recorded")
    return table.take(np.flatnonzero(np.array(forms)[table["form"]]))


def filings(w: Written, which: str):
    """The filings of a kind of letter, but for the first weeks: what was written before the window is not in it."""
    table = w.rows("observation", "letter_received")
    return table.take(np.flatnonzero((named(w, table) == letters.TEXTS[which]) & may_be_told(w, table)))


def may_be_told(w: Written, table) -> np.ndarray:
    born = w.people["born"][table["person"]]
    waited = (born < w.settings.begins) & (born > w.settings.begins - clock.YEAR)  # as long as a letter may wait
    return (table["recorded"] > w.settings.begins + _WEEKS) & ~waited


def test_the_letters_that_are_filed_are_those_that_flows_bring_to_the_practice():
    brought = {key for flow in flows() if "practice" in flow.to and flow.by != ("gp",) for key in flow.documents}
    assert brought - {"emergency_discharge"} == set(letters.DOCUMENTS)  # which `after_emergency` files
    posted = {key for flow in flows() if flow.channel == "post" and "named" in flow.to for key in flow.codes}
    assert set(letters.BY_POST) == posted


def test_each_letter_of_who_stays_on_the_list_is_filed_once(w):
    """Of every kind of letter nearly all are filed: the others are of people who left, died or were on no list."""
    last = w.settings.ends - _WEEKS
    for which in letters.TEXTS:
        written, filed = sent(w, which), filings(w, which)
        old = (written["recorded"] < last) & may_be_told(w, written)
        if which == "inpatient_discharge":  # those of the emergency department are filed by another pathway
            continue
        assert len(filed) <= len(written)
        if old.sum() >= 20:
            assert len(filed) / old.sum() > 0.93, which


def test_nothing_is_filed_before_it_was_written(w):
    for which in letters.TEXTS:
        written, filed = sent(w, which), filings(w, which)
        of_each = np.lexsort((written["recorded"], written["person"]))
        person, at = written["person"][of_each], written["recorded"][of_each]
        for who, when in zip(filed["person"].tolist(), filed["recorded"].tolist(), strict=True):
            earlier = (person == who) & (at < when)
            assert earlier.any(), which


def test_nothing_is_filed_of_whom_the_practice_does_not_have(w):
    """Each filing falls into a registration of the person, and before death."""
    filed, begun = w.rows("observation", "letter_received"), w.rows("registration", change="begun", anywhen=True)
    ended = w.rows("registration", change="ended", anywhen=True)
    until = dict(zip(ended["entry"].tolist(), ended["from"].tolist(), strict=True))
    lists: dict[int, list[tuple[int, int]]] = {}
    for person, entry, since in zip(*(begun[name].tolist() for name in ("person", "entry", "from")), strict=True):
        lists.setdefault(person, []).append((since, until.get(entry, clock.NEVER)))
    assert len(filed) > 500
    for person, at in zip(filed["person"].tolist(), filed["recorded"].tolist(), strict=True):
        assert any(since <= at for since, _ in lists.get(person, [])), "on no list yet"
    gone = np.minimum(w.people["died"], w.people["leaves"])[filed["person"]]
    assert (filed["recorded"] <= gone).all()


def test_the_letter_of_a_newborn_waits_for_its_registration(w):
    filed = filings(w, "newborn_discharge")
    begun = w.rows("registration", change="begun", anywhen=True)
    first = np.full(len(w.people), clock.NEVER)
    np.minimum.at(first, begun["person"], begun["recorded"])
    assert len(filed) > 50 and (filed["recorded"] >= first[filed["person"]]).all()
    written = sent(w, "newborn_discharge")
    assert (written["recorded"] < first[written["person"]]).mean() > 0.5  # it came before


def test_both_engines_file_the_same():
    assert not engines_differ(care_pathways.pathways(), 12)


def test_no_letter_is_filed_outside_the_practice(w):
    filed = w.rows("observation", "letter_received")
    assert (filed["system"] == kinds.INDEX["gp"]).all()


def test_every_visit_to_a_clinic_is_answered_by_one_letter(w):
    forms = w.library.forms
    seen = w.rows("contact", change="recorded")
    of_clinics = [form.setting in letters.CLINICS and form.confidentiality == "normal" for form in forms]
    seen = seen.take(np.flatnonzero(np.array(of_clinics)[seen["form"]]))
    letter = sent(w, "outpatient_letter")
    assert len(np.unique(letter["contact"])) == len(letter) > 500
    old = seen["recorded"] < w.settings.ends - 14 * clock.DAY
    assert np.isin(seen["entry"][old], letter["contact"]).all()
    assert (letter["recorded"] - letter["from"] <= 7 * clock.DAY).all()


def test_whom_general_practice_refers_to_a_clinic_is_seen_there_or_does_not_come(w):
    referred = w.rows("referral", pathway="consultation", slot="clinic")
    urgent = w.rows("referral", "referral_fast_track", "referral_fast_track_colorectal", pathway="consultation")
    booked = w.rows("appointment", pathway="outpatient clinic", change="planned")
    missed = w.rows("appointment", pathway="outpatient clinic", step="did not come")
    seen = w.rows("contact", pathway="outpatient clinic")
    early = booked["recorded"] > w.settings.begins + 2 * clock.YEAR  # those booked for a referral of the window
    people = np.concatenate([referred["person"], urgent["person"]])
    assert np.isin(booked["person"][early], people).mean() > 0.95
    assert 1.4 < len(booked) / (len(referred) + len(urgent)) < 2.2  # half are seen again each time
    assert 0.04 < len(missed) / len(booked) < 0.09 and len(seen) > 0.8 * len(booked) > 400
