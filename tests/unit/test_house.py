"""The house keeps its own rules: which way imports go, what may not decide a byte, how large a room is."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
from pathlib import Path

import pytest

from synth.record import numbers, words
from synth.record.batch import Batch
from synth.systems import directory

HOUSE = Path(__file__).resolve().parents[2]
FILES = [path for package in ("synth", "care_pathways", "output") for path in sorted((HOUSE / package).rglob("*.py"))]


def name(path: Path) -> str:
    return str(path.relative_to(HOUSE))


def imported(path: Path) -> set[str]:
    """The top-level packages that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_only_the_command_line_and_the_interface_put_the_parts_together():
    joined = {name(path) for path in FILES if path.parts[len(HOUSE.parts)] == "synth"
              and imported(path) & {"output", "care_pathways"}}  # fmt: skip
    assert {path for path in joined if not path.startswith("synth/cli/")} <= {"synth/api.py"}


def test_pathways_and_output_do_not_know_each_other():
    for path in FILES:
        package = path.relative_to(HOUSE).parts[0]
        other = {"care_pathways": "output", "output": "care_pathways"}.get(package)
        assert other not in imported(path), name(path)


def modules(path: Path) -> set[str]:
    """The modules that a file imports, wherever in it, by their full names."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_output_sees_the_record_and_nothing_of_the_world():
    for path in FILES:
        if path.relative_to(HOUSE).parts[0] == "output":
            assert not [m for m in modules(path) if m == "synth.world" or m.startswith("synth.world.")], name(path)
    fields = {field.name for field in dataclasses.fields(Batch)}
    seen = {"settings", "families", "people", "record", "identity", "forms", "codelists", "copies", "truth"}
    assert fields == {*seen, "part", "_made"}  # a part of another batch, and what was made of that: of the same record
    # The truth is carried where it is asked for; nothing but what writes it down, and checks that, reads it.
    readers = {name(path) for path in FILES if path.relative_to(HOUSE).parts[0] == "output"
               and (".truth" in path.read_text("utf-8") or "import truth" in path.read_text("utf-8"))}  # fmt: skip
    assert readers == {"output/check/truth.py", "output/formats.py", "output/tables/truth.py", "output/truth.py"}


def test_what_the_record_hands_over_of_the_world_knows_no_people():
    """The doors below the record open on words, numbers and the directory: nothing there takes or gives a population."""
    seen = 0
    for door in (directory, words, numbers):
        for thing in (getattr(door, one) for one in door.__all__):
            for function in vars(thing).values() if inspect.ismodule(thing) else [thing]:
                if inspect.isfunction(function):
                    seen += 1
                    assert not any("Population" in str(said) for said in function.__annotations__.values()), function
    assert seen > 30


FORBIDDEN = {
    r"\buuid4\b|\buuid1\b": "an id that is not made from a key",
    r"np\.random|import random\b|from random\b": "a generator with state",
    r"datetime\.now|date\.today|time\.time\(|utcnow": "the wall clock",
    r"(?<![\w.])hash\(": "a hash that changes from run to run",
    r"np\.(exp|log|power|sin|cos|tan)\(": "a function that differs between processors",
    r"pickle": "files that can run code",
}
CLOCKED = {"synth/scale/generate.py", "synth/scale/progress.py", "synth/scale/report.py",
           "output/delivery/server/tokens.py"}  # fmt: skip
"""Where the wall clock is read to be shown to a person or to a token server, never stored."""


@pytest.mark.parametrize("path", FILES, ids=name)
def test_nothing_without_a_fixed_value_decides_a_byte(path):
    code = re.sub(r'"""(.|\n)*?"""|#.*', "", path.read_text(encoding="utf-8"))
    for pattern, what in FORBIDDEN.items():
        if what == "the wall clock" and name(path) in CLOCKED:
            continue
        assert not re.search(pattern, code), f"{what}: {pattern}"


def test_no_file_is_more_than_one_room():
    everything = [*FILES, *HOUSE.glob("tests/**/*.py"), *HOUSE.glob("tools/**/*.py"), *HOUSE.glob(".ci/*.py")]
    long = {name(p): n for p in everything if (n := p.read_text(encoding="utf-8").count("\n")) > 400}
    assert long == {}


def test_every_number_has_its_source_and_no_file_names_a_registry_or_a_machine():
    tracked = [HOUSE / "requirements.lock", HOUSE / "pyproject.toml", HOUSE / "Makefile", *HOUSE.glob(".ci/*")]
    for path in tracked:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?://[^\s\"]*(pypi|pythonhosted|simple)", text), name(path)
        assert not re.search(r"(^|[^a-z.])/(work|root|home)/", text), name(path)


def test_what_is_asked_of_every_form_has_a_name_of_its_own():
    """What is worked out of forms is kept by its name: two with one name had the answer of whichever was asked first."""
    names = [
        f"{node.func.id} {node.args[1].value}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "of_each"
        and len(node.args) > 1 and isinstance(node.args[1], ast.Constant)
    ]  # fmt: skip
    assert len(names) > 10 and sorted({one for one in names if names.count(one) > 1}) == []
