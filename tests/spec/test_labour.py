"""Labour: what is promised of its course, of theatre and of birth before 37 weeks."""

from __future__ import annotations

import numpy as np
import pytest

from synth import clock
from tests.spec.births import Births, two_years

CAESAREAN = ("delivery_elective_cs", "delivery_emergency_cs")


@pytest.fixture(scope="module")
def w() -> Births:
    return two_years()


def test_every_caesarean_says_how_urgent_it_was(w):
    done = w.episodes("procedure", *CAESAREAN, pathway="labour and birth")
    said = w.episodes("observation", "urgency_of_caesarean")
    assert len(done - said) < 0.01 * len(done) and len(done) > 300


def test_an_antibiotic_is_given_before_every_caesarean_and_none_of_the_kin_of_penicillin_to_whom_it_harms(w):
    done = w.rows("procedure", *CAESAREAN, pathway="labour and birth")
    kin, other = (w.rows("prescription", key) for key in ("cefuroxime_1500mg_inj", "clindamycin_600mg_inj"))
    allergic = w.rows("allergy", "allergy_penicillin", anywhen=True)
    known = dict(zip(allergic["person"].tolist(), allergic["recorded"].tolist(), strict=True))
    pairs = zip(kin["person"].tolist(), kin["from"].tolist(), strict=True)
    assert all(known.get(person, at) >= at for person, at in pairs) and len(other) > 0
    born = dict(zip(done["episode"].tolist(), done["from"].tolist(), strict=True))
    for given in (kin, other):
        before = np.array([born[episode] for episode in given["episode"].tolist()]) - given["from"]
        assert ((before > 0) & (before <= 60)).all()
    assert len(set(kin["episode"].tolist()) | set(other["episode"].tolist())) == len(born) > 300


def test_nobody_whose_waters_have_broken_stays_at_home_for_more_than_a_day_unless_she_was_seen_for_it(w):
    come = w.rows("contact", "inpatient", change="begun", pathway="labour and birth")
    first = dict(zip(come["care_episode"].tolist(), come["from"].tolist(), strict=True))
    induced = w.rows("observation", "indication_for_induction")["care_episode"].tolist()
    broke = w.rows("observation", "rupture_of_membranes_time")
    before = [first[of] - at for of, at in zip(broke["care_episode"].tolist(), broke["from"].tolist(), strict=True)
              if of in first and of not in set(induced)]  # fmt: skip
    assert len(before) > 500 and 0.2 < np.mean(np.array(before) > 0) < 0.8 and max(before) <= clock.DAY


def test_nothing_is_done_in_labour_for_a_woman_who_has_not_come(w):
    come = w.rows("contact", "inpatient", change="begun", pathway="labour and birth")
    first = dict(zip(come["care_episode"].tolist(), come["from"].tolist(), strict=True))
    done = w.rows("procedure", "augmentation_of_labour", "artificial_rupture_of_membranes", "ctg",
                  pathway="labour on the labour ward")  # fmt: skip
    late = [at - first[of] for of, at in zip(done["care_episode"].tolist(), done["from"].tolist(), strict=True)
            if of in first]  # fmt: skip
    assert len(late) > 300 and min(late) >= 0


def test_a_caesarean_in_labour_has_its_reason(w):
    emergency = len(w.episodes("procedure", "delivery_emergency_cs", pathway="labour and birth"))
    why = w.episodes("condition", "fetal_distress", "failure_to_progress", "cord_prolapse")
    failed = w.episodes("observation", "forceps_delivery_failed", "ventouse_delivery_failed")
    assert 0.6 < len(why | failed) / emergency < 0.9 and not why & failed


def test_early_waters_are_given_erythromycin_until_labour_unless_she_may_not_have_it(w):
    broken = set(w.rows("condition", "preterm_prom", pathway="birth before 37 weeks")["episode"].tolist())
    t = w.rows("prescription", "erythromycin_250mg_gr_tab", pathway="birth before 37 weeks")
    given = set(t["episode"].tolist())
    # Who is in labour when she comes needs none.
    assert len(given) > 15 and given <= broken and len(given) / len(broken) > 0.3
    days = (t["until"] - t["from"]) / clock.DAY
    assert (days > 0).all() and (days <= 10).all()
    labour = w.rows("observation", "labour_established")
    for person, until in zip(t["person"], t["until"], strict=True):
        own = labour["from"][(labour["person"] == person) & (np.abs(labour["from"] - until) < 3 * clock.DAY)]
        assert (own >= until - clock.HOUR).all()
    allergic = w.rows("allergy", "allergy_erythromycin", anywhen=True)
    assert not np.isin(t["person"], allergic["person"]).any()


def test_cervices_open_from_one_examination_to_the_next(w):
    seen = w.rows("observation", "cervical_dilatation")
    order = np.lexsort((seen["from"], seen["care_episode"]))
    episode, cm = seen["care_episode"][order], seen["value"][order]
    same = episode[1:] == episode[:-1]
    assert same.sum() > 500 and (np.diff(cm)[same] >= 0).all() and cm.max() <= 10


def test_labour_begins_before_the_second_stage_and_after_an_induction(w):
    for before, after in (("labour_established", "onset_second_stage"),):
        first = {int(e): int(t) for e, t in zip(*(w.rows("observation", before)[c] for c in ("care_episode", "from")),
                                                strict=True)}  # fmt: skip
        later = w.rows("observation", after)
        assert len(later) > 300
        assert all(first.get(int(e), 0) <= int(t) for e, t in zip(later["care_episode"], later["from"], strict=True))


def test_steroids_and_magnesium_reach_those_born_early_as_published(w):
    length = w.births("observation", "length_of_gestation_at_birth")
    alive = w.episodes("observation", "live_birth")
    early = {weeks: {int(e) for e, v in zip(length["care_episode"], length["value"], strict=True)
                     if v < 7 * weeks and int(e) in alive} for weeks in (30, 34)}  # fmt: skip
    steroids, magnesium = (
        w.episodes("procedure", "steroid_fetal_lung"),
        w.episodes("prescription", "magnesium_sulfate_20ml"),
    )
    assert len(early[34]) > 10 and len(early[34] & steroids) / len(early[34]) > 0.75
    assert magnesium <= early[30]


def test_who_gave_birth_by_caesarean_alone_labours_like_who_never_did(w):
    tried = w.episodes("observation", "trial_of_labour")
    instrument = w.episodes("procedure", "delivery_forceps", "delivery_ventouse", pathway="labour and birth")
    born = w.episodes("procedure", "vbac")
    assert len(tried) > 20 and len(born & instrument) >= 1
