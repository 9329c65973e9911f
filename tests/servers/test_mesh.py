"""A MESH mailbox holds after a replay what came by MESH, in order, under its workflow; and takes nothing without proof."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import httpx2
import pytest

from output.delivery.replay import stream
from output.delivery.server.access import Access
from output.delivery.server.tokens import authorisation
from synth import api
from synth.errors import ServerTrouble

pytestmark = pytest.mark.servers
SENDER, RECEIVER = "X26ABC1", "X26ABC2"
SECRETS = {"user": SENDER, "password": "password", "shared_key": "a key of the tests"}


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("mesh") / "data"
    api.make(families=12, out=out, formats="messages,delivery", workers=1, start="2020-01-01", end="2025-01-01")
    return out


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    return told(tmp_path, SECRETS)


def told(folder: Path, values: dict[str, str]) -> Path:
    path = folder / "mesh.toml"
    path.write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in {"kind": "mesh", **values}.items()))
    path.chmod(0o600)
    return path


def inbox(mesh: str) -> list[httpx2.Response]:
    """Each message in the mailbox of the receiver, in order of its coming; it is acknowledged, and so is gone."""
    found = []
    with httpx2.Client(auth=authorisation(Access("mesh", **{**SECRETS, "user": RECEIVER}))) as client:
        while some := client.get(f"{mesh}/{RECEIVER}/inbox").json()["messages"]:
            for name in some:
                found.append(client.get(f"{mesh}/{RECEIVER}/inbox/{name}"))
                client.put(f"{mesh}/{RECEIVER}/inbox/{name}/status/acknowledged")
    return found


def test_the_mailbox_holds_all_that_came_by_mesh_in_order_and_nothing_else(mesh, dataset, secrets, tmp_path):
    items = list(stream.items(api.open(dataset), "delivery"))
    by_mesh = [item for item in items if item.workflow and item.body is not None]
    assert 10 < len(by_mesh) < len(items)
    outcome = api.replay(dataset, f"{mesh}/{SENDER}", endpoint="mesh", mailbox=RECEIVER, auth_file=secrets,
                         journal=tmp_path / "journal")  # fmt: skip
    assert outcome.sound and outcome.taken == len(by_mesh)
    came = inbox(mesh)
    assert [each.content for each in came] == [item.body for item in by_mesh]
    assert Counter(each.headers["mex-workflowid"] for each in came) == Counter(item.workflow for item in by_mesh)
    assert {(each.headers["mex-from"], each.headers["mex-to"]) for each in came} == {(SENDER, RECEIVER)}


def test_a_mailbox_that_there_is_not_refuses_each_message_and_is_told_of(mesh, dataset, secrets, tmp_path):
    outcome = api.replay(dataset, f"{mesh}/{SENDER}", endpoint="mesh", auth_file=secrets, journal=tmp_path / "journal")
    assert not outcome.sound and not outcome.taken and {*outcome.statuses} - {None} == {417}
    assert not inbox(mesh)


@pytest.mark.parametrize("wrong", ["password", "shared_key", "user"])
def test_who_cannot_prove_whose_the_mailbox_is_sends_nothing(mesh, dataset, tmp_path, wrong):
    secrets = told(tmp_path, {**SECRETS, wrong: RECEIVER})
    with pytest.raises(ServerTrouble, match=r"takes nothing any more \(HTTP 403"):
        api.replay(dataset, f"{mesh}/{SENDER}", endpoint="mesh", mailbox=RECEIVER, auth_file=secrets,
                   journal=tmp_path / "journal")  # fmt: skip
    assert not inbox(mesh)
