"""Posts within a transaction: the server gives ids, leaves alone what is there, and resolves `urn:uuid:`."""

from __future__ import annotations

import itertools
from typing import Any
from urllib.parse import parse_qsl

from tests.servers.faulty.search import search
from tests.servers.faulty.store import Refused, Store

_numbers = itertools.count(1000)


def puts(store: Store, entries: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], dict[int, str]]:
    """Entries with each POST as a PUT under the id that the server gives, and what is there already by place."""
    there: dict[int, str] = {}
    urns: dict[str, str] = {}
    made = []
    for at, entry in enumerate(entries):
        request = entry["request"]
        if request["method"] != "POST":
            made.append(entry)
            continue
        kind = request["url"]
        if entry["resource"]["resourceType"] != kind or "id" in entry["resource"]:
            raise Refused(400, f"a POST to {kind} needs a {kind} without an id")
        found = search(store, kind, parse_qsl(request["ifNoneExist"])) if "ifNoneExist" in request else []
        if len(found) > 1:
            raise Refused(412, f"{request['ifNoneExist']} finds {len(found)}")
        name = f"{kind}/{found[0]['id'] if found else next(_numbers)}"
        if found:
            there[at] = name
        urns[entry["fullUrl"]] = name
        made.append({"fullUrl": name, "resource": entry["resource"], "request": {"method": "PUT", "url": name}})
    for at, entry in enumerate(made):
        if at in there:
            made[at] = {"request": {"method": "GET", "url": there[at]}}
        elif entry["request"]["method"] == "PUT" and urns:
            identity = entry["request"]["url"].partition("/")[2]
            made[at] = {**entry, "resource": {**_resolved(entry["resource"], urns), "id": identity}}
    return made, there


def answered(name: str) -> dict[str, Any]:
    """The answer to a POST of what is there."""
    return {"response": {"status": "200 OK", "location": f"{name}/_history/1", "etag": 'W/"1"'}}


def _resolved(value: Any, urns: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: urns.get(member, member) if name == "reference" and isinstance(member, str)
                else _resolved(member, urns) for name, member in value.items()}  # fmt: skip
    return [_resolved(member, urns) for member in value] if isinstance(value, list) else value
