"""Several servers are filled, and several receivers played to, from one dataset, each system at the server of its role."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from output.delivery.replay import stream
from synth import api, cli
from synth.errors import BadArguments, ServerTrouble
from tests.delivery.stored import held, wanted
from tests.delivery.test_replay import Receiver
from tests.servers.faulty import FaultyServer

pytestmark = pytest.mark.usefixtures("hasty")


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("systems") / "dataset"
    asked = {"families": 6, "start": "2022-01-01", "end": "2023-01-01", "workers": 1}
    api.generate(out=out, view="systems", formats="ndjson", **asked)
    return out


@pytest.fixture(scope="module")
def arriving(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("arriving") / "data"
    api.make(families=40, out=out, formats="delivery", workers=1, start="2023-01-01", end="2025-01-01")
    return out


@pytest.fixture
def receivers() -> Iterator[list[Receiver]]:
    with ExitStack() as stack:
        servers = [stack.enter_context(Receiver()) for _ in range(2)]
        for server in servers:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.shutdown)
        yield servers


def roles(file: Path, **targets: object) -> Path:
    """A file that gives each role its server."""
    lines = [f"{name} = {json.dumps(to)}\n" for name, to in targets.items()]
    file.write_text("[systems]\n" + "".join(lines), encoding="utf-8")
    return file


def names(dataset: Path) -> list[str]:
    return sorted(path.name for path in (dataset / "systems").iterdir())


def kinds(dataset: Path) -> list[str]:
    return sorted({name.partition("-")[0] for name in names(dataset)})


def test_each_server_holds_the_systems_of_its_role_and_nothing_else(
    systems: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with FaultyServer() as practices, FaultyServer() as others:
        file = roles(
            tmp_path / "map.toml",
            **{kind: practices.url if kind == "gp" else others.url for kind in kinds(systems)},
        )
        assert cli.run(["seed", "--systems", str(file), str(systems), "--quiet"]) == 0
        there, elsewhere = held(practices)[0], held(others)[0]
        mine = [wanted(systems / "systems" / name) for name in names(systems) if name.startswith("gp-")]
        assert len(mine) > 1 and set(there) == set().union(*mine)
        assert "Patient" in {name.partition("/")[0] for name in elsewhere}
        assert not {name for name in there if name.startswith("Patient/")} & set(elsewhere)
        again = api.seed_systems(systems, file, resume=True)
        every = api.verify_systems(systems, file, report=tmp_path / "report.json")
        assert every.sound, every.lines()
        assert list(every.outcomes) == names(systems)
        assert [*json.loads((tmp_path / "report.json").read_text())["systems"]] == names(systems)
        with pytest.raises(BadArguments, match="nothing was deleted"):
            api.unseed_systems(systems, file)
        assert cli.run(["unseed", "--systems", str(file), str(systems), "--yes", "--quiet"]) == 0
        assert not held(practices)[0] and not held(others)[0]
        assert capsys.readouterr().out == ""
        assert cli.run(["verify", "--systems", str(file), str(systems), "--only", "count", "--quiet"]) == 1
        assert "expected" in capsys.readouterr().out
    assert again.sound and all(one and not one.tally.stored for one in again.outcomes.values())


def test_the_shared_record_of_a_place_is_seeded_and_verified_as_every_dataset(tmp_path: Path) -> None:
    out = tmp_path / "shared"
    api.generate(out=out, view="shared", formats="ndjson", families=6, start="2022-01-01", end="2023-01-01", workers=1)
    with FaultyServer() as server:
        outcome = api.seed_systems(out, roles(tmp_path / "map.toml", shared_care_record=server.url))
        assert outcome.sound, outcome.lines()
        assert len(outcome.outcomes) == len(names(out)) and set(held(server)[0]) == set().union(
            *(wanted(out / "systems" / name) for name in names(out))
        )
        for name in names(out):
            verdict = api.verify(server.url, out / "systems" / name)
            assert verdict.sound, verdict.lines()
    with pytest.raises(BadArguments, match="holds systems, each a dataset of its own"):
        api.seed("http://127.0.0.1:9/fhir", out, journal=tmp_path / "log")


def test_a_seeding_of_several_goes_on_where_it_ended(systems: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.symlink_to(systems)
    with FaultyServer() as server:
        first, *rest = names(systems)
        file = roles(tmp_path / "map.toml", **dict.fromkeys(kinds(systems), False), **{first: server.url})
        assert api.seed_systems(copy, file).sound
        file = roles(
            tmp_path / "map.toml", **dict.fromkeys(kinds(systems), False), **{first: server.url, rest[0]: server.url}
        )
        outcome = api.seed_systems(copy, file, resume=True)
        assert outcome.sound, outcome.lines()
    stored = {name: one.tally.stored for name, one in outcome.outcomes.items() if one}
    assert stored[first] == 0 and stored[rest[0]] > 0
    assert all(one is None for name, one in outcome.outcomes.items() if name not in (first, rest[0]))


def test_a_plan_names_each_system_and_sends_nothing(systems: Path, tmp_path: Path) -> None:
    with FaultyServer() as server:
        lines, sound = api.seed_systems_plan(
            systems, roles(tmp_path / "m.toml", **dict.fromkeys(kinds(systems), server.url))
        )
        assert sound and held(server)[0] == {}
    assert [line[:-1] for line in lines if line.endswith(":") and not line.startswith(" ")] == names(systems)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"gp": None}, "it leaves gp-B99001 out"),
        ({"gossip": "http://127.0.0.1:9/fhir"}, "names 'gossip', which is neither a kind of system nor one of"),
        ({"gp-B99999": "http://127.0.0.1:9/fhir"}, "names 'gp-B99999', which is neither"),
        ({"gp": 7}, "'gp' has no URL"),
        ({"gp": "http://192.0.2.7/fhir"}, "--allow-remote"),
    ],
)
def test_a_map_that_does_not_fit_is_one_clear_line_and_nothing_is_sent(
    systems: Path, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    with FaultyServer() as server:
        targets: dict[str, Any] = {**dict.fromkeys(kinds(systems), server.url), **change}
        file = roles(tmp_path / "map.toml", **{name: to for name, to in targets.items() if to is not None})
        with pytest.raises(BadArguments, match=said) as refused:
            api.seed_systems(systems, file)
        assert "\n" not in str(refused.value) and held(server)[0] == {}


@pytest.mark.parametrize(
    "text", ["", "[systems]\n", "systems = 3\n", '[systems]\ngp = {"url"}', '[systems]\ngp={urn="x"}']
)
def test_what_is_no_map_is_one_clear_line(systems: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "map.toml").write_text(text)
    with pytest.raises(BadArguments, match=r"^--systems .*map\.toml") as refused:
        api.seed_systems(systems, tmp_path / "map.toml")
    assert "\n" not in str(refused.value)


def test_the_command_says_which_of_url_and_map_it_wants(systems: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (
        ["seed", str(systems)],
        ["seed", "--systems", "m", "http://x", str(systems)],
        ["verify", str(systems)],
        ["unseed", "--systems", "m", "http://x", str(systems)],
        ["replay", str(systems)],
    ):
        assert cli.run(command) == 2
        assert "--systems" in (said := capsys.readouterr().err) or "URL DATASET" in said


def sent(dataset: Path) -> list[stream.Item]:
    return list(stream.items(api.open(dataset), "delivery"))


def test_every_receiver_is_posted_what_comes_to_it_in_order_of_time(
    arriving: Path, receivers: list[Receiver], tmp_path: Path
) -> None:
    items = sent(arriving)
    assert {item.system.rpartition("-")[2] for item in items} == {item.receiver for item in items}
    first, second = receivers
    given = dict.fromkeys((item.system.partition("-")[0] for item in items), second.url)
    file = roles(tmp_path / "map.toml", **{**given, "child_health_information": first.url, "health_visiting": False})
    log = tmp_path / "log.jsonl"
    outcome = api.replay(arriving, systems=file, journal=log)
    for server, chosen in (
        (first, ("child_health_information",)),
        (second, given.keys() - {"child_health_information", "health_visiting"}),
    ):
        mine = [json.loads(item.body) for item in items if item.body and item.system.partition("-")[0] in chosen]
        assert server.kept == mine and mine
    assert outcome.sound and outcome.taken == len(first.kept) + len(second.kept)
    assert outcome.took == Counter(
        item.system for item in items if item.body and not item.system.startswith("health_visiting")
    )


def test_a_replay_to_several_goes_on_where_one_of_them_stopped_it(
    arriving: Path, receivers: list[Receiver], tmp_path: Path
) -> None:
    first, second = receivers
    given = {item.system.partition("-")[0]: second.url for item in sent(arriving)}
    file = roles(tmp_path / "map.toml", **{**given, "child_health_information": first.url})
    first.answer = lambda number, message: 200 if number < 3 else 403
    with pytest.raises(ServerTrouble, match="--resume goes on"):
        api.replay(arriving, systems=file, journal=tmp_path / "log")
    first.answer = lambda number, message: 200
    outcome = api.replay(arriving, systems=file, journal=tmp_path / "log", resume=True)
    readable = sum(item.body is not None for item in sent(arriving))
    assert len(first.kept) + len(second.kept) == outcome.taken == sum(outcome.took.values()) == readable
    assert len({message["id"] for message in first.kept}) <= len(first.kept)
    with pytest.raises(BadArguments, match="is of another server"):
        api.replay(arriving, first.url, journal=tmp_path / "log", resume=True)


def test_a_receiver_that_the_map_leaves_out_is_named_before_anything_is_sent(
    arriving: Path, receivers: list[Receiver], tmp_path: Path
) -> None:
    given = {item.system.partition("-")[0]: receivers[0].url for item in sent(arriving)}
    assert given.pop("child_health_information")
    file = roles(tmp_path / "map.toml", **given)
    with pytest.raises(BadArguments, match="it leaves child_health_information-"):
        api.replay(arriving, systems=file, journal=tmp_path / "log")
    assert not receivers[0].kept
