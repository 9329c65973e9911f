"""NDJSON goes by $import where the server has it, and what did not come that way is sent."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest

from output.delivery.dataset.source import Source
from output.delivery.dataset.tag import tag_of
from output.delivery.seed import bulk
from synth import api
from tests.delivery.stored import alone, held, wanted
from tests.servers.faulty import FaultyServer, Rules


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(bulk, "EVERY", 0.05)


class Patience:
    """A clock for the seeder that stands while a server imports, and runs fast when nothing more will come."""

    def __init__(self, server: FaultyServer) -> None:
        self.server, self.now = server, 0.0

    def monotonic(self) -> float:
        self.now += 0.0 if self.server.importing else 0.6 * bulk.PATIENCE
        return self.now


@pytest.mark.parametrize("integrity", [False, True])
def test_ndjson_comes_by_import_the_types_that_others_refer_to_first(dataset, tmp_path, monkeypatch, integrity):
    with FaultyServer(rules=Rules(imports=True, bumps=True, integrity=integrity)) as server:
        monkeypatch.setattr(bulk, "time", Patience(server))
        outcome = api.seed(server.url, dataset, format="ndjson", journal=tmp_path / "j")
        there, versions = held(server)
        order = [set(kinds) for kinds in server.imported]
    assert len(order) > 2 and "Organization" in order[0] and "Observation" in order[-1]
    assert outcome.sound and there == wanted(dataset) and versions == {1}
    # Types that refer to each other come together, and a server that looks leaves some out: these are sent.
    assert (sum(server.entries) == 1) == (not integrity)


def test_what_import_leaves_out_is_sent(dataset, tmp_path, monkeypatch):
    lost = alone(dataset, "Immunization").partition("/")[2]
    import_all = bulk.import_all

    async def import_and_mend(*what):
        await import_all(*what)
        server.rules.rejects = ()  # only now does the server take what it left out

    monkeypatch.setattr(bulk, "import_all", import_and_mend)
    with FaultyServer(rules=Rules(imports=True, bumps=True, rejects=(lost,))) as server:
        monkeypatch.setattr(bulk, "time", Patience(server))
        outcome = api.seed(server.url, dataset, format="ndjson", journal=tmp_path / "j")
        there, versions = held(server)
    assert outcome.sound and there == wanted(dataset) and versions == {1}
    assert 0 < outcome.tally.stored < len(there) and outcome.tally.there > 0


def test_bundles_are_sent_as_bundles_even_so(dataset, tmp_path):
    with FaultyServer(rules=Rules(imports=True)) as server:
        assert api.seed(server.url, dataset, format="bundles", journal=tmp_path / "j").sound and not server.imported


def test_files_are_served_tagged_by_a_path_that_nobody_guesses_and_only_meanwhile(dataset):
    source = Source(dataset, "ndjson")
    tag = tag_of(source.dataset.manifest)
    plain = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with bulk.Files(source, tag) as files:
        assert all(url.startswith("http://127.0.0.1:") for url in files.urls)
        url = next(url for url, kind in files.urls.items() if kind == "Patient")
        lines = [json.loads(line) for line in plain.open(url).read().splitlines()]
        assert len(lines) == source.dataset.manifest["totals"]["patients"] and all(tag.on(line) for line in lines)
        with pytest.raises(urllib.error.HTTPError):
            plain.open(url.rpartition("/")[0].rpartition("/")[0] + "/ndjson/Patient.00000.ndjson")
    with pytest.raises(urllib.error.URLError):
        plain.open(url)
