"""HAPI that refuses the ids of clients and gives its own: filled, filled again, resumed, verified; or ended early."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from output.delivery.dataset.source import Source
from output.delivery.dataset.tag import tag_of
from synth import api, cli
from tests.delivery.stored import make
from tests.servers import running

pytestmark = [
    pytest.mark.servers,
    pytest.mark.skipif(
        os.environ.get("SYNTH_SERVERS") != "long",
        reason="HAPI takes a few conditional posts a second: SYNTH_SERVERS=long make servers",
    ),
]


@pytest.fixture(scope="module", params=["own-ids", "own-uuids"])
def hapi(request: pytest.FixtureRequest) -> Iterator[str]:
    """A HAPI of its own for each way of giving ids."""
    with running.hapi(request.param) as base:
        yield base


def counted(base: str, data: Path) -> dict[str, int]:
    tag = tag_of(Source(data).dataset.manifest).search
    with httpx2.Client(timeout=120) as client:
        return {kind: client.get(f"{base}/{kind}?_tag={tag}&_summary=count", headers={"Cache-Control": "no-cache"})
                .json()["total"] for kind in Source(data).resources}  # fmt: skip


def test_posts_fill_it_once_and_verify_finds_nothing_wrong(hapi, tmp_path):
    data = make(tmp_path / "data", patients=6, formats="bundles", bundle="post")
    first = api.seed(hapi, data, journal=tmp_path / "j")
    assert first.sound and first.tally.created == sum(Source(data).resources.values()), first.lines()
    wanted = counted(hapi, data)
    again = api.seed(hapi, data, journal=tmp_path / "other")
    assert again.sound and again.tally.stored == 0, again.lines()
    resumed = api.seed(hapi, data, journal=tmp_path / "j", resume=True)
    assert resumed.sound and resumed.tally.before == sum(wanted.values()), resumed.lines()
    assert counted(hapi, data) == wanted == Source(data).resources
    found = api.verify(hapi, data, only=["count", "identifier", "code", "patient"])
    outcomes = Counter(verdict.outcome for verdict in found.verdicts)
    assert found.sound and not outcomes["wrong"] and outcomes["right"] > 50, found.lines()


def test_a_dataset_of_puts_ends_early_with_the_cause_and_the_mend(hapi, tmp_path, capsys):
    data = make(tmp_path / "data", patients=6, formats="bundles")
    assert cli.run(["seed", hapi, str(data), "--journal", str(tmp_path / "j")]) == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert "client-assigned IDs are not enabled" in last and "--mode post" in last
