"""Exactly as many patients as were asked for, and each family the same however many there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from synth import api

WINDOW = {"start": "2022-01-01", "end": "2025-01-01", "formats": ("bundles", "ndjson"), "workers": 1}


def lines(folder: Path, kind: str = "*") -> set[bytes]:
    """Every resource of a dataset, as it stands in NDJSON."""
    paths = sorted((folder / "ndjson").glob(f"{kind}.[0-9]*.ndjson"))
    return {line for path in paths for line in path.read_bytes().splitlines()}


def families(folder: Path) -> dict[int, list[str]]:
    """The lines of people.csv by family."""
    found: dict[int, list[str]] = {}
    for line in (folder / "people.csv").read_text().splitlines()[1:]:
        found.setdefault(int(line.split(",")[6]), []).append(line)
    return found


@pytest.mark.parametrize("patients", [1, 2, 7, 150])
def test_there_are_exactly_as_many_patients_as_were_asked_for(patients: int, tmp_path: Path) -> None:
    dataset = api.generate(patients, seed=patients, out=tmp_path / "data", **WINDOW)
    assert dataset.manifest["totals"]["patients"] == patients
    assert len(dataset.people) == dataset.people["id"].nunique() == patients
    assert len(lines(dataset.path, "Patient")) == patients
    assert len(list((dataset.path / "bundles").glob("*/*.json"))) == patients


def test_a_family_is_the_same_however_many_there_are(tmp_path: Path) -> None:
    few = api.generate(120, seed=8, out=tmp_path / "few", **WINDOW)
    some = api.generate(250, seed=8, out=tmp_path / "some", **WINDOW)
    all_of_them = api.generate(families=260, seed=8, out=tmp_path / "all", **WINDOW)
    whole = families(all_of_them.path)
    for dataset in (few, some):
        people = families(dataset.path)
        first = dataset.manifest["families"]["count"]
        # Families are taken in order: only those that are not in England in the window are missing.
        assert [f for f in sorted(people) if f < first] == [f for f in sorted(whole) if f < first] != []
        common = {family: found for family, found in people.items() if family < 260}
        assert len(common) >= first // 3 and all(whole[family] == found for family, found in common.items())
        if max(people) < 260:
            assert lines(dataset.path) <= lines(all_of_them.path)
    assert max(families(few.path)) < 260


def test_a_bundle_is_the_same_however_many_there_are(tmp_path: Path) -> None:
    few = api.generate(60, seed=8, out=tmp_path / "few", **WINDOW)
    more = api.generate(families=100, seed=8, out=tmp_path / "more", **WINDOW)
    for path in sorted((few.path / "bundles").glob("00000/*.json")):
        assert path.read_bytes() == (more.path / "bundles" / "00000" / path.name).read_bytes()
