"""A slip planted in the text of a sound course of care is found when it is loaded, and said in one line with its mend."""

from __future__ import annotations

from pathlib import Path

import pytest

import care_pathways
from synth import evidence
from synth.errors import BrokenSource
from synth.pathway.compiled import prepare
from synth.pathway.language.numbers import Numbers
from synth.pathway.language.words import Words

HERE = Path(__file__).parents[1] / "fixtures" / "specimen"
PY, TOML = (HERE / "asthma.py").read_text(encoding="utf-8"), (HERE / "asthma.toml").read_text(encoding="utf-8")
FAULTS = [
    # ---- names
    ("options of the evidence swapped", "shares = { well = 0.5, partly = 0.3", "shares = { partly = 0.3, well = 0.5",
     "asthma.onset: 'control' is one of well, partly, poorly, but is given [control] (asthma.control), one of partly, well"),
    ("codes of options swapped", 'well="salbutamol_inhaler", partly="beclometasone_50_inhaler"',
     'partly="beclometasone_50_inhaler", well="salbutamol_inhaler"', "'control' has the options well, partly, poorly, but partly, well"),
    ("an option left out", 'well="good", partly="fair", ', 'well="good", ', "but well, poorly are told apart"),
    ("an option misspelt", 'is_("poorly")', 'is_("porly")', "'control of asthma' is never 'porly': did you mean 'poorly'"),
    ("an option of a fact misspelt", '.is_("not_known")', '.is_("unknown")', "'first_control' is never 'unknown'"),
    ("an option of a band misspelt", '["well", "poorly"] }', '["well", "poor"] }', "'control' of [flares]"),
    ("bands of an option by number", '["well", "poorly"] }', "[0, 2] }", "has bands of 'control' by number: name the options"),
    ("bands of an option turned round", '["well", "poorly"] }', '["poorly", "well"] }', "in another order than its options"),
    ("bands of an option of a fact by number", 'sex = ["male", "female"]', "sex = [1, 2]", "has bands of 'sex' by number: name the options"),
    ("a risk of an option of a fact by number", 'is = ["male"]', "equals = 1", "risk 'boy' speaks of 'sex' by number"),
    ("a risk that names no option", 'is = ["male"]', 'is = ["boy"]', "'sex' of risk 'boy' is never 'boy'"),
    ("an option counted with", "Asthma.control: p.control", "Asthma.control: p.control + 1", "it counts with [control]"),
    ("a signal misspelt where it is raised", 'Signal("asthma is known")', 'Signal("asthma is know")',
     "unknown signal 'asthma is know': did you mean 'asthma is known'"),
    ("a signal misspelt where it is heard", 'starts_on="flare"', 'starts_on="flair"', "unknown signal 'flair': did you mean 'flare'"),
    ("an event of the world misspelt", 'starts_on="birth"', 'starts_on="brith"', "unknown signal 'brith': did you mean 'birth'"),
    ("a signal that nobody hears", 'starts_on="flare"', 'starts_on="asthma is known"', "it raises 'flare', which nobody hears"),
    ("a fact misspelt where it is asked", 'only=~Fact("has_asthma"),\n    until', 'only=~Fact("hs_asthma"),\n    until', "unknown fact 'hs_asthma'"),
    ("a fact misspelt where it is set", 'sets={"has_asthma": 1, ', 'sets={"has_astma": 1, ', "it sets an unknown fact 'has_astma': did you mean 'has_asthma'"),
    ("a fact that nobody reads", ' & ~Fact("first_control").is_("not_known")', "", "it sets 'first_control', which nobody asks about"),
    ("a fact set to an option of another", '"first_control": option_of(Asthma.control, well="good", partly="fair", poorly="poor")',
     '"first_control": Asthma.control', "'first_control' is one of not_known, good, fair, poor, but is given 'control'"),
    ("a value misspelt where it is carried", 'carries={"heavy"', 'carries={"hevy"', "'a child has asthma' carries 'hevy', of which SIGNALS tells nothing: did you mean 'heavy'"),
    ("a value misspelt where it is taken", 'takes=("heavy",)', 'takes=("havy",)', "it takes 'havy', which nothing that starts it carries: did you mean 'heavy'"),
    ("a value taken that nothing reads", 'only=where(Local("heavy"), 1, p.worries)', "only=p.worries",
     "it keeps 'heavy' of Told, which nothing reads"),
    ("a value taken that no class declares", "    notes=Told,\n", "", "it keeps 'heavy' but declares no notes"),
    ("a value taken under a note of another class", 'takes=("heavy",)', "takes=(Asthma.weight,)", "it takes 'weight', which nothing that starts it carries"),
    ("a signal to a note that holds no person", 'Signal("a child has asthma", to="mother"', 'Signal("a child has asthma", to=Asthma.control',
     "'control' is no person"),
    ("someone else by a note that holds no person", 'Of("mother", "smoker")', 'Of(Asthma.weight, "smoker")', "unknown person 'weight'"),
    ("a local misspelt", 'Local("heavy")', 'Local("hevy")', "unknown local 'hevy'"),
    ("a note that is not declared", "draws={Asthma.known: 1}", 'draws={"knwn": 1}', "it keeps 'knwn', which is no note of Asthma: did you mean 'known'"),
    ("a number with more decimals than its note", "when=Asthma.weight >= 12.5", "when=Asthma.weight >= 12.55", "12.55 has more decimals than the note 'weight'"),
    ("a note in another unit than its number", '"what the child weighs", "kg"', '"what the child weighs", "g"', "'weight' is in g with 1 decimals, but is given drawn weight, in kg"),
    ("a number with fewer decimals than its note", 'decimals = 1\nunit = "kg"', 'unit = "kg"', "'weight' is in kg with 1 decimals, but is given drawn weight, in kg"),
    ("a value written without its decimals", '"unit_kilogram", decimals=1', '"unit_kilogram"', "'body_weight' is written with 0 decimals, but weight has 1"),
    ("a note that counts given minutes", "Review.reviews: Review.reviews + 1", "Review.reviews: p.result", "'reviews' is a number, but is given result, so many minutes"),
    ("a code in no codelist", 'perform("asthma_review"', 'perform("asthma_revue"', "code 'asthma_revue' stands in no codelist"),
    ("a unit in no codelist", '"unit_kilogram"', '"unit_kilo"', "unit 'unit_kilo'"),
    ("an unknown setting", '"general practice (nurse)"', '"general practise (nurse)"', "unknown setting 'general practise (nurse)'"),
    ("a person misspelt", 'Of("mother"', 'Of("mothr"', "unknown person 'mothr'"),
    ("a word where an expression is meant", "at=Asthma.over, draws", 'at="over", draws', "at is 'over': give an expression"),
    # ---- parts
    ("a note of the parent drawn by its part", "draws={Review.came: p.comes,", "draws={Asthma.known: 1, Review.came: p.comes,",
     "it keeps 'known', a note that 'asthma' keeps: read it there"),
    ("a note of the parent read one moment before it is kept", "Review.came & (Asthma.weight >= 12.5)", "Review.came & Asthma.outgrown",
     "it reads 'outgrown' of 'asthma', which is not known yet when asthma.diagnosis raises 'asthma is known'"),
    ("a note of another pathway read as the parent's", 'either(Asthma.control.is_("poorly")', "either(Review.came",
     "it reads 'came', which neither 'asthma' keeps nor it itself"),
    ("a part begun from elsewhere", 'steps=[Step("checked", NURSE, after=p.to_doctor,', 'steps=[Step("checked", NURSE, after=p.to_doctor, raises=Signal("flare"),',
     "it is part of 'asthma' but starts on 'flare', which after asthma.checked raises"),
    ("a part begun in someone else by oversight", 'Signal("asthma is known")', 'Signal("asthma is known", to=("self", "mother"))',
     "starts 'asthma reviews', a part of 'asthma', in someone else: say hands_over=True"),
    ("a parent whose notes are not declared", '    guideline="NICE NG245",\n    notes=Asthma,\n', "", "it is part of 'asthma', which declares no notes"),
    ("notes handed over to nobody who reads", 'carries={"heavy": Asthma.weight >= 30})', 'carries={"heavy": Asthma.weight >= 30}, hands_over=True)',
     "'a child has asthma' hands over, but starts no part of 'asthma'"),
    # ---- time and order
    ("a decision before its result", "NURSE, at=RESULTS,", "NURSE, after=p.moment,", "by 'haemoglobin' before its result"),
    ("an entry by a result before it is there", "when=Review.came & (Asthma.weight >= 12.5)", "when=Review.haemoglobin < 120", "writes 'asthma_review' by 'haemoglobin' before its result"),
    ("a signal in the moment that its receiver waits for", '{"has_asthma": 0}, writes=[_ENDED],\n             then="looked back on"',
     '{"has_asthma": 0}, writes=[_ENDED], raises=Signal("asthma is over"),\n             then="looked back on"', "'asthma is over' can never start 'after asthma', as 'has_asthma' is still 1"),
    ("a step that comes round to itself at once", "Step(\"review\", NURSE, after=p.between_reviews,", "Step(\"review\", NURSE,", "it needs its own effect at its own moment"),
    ("a delay by what the step draws itself", "after=p.onset,", "after=p.onset, at=Asthma.over,", "when it happens depends on 'over', which it draws itself"),
    ("an ending with a delay", 'Step("grown up", GP,', 'Step("grown up", GP, after=p.moment,', "the ending step 'grown up' has a delay"),
    ("an ending that is nowhere", 'ending="grown up"', 'ending="grown"', "ending names 'grown', which does not exist"),
    ("an end foretold", 'diagnose("asthma", entry="asthma", change=BEGUN)', 'diagnose("asthma", entry="asthma", change=BEGUN, until=Asthma.over)',
     "says on the day it is written when it will end"),
    # ---- steps, chances and entries
    ("a step that is not there", 'otherwise="review"', 'otherwise="revue"', "leads to 'revue', which does not exist"),
    ("a step that is never reached", 'then="looked back on"', "then=None", "step 'looked back on' is never reached"),
    ("chances over one", '"diagnosis": p.recognised, END: REST', '"diagnosis": p.recognised, "outgrown": p.recognised.named("x"), END: REST', "its chances can add up to"),
    ("a chance that goes nowhere", '"diagnosis": p.recognised, END: REST', '"diagnosis": p.recognised', "its chances leave a rest that goes nowhere"),
    ("an entry that nothing ends", 'plan("care_and_support_plan", ENDED)', 'observe("parity", 1)', "begins plan 'plan', which nothing ends"),
    ("an entry that death does not end", '    at_death="over",\n', "", "begins plan 'plan', which stays when the person dies"),
    ("an entry ended under another name", 'entry="asthma", change=ENDED', 'entry="athsma", change=ENDED', "but none of that name begins: did you mean entry='asthma'"),
    ("two decisions of one name", "p.flares & ", "p.flares & p.flares & ", "two decisions are named"),
    ("two writes of one slot", 'writes=[observe("parity", Review.reviews', 'writes=[observe("parity", 1), observe("parity", Review.reviews', "two writes have one slot"),
    # ---- evidence
    ("a unit of another dimension", '[to_doctor]\nvalue = 3\nunit = "days"', '[to_doctor]\nvalue = 3\nunit = "day"', "unknown unit 'day'"),
    ("a chance above one", "average = 0.6", "average = 1.6", "[recognised]"),
    ("shares that are not the whole", "poorly = 0.2 }", "poorly = 0.3 }", "[control]"),
    ("a number without a source", '[moment]\nvalue = 1\nunit = "minutes"\nsource = "test: a minute"', '[moment]\nvalue = 1\nunit = "minutes"', "[moment]"),
    ("an unknown risk", "odds = { boy = 1.5 }", "odds = { boys = 1.5 }", "unknown risk 'boys'"),
    ("a gap in the calendar", "until = 2020-01-01", "until = 2019-01-01", "[comes]"),
    ("knots out of order", "[[0.0, 1], [1.0, 9]]", "[[0.0, 9], [1.0, 1]]", "[onset]"),
]  # fmt: skip


def faults(py: str, toml: str) -> list[str]:
    """What is said of a course of care and its numbers."""
    try:
        numbers = Numbers(evidence.read_text(toml, "asthma.toml"))
        module = {"p": numbers, "__name__": "asthma"}
        exec(compile(py.replace("p = beside(__file__)\n", ""), "asthma.py", "exec"), module)
    except (BrokenSource, TypeError) as error:
        return str(error).splitlines()
    words = Words(tuple(module["FACTS"]), tuple(module["SIGNALS"]), True)
    return prepare.build(module["PATHWAYS"], care_pathways.codelists(), words).faults


def test_the_course_of_care_is_sound_as_it_stands():
    assert faults(PY, TOML) == []
    assert len({name for name, *_ in FAULTS}) == len(FAULTS) >= 40


@pytest.mark.parametrize(("name", "old", "new", "says"), FAULTS, ids=[f[0] for f in FAULTS])
def test_a_slip_of_an_author_is_found(name, old, new, says):
    assert (PY.count(old), TOML.count(old)) in ((1, 0), (0, 1)), "the slip is planted nowhere: the course has changed"
    found = faults(PY.replace(old, new), TOML.replace(old, new))
    assert any(says in line for line in found), found
