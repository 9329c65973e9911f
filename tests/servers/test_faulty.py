"""The faulty server is right where it is not told to be wrong, and wrong exactly as told."""

from __future__ import annotations

import ssl

import httpx2 as library
import pytest

from tests.servers.faulty import KINDS, Faults, FaultyServer, Rules

httpx2 = library.Client(verify=ssl.create_default_context(), trust_env=False)
"""One client for all: to make one takes longer than what it asks here."""


def entry(kind, identity, method="PUT", **members):
    url = f"{kind}/{identity}"
    resource = {"resource": {"resourceType": kind, "id": identity, **members}} if method == "PUT" else {}
    return {"fullUrl": f"https://x.example.org/{url}", **resource, "request": {"method": method, "url": url}}


def bundle(*entries, kind="transaction"):
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


PATIENT = entry(
    "Patient",
    "p1",
    name=[{"family": "Ash", "given": ["Jo"]}],
    birthDate="1990-02-03",
    identifier=[{"system": "n", "value": "9"}],
)
CONDITION = entry(
    "Condition",
    "c1",
    subject={"reference": "Patient/p1"},
    code={"coding": [{"system": "s", "code": "1"}]},
    onsetDateTime="2020-01-02",
)


def post(server, body):
    return httpx2.post(server.url, json=body)


def search(server, query):
    found = httpx2.get(f"{server.url}/{query}").json()
    return [e["resource"]["id"] for e in found.get("entry", [])]


def test_a_transaction_is_stored_whole_or_not_at_all():
    with FaultyServer() as server:
        assert post(server, bundle(CONDITION)).status_code == 400 and not server.store.held
        answer = post(server, bundle(CONDITION, PATIENT))
        assert [e["response"]["status"] for e in answer.json()["entry"]] == ["201 Created"] * 2
        assert post(server, bundle(PATIENT)).json()["entry"][0]["response"]["etag"] == 'W/"1"'
        assert post(server, bundle(entry("Patient", "p1", "DELETE"))).status_code == 200
        assert server.store.truth("Patient", "p1"), "what is referred to stays"
        post(server, bundle(entry("Patient", "p1", "DELETE"), entry("Condition", "c1", "DELETE")))
        assert server.store.truth("Patient", "p1") is None and server.store.truth("Condition", "c1") is None


def test_batches_and_lax_transactions_take_each_entry_on_its_own():
    for rules, kind in ((Rules(), "batch"), (Rules(transactions="batch"), "transaction")):
        with FaultyServer(rules=rules) as server:
            answer = post(
                server, bundle(PATIENT, entry("Condition", "c2", subject={"reference": "Patient/none"}), kind=kind)
            )
            assert answer.status_code == 200
            assert [e["response"]["status"][:3] for e in answer.json()["entry"]] == ["201", "400"]


@pytest.mark.parametrize("rules, status", [
    (Rules(entries=1), 413), (Rules(bytes=50), 413), (Rules(ids="uuid"), 400), (Rules(transactions="none"), 400),
    (Rules(rejects=("c1",)), 422), (Rules(authorisation="Bearer x"), 401),
])  # fmt: skip
def test_rules_refuse(rules, status):
    with FaultyServer(rules=rules) as server:
        assert post(server, bundle(PATIENT, CONDITION)).status_code == status and not server.store.held


def test_numeric_ids_and_identical_puts_as_the_rules_say():
    with FaultyServer(rules=Rules(ids="not numeric", bumps=True)) as server:
        assert httpx2.put(f"{server.url}/Patient/12", json={"resourceType": "Patient", "id": "12"}).status_code == 400
        for _ in range(2):
            httpx2.put(f"{server.url}/Patient/a1", json={"resourceType": "Patient", "id": "a1"})
        assert len(server.store.versions("Patient", "a1")) == 2


def test_searches_find_what_is_there_and_lies_hide_it():
    right = {"Patient?identifier=n|9": ["p1"], "Patient?family=as": ["p1"], "Patient?birthdate=ge1990-02-03&birthdate=lt1990-02-04": ["p1"],
             "Patient?birthdate=1990": ["p1"], "Patient?name=zed": [], "Condition?patient=p1&code=s|1": ["c1"], "Condition?patient.identifier=n|9": ["c1"],
             "Condition?code=t|1": [], "Condition?_id=c1&_include=Condition:patient": ["c1", "p1"],
             "Patient?_id=p1&_revinclude=Condition:subject": ["p1", "c1"], "Patient/p1/$everything": ["p1", "c1"]}  # fmt: skip
    with FaultyServer() as server:
        post(server, bundle(PATIENT, CONDITION))
        assert {query: search(server, query) for query in right} == right
        assert httpx2.get(f"{server.url}/Patient/none").status_code == 404
        assert httpx2.get(f"{server.url}/Patient?nonsense=1").status_code == 400
        server.lies.lost = frozenset({"Condition/c1"})
        assert (
            search(server, "Condition?patient=p1") == [] and httpx2.get(f"{server.url}/Condition/c1").status_code == 404
        )
        server.lies.ignored = frozenset({"name"})
        assert search(server, "Patient?name=zed") == ["p1"]
        httpx2.put(f"{server.url}/Patient/p1", json={"resourceType": "Patient", "id": "p1", "active": True})
        server.lies.stale = frozenset({"Patient/p1"})
        assert "active" not in httpx2.get(f"{server.url}/Patient/p1").json()


def test_pages_follow_each_other_and_counts_count():
    with FaultyServer() as server:
        post(server, bundle(*(entry("Patient", f"p{n:02}") for n in range(7))))
        assert httpx2.get(f"{server.url}/Patient?_summary=count").json()["total"] == 7
        found, url = [], f"{server.url}/Patient?_count=3"
        while url:
            page = httpx2.get(url).json()
            found.append([e["resource"]["id"] for e in page["entry"]])
            url = next((link["url"] for link in page.get("link", []) if link["relation"] == "next"), None)
        assert [len(ids) for ids in found] == [3, 3, 1] and len({i for ids in found for i in ids}) == 7


def test_one_request_in_five_goes_wrong_in_every_way_and_the_same_each_time():
    def run():
        seen = []
        with FaultyServer(faults=Faults(kinds=KINDS)) as server:
            for n in range(500):
                try:
                    seen.append(
                        httpx2.put(
                            f"{server.url}/Patient/p{n}", json={"resourceType": "Patient", "id": f"p{n}"}
                        ).status_code
                    )
                except library.TransportError:
                    seen.append(0)
            assert set(server.faults.told) == set(KINDS)
            assert 0.12 < sum(server.faults.told.values()) / 500 < 0.28
            stored = sum(len(server.store.versions("Patient", f"p{n}")) for n in range(500))
        assert stored == seen.count(201) + server.faults.told["cut after"] and 0 in seen
        return seen

    assert run() == run()
