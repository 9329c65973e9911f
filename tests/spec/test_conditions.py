"""Long-term conditions of one shape: as common as on the registers of England, and treated by what belongs to them."""

from __future__ import annotations

import numpy as np
import pytest

from care_pathways.gp import (
    albuminuria,
    allergies,
    depression,
    digestion_and_glands,
    joints_and_bones,
    kidney_disease,
    menopause,
    methotrexate,
    mind_and_nerves,
    raised_pressure,
    skin_eyes_and_bladder,
)
from care_pathways.gp._condition import condition, given
from synth import clock
from tests.spec.test_gp import of_england
from tests.spec.written import Written, engines_differ

MODULES = (allergies, depression, digestion_and_glands, joints_and_bones, kidney_disease,
           albuminuria, menopause, methotrexate, mind_and_nerves, raised_pressure, skin_eyes_and_bladder)  # fmt: skip
PATHWAYS = [pathway for module in MODULES for pathway in module.PATHWAYS]
REGISTERS = {  # NHS Digital QOF 2019-20; the others as synth/world/evidence/illness.toml has them
    "epilepsy": (("epilepsy",), 0.68, 18),
    "severe mental illness": (("schizophrenia", "bipolar", "psychosis"), 0.93, 0),
    "learning disability": (("learning_disability",), 0.53, 0),
    "rheumatoid arthritis": (("rheumatoid_arthritis",), 0.77, 16),
    "osteoporosis": (("osteoporosis",), 1.4, 50),
    "underactive thyroid": (("hypothyroidism",), 3.9, 0),
}


@pytest.fixture(scope="module")
def written() -> Written:
    return Written(PATHWAYS, 4000, seed=29)


def test_both_engines_write_the_same_record() -> None:
    assert engines_differ(PATHWAYS, 100) == []


def since(w: Written, *codes: str) -> np.ndarray:
    out, t = np.full(len(w.people), clock.NEVER), w.rows("condition", *codes, anywhen=True)
    np.minimum.at(out, t["person"], t["from"])
    return out


@pytest.mark.parametrize("register", REGISTERS)
def test_registers_are_as_large_as_in_england(written: Written, register: str) -> None:
    codes, percent, least = REGISTERS[register]
    has = since(written, *codes) <= written.settings.ends
    error = 100 * (percent / 100 / written.alive(written.settings.ends).sum()) ** 0.5
    assert of_england(written, has, least) == pytest.approx(percent, abs=0.2 * percent + 2.5 * error)


@pytest.mark.parametrize(
    ("medicine", "codes"),
    [
        ("levothyroxine_50mcg_tab", ("hypothyroidism",)),
        ("omeprazole_20mg_cap", ("gord",)),
        ("allopurinol_100mg_tab", ("gout",)),
        ("gabapentin_300mg_cap", ("chronic_low_back_pain",)),
        ("tamsulosin_400mcg_mr_cap", ("benign_prostatic_hyperplasia",)),
        ("hypromellose_0_3_eye_drops", ("dry_eyes",)),
        ("sertraline_50mg_tab", ("depression", "anxiety_disorder")),
    ],
)
def test_a_medicine_on_repeat_has_its_reason_on_record(written: Written, medicine: str, codes) -> None:
    w = written
    t = w.rows("prescription", medicine)
    assert len(t) > 100 and (since(w, *codes)[t["person"]] <= t["from"]).all()


def test_who_aches_in_joints_and_back_takes_one_course_of_painkillers(written: Written) -> None:
    w = written
    pathways = ("osteoarthritis", "chronic back pain")
    runs = [w.rows("prescription", change="begun", pathway=name, entry="painkiller", anywhen=True) for name in pathways]
    ends = [w.rows("prescription", change="ended", pathway=name, entry="painkiller", anywhen=True) for name in pathways]
    closed = [dict(zip(t["person"].tolist(), t["from"].tolist(), strict=True)) for t in ends]
    spans = [{p: (at, closed[k].get(p, clock.NEVER)) for p, at in
              zip(t["person"].tolist(), t["from"].tolist(), strict=True)} for k, t in enumerate(runs)]  # fmt: skip
    assert min(map(len, spans)) > 50
    for person in spans[0].keys() & spans[1].keys():
        (a, b), (c, d) = spans[0][person], spans[1][person]
        assert b <= c or d <= a


