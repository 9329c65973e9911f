"""A server is filled with what one system holds, and proves that it holds just that."""

from __future__ import annotations

from pathlib import Path

import pytest

from synth import api
from synth.errors import SynthError
from tests.delivery.stored import held, wanted
from tests.servers.faulty import FaultyServer

pytestmark = pytest.mark.usefixtures("hasty")


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("systems") / "dataset"
    asked = {"families": 12, "start": "2022-01-01", "end": "2023-01-01", "workers": 1}
    api.generate(out=out, view="systems", formats=("bundles", "ndjson"), **asked)
    return out


def test_a_server_is_filled_with_one_system_and_holds_what_it_holds(systems: Path, tmp_path: Path) -> None:
    for name in ("gp", "child_health_information", "demographics"):
        system = next((systems / "systems").glob(f"{name}-*"))
        with FaultyServer() as server:
            outcome = api.seed(server.url, system, journal=tmp_path / name)
            there, _ = held(server)
            verdict = api.verify(server.url, system)
        assert outcome.sound, outcome.lines()
        assert there == wanted(system)
        assert verdict.sound, verdict.lines()


def test_two_systems_go_to_one_server_without_a_clash(systems: Path, tmp_path: Path) -> None:
    names = [next((systems / "systems").glob(f"{name}-*")) for name in ("gp", "health_visiting")]
    with FaultyServer() as server:
        for system in names:
            assert api.seed(server.url, system, journal=tmp_path / system.name).sound
        there, versions = held(server)
    mine, theirs = (set(wanted(system)) for system in names)
    assert set(there) == mine | theirs and versions <= {1, 2}
    shared = {"Organization", "Location", "HealthcareService", "Practitioner", "PractitionerRole", "Questionnaire"}
    assert {name.split("/")[0] for name in mine & theirs} <= shared, "reference data alone are the same"


def test_the_folder_of_all_systems_is_no_dataset_to_fill_a_server_with(systems: Path, tmp_path: Path) -> None:
    with FaultyServer() as server, pytest.raises(SynthError, match="systems/") as refused:
        api.seed(server.url, systems, journal=tmp_path / "journal")
    assert "\n" not in str(refused.value)
