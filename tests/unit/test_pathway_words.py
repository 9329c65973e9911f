"""Pathways in words: what those read who can judge them, as lines and as a page."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

import care_pathways
from synth import cli, evidence
from synth.pathway.compiled.drawing import mermaid
from synth.pathway.language.expressions import (
    Age,
    Fact,
    Local,
    Now,
    Occurrence,
    Of,
    OthersInFamily,
    at_centile,
    where,
)
from synth.pathway.language.model import REST, Choice, Pathway, Signal, Step, When
from synth.pathway.language.notes import whether
from synth.pathway.language.numbers import Numbers
from synth.pathway.language.options import code, code_by, code_of, either
from synth.pathway.language.time import midnight, today, working_day
from synth.pathway.language.writes import BEGUN, care_episode, observe
from synth.pathway.shown import figures, lines, page, steps

NUMBERS = """
[risks.smoker]
fact = "smoker"
prevalence = 0.2
source = "a survey"

[wait]
quantiles = [[0, 0], [1, 10]]
unit = "days"
source = "a guideline, 2020"
[taken_up]
reference = 0.25
odds = { smoker = 3 }
unit = "probability"
source = "a paper, 2021"
[outcome]
shares = { well = 0.9, ill = 0.1 }
unit = "share"
source = "assumption: <few> are ill"
[weight]
normal = { mean = 70, sd = 10 }
unit = "kg"
decimals = 1
source = "a survey"
[visit]
value = 30
unit = "minutes"
source = "assumption: half an hour"
[[started]]
value = 0
unit = "flag"
until = 2015-01-01
source = "a circular"
[[started]]
value = 1
unit = "flag"
from = 2015-01-01
source = "another circular"
[by_age]
average = [0.001, 0.5]
by = { age = [0, 40] }
unit = "probability"
source = "a paper"
"""


@pytest.fixture(scope="module")
def p():
    return Numbers(evidence.read_text(NUMBERS, "words.toml"))


@pytest.fixture(scope="module")
def pathway(p):
    check = Step("check", "general practice (nurse)", after=p.wait, hours="office", contact="antenatal_visit",
                 lasts=p.visit, draws={"outcome": p.outcome, "weight": p.weight},
                 writes=[care_episode("antenatal_care", BEGUN),
                         observe("body_weight", Local("weight"), "unit_kilogram", decimals=1,
                                 when=Local("outcome").equals(1))],
                 sets={"checked": 1}, raises=Signal("seen", to=("self", "mother"), when=Fact("smoker")),
                 then=When({"treatment": Local("outcome").equals(1)}))  # fmt: skip
    choice = Choice({"check": p.taken_up, "treatment": REST})
    return Pathway(
        "a check",
        starts_on=("birth", "moved"),
        guideline="NG1",
        only=(Fact("age") >= 40) & ~Fact("smoker"),
        until=Now() + p.wait,
        ending="over",
        steps=[Step("invited", draws={"x": 1}, then=choice), check,
               Step("treatment", at=working_day(today() + 3)), Step("over", draws={"y": 1})],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (Fact("age") >= 40, "age is at least 40"),
        (Age() > 40, "age is above 40"),
        (Fact("bmi") < Local("most"), "bmi is below most"),
        (Fact("bmi") <= 30, "bmi is at most 30"),
        (~Fact("in_care"), "not in care"),
        (~(Fact("a") & Fact("b")), "not (a and b)"),
        (Fact("a") & Fact("b") & Fact("c"), "a and b and c"),
        ((Fact("a") & Fact("b")) | Fact("c"), "(a and b) or c"),
        (Fact("a") & (Fact("b") | Fact("c")), "a and (b or c)"),
        (Fact("a") & (Fact("b") < 3), "a and b is below 3"),
        (Local("n").equals(3), "n is 3"),
        (whether("it is so", called="so").equals(1) & ~whether("it is so", called="so"), "so and not so"),
        (Local("n") * 2 + 1, "(n times 2) plus 1"),
        (where(Fact("a"), 1, 2), "1 if a, otherwise 2"),
        (where(Fact("a"), Local("b")), "b if a"),
        (Of("mother", "smoker"), "smoker of mother"),
        (OthersInFamily("on_plan"), "on plan of others in the family"),
        (Occurrence() < 3, "times here before is below 3"),
        (midnight(today()), "the beginning of the day of now"),
        (code_by(Local("n"), 1, "one_two", "three"), "one of one two, three, by n"),
        (code("one_two"), "one two"),
        (either(Fact("a"), "one_two", "three"), "one two if a, otherwise three"),
        (code_of(Local("n"), well="one_two", ill=""), "one two for well, nothing for ill by n"),
        (Local("n").is_("well", "not_ill"), "n is well or not ill"),
        (~Local("n").is_("well"), "n is not well"),
        (where(Fact("a"), "not_ill", Local("n")), "not ill if a, otherwise n"),
    ],
)
def test_an_expression_says_itself_as_a_person_would(expression, words):
    assert str(expression) == words


def test_a_draw_says_whether_it_is_chance_and_an_option_has_its_word(p):
    assert str(p.taken_up) == "by chance taken up"
    assert str(p.wait.named("second")) == "drawn second"
    assert str(Local("length") >= p.visit) == "length is at least visit"  # which is the same for all: nothing is drawn
    assert str(at_centile(p.weight, Local("place"))) == "drawn weight at the place place"
    assert Local("outcome").equals(1).words({"outcome": ("well", "ill")}) == "outcome is ill"
    assert Local("outcome").equals(0).words({"outcome": ("well", "ill")}) == "outcome is well"
    assert Local("outcome").equals(7).words({"outcome": ("well", "ill")}) == "outcome is 7"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("wait", ["median 5 days (tenth 0.996 days, ninetieth 9 days)"]),
        ("taken_up", ["without the risks: 25.0 %", "with smoker: 50.0 %"]),
        ("outcome", ["well 90.0 %, ill 10.0 %"]),
        ("weight", ["median 70.0 kg (tenth 57.2 kg, ninetieth 82.8 kg)"]),
        ("visit", ["30 minutes"]),
        ("started", ["until 2015-01-01: 0", "from 2015-01-01: 1"]),
        ("by_age", ["age 0 to 39: 0.1 %", "age 40 or more: 50.0 %"]),
    ],
)
def test_a_number_says_its_middle_its_tails_and_what_risks_change(p, name, said):
    assert figures.said(getattr(p, name).number) == said


def test_bands_of_what_is_one_of_several_are_told_by_its_names(tmp_path):
    path = tmp_path / "some.toml"
    path.write_text('[risk]\nby = { sex = ["male", "female"], age = [0, 40] }\naverage = [[0.1, 0.2], [0.3, 0.4]]\nunit = "probability"\n'
                    'source = "test"\n')  # fmt: skip
    number = evidence.read(path).numbers["risk"]
    assert figures.said(number)[1:3] == ["sex male, age 40 or more: 20.0 %", "sex female, age 0 to 39: 30.0 %"]


def test_what_is_worked_out_from_much_is_told_by_what_it_rests_on(p):
    long = (
        p.wait
        + Local("first_of_many")
        + Fact("second_of_many") * 2
        + Age() * 3
        + Local("third_of_many")
        + Of("mother", "smoker")
    )
    some = Pathway(
        "care", "birth", [Step("a", "general practice (GP)", draws={"x": long + Local("fourth_of_many") * 4})]
    )
    text = "\n".join(lines.lines(steps.told(some, care_pathways.codelists())))
    assert ("x: what follows from drawn wait, first of many, second of many, age, third of many, smoker of mother, "
            "fourth of many") in text  # fmt: skip


def test_a_pathway_says_who_when_what_and_on_whose_word(pathway):
    text = "\n".join(lines.lines(steps.told(pathway, care_pathways.codelists())))
    for words in (
        "begins        with the life event 'birth' or when 'moved' is signalled",
        "only if       age is at least 40 and not smoker",
        "follows       NG1",
        "1. invited",
        "then          check: taken up, 25.0 % to 50.0 %",
        "treatment: the rest",
        "who and where general practice (nurse)",
        "when          after wait: median 5 days (tenth 0.996 days, ninetieth 9 days)",
        "in office hours",
        "(30 minutes)",
        "Body weight = weight Kilogram",
        ", if outcome is ill",
        "from now on   checked = 1",
        "signals       seen, to self and mother, if smoker",
        "treatment: outcome is ill",
        "nothing more: otherwise",
        "not before (the day of now plus 3) or the next working day",
        "[assumption: <few> are ill]",
        "[a paper, 2021]",
    ):
        assert words.lower() in text.lower(), words


def test_a_picture_has_its_conditions_and_chances_on_its_branches(pathway):
    drawn = mermaid(pathway)
    assert "outcome is ill" in drawn and "taken up, 25.0 % to 50.0 %" in drawn and "the rest" in drawn
    assert "if it holds" not in drawn


class Read(HTMLParser):
    """What a reader of a page sees, its anchors and its links; and that every element is closed in its order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text, self.ids, self.links = "", set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        self.ids |= {told["id"]} if "id" in told else set()
        self.links |= {told["href"]} if "href" in told else set()
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def test_every_pathway_of_the_project_is_told_and_its_page_says_the_same(pathway):
    codelists = care_pathways.codelists()
    for each in [pathway, *care_pathways.pathways()]:
        told = steps.told(each, codelists)
        read = Read(page.page(told))
        assert read.open == [] and len(told.steps) == len(each.steps)
        assert {link.removeprefix("#") for link in read.links} <= read.ids
        assert len(read.ids) == len(each.steps)
        printed = "\n".join(lines.lines(told))
        for part in (told, *told.steps):
            figured = [text for _, said, sources in part.numbers for text in (*said, *sources)]
            for text in (part.title, *(text for _, text in part.lines), *figured):
                assert text in read.text and text in printed, (each.name, text)
        assert "object at 0x" not in read.text and "in no codelist" not in read.text


def test_show_prints_a_pathway_or_writes_a_new_page_and_names_what_is_near(capsys, tmp_path):
    assert cli.run(["pathways", "show", "child protection"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "child protection" and any("outcome is at risk" in line for line in printed)
    file = tmp_path / "page.html"
    for status in (0, 2):
        assert cli.run(["pathways", "show", "child protection", "--html", str(file)]) == status
    assert "is there already" in capsys.readouterr().err
    assert "<title>child protection</title>" in file.read_text(encoding="utf-8")
    assert cli.run(["pathways", "show", "child protection", "--html", str(tmp_path / "none" / "page.html")]) == 2
    assert "no such folder" in capsys.readouterr().err
    assert cli.run(["pathways", "show", "child protecton"]) == 2
    assert "did you mean 'child protection'" in capsys.readouterr().err
    assert cli.run(["pathways", "draw", "child protection"]) == 0
    drawn = capsys.readouterr().out.splitlines()
    assert drawn[0] == "flowchart TD" and len(drawn) > 10
