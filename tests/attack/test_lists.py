"""Codelists, questionnaires, settings, lists and pathways that somebody spoilt: each is refused in plain lines."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from synth import codes, evidence
from synth.pathway.compiled import prepare
from synth.pathway.language.model import Pathway, Step
from synth.pathway.language.numbers import Numbers
from synth.pathway.language.writes import observe, prescribe
from tests.attack.spoilt import CODES, NAME, READERS, refused

pytestmark = pytest.mark.attack

# Codelists, questionnaires, settings, and what delivery is told ---------------------------------------------------


SPOILT_TEXTS = {
    "a codelist with a cell too few": ("a codelist", b",http", b"http"),
    "a key with a space": ("a codelist", b"\n", b"\nthe key,,,Words,s\n"),
    "a key in capitals": ("a codelist", b"\n", b"\nKEY,,,Words,s\n"),
    "the key none": ("a codelist", b"\n", b"\nnone,,,Words,s\n"),
    "a system without a code": ("a codelist", b"\n", b"\nkey,http://snomed.info/sct,,Words,s\n"),
    "another heading": ("a codelist", b"key,system", b"system,key"),
    "an open quotation": ("a codelist", b"\n", b'\nkey,,,"Words,s\n'),
    "a questionnaire without a title": ("questionnaires", b"title =", b"titel ="),
    "a questionnaire without items": ("questionnaires", b"items =", b"item ="),
    "an item without a text": ("questionnaires", b", text =", b", words ="),
    "an item that no codelist has": ("questionnaires", b'"whooley_depressed"', b'"whooley_dejected"'),
    "an item twice": ("questionnaires", b'"whooley_little_interest"', b'"whooley_depressed"'),
    "an item of two questionnaires": ("questionnaires", b'"epds_score"', b'"whooley_depressed"'),
    "a code that no codelist has": ("questionnaires", b'"asq3"', b'"asq4"'),
    "a type that nobody knows": ("questionnaires", b'"boolean"', b'"bool"'),
    "a title that is a list": ("questionnaires", b'title = "Whooley questions"', b"title = []"),
    "items that are a word": ("questionnaires", b"items = [{", b'items = "none"\nothers = [{'),
    "a questionnaire of one number": ("questionnaires", b"[whooley]", b"other = 3\n[whooley]"),
    "a system that nobody knows": ("settings", b",gp,", b",gpp,"),
    "an organisation that nobody knows": ("settings", b",practice,", b",practise,"),
    "a role that nobody has": ("settings", b",practice_nurse,", b",practice_nurses,"),
    "a class of contact that nobody knows": ("settings", b",AMB,", b",AMBU,"),
    "a place that nobody has": ("settings", b",surgery,", b",surgeries,"),
    "a service that nobody gives": ("settings", b",general_practice,", b",general_practise,"),
    "hours that nobody keeps": ("settings", b",office,", b",offices,"),
    "a channel that nobody knows": ("settings", b"In-person", b"In person"),
    "a setting too wide": ("settings", b"In-person\n", b"In-person,,,\n"),
    "a figure in a word": ("published figures", b",2.593,", b",few,"),
    "a figure without end": ("published figures", b",2.593,", b",inf,"),
    "a tolerance that nobody knows": ("published figures", b"rel:0.05", b"relative:0.05"),
    "evidence of another kind": ("published figures", b",evidenced,rel:0.05", b",heard,rel:0.05"),
    "no year": ("published figures", b",mid-2023,", b",lately,"),
    "a figure twice": ("published figures", b"0-4 males", b"0-4 females"),
    "a mode that nobody knows": ("profiles of servers", b'"transaction"', b'"transactions"'),
    "entries below 1": ("profiles of servers", b"value = 500,", b"value = 0,"),
    "entries in a word": ("profiles of servers", b"value = 500,", b'value = "500",'),
    "a fact that is not true or false": ("profiles of servers", b"value = true,", b"value = 1,"),
    "a fact without a source": ("profiles of servers", b"source = ", b"sauce = "),
    "a member of a profile misspelt": ("profiles of servers", b"\natomic ", b"\natomik "),
    "a profile's name that is no expression": ("profiles of servers", b'"hapi"', b'"("'),
    "a kind of parameter that nobody knows": ("search parameters", b'"token"', b'"tokens"'),
    "a parameter without a path": ("search parameters", b'["token", "identifier"]', b'["token"]'),
    "a parameter that is a word": ("search parameters", b'["token", "identifier"]', b'"token"'),
    "a share below 0": ("the mix of a load", b"value  = 45", b"value  = -45"),
    "a share that is a part": ("the mix of a load", b"value  = 45", b"value  = 0.45"),
    "a mix without reads": ("the mix of a load", b"[share.read]", b"[share.reads]"),
    "a play that nobody knows": ("the mix of a load", b'"week"', b'"month"'),
}


@pytest.mark.parametrize(("reader", "old", "new"), SPOILT_TEXTS.values(), ids=SPOILT_TEXTS)
def test_a_list_that_cannot_be_right_is_refused(reader, old, new):
    path, read = READERS[reader]
    content = path.read_bytes()
    assert old in content
    refused(lambda: read(content.replace(old, new, 1)))


SPOILT_CODES = {
    "a digit changed": "key,http://snomed.info/sct,27113002,Body weight,s", "two digits swapped": "key,http://snomed.info/sct,21713001,Body weight,s",
    "a letter": "key,http://snomed.info/sct,2711300I,Body weight,s", "a LOINC digit changed": "key,http://loinc.org,29463-8,Body weight,s",
    "a system that nobody knows": "key,http://snomed.org/sct,27113001,Body weight,s", "no display": "key,http://snomed.info/sct,27113001,,s",
    "no source": "key,http://snomed.info/sct,27113001,Body weight,", "a space at an end": "key,http://snomed.info/sct,27113001 ,Body weight,s",
    "a hidden space": "key,http://snomed.info/sct,27113001,Body\u200bweight,s",
    "a code twice": "key,http://snomed.info/sct,27113001,Body weight,s\nkey,http://snomed.info/sct,27113001,Body weight,s",
}  # fmt: skip


@pytest.mark.parametrize("line", SPOILT_CODES.values(), ids=SPOILT_CODES)
def test_a_code_that_cannot_be_right_is_found(tmp_path, line):
    (tmp_path / "k.csv").write_text(f"key,system,code,display,source\n{line}\n", "utf-8")
    problems = codes.faults(tmp_path)
    assert problems and all(re.match(r".*k\.csv:\d+: .+: \S", problem) for problem in problems)


@pytest.mark.parametrize("kind", ["a folder", "nothing", "a link to nothing", "a huge file"])
def test_what_is_no_file_is_refused(tmp_path, kind):
    path = tmp_path / NAME
    if kind == "a folder":
        path.mkdir()
    elif kind == "a link to nothing":
        path.symlink_to(tmp_path / "nowhere")
    elif kind == "a huge file":
        with path.open("wb") as file:
            file.truncate(1 << 30)
    refused(lambda: evidence.read(path), str(path))


# Pathways: options and sorts ------------------------------------------------------------------------------------


def _faults(make: Callable[[], object]) -> list[str]:
    return prepare.build([make()], CODES).faults


def _pathway(step: object, **more: object) -> Pathway:
    return Pathway("care", "birth", [step], **more)


NURSE = "general practice (nurse)"
QUANTITIES = Numbers(evidence.read_text(
    '[often]\naverage = 0.3\nunit = "probability"\nsource = "s"\n[age]\nvalue = 40\nunit = "years of age"\nsource = "s"\n'
    '[shift]\nnormal = { mean = 0, sd = 5 }\ndifference = true\nunit = "days"\nsource = "s"\n', NAME))  # fmt: skip
SPOILT_PATHWAYS = {
    "an option misspelt": lambda: Step("a", NURSE, writes=[observe("bmi", 300, unknwon=True)]),
    "an option of another kind": lambda: Step("a", NURSE, writes=[observe("bmi", 300, dosage="one")]),
    "a field misspelt": lambda: Step("a", NURSE, writes=[observe("bmi", 300, recordded=5)]),
    "an option of another sort": lambda: Step("a", NURSE, writes=[prescribe("amlodipine", days="28")]),
    "a status that nobody knows": lambda: Step("a", NURSE, writes=[observe("bmi", 300, status="done")]),
    "decimals of a half": lambda: Step("a", NURSE, writes=[observe("bmi", 300, decimals=1.5)]),
    "decimals below 0": lambda: Step("a", NURSE, writes=[observe("bmi", 300, decimals=-1)]),
    "a unit that is a number": lambda: Step("a", NURSE, writes=[observe("bmi", 300, 7)]),
    "a text that is a list": lambda: Step("a", NURSE, writes=[observe("bmi", 300, text=["x"])]),
    "a code that is a number": lambda: Step("a", NURSE, writes=[observe(7, 300)]),
    "enduring in a word": lambda: Step("a", NURSE, writes=[observe("bmi", 300, enduring="yes")]),
    "a delay below 0": lambda: Step("a", NURSE, after=-5, contact="antenatal_visit"),
    "a delay that can be negative": lambda: Step("a", NURSE, after=QUANTITIES.shift, contact="antenatal_visit"),
    "a delay that is an age": lambda: Step("a", NURSE, after=QUANTITIES.age, contact="antenatal_visit"),
    "a delay that is a chance": lambda: Step("a", NURSE, after=QUANTITIES.often, contact="antenatal_visit"),
    "a length that can be negative": lambda: Step("a", NURSE, lasts=QUANTITIES.shift, contact="antenatal_visit"),
    "a record before its time": lambda: Step("a", NURSE, writes=[observe("bmi", 300, recorded=QUANTITIES.shift)]),
    "a delay in a word": lambda: Step("a", NURSE, after="a week", contact="antenatal_visit"),
    "a setting that is a list": lambda: Step("a", [NURSE], contact="antenatal_visit"),
    "a setting that nobody knows": lambda: Step("a", "general practise", contact="antenatal_visit"),
    "a name that is a number": lambda: Step(7, NURSE, contact="antenatal_visit"),
    "writes that are a word": lambda: Step("a", NURSE, writes="bmi"),
    "a write that is a word": lambda: Step("a", NURSE, writes=["bmi"]),
    "draws that are a list": lambda: Step("a", NURSE, draws=["x"], contact="antenatal_visit"),
    "a draw in a word": lambda: Step("a", NURSE, draws={"x": "often"}, contact="antenatal_visit"),
    "a signal that is a word": lambda: Step("a", NURSE, raises="birth", contact="antenatal_visit"),
    "a follower that is a list": lambda: Step("a", NURSE, then=["b"], contact="antenatal_visit"),
    "hours that are a number": lambda: Step("a", NURSE, hours=9, contact="antenatal_visit"),
    "a step that is a word": lambda: "a",
}  # fmt: skip


@pytest.mark.parametrize("step", SPOILT_PATHWAYS.values(), ids=SPOILT_PATHWAYS)
def test_a_step_that_cannot_be_right_is_refused_with_its_place_and_a_mend(step):
    faults = _faults(lambda: _pathway(step()))
    assert faults
    assert all(re.match(r"care[.:].*: .+", fault) and "\n" not in fault for fault in faults), faults


SPOILT_MEMBERS = {
    "a name that is a number": {"name": 7}, "a signal that is a number": {"starts_on": 7}, "no list of steps": {"steps": "a"},
    "takes that are numbers": {"takes": [7]}, "an end in a word": {"until": "soon"}, "an ending that is a number": {"ending": 7},
    "a condition in a word": {"only": "women"}, "a guideline that is a list": {"guideline": ["NG3"]},
}  # fmt: skip


@pytest.mark.parametrize("member", SPOILT_MEMBERS.values(), ids=SPOILT_MEMBERS)
def test_a_pathway_of_another_sort_is_refused(member):
    sound = {"name": "care", "starts_on": "birth", "steps": [Step("a", NURSE, contact="antenatal_visit")]}
    assert _faults(lambda: Pathway(**sound)) == []
    assert _faults(lambda: Pathway(**{**sound, **member}))


def test_every_file_of_sources_of_the_project_is_sound():
    from synth import api

    assert api.pathway_faults() == []
    assert api.code_faults() == []
