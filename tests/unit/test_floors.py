"""The floors of the house: each room stands on those below it, nothing goes round in a circle, content stays outside."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import care_pathways
from output import registry
from synth.codes import loinc_valid, verhoeff_valid
from synth.world.organisations import staff

HOUSE = Path(__file__).resolve().parents[2]
PACKAGES = ("synth", "care_pathways", "output")

FLOORS = (
    {
        "errors",
        "printable",
        "secrecy",
        "source_files",
        "spelling",
        "chance",
        "clock",
        "keys",
        "members",
        "table",
        "watching",
        "guests",
        "cache",
        "known",
        "made",
    },
    {"evidence", "codes", "questionnaires"},
    {"calendar", "settings"},
    {"world"},
    {"systems"},
    {"record"},
    {"sharing"},
    {"pathway"},
    {"simulate", "truth", "dataset", "marking", "realism"},
    {"scale"},
    {"finding"},
    {"api", "request"},
    {"cli", "__main__"},
)
"""The rooms of `synth` from the ground up: a room imports from its own floor and from those below."""

STAIRS: dict[tuple[str, str], str] = {}
"""Imports that go up, each with why it still does: to be emptied, never to be added to."""

ROUND: dict[frozenset[str], str] = {}
"""Circles that there still are, each with why: to be emptied, never to be added to."""

WORDS = {"adopted", "assessment", "birth_order", "birth_weight", "bmi", "carer", "covid", "disabled", "gravida",
         "minor_injuries", "miscarriage", "neonatal_unit", "overseas_visitor", "parity", "religion", "restricted",
         "stillbirth", "stillborn", "twins"}  # fmt: skip
"""Names of the world's own columns, outcomes, bodies and services, and of kinds of entry, which are keys of codelists
or stories too. So are names of the roles in which staff are employed (`staff.ROLES`)."""

OUTPUT = {
    "output/registry.py": "a module of output is called as the resource that it writes: care_plan",
    "output/check/clinical/conditions.py": "the gestation at birth, by which clinical rules date a pregnancy",
    "output/check/clinical/lives.py": "why a practice takes a person off its list, by which rules know who left the country",
    "output/roles.py": "the code of each role in which staff are employed",
    "output/cda/entries.py": "C-CDA says with a code of its own what kind of allergy it is",
    "output/cda/headings.py": "headings of documents, and the types of document themselves",
    "output/cda/observations.py": "LOINC codes of the vital signs that a template of C-CDA is for",
    "output/cda/observed.py": "blood pressure is two numbers, each with a code of its own",
    "output/fhir/documents/composition.py": "headings of documents",
    "output/fhir/reference/directory.py": "the code of each service and of its specialty",
    "output/fhir/resources/dosage.py": "the parts of a dosage that are codes: method and route",
    "output/fhir/resources/family_member_history.py": "a relative of whom nothing more is said",
    "output/fhir/resources/list_.py": "the codes of lists",
    "output/fhir/resources/medication_request.py": "where a medicine is given, in the words of FHIR",
    "output/fhir/resources/observation.py": "LOINC codes of the vital signs that profiles are for; the two blood pressures",
    "output/fhir/resources/questionnaire_response.py": "the answer that FHIR writes as true",
    "output/fhir/resources/task.py": "what a task asks for",
    "output/fhir/subject/related_person.py": "the code of each relationship",
    "output/messages/births.py": "the notification of a birth says what the guide lists, from the observations that have it",
    "output/messages/crossed.py": "the notices between hospitals and councils are events whose published codes are SNOMED's",
    "output/messages/requests.py": "the notification of a birth says what the service lists, from the observations that have it",
    "output/messages/screening.py": "the outcome of a hearing screen holds the tests that the guide lists; the name of its report",
}
"""Files of output that name codes because what a format says needs them, whatever happens to people, each with what
for: a code that says what happened belongs to the pathway that writes it."""


@cache
def modules() -> dict[str, Path]:
    found = {}
    for package in PACKAGES:
        for path in sorted((HOUSE / package).rglob("*.py")):
            parts = path.relative_to(HOUSE).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports_in(text: str, known: frozenset[str]) -> set[str]:
    """The modules that a text imports, wherever in it; what is imported for types alone is no import."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            node.body = []
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in known else node.module)
    return found & known


