"""Uric acid stones: how they begin, are found, treated by steps and reviewed every year, and come back in attacks."""

from care_pathways import beside
from care_pathways.acute.emergency import FIRST_LOOK
from care_pathways.gp._medicines import repeated
from care_pathways.laboratory import KIDNEY, RESULTS, WHEN_THERE, Awaited, awaited
from synth.pathway.language.expressions import Fact
from synth.pathway.language.model import REST, Choice, Pathway, Signal, Step, When
from synth.pathway.language.notes import count, quantity, whether
from synth.pathway.language.options import either
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import diagnose, observe, perform, prescribe
from synth.pathway.parts.ladder import ladder, rung, stop
from synth.pathway.parts.recall import did_not_come
from synth.pathway.parts.treatment import treatment

p = beside(__file__)

GP, NURSE = "general practice (GP)", "general practice (nurse)"


class Stones(Awaited):
    """What is remembered of someone's stones."""

    affected = whether("the person ever has them")
    codeine = whether("an attack is treated with codeine, not naproxen")
    urate = quantity("the latest level of urate in blood", "umol/L")
    treated = count("the steps of treatment that are climbed")
    rash = whether("allopurinol is not tolerated")
    stopped = whether("allopurinol has been stopped")
    act = whether("a high level is acted on")
    attended = whether("the person comes to the review")


n = Stones

# ---------------------------------------------------------------- treatment by steps

LOW_DOSE = {"low": repeated("allopurinol_100mg_tab", "Take one tablet once a day after food")}
HIGH_DOSE = {"high": repeated("allopurinol_300mg_tab", "Take one tablet once a day after food")}
LOW = treatment("allopurinol", None, LOW_DOSE, reason="uric_acid_stones")
HIGH = treatment("allopurinol, higher dose", None, HIGH_DOSE, reason="uric_acid_stones")
LADDER = ladder(
    n.treated,
    rung("allopurinol", LOW, draws={n.rash: p.not_tolerated}),
    rung("higher dose", HIGH, replaces={LOW: ~n.rash}),
    stop("stopped", LOW, when=n.rash, noted=n.stopped, sets={"urate_lowered": 0}, then="annual review",
         writes=[observe("adverse_reaction_drug", text="Rash while taking allopurinol")]),
    setting=GP, after=p.wait_for_appointment, contact="gp_consultation", lasts=p.length_of_visit,
    sets={"urate_lowered": n.treated}, then="check of treatment",
)  # fmt: skip
ABOVE_TARGET = n.urate >= p.target

# ---------------------------------------------------------------- what is done in an attack


def attack_treated():
    """The medicine of an attack, for some days: naproxen or codeine, which a pregnant woman has in its place."""
    code = either(n.codeine | Fact("pregnant"), "codeine_30mg_tab", "naproxen_500mg_tab")
    return prescribe(
        code, dosage="Take one tablet twice a day", quantity=14, days=7, course="acute", reason="uric_acid_stones"
    )


def blood_test(when=None):
    """The level of urate; the result comes later."""
    return observe("urate", n.urate, "unit_micromole_per_litre", when=when, recorded=WHEN_THERE, **KIDNEY)


# ---------------------------------------------------------------- the pathways

STONES = Pathway(
    "uric acid stones",
    starts_on="coming of age",
    at_death="died",
    notes=Stones,
    guideline="NICE NG118",
    steps=[
        Step("whether", draws={n.affected: p.ever_affected}, then=When({"onset": n.affected})),
        Step("onset", GP, after=p.from_18_to_onset, contact="gp_consultation", lasts=p.length_of_visit,
             draws={n.codeine: p.codeine, n.urate: p.urate, **awaited(p.turnaround)},
             writes=[attack_treated(), blood_test()], then="diagnosis"),
        Step("diagnosis", GP, at=RESULTS, after=p.wait_for_appointment, contact="gp_consultation",
             lasts=p.length_of_visit, writes=[diagnose("uric_acid_stones", lasting=True)], sets={"uric_acid_stones": 1},
             raises=Signal("uric acid stones diagnosed"),
             then=Choice({"allopurinol": p.treated_at_once, "annual review": REST})),
        *LADDER.steps,
        Step("check of treatment", NURSE, after=p.until_check, contact="nurse_consultation", lasts=p.length_of_visit,
             draws={n.urate: p.urate, n.act: p.acted_on, **awaited(p.turnaround)}, writes=[blood_test()],
             then="result"),
        Step("result", GP, at=RESULTS,
             then=When({**LADDER.swapped(), **LADDER.up(ABOVE_TARGET & n.act, "higher dose")},
                       otherwise="annual review")),
        Step("annual review", NURSE, after=p.between_reviews, contact="nurse_consultation", contact_when=n.attended,
             lasts=p.length_of_visit,
             draws={n.attended: p.attended, n.act: n.attended & p.begun_at_review},
             writes=[perform("medication_review_done", when=n.attended & (n.treated >= 1)),
                     *LADDER.authorised(n.attended),
                     *did_not_come("medication_review", came=n.attended, letter="qof_invite",
                                   sender="general practice (reception)")],
             then=When(LADDER.up(n.act, "allopurinol"), otherwise="annual review")),
        Step("died", GP, writes=LADDER.stopped()),
    ],
)  # fmt: skip

ATTACKS = Pathway(
    "attacks of uric acid stones",
    part_of=STONES,
    starts_on="uric acid stones diagnosed",
    guideline="NICE NG118",
    steps=[
        Step("attack", after=p.between_attacks,
             then=Choice({"in hospital": p.goes_to_hospital, "at the practice": REST})),
        Step("at the practice", GP, contact="gp_consultation", lasts=p.length_of_visit, writes=[attack_treated()],
             then="attack"),
        Step("in hospital", "emergency department", contact="ed_attendance", lasts=p.hours_in_hospital,
             writes=[*FIRST_LOOK, attack_treated()], then="attack"),
    ],
)  # fmt: skip

SIGNALS = [signal("uric acid stones diagnosed", "the practice has told someone that the stones are of uric acid")]
FACTS = [
    fact(
        "uric_acid_stones",
        "1 from the diagnosis of uric acid stones on",
        for_later="kidney disease, which stones make likelier",
    ),
    fact("urate_lowered", "the steps of allopurinol that are taken, by which attacks are fewer"),
]  # fmt: skip
PATHWAYS = [STONES, ATTACKS]