def test_depression_comes_back_to_many_of_those_who_recovered(written: Written) -> None:
    w = written
    first = w.rows("condition", "depression", anywhen=True)["person"]
    again = w.rows("observation", "low_mood", pathway="depression again")["person"]
    assert 0.15 < len(np.unique(again)) / len(np.unique(first)) < 0.7
    assert len(w.rows("condition", "depression", anywhen=True)) == len(np.unique(first))


def courses(w: Written, medicine: str, change: str) -> dict[int, int]:
    t = w.rows("prescription", medicine, change=change, anywhen=True)
    return dict(zip(t["person"].tolist(), t["from" if change == "begun" else "until"].tolist(), strict=True))


@pytest.mark.parametrize(
    ("medicine", "beside", "all_of_them"),
    [("methotrexate_2_5mg_tab", "folic_acid_5mg_tab", True), ("estradiol_patch", "progesterone_100mg_cap", False)],
)
def test_what_goes_together_is_begun_and_stopped_together(
    written: Written, medicine: str, beside: str, all_of_them
) -> None:
    begun, with_it = courses(written, medicine, "begun"), courses(written, beside, "begun")
    assert len(with_it) > 10 and all(begun.get(who) == at for who, at in with_it.items())
    assert (begun == with_it) is all_of_them
    over, with_it_over = courses(written, medicine, "ended"), courses(written, beside, "ended")
    assert with_it_over == {who: at for who, at in over.items() if who in with_it}


def test_blood_of_whoever_takes_methotrexate_is_tested_often_at_first_and_then_every_twelve_weeks(
    written: Written,
) -> None:
    w, day = written, clock.DAY
    begun, over = courses(w, "methotrexate_2_5mg_tab", "begun"), courses(w, "methotrexate_2_5mg_tab", "ended")
    gaps: list[int] = []
    counts = w.rows("observation", "wbc")
    monitored = {code: w.rows("observation", code, pathway="methotrexate monitoring")
                 for code in ("wbc", "alt", "serum_creatinine")}  # fmt: skip
    for who, since_when in begun.items():
        ended = min(over.get(who, clock.NEVER), w.settings.ends)
        times = {code: np.sort(t["from"][t["person"] == who]) for code, t in monitored.items()}
        for at in times.values():
            assert not len(at) or (at[0] > since_when and at[-1] <= ended)
        if since_when > w.settings.begins and ended - since_when > 120 * day:
            first = counts["from"][counts["person"] == who]
            assert 3 <= (first < since_when + 120 * day).sum() <= 9
        gaps += np.diff(times["wbc"][times["wbc"] > since_when + 300 * day]).tolist()
    assert len(gaps) > 100 and 70 < np.median(gaps) / day < 92


def test_two_treatments_drawn_apart_from_the_same_numbers_are_refused() -> None:
    p, repeated = joints_and_bones.p, joints_and_bones.repeated
    one, other = (given(name, {name: repeated(f"{name}_tab", "Take one")}, reason="gout", begun=p.methotrexate,
                        stops=p.methotrexate_stops) for name in ("one", "other"))  # fmt: skip
    with pytest.raises(ValueError, match="what goes with what"):
        condition("gout", "gout", guideline="NICE NG219", told=[], given=[one, other])
    with pytest.raises(ValueError, match="put it after that"):
        condition("gout", "gout", guideline="NICE NG219", told=[],
                  given=[given("beside", {"b": repeated("b_tab", "Take one")}, reason="gout", beside=one), one])  # fmt: skip
    with pytest.raises(ValueError, match="say how many are given it"):
        given("one", {"one": repeated("one_tab", "Take one")}, reason="gout")
