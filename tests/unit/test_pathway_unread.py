"""A note that nobody reads, or that nothing keeps, is a fault of a whole library; the rest is let be."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import care_pathways
from synth import evidence
from synth.pathway.compiled import prepare, unread
from synth.pathway.language.expressions import Of
from synth.pathway.language.model import END, REST, Choice, Pathway, Signal, Step, When
from synth.pathway.language.notes import Notes, by_name, count, person, quantity, someone, whether
from synth.pathway.language.numbers import Numbers
from synth.pathway.language.words import Words, signal
from synth.pathway.language.writes import observe

OURS = sorted(care_pathways.HERE.rglob("*.py"))
NURSE = "general practice (nurse)"
p = Numbers(evidence.read_text("""
[by_visits]
by = { visits = [0, 2] }
value = [10, 20]
unit = "score"
source = "test"
[rarely]
by = { visits = [0, 2] }
average = [0.1, 0.2]
unit = "probability"
source = "test"
""", "unread.toml"))  # fmt: skip


class Seen(Notes):
    """What is known of whoever is seen."""

    visits = count("how many visits there were")
    weight = quantity("weight", "kg", decimals=1)
    seen = whether("the visit takes place")
    baby_1 = person("the baby")


class Longer(Seen):
    """What is known besides."""

    length = quantity("length", "cm")


n = Longer
ALL = {n.visits: 1, n.weight: 36, n.seen: 1, n.length: 50}


def visit(*writes, draws=None, name="care", **more) -> Pathway:
    steps = [Step("visit", NURSE, contact="antenatal_visit", draws=ALL if draws is None else draws, writes=writes,
                  **{"then": "later", **{key: more.pop(key) for key in ("raises", "then") if key in more}}),
             Step("later", NURSE, contact="antenatal_visit")]  # fmt: skip
    return Pathway(name, more.pop("starts_on", "conception"), steps, takes=("baby_1",), **{"notes": Longer, **more})


def unread_of(*pathways: Pathway) -> list[str]:
    return sorted(fault.split("'")[1] for fault in unread.check(pathways))


READ = {
    "written": (lambda: visit(observe("body_weight", n.weight)), "weight"),
    "asked": (lambda: visit(then=When({"later": n.seen}, END)), "seen"),
    "drawn from": (lambda: visit(draws={**ALL, n.weight: n.length * 2}), "length"),
    "handed on": (lambda: visit(raises=Signal("after", carries=by_name(n.length))), "length"),
    "a person that is asked about": (lambda: visit(observe("parity", Of("baby_1", "birth_order"))), "baby_1"),
    "a person who may be nobody": (lambda: visit(observe("parity", 1, when=someone(n.baby_1))), "baby_1"),
    "a person whom a signal goes to": (lambda: visit(raises=Signal("born", to="baby_1")), "baby_1"),
    "a person of whom something is written": (
        lambda: visit(observe("parity", 1, details={"about_person": "baby_1"})), "baby_1"),
    "what evidence has bands of": (lambda: visit(observe("parity", p.by_visits)), "visits"),
    "what a chance has bands of": (lambda: visit(then=Choice({"later": p.rarely, END: REST})), "visits"),
}  # fmt: skip


@pytest.mark.parametrize("case", READ)
def test_a_note_is_read_where_it_is(case):
    care, name = READ[case]
    assert unread_of(care()) == sorted({"baby_1", "length", "seen", "visits", "weight"} - {name})


def test_a_note_that_nothing_keeps_and_one_that_nothing_reads_say_what_to_do():
    assert list(unread.check([visit(draws={n.weight: 36})])) == [
        "care: 'length' is a note of Longer, but nothing takes or draws it: take it out",
        "care: it keeps 'baby_1' of Seen, which nothing reads: read it, or take it out",
        "care: 'seen' is a note of Seen, but nothing takes or draws it: take it out",
        "care: 'visits' is a note of Seen, but nothing takes or draws it: take it out",
        "care: it keeps 'weight' of Seen, which nothing reads: read it, or take it out"]  # fmt: skip


def test_pathways_of_one_class_and_parts_read_for_each_other():
    asked = [observe("parity", n.visits), observe("body_weight", n.weight), observe("parity", n.seen, slot="seen")]
    other = visit(*asked, observe("parity", someone(n.baby_1), slot="baby"), draws={}, name="other", notes=Seen)
    assert unread_of(visit(), other) == ["baby_1", "length"]  # what is taken is read by whoever takes it
    care = visit(raises=Signal("goes on"))
    part = Pathway("part", "goes on", [Step("seen", NURSE, writes=[observe("body_height", n.length)])], part_of=care)
    assert unread_of(care, part, other) == ["baby_1"]


def test_it_is_a_fault_of_a_whole_library_alone():
    care, words = visit(raises=Signal("after")), (signal("after", "she was seen", for_later="care"),)
    said = {whole: prepare.build([care], care_pathways.codelists(), Words((), words, whole)).faults
            for whole in (True, False)}  # fmt: skip
    assert len(said[True]) == 5
    assert said[False] == []


# ---------------------------------------------------------------- our own


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(care_pathways.HERE)))
def test_no_module_of_ours_names_a_local_by_a_string(path: Path):
    text = path.read_text(encoding="utf-8")
    named = {
        alias.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert "Local" not in named and "import Local" not in text, "declare a note of it, with its kind and meaning"


def test_every_pathway_of_ours_that_remembers_anything_declares_it():
    remembers = [p for p in care_pathways.pathways() if p.takes or any(s.draws for s in p.steps)]
    assert len(remembers) > 50
    assert [p.name for p in remembers if p.notes is None] == []


def test_every_note_of_ours_says_what_it_means_in_words_of_its_own():
    declared = {base for p in care_pathways.pathways() for base in (p.notes.__mro__ if p.notes else ())}
    found = [(base, note) for base in declared for note in vars(base).values() if hasattr(note, "means")]
    assert len(found) > 200
    assert [f"{base.__name__}.{note.name}" for base, note in found
            if not note.means or (note.means == note.name.replace("_", " ") and note.kind != "quantity")] == []  # fmt: skip