@cache
def graph() -> dict[str, set[str]]:
    known = frozenset(modules())
    found = {name: imports_in(path.read_text(encoding="utf-8"), known) - {name} for name, path in modules().items()}
    by_name = {
        f"output.fhir.resources.{module}" for module in registry.modules().values()
    }  # imported as they are listed
    return {**found, "output.fhir": found["output.fhir"] | (by_name & known)}


def circles(of: dict[str, set[str]]) -> set[frozenset[str]]:
    """Groups of modules each of which leads to all others."""
    reached: dict[str, set[str]] = {}
    for start in of:
        seen: set[str] = set()
        todo = list(of[start])
        while todo:
            at = todo.pop()
            if at not in seen:
                seen.add(at)
                todo += of[at]
        reached[start] = seen
    return {frozenset(other for other in reached[one] if one in reached[other]) for one in of if one in reached[one]}


def floor(module: str) -> int | None:
    """The floor of a module of `synth`; None for the package's own file and for others."""
    parts = module.split(".")
    if parts[0] != "synth" or len(parts) == 1:
        return None
    found = [number for number, rooms in enumerate(FLOORS) if parts[1] in rooms]
    assert found, f"{module} stands on no floor: name its room in FLOORS"
    return found[0]


def climbs(of: dict[str, set[str]]) -> set[tuple[str, str]]:
    """Imports of a room from one above it."""
    return {
        (one, other)
        for one, others in of.items()
        for other in others
        if floor(one) is not None and floor(other) is not None and floor(other) > floor(one)
    }


def named(text: str, keys: frozenset[str]) -> set[str]:
    """Keys of codelists, and clinical codes themselves, that stand as strings in a text, docstrings aside."""
    tree = ast.parse(text)
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    strings = {n.value for n in ast.walk(tree)
               if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in said}  # fmt: skip
    return {one for one in strings if one in keys or _is_code(one)}


def _is_code(text: str) -> bool:
    snomed = re.fullmatch(r"[0-9]{6,18}", text) and verhoeff_valid(text) and text[-3:-1] in ("00", "10")
    return bool(snomed) or loinc_valid(text)


def test_every_room_stands_on_those_below_it():
    assert climbs(graph()) == set(STAIRS)


def test_no_import_goes_round_in_a_circle():
    assert circles(graph()) == set(ROUND)


def content_in(package: str) -> dict[str, set[str]]:
    """The files of a package that name a clinical code or a story, with what they name."""
    words = WORDS | set(staff.ROLES)
    content = (frozenset(care_pathways.codelists()) | {story.name for story in care_pathways.stories()}) - words
    found = {}
    for module, path in modules().items():
        if module.split(".")[0] == package and (names := named(path.read_text(encoding="utf-8"), content)):
            found[path.relative_to(HOUSE).as_posix()] = names
    return found


def test_the_machine_names_no_clinical_code_and_no_story():
    assert content_in("synth") == {}
    strings = set()
    for module, path in modules().items():
        if module.split(".")[0] == "synth":
            strings |= named(path.read_text(encoding="utf-8"), frozenset(WORDS))
    assert strings == WORDS, "what no longer stands in the machine is taken off the list"


def test_output_names_codes_only_where_a_format_needs_them():
    found = content_in("output")
    assert set(found) == set(OUTPUT), (
        "name it in the pathway that writes it; what no longer names a code goes off the list"
    )
    stories = {story.name for story in care_pathways.stories()}
    assert not [path for path, names in found.items() if names & stories]


def test_what_goes_up_round_or_names_content_would_be_found():
    known = frozenset({"synth.chance", "synth.world", "synth.world.kin"})
    hidden = "def f():\n    from synth.world import kin\n"
    assert imports_in(hidden, known) == {"synth.world.kin"}
    assert (
        imports_in(
            f"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    {hidden.splitlines()[1].strip()}\n", known
        )
        == set()
    )
    up = {"synth.chance": {"synth.world"}, "synth.world": {"synth.chance"}}
    assert climbs(up) == {("synth.chance", "synth.world")}
    assert circles(up) == {frozenset(up)}
    assert circles({"a": {"b"}, "b": {"c"}, "c": set()}) == set()
    assert named('"""whooley"""\nx = "27113001"\ny = "29463-7"\nz = "whooley"\n', frozenset({"whooley"})) == {
        "27113001", "29463-7", "whooley",
    }  # fmt: skip
