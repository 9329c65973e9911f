"""What bears a dataset's tag goes from the server, and nothing else."""

from __future__ import annotations

import re

import pytest

from output.delivery.dataset.source import Source
from output.delivery.seed import unseeding
from synth import api, cli
from synth.dataset.layout import ndjson_kind
from tests.delivery.stored import held
from tests.servers.faulty import Faults, FaultyServer, Lies, Rules

OTHERS = {"resourceType": "Patient", "id": "someone-else", "meta": {"tag": [{"system": "x", "code": "y"}]}}
PASSING = ("429", "503", "502", "409", "cut before", "cut after", "slow")
pytestmark = pytest.mark.usefixtures("hasty")


@pytest.mark.parametrize("rules", [Rules(), Rules(transactions="none"), pytest.param(Rules(transactions="none", batches=False), marks=pytest.mark.slow),
                                   Rules(transactions="batch")], ids=["transaction", "batch", "put", "lax"])  # fmt: skip
def test_all_of_the_dataset_goes_and_nothing_else(dataset, tmp_path, capsys, rules):
    with FaultyServer(rules=rules) as server:
        server.store.put("Patient", "someone-else", OTHERS)
        api.seed(server.url, dataset, journal=tmp_path / "j")
        assert cli.run(["unseed", server.url, str(dataset)]) == 2
        assert "--yes deletes them" in capsys.readouterr().err and len(held(server)[0]) > 1
        server.faults.kinds, server.faults.every = PASSING, 5
        assert cli.run(["unseed", server.url, str(dataset), "--yes"]) == 0
        assert list(held(server)[0]) == ["Patient/someone-else"]
        server.faults.kinds = ()
        assert cli.run(["unseed", server.url, str(dataset)]) == 0
        assert "nothing bears the tag" in capsys.readouterr().out
        assert api.seed(server.url, dataset, journal=tmp_path / "j").sound, "and it can be filled again"


def test_a_server_that_does_not_look_at_the_tag_loses_nothing_of_others(dataset, tmp_path, capsys):
    with FaultyServer(lies=Lies(ignored=frozenset({"_tag"}))) as server:
        server.store.put("Patient", "someone-else", OTHERS)
        assert cli.run(["unseed", server.url, str(dataset), "--yes"]) == 1
        assert "by a tag that it does not bear: nothing more is deleted" in capsys.readouterr().err
        assert "Patient/someone-else" in held(server)[0]


def test_what_others_refer_to_stays_and_is_said(dataset, tmp_path, capsys):
    with FaultyServer(Faults()) as server:
        api.seed(server.url, dataset, journal=tmp_path / "j")
        patient = next(iter(server.store.held["Patient"]))
        server.store.put(
            "Basic", "b", {"resourceType": "Basic", "id": "b", "subject": {"reference": f"Patient/{patient}"}}
        )
        assert cli.run(["unseed", server.url, str(dataset), "--yes"]) == 1
        assert (
            "Patient: " in (said := capsys.readouterr().out)
            and "are left: Unable to delete" in said
            and "Basic/b refers to it" in said
        )
        assert f"Patient/{patient}" in held(server)[0]


def test_what_refers_goes_before_what_it_refers_to(dataset):
    order = unseeding._order(Source(dataset))
    seen = 0
    for path in sorted((dataset / "ndjson").glob("*.ndjson")):
        kind = ndjson_kind(path.name)
        for target in set(re.findall(rb'"reference":"([A-Z][A-Za-z]+)/', path.read_bytes())):
            other = target.decode()
            # A stay is asked for by a referral, which was written at an earlier stay: these go in turns.
            if other in order and {kind, other} != {"Encounter", "ServiceRequest"}:
                assert order.index(kind) <= order.index(other), (kind, other)
                seen += kind != other
    assert seen > 30
