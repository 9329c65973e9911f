"""Transactions, batches and single writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.servers.faulty.posting import answered, puts
from tests.servers.faulty.store import Refused, Store

if TYPE_CHECKING:
    from tests.servers.faulty.server import FaultyServer


def outcome(code: str, words: str) -> dict[str, Any]:
    """An OperationOutcome with one error."""
    return {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": code, "diagnostics": words}]}


def answer(store: Store, kind: str, identity: str, resource: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """One PUT."""
    dangling = store.dangling(resource, set())
    if dangling:
        raise Refused(400, f"Resource {dangling} not found, specified in {kind}/{identity}")
    status, version = store.put(kind, identity, resource)
    return status, {**resource, "meta": {**resource.get("meta", {}), "versionId": str(version)}}


def process(at: FaultyServer, bundle: dict[str, Any], partial: bool) -> tuple[int, dict[str, Any]]:
    """A bundle, by its type and by the rules; with `partial`, some entries fail within an answer of 200."""
    rules, store, entries = at.rules, at.store, bundle.get("entry", [])
    kind = bundle.get("type")
    allowed = {"transaction": rules.transactions != "none", "batch": rules.batches}.get(str(kind), False)
    if not allowed:
        raise Refused(400, f"Unrecognized bundle type: {kind}")
    if rules.entries is not None and len(entries) > rules.entries:
        raise Refused(413, f"the bundle has {len(entries)} entries; at most {rules.entries} are taken")
    at.entries.append(len(entries))
    urls = [e["request"]["url"] for e in entries]
    writes = [e["request"]["url"] for e in entries if e["request"]["method"] not in ("GET", "POST")]
    if len(set(writes)) != len(writes) or len({e.get("fullUrl", u) for e, u in zip(entries, urls, strict=True)}) != len(
        urls
    ):
        raise Refused(400, "two entries for one resource")
    with store.lock:
        if kind == "transaction" and any(e["request"]["method"] == "POST" for e in entries):
            made, there = puts(store, entries)
            told = _atomic(store, made)
            told["entry"] = [answered(there[n]) if n in there else one for n, one in enumerate(told["entry"])]
            return 200, told
        if kind == "transaction" and rules.transactions == "atomic" and not partial:
            return 200, _atomic(store, entries)
        coming = {url for url in urls if url.count("/") == 1} if kind == "transaction" else set()
        answers = []
        for n, entry in enumerate(entries):
            status = at.faults.entry(n) if partial else 0
            answers.append(_failed(status, f"injected {status}") if status else _single(store, entry, coming))
        # What stood on an entry that failed stays: it is for the sender to bring the rest.
        return 200, {"resourceType": "Bundle", "type": f"{kind}-response", "entry": answers}


def _atomic(store: Store, entries: list[dict[str, Any]]) -> dict[str, Any]:
    coming = {e["request"]["url"] for e in entries if e["request"]["method"] == "PUT"}
    going = frozenset(e["request"]["url"] for e in entries if e["request"]["method"] == "DELETE")
    for entry in entries:
        if entry["request"]["method"] == "GET":
            _reading(store, entry["request"]["url"])
        if entry["request"]["method"] == "PUT":
            kind, identity = entry["request"]["url"].split("/")
            store.check(kind, identity, entry["resource"])
            dangling = store.dangling(entry["resource"], coming)
            if dangling:
                raise Refused(400, f"Resource {dangling} not found, specified in {kind}/{identity}")
    return {
        "resourceType": "Bundle",
        "type": "transaction-response",
        "entry": [_single(store, e, coming, going) for e in entries],
    }


def _reading(store: Store, url: str) -> dict[str, Any]:
    found = store.get(*url.split("/")) if url.count("/") == 1 else None
    if found is None:
        raise Refused(404, f"{url} is not there")
    return found


def _single(
    store: Store, entry: dict[str, Any], coming: set[str], going: frozenset[str] = frozenset()
) -> dict[str, Any]:
    kind, _, identity = entry["request"]["url"].partition("/")
    try:
        if entry["request"]["method"] == "DELETE":
            return {"response": {"status": f"{store.delete(kind, identity, going)} No Content"}}
        if entry["request"]["method"] == "GET":
            return {"resource": _reading(store, entry["request"]["url"]), "response": {"status": "200 OK"}}
        if entry["request"]["method"] != "PUT":
            raise Refused(405, f"{entry['request']['method']} is not done here")
        dangling = store.dangling(entry["resource"], coming)
        if dangling:
            raise Refused(400, f"Resource {dangling} not found, specified in {kind}/{identity}")
        status, version = store.put(kind, identity, entry["resource"])
    except Refused as refused:
        return _failed(refused.status, str(refused))
    text = "201 Created" if status == 201 else "200 OK"
    return {"response": {"status": text, "etag": f'W/"{version}"', "location": f"{kind}/{identity}/_history/{version}"}}


def _failed(status: int, words: str) -> dict[str, Any]:
    return {"response": {"status": str(status), "outcome": outcome("processing", words)}}
