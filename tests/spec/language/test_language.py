"""The language by example: what each example shows is what both engines write, and no word of the language is left out."""

from __future__ import annotations

import ast
import dataclasses

import pytest

from synth.pathway.language import expressions, model
from tests.spec.language import chapter, playing
from tests.spec.language.example import Example, examples

ALL = examples()
PLAYED = [e for e in ALL if e.record is not None]
REFUSED = [e for e in ALL if e.record is None]


def named(example: Example) -> str:
    return example.name


@pytest.mark.parametrize("example", PLAYED, ids=named)
def test_an_example_is_sound_and_both_engines_write_the_record_that_stands_there(example):
    assert playing.library(example).faults == []
    assert playing.engines_differ(example) == []
    written = playing.record(example, example.record.heads)
    assert len(written.rows) > 0
    assert playing.as_markdown(written) == playing.as_markdown(example.record)


@pytest.mark.parametrize("example", REFUSED, ids=named)
def test_an_example_that_must_be_refused_is_with_the_lines_that_stand_there(example):
    assert len(example.refused) > 0
    assert playing.refusal(example) == example.refused


def test_every_example_has_a_title_of_its_own_and_says_in_a_line_where_it_belongs():
    assert len({e.name for e in ALL}) == len(ALL) > 30
    assert [e.name for e in ALL if not e.module] == []


def test_the_chapter_is_what_the_examples_make():
    assert chapter.PAGE.read_text(encoding="utf-8") == chapter.text(), "run `make pages`"


def words_of_the_language() -> set[str]:
    """The public names by which pathways are written: functions, constants and classes of its modules."""
    found = set()
    for path in playing.sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if path.stem in ("replacing", "words", "numbers"):
            continue  # what makes pathways over, and what declares words: `signal` and `fact`, asked for below
        found |= {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
        for node in tree.body:
            if isinstance(node, ast.Assign):
                names = [t.elts if isinstance(t, ast.Tuple) else [t] for t in node.targets]
                found |= {name.id for each in names for name in each if isinstance(name, ast.Name)}
    return {name for name in found if not name.startswith("_")} | {"signal", "fact"}


MADE_BY_OTHERS = {
    # Kinds of expression that the words of the language make.
    "Expression", "Word", "Is", "Constant", "Calendar", "Operation", "Where", "Draw", "AtCentile", "Code", "CodeBy", "ByOption",
    "AtCourse", "ShareOf", "Note", "Kept", "Write",
    # What parts are made of: `rung`, `swap`, `ladder` and the like make them.
    "Rung", "Swap", "Ladder", "Invitation", "Treatment", "Turn", "Held", "PlanOfCare", "Stay", "Said", "Medicines", "Texts",
    # What a finding is, and why there is none: `finding` and `unanswered` make them.
    "Finding",
    # What the machine asks of expressions and notes, or counts with.
    "spaced", "members", "whole", "notes_of", "Options", "NONE", "Value", "Maybe", "PLACES", "both", "any_of", "WORDS", "QUARTER", "DAYS_A_WEEK", "WORKING_DAYS",
    "FOUR_YEARS",
    # Kinds of notes and parts of a course, which have words of their own.
    "FLAG", "PLACE", "COUNT", "INSTANT", "DAY", "QUANTITY", "PERSON", "OPTION", "INHERITED", "FAMILY", "READING", "STAYS", "NOW", "USUAL", "LASTING",
}  # fmt: skip


def said() -> str:
    """The modules of all examples, as the names and keywords in them, each between spaces."""
    found = set()
    for example in ALL:
        for node in ast.walk(ast.parse(example.module)):
            if isinstance(node, ast.Name):
                found.add(node.id)
            elif isinstance(node, ast.Attribute):
                found.add(f".{node.attr}")
            elif isinstance(node, ast.keyword):
                found.add(f"{node.arg}=")
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                found.add(f"{node.func.id}()")
    return f" {' '.join(sorted(found))} "


def test_no_word_of_the_language_is_without_an_example():
    text = said()
    assert sorted(name for name in words_of_the_language() - MADE_BY_OTHERS if f" {name} " not in text) == []


def test_no_option_of_a_pathway_a_step_or_a_signal_is_without_an_example():
    text, positional = said(), {"name", "conditions", "options", "setting", "starts_on"}
    positional |= {"answers"}  # which `consequence` says
    for thing in (model.Pathway, model.Step, model.Signal, model.When):
        fields = {f.name for f in dataclasses.fields(thing) if f.init} - positional
        assert sorted(name for name in fields if f" {name}= " not in text) == [], thing.__name__
    asked = {name for name in dir(expressions.Expression) if not name.startswith("_")} - {
        "parts",
        "walk",
        "words",
        "beside",
    }
    assert sorted(name for name in asked if f" .{name} " not in text) == []


def test_every_kind_of_entry_and_option_of_a_write_has_an_example():
    text = said()
    options = {f.name for f in dataclasses.fields(model.Write)} - {"kind", "code", "value", "unit", "change", "details"}
    options -= {"worded_by", "wordings"}  # which `said_of` and `issued` give
    assert sorted(name for name in options if f" {name}= " not in text) == []
