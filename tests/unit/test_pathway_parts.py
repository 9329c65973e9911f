"""Parts expand to what an author would write by hand, and refuse in one line what they cannot be made of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from synth.pathway.language.expressions import Local, Now
from synth.pathway.language.model import END, Step, When
from synth.pathway.language.notes import Notes, count, whether
from synth.pathway.language.writes import observe
from synth.pathway.parts.appointment import appointment, booked, cancelled, kept, missed, on_working_day, withdrawn
from synth.pathway.parts.ladder import Ladder, ladder, rung, stop, swap
from synth.pathway.parts.plan import begins, ends, holds, plan_of_care, review
from synth.pathway.parts.recall import did_not_come, invitation, recall
from synth.pathway.parts.stay import admission, cut_short, discharge, hospital_stay
from synth.pathway.parts.treatment import Medicine, medicine_of, treatment

GP = "general practice (GP)"


def pack(key: str, **more) -> Medicine:
    return Medicine(key, "Take one once a day", 28, days=28, repeats=13, course="repeat", **more)


WEAK = {"a": pack("a_5mg"), "b": pack("b_1mg", stands_from=Local("known"))}
STRONG = {"a_high": pack("a_10mg"), "c": pack("c_2mg")}


class Treated(Notes):
    """What is known of who is treated."""

    treated = count("rungs climbed")
    weak = medicine_of("the first medicine", WEAK)
    strong = medicine_of("the second medicine", STRONG)
    coughs = whether("coughs")
    swapped = whether("has another")
    on_third = whether("takes the third")


n = Treated
FIRST = treatment("first", n.weak, WEAK, reason="ill")
SECOND = treatment("second", n.strong, STRONG, reason="ill")
OTHER = treatment("other", None, {"d": pack("d_1mg")}, reason="ill")
BESIDE = treatment("beside", None, {"e": pack("e_1mg")}, reason="ill")


def climbing() -> Ladder:
    return ladder(
        n.treated,
        rung("one", FIRST, draws={n.coughs: 1}),
        rung("two", SECOND, replaces={FIRST: SECOND.is_("a_high")}, setting="general practice (nurse)"),
        swap("swapped", FIRST, OTHER, when=n.coughs, noted=n.swapped, writes=[observe("cough")]),
        beside={BESIDE: n.on_third},
        setting=GP, at=Local("results"), then="check",
    )  # fmt: skip


def test_a_treatment_begins_is_authorised_and_stops_as_the_medicine_that_it_is():
    begun = FIRST.begun(n.coughs)
    assert [(w.slot, w.entry, w.change, str(w.when)) for w in begun] == [
        ("first: a_5mg", "first", "begun", "coughs and weak is a"),
        ("first: b_1mg", "first", "begun", "coughs and weak is b"),
    ]
    assert begun[0].begins is None
    assert str(begun[1].begins) == "known if (now is below known), otherwise now"
    assert str(begun[1].recorded) == "(known less now) if (now is below known)"
    again = FIRST.authorised()
    assert [str(w.when) for w in again] == ["weak is a", "known is at most now and weak is b"]
    assert again[0].details["repeats"] == 13 and not again[0].entry
    stopped = FIRST.stopped()
    assert (stopped.slot, stopped.change, stopped.status) == ("first stopped", "ended", "stopped")
    assert str(stopped.code) == "a 5mg for a, b 1mg for b by weak"
    assert OTHER.stopped(Now() >= 3).code == "d_1mg"
    assert [w.when for w in OTHER.begun()] == [None]


def test_a_rung_that_takes_the_place_of_a_lower_one_needs_no_condition():
    steps = ladder(n.treated, rung("low", FIRST), rung("high", OTHER, replaces=FIRST), setting=GP).steps
    stopped = steps[1].writes[0]
    assert (stopped.change, str(stopped.when)) == ("ended", "treated is at least 1")


def test_a_ladder_has_a_step_for_each_rung_and_each_swap():
    steps = {s.name: s for s in climbing().steps}
    assert list(steps) == ["one", "swapped", "two"]
    assert [(s.setting, s.then, str(s.at)) for s in steps.values()] == [
        (GP, "check", "results"), (GP, "check", "results"), ("general practice (nurse)", "check", "results")]  # fmt: skip
    assert steps["one"].draws == {"coughs": 1, "treated": 1}
    assert steps["two"].draws == {"treated": 2}
    assert [w.slot for w in steps["two"].writes] == ["first stopped", "second: a_10mg", "second: c_2mg"]
    assert str(steps["two"].writes[0].when) == "treated is at least 1 and not swapped and strong is a high"
    assert [w.slot for w in steps["swapped"].writes] == ["first stopped", "other: d_1mg", "cough"]
    assert steps["swapped"].draws == {"swapped": 1}


def test_a_ladder_leads_to_the_next_rung_and_to_the_swaps_of_what_is_taken():
    up = climbing().up(n.coughs)
    assert {name: str(e) for name, e in up.items()} == {
        "one": "coughs and not treated",
        "two": "coughs and treated is 1",
    }
    assert list(climbing().up(n.coughs, "two")) == ["two"]
    assert str(climbing().swapped()["swapped"]) == (
        "coughs and treated is at least 1 and not swapped and not (treated is at least 2 and strong is a high)")  # fmt: skip


def test_a_ladder_authorises_and_stops_whatever_is_taken_and_nothing_else():
    taken = {w.slot: str(w.when) for w in climbing().stopped()}
    assert taken == {
        "first stopped": "treated is at least 1 and not swapped and not (treated is at least 2 and strong is a high)",
        "other stopped": "swapped",
        "second stopped": "treated is at least 2",
        "beside stopped": "on third",
    }
    assert [w.slot for w in climbing().authorised()] == [
        "first authorised: a_5mg", "first authorised: b_1mg", "other authorised: d_1mg",
        "second authorised: a_10mg", "second authorised: c_2mg", "beside authorised: e_1mg"]  # fmt: skip


def test_a_stop_without_another_treatment_is_a_swap_for_nothing():
    found = ladder(n.treated, rung("one", OTHER), swap("kidneys", OTHER, when=n.coughs, noted=n.swapped), setting=GP)
    assert [w.slot for w in found.steps[1].writes] == ["other stopped"]
    assert str(found.stopped()[0].when) == "treated is at least 1 and not swapped"


def test_a_stop_may_lead_up_and_what_is_stopped_already_is_not_begun():
    found = ladder(
        n.treated, rung("one", OTHER), rung("two", SECOND),
        stop("kidneys", OTHER, when=n.coughs, noted=n.swapped, up=n.on_third, then="later"), setting=GP, then="check",
    )  # fmt: skip
    steps = {s.name: s for s in found.steps}
    assert [str(w.when) for w in steps["one"].writes] == ["not swapped"]
    assert {name: str(e) for name, e in steps["kidneys"].then.conditions.items()} == {
        "one": "on third and not treated", "two": "on third and treated is 1"}  # fmt: skip
    assert steps["kidneys"].then.otherwise == "later" and steps["two"].then == "check"
    assert list(found.swapped("kidneys")) == ["kidneys"]


def test_a_recall_invites_reminds_and_leaves_alone():
    steps = recall(
        invitation("invited", comes=Local("comes"), letter="letter"),
        invitation("reminded", comes=Local("comes"), after=10),
        setting=GP, came=n.coughs, then="review", otherwise="later",
        exempted=Step("left alone", GP, draws={n.swapped: 1}),
    )  # fmt: skip
    assert [(s.name, s.followers(), s.after) for s in steps] == [
        ("invited", ("review", "reminded"), 0), ("reminded", ("review", "left alone"), 10), ("left alone", ("later",), 0)]  # fmt: skip
    assert [w.code for w in steps[0].writes] == ["letter"] and not steps[1].writes
    assert all(isinstance(s.then, When) and str(s.then.conditions["review"]) == "coughs" for s in steps[:2])
    assert steps[2].noted == (n.swapped,)


def test_who_did_not_come_has_a_missed_appointment_and_perhaps_a_letter():
    assert [(w.kind, w.status, str(w.when)) for w in did_not_come("review", came=n.coughs, letter="letter")] == [
        ("appointment", "noshow", "not coughs"), ("communication", "", "not coughs")]  # fmt: skip
    assert len(did_not_come("review", came=n.coughs)) == 1


def visit(*turns, **more):
    return appointment("visit", *turns, setting=GP, begins=Local("at"), lasts=30, **more)


BOOKED, KEPT, GONE = booked("booked"), kept("kept"), withdrawn("gone")


def test_an_appointment_is_planned_and_then_kept_missed_cancelled_or_withdrawn():
    steps = visit(
        booked("booked", draws={"at": on_working_day(Local("day"), Local("time"))}, hours="office"),
        cancelled("cancelled by her", when=Local("cancels"), at=Local("at") - 100, reason="ill"),
        missed("missed", when=Local("missed"), after=10, reason="forgot"),
        kept("at the clinic", when=Local("clinic"), setting="antenatal ward", contact="seen", writes=[observe("x")]),
        kept("at home"),
        GONE,
    )  # fmt: skip
    assert [(s.name, s.setting, s.hours, str(s.at)) for s in steps] == [
        ("booked", GP, "office", "None"), ("cancelled by her", GP, "always", "at less 100"),
        ("missed", GP, "always", "at"), ("at the clinic", "antenatal ward", "always", "at"),
        ("at home", GP, "always", "at"), ("gone", GP, "", "None")]  # fmt: skip
    changes = [(w.change, w.status, w.entry) for s in steps for w in s.writes if w.kind == "appointment"]
    assert changes == [
        ("planned", "booked", "appointment"), ("withdrawn", "cancelled", "appointment"), ("ended", "noshow", "appointment"),
        ("ended", "fulfilled", "appointment"), ("ended", "fulfilled", "appointment"),
        ("withdrawn", "cancelled", "appointment")]  # fmt: skip
    assert [str(s.writes[0].value_code) for s in steps[1:3]] == ["ill", "forgot"]
    assert [s.contact for s in steps] == [None, None, None, "seen", "visit", None]
    assert (str(steps[0].writes[0].begins), str(steps[0].writes[0].until)) == ("at", "at plus 30")
    assert {name: str(e) for name, e in steps[0].then.conditions.items()} == {
        "cancelled by her": "cancels", "missed": "missed", "at the clinic": "clinic"}  # fmt: skip
    assert steps[0].then.otherwise == "at home"
    assert [w.slot for w in steps[3].writes] == ["appointment ended", "x"]


def test_an_appointment_that_may_not_be_offered_is_booked_only_if_it_is():
    steps = visit(BOOKED, missed("missed", when=Local("missed")), kept("kept", then="on"), GONE, offered=Local("offered"),
                  over=n.swapped)  # fmt: skip
    assert str(steps[0].writes[0].when) == "offered" and steps[0].then.otherwise == END
    assert {name: str(e) for name, e in steps[0].then.conditions.items()} == {
        "missed": "offered and missed", "kept": "offered"}  # fmt: skip
    assert str(steps[-1].writes[0].when) == "offered and not swapped"
    assert [s.draws for s in steps] == [{}, {}, {"swapped": 1}, {}]
    assert visit(BOOKED, KEPT)[0].then == "kept"


HELD = plan_of_care(
    holds("care_episode", "case"),
    holds("plan", "plan", goal="Well", always={"confidentiality": "restricted"}),
    holds("plan", "service", entry="service"),
    holds("flag", "alert"),
    open=n.swapped,
)


def test_a_plan_begins_whole_and_ends_plans_first_and_the_care_episode_last():
    assert [(w.kind, w.entry, w.change) for w in HELD.begun()] == [
        ("care_episode", "care episode", "begun"), ("plan", "plan", "begun"), ("plan", "service", "begun"),
        ("flag", "flag", "begun")]  # fmt: skip
    assert [(w.kind, w.entry, w.change, str(w.when)) for w in HELD.ended()] == [
        ("plan", "service", "ended", "swapped"), ("plan", "plan", "ended", "swapped"), ("flag", "flag", "ended", "swapped"),
        ("care_episode", "care episode", "ended", "swapped")]  # fmt: skip
    assert [w.details.get("goal") for w in (HELD.begun()[1], HELD.ended()[1])] == ["Well", None]
    assert {w.confidentiality for w in (HELD.begun()[1], *HELD.amended(), HELD.ended()[1])} == {"restricted"}
    assert [(w.entry, w.change, str(w.when)) for w in HELD.amended(n.coughs)] == [("plan", "amended", "coughs")]


def test_reviews_follow_on_a_clock_and_decide():
    steps = HELD.steps(
        begins("made", contact="meeting", draws={n.coughs: 1}, writes=[observe("x")]),
        review("first review", every=10, contact="meeting", held=n.coughs, lasts=5, amended=n.coughs),
        review("review", every=20, contact="meeting", amended=True, writes=[observe("y")], decides={"better": n.coughs}),
        ends("better", writes=[observe("z")]), ends("over", setting="labour ward"),
        setting=GP, lasts=60,
    )  # fmt: skip
    assert [(s.name, s.setting, s.after, s.lasts, s.followers()) for s in steps] == [
        ("made", GP, 0, 60, ("first review",)), ("first review", GP, 10, 5, ("review",)),
        ("review", GP, 20, 60, ("better", "review")), ("better", GP, 0, None, ()), ("over", "labour ward", 0, None, ())]  # fmt: skip
    assert steps[0].draws == {"swapped": 1, "coughs": 1}
    assert [w.slot for w in steps[0].writes[-2:]] == ["flag begun", "x"]
    assert [(str(s.contact_when), [(w.slot, str(w.when)) for w in s.writes]) for s in steps[1:3]] == [
        ("coughs", [("plan amended", "coughs")]), ("None", [("y", "None"), ("plan amended", "None")])]  # fmt: skip
    assert [w.slot for w in steps[3].writes][:2] == ["z", "service ended"]


STAY = hospital_stay("inpatient", entry="early stay", inside=n.swapped, said={"admission_method": "m"})


def test_a_stay_is_one_contact_from_admission_to_discharge_or_to_its_cutting_short():
    steps = STAY.steps(
        admission("admission", text="Ill", after=3, draws={n.coughs: 1}, writes=[observe("x")], then="discharge"),
        discharge("discharge", said={"discharge_method": "d"}, at=Local("leaves"), writes=[observe("y")], then="later"),
        cut_short("died", said={"discharge_method": "died"}, setting="labour ward"), setting="antenatal ward",
    )  # fmt: skip
    assert [(s.name, s.setting, s.draws, s.followers()) for s in steps] == [
        ("admission", "antenatal ward", {"swapped": 1, "coughs": 1}, ("discharge",)),
        ("discharge", "antenatal ward", {"swapped": 0}, ("later",)), ("died", "labour ward", {}, ())]  # fmt: skip
    stays = [w for s in steps for w in s.writes if w.kind == "contact"]
    assert [(w.entry, w.change, w.text, dict(w.details), str(w.when)) for w in stays] == [
        ("early stay", "begun", "Ill", {"admission_method": "m"}, "None"),
        ("early stay", "ended", "", {"discharge_method": "d"}, "None"),
        ("early stay", "ended", "", {"discharge_method": "died"}, "swapped")]  # fmt: skip
    assert [[w.kind for w in s.writes] for s in steps[:2]] == [["contact", "observation"], ["observation", "contact"]]


def test_a_stay_on_one_of_several_wards_is_begun_there_and_may_be_left_from_another():
    stay = hospital_stay("inpatient", inside=n.swapped, wards={"labour ward": n.coughs, "birth centre": ~n.coughs})
    assert [(w.slot, w.setting, str(w.when)) for w in stay.begun()] == [
        ("inpatient begun, labour ward", "labour ward", "coughs"),
        ("inpatient begun, birth centre", "birth centre", "not coughs")]  # fmt: skip
    assert [w.setting for w in stay.ended({}, leaves={"labour ward": "postnatal ward"})] == [
        "postnatal ward", "birth centre"]  # fmt: skip
    assert [w.setting for w in stay.cut_short({})] == [None]


def stayed(*turns, inside=n.swapped):
    return hospital_stay("inpatient", inside=inside).steps(*turns, setting=GP)


IN, OUT = admission("in"), discharge("out", said={})


def planned(*turns, of=HELD):
    return of.steps(*turns, setting=GP)


def called(*invitations, then="review", otherwise="later", exempted=None):
    return recall(*invitations, setting=GP, came=n.coughs, then=then, otherwise=otherwise, exempted=exempted)


INVITED = invitation("invited", comes=1)
REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "treatment without name": (lambda: treatment("", None, WEAK, reason="ill"), "no name: say which"),
    "treatment without medicine": (lambda: treatment("x", None, {}, reason="ill"), "'x' has no medicine: give at least"),
    "treatment without note": (lambda: treatment("x", None, WEAK, reason="ill"), "'x' is one of 2 medicines: give the note"),
    "treatment of another note": (
        lambda: treatment("x", n.strong, WEAK, reason="ill"),
        "the note 'strong' is one of a_high, c, the medicines are a, b: declare it with medicine_of",
    ),
    "treatment of no option": (lambda: treatment("x", n.coughs, WEAK, reason="ill"), "is one of nothing, the medicines"),
    "medicine misspelt": (lambda: FIRST.is_("aa"), "'first' is never 'aa': use one of a, b"),
    "medicine of one": (lambda: OTHER.is_("d"), "one medicine alone"),
    "ladder without rung": (lambda: ladder(n.treated, setting=GP), "no rung: give at least one"),
    "two steps of a name": (
        lambda: ladder(n.treated, rung("a", FIRST), rung("a", SECOND), setting=GP), "named 'a': rename one"),
    "two treatments of a name": (
        lambda: ladder(n.treated, rung("a", FIRST), rung("b", FIRST), setting=GP), "named 'first': rename one"),
    "swap of nothing": (
        lambda: ladder(n.treated, rung("a", FIRST), swap("s", SECOND, when=n.coughs, noted=n.swapped), setting=GP),
        "swap 's' is of 'second', which no rung of the ladder begins: add the rung"),
    "replacement from above": (
        lambda: ladder(n.treated, rung("a", FIRST, replaces={SECOND: n.coughs}), rung("b", SECOND), setting=GP),
        "rung 'a' replaces 'second', which no rung below it begins"),
    "no setting": (lambda: ladder(n.treated, rung("a", FIRST)), "'a' of the ladder has no setting: say who does it"),
    "unknown swap": (lambda: climbing().swapped("three"), "no swap 'three': use one of swapped"),
    "stop that leads up or nowhere": (
        lambda: ladder(n.treated, rung("a", FIRST), stop("s", FIRST, when=n.coughs, noted=n.swapped, up=n.coughs),
                       setting=GP).steps,
        "swap 's' leads up, or else nowhere: give then="),
    "unknown rung": (lambda: climbing().up(n.coughs, "three"), "no rung 'three': use one of one, two"),
    "appointment not booked": (lambda: visit(KEPT), "booked at 0 steps: give one booked"),
    "appointment never kept": (lambda: visit(BOOKED), "'booked' is never kept: give at least one kept"),
    "appointment with two of a name": (lambda: visit(BOOKED, kept("booked")), "named 'booked': rename one"),
    "appointment kept nowhere else": (lambda: visit(BOOKED, KEPT, kept("too")), "so 'too' never is: say when"),
    "appointment withdrawn twice": (lambda: visit(BOOKED, KEPT, GONE, withdrawn("b")), "at several steps: give one"),
    "appointment withdrawn later": (lambda: visit(BOOKED, KEPT, withdrawn("b", after=3)), "'b' happens when the episode"),
    "appointment that is over": (lambda: visit(BOOKED, kept("kept", then="on"), GONE), "'kept' leads on, so what is over"),
    "plan that holds nothing": (plan_of_care, "holds nothing: give at least one holds"),
    "plan that holds what cannot be held": (lambda: holds("observation", "x"), "holds no 'observation': use one of plan"),
    "plan that holds two of a name": (
        lambda: plan_of_care(holds("plan", "a"), holds("plan", "b")), "two of kind 'plan' under one name: give one entry"),
    "plan that never begins": (lambda: planned(ends("over")), "begins at 0 steps: give one begins"),
    "plan that never ends": (lambda: planned(begins("made")), "'made' never ends: give at least one ends"),
    "plan with two of a name": (lambda: planned(begins("made"), ends("made")), "named 'made': rename one"),
    "plan without plan": (
        lambda: plan_of_care(holds("flag", "x")).amended(), "nothing that is held is a plan, so a review amends nothing"),
    "stay without code": (lambda: hospital_stay("", inside=n.swapped), "no code: give the key"),
    "stay without name": (lambda: hospital_stay("x", inside=n.swapped, entry=""), "no name in its episode"),
    "stay that nobody notes": (lambda: stayed(IN, OUT, inside=n.treated >= 1), "let inside=... be a note whether"),
    "stay without admission": (lambda: stayed(OUT), "has no admission: give one admission"),
    "stay without discharge": (lambda: stayed(IN), "has no discharge: give one discharge"),
    "stay with two of a name": (lambda: stayed(IN, discharge("in", said={})), "named 'in': rename one"),
    "stay left from no ward of it": (
        lambda: hospital_stay("x", inside=n.swapped, wards={"labour ward": n.coughs}).ended({}, leaves={"a": "b"}),
        "never on 'a': use one of labour ward"),
    "recall without invitation": (called, "no invitation: give at least one"),
    "recall with two of a name": (lambda: called(INVITED, INVITED), "named 'invited': rename one"),
    "recall that leads nowhere": (lambda: called(INVITED, then="x", otherwise="x"), "leads to 'x' whoever comes"),
    "recall with an end of its own": (
        lambda: called(INVITED, exempted=Step("alone", GP, then="x")), "'alone' says what comes then: leave that"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "said"), REFUSED.values(), ids=REFUSED)
def test_what_a_part_cannot_be_made_of_is_refused_in_one_line(make, said):
    with pytest.raises(ValueError) as refused:
        make()
    assert said in str(refused.value) and "\n" not in str(refused.value)
