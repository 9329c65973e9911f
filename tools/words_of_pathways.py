"""The page of the reference that lists the words of pathways: made from docstrings, settings and the vocabulary."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

from synth import source_files
from synth.pathway.language import model
from synth.pathway.shown.domain import table
from synth.record import details
from synth.systems.authorship import SETTINGS
from synth.world import vocabulary

NOTE = "<!-- Made by `make pages` from the language itself: change it there. -->"
HERE = Path(__file__).resolve().parents[1]
PAGE = HERE / "docs" / "reference" / "words.md"
UNITS = HERE / "synth" / "evidence" / "units.toml"
ROOMS = (
    ("language/notes.py", "Notes"), ("language/expressions.py", "Questions and arithmetic"), ("language/options.py", "Options"),
    ("language/time.py", "Time"), ("language/courses.py", "Courses"), ("language/words.py", "Signals and facts declared"),
    ("language/writes.py", "What can be written"), ("parts/appointment.py", "Appointments"), ("parts/treatment.py", "Treatment"),
    ("../../care_pathways/gp/_medicines.py", "Repeat medicines of a practice"),
    ("parts/ladder.py", "Ladders of treatment"), ("parts/recall.py", "Recalls"), ("parts/plan.py", "Plans of care"), ("parts/stay.py", "Stays in hospital"),
)  # fmt: skip
SPOKEN = (
    "Fact",
    "Local",
    "Of",
    "OthersInFamily",
    "Now",
    "Started",
    "Occurrence",
    "Age",
    "OneOf",
    "Course",
    "Medicine",
    "Notes",
)
ASKED = ("Treatment", "Ladder", "Plan", "Stay")
"""The parts that an author makes by a function and then asks."""
MACHINE = ("spaced", "members", "whole", "notes_of")
"""The classes among them that an author writes; the others are made by functions."""


def _words(path: Path) -> list[tuple[str, str]]:
    """The functions of a room and the classes that an author writes, each with its arguments and all that it says."""
    found = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        said = (
            " ".join((ast.get_docstring(node) or "").split())
            if isinstance(node, (ast.FunctionDef, ast.ClassDef))
            else ""
        )
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and said and node.name not in MACHINE:
            found.append((f"`{node.name}({_arguments(node)})`", said))
        elif isinstance(node, ast.ClassDef) and node.name in SPOKEN:
            found.append((f"`{node.name}`", said))
        elif isinstance(node, ast.ClassDef) and node.name in ASKED:
            found += [(f"`{node.name.upper()}.{each.name}{_called(each)}`", " ".join(asked.split()))
                      for each in node.body if isinstance(each, ast.FunctionDef) and not each.name.startswith("_")
                      and (asked := ast.get_docstring(each))]  # fmt: skip
    return found


def _called(node: ast.FunctionDef) -> str:
    """How it is asked: with its arguments, or as a property without."""
    return "" if any(getattr(each, "id", "") == "property" for each in node.decorator_list) else f"({_arguments(node)})"


def _arguments(node: ast.FunctionDef) -> str:
    a = node.args
    names = [arg.arg for arg in (*a.posonlyargs, *a.args) if arg.arg != "self"]
    names += [f"*{a.vararg.arg}"] if a.vararg else []
    return ", ".join([*names, *(f"{arg.arg}=" for arg in a.kwonlyargs), *(["..."] if a.kwarg else [])])


def _members(thing: type) -> list[str]:
    head, _, said = (inspect.getdoc(thing) or "").partition("\n\n")
    names = list(inspect.signature(thing).parameters)
    said = re.sub(rf"(?:^|(?<=\. ))({'|'.join(names)}): ", r"\n- `\1`: ", " ".join(said.split()))
    return [
        f"### {thing.__name__}",
        "",
        head,
        "",
        f"It takes {', '.join(f'`{name}`' for name in names)}.",
        *said.splitlines(),
        "",
    ]


def text() -> str:
    """The whole page."""
    out = [NOTE, "", "# The words of pathways", "",
           "Every word by which a pathway is written, as its own documentation says it; [the language by example](language.md) "
           "shows each at work.", "", "## Pathways and steps", ""]  # fmt: skip
    for thing in (model.Pathway, model.Beside, model.Step, model.Signal, model.Choice, model.When, model.Write):
        out += _members(thing)
    for file, title in ROOMS:
        out += [f"## {title}", "", *table(("word", "what it is"), _words(HERE / "synth" / "pathway" / file)), ""]
    out += [
        "## Details of entries",
        "",
        "What an entry of each kind may say besides what all may (`synth/record/details.toml`).",
        "",
    ]
    kinds = [
        (kind.replace("_", " "), ", ".join(f"{name} ({of})" for name, of in said.items()))
        for kind, said in details.known().items()
    ]
    out += [*table(("kind", "details"), [row for row in kinds if row[1]]), ""]
    units = [(kind.replace("_", " "), ", ".join(f"`{unit}`" for unit in said["units"]))
             for kind, said in source_files.toml_of(UNITS).tables.items()]  # fmt: skip
    out += [
        "## Units",
        "",
        "In which the evidence speaks (`synth/evidence/units.toml`): durations are `days`, not `day`.",
        "",
    ]
    out += [*table(("of what", "units"), units), ""]
    out += ["## Settings", "", "Who does it and where (`synth/systems/settings.csv`): a step's `setting`.", ""]
    rows = [(name, s.title, s.system, s.hours) for name, s in SETTINGS.items()]
    out += [*table(("setting", "who and where", "whose record", "open"), rows), ""]
    out += [
        "## Life events",
        "",
        "Signals that the world raises: `starts_on`, with what each hands over (`takes`).",
        "",
    ]
    out += [
        *table(("event", "hands over"), [(name, ", ".join(carries)) for name, carries in vocabulary.EVENTS.items()]),
        "",
    ]
    out += [
        "## What is known of people",
        "",
        '`Fact("name")`; also `born`, `age`, `age_days` and `date` in the evidence.',
        "",
    ]
    known = [*vocabulary.ATTRIBUTES.items(), *vocabulary.FACTS.items()]
    out += table(("fact", "what it is", "options"),
                 [(f"`{name}`", said, ", ".join(vocabulary.OPTIONS.get(name, ())[:8])) for name, said in known])  # fmt: skip
    return "\n".join(out) + "\n"
