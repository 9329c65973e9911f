"""The judges bite: faults put into good resources are found, by the validator or by our own rules."""

from __future__ import annotations

import copy
import json
import uuid
from pathlib import Path
from typing import Any

import pytest

from output.check import Findings, codes, rules
from output.check.reading import Reader
from synth import api
from synth.dataset.reading import Dataset
from tests.conformance import hl7
from tests.conformance.mutations import RULES, VALIDATOR, Mutation

TRIED = 400
"""Resources of a type that are looked at for one which a mutation fits."""

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return api.generate(120, seed=5, out=tmp_path_factory.mktemp("dataset") / "data", formats="ndjson", workers=2)


def mutated(dataset: Dataset, mutation: Mutation) -> tuple[dict[str, Any], dict[str, Any]]:
    """A good resource that the mutation fits, and the bad one that it becomes."""
    for n, good in enumerate(dataset.read(mutation.kind)):
        bad = copy.deepcopy(good)
        if mutation.alter(bad) is not False:
            assert bad != good, mutation.name
            return good, bad
        assert n < TRIED, f"no {mutation.kind} that '{mutation.name}' fits"
    raise AssertionError(f"no {mutation.kind} that '{mutation.name}' fits")


@pytest.fixture(scope="module")
def found(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """What the validator says of each mutation's resource, and of it as it was before, by the name of the mutation."""
    validator = hl7.made()
    lines, names = [], {}
    for n, mutation in enumerate(VALIDATOR):
        for when, one in zip(("good", "bad"), mutated(dataset, mutation), strict=True):
            keep = when == "bad" and len(one["id"]) > 64  # the fault is the id itself
            one = one if keep else {**one, "id": str(uuid.UUID(int=2 * n + (when == "bad")))}
            names[one["id"]] = f"{when} {mutation.name} ({mutation.kind})"
            lines.append(json.dumps(one))
    path = tmp_path_factory.mktemp("mutations") / "all.ndjson"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = validator([path], "--each").lines
    return {name: said[identity] for identity, name in names.items()}


def test_there_are_at_least_thirty_and_no_two_are_called_the_same() -> None:
    assert len(VALIDATOR) >= 30
    names = [(mutation.name, mutation.kind) for mutation in (*VALIDATOR, *RULES)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("mutation", VALIDATOR, ids=lambda m: f"{m.name} ({m.kind})")
def test_the_validator_finds(mutation: Mutation, found: dict[str, list[dict[str, Any]]]) -> None:
    name = f"{mutation.name} ({mutation.kind})"
    assert errors(found[f"good {name}"]) == {}
    wrong = errors(found[f"bad {name}"])
    assert any(path.startswith(mutation.path) for path in wrong), wrong


def errors(issues: list[dict[str, Any]]) -> dict[str, str]:
    """Where there are errors, or warnings that the baseline does not list, and what is said of them.

    What the parser alone trips over does not count.
    """
    grave = [
        one
        for one in issues
        if one["message_id"] != "ROUND_TRIP"
        and (
            one["severity"] in ("fatal", "error")
            or (one["severity"] == "warning" and hl7.key_of(one) not in hl7.listed())
        )
    ]
    return {one["path"]: one["text"] for one in grave}


@pytest.mark.parametrize("mutation", RULES, ids=lambda m: f"{m.name} ({m.kind})")
def test_our_rules_find(mutation: Mutation, dataset: Dataset) -> None:
    good, bad = mutated(dataset, mutation)
    assert said(dataset, good) == []
    assert [(rule, mutation.path in what) for rule, what in said(dataset, bad)] == [(mutation.rule, True)]


def said(dataset: Dataset, resource: dict[str, Any]) -> list[tuple[str, str]]:
    """What the rules of `synth validate` say of one resource."""
    findings = Findings("mutations")
    lives = rules.Lives()
    for patient in dataset.read("Patient"):
        lives.born[patient["id"]] = patient.get("birthDate", "")
        lives.died[patient["id"]] = patient.get("deceasedDateTime", "")
    one = Reader().read(json.dumps(resource).encode())
    rules.check("here", one, lives, "2025-01-01T00:00:00+00:00", findings)
    codes.check("here", one, findings)
    return [(one.rule, one.what) for one in findings.findings]


def test_a_parser_that_loses_something_would_be_found(tmp_path: Path, dataset: Dataset) -> None:
    """HAPI's parser reads into a model: what the model does not hold, it cannot write again."""
    good = next(dataset.read("Observation"))
    bad = {**good, "id": str(uuid.UUID(int=1)), "whatever": [{"valueDecimal": 1.50}]}
    path = tmp_path / "one.ndjson"
    path.write_text(json.dumps(bad) + "\n", encoding="utf-8")
    (issues,) = hl7.made()([path], "--each").lines.values()
    assert [one["message_id"] for one in issues].count("ROUND_TRIP") == 1
