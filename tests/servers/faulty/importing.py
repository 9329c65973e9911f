"""`$import`: the server fetches NDJSON, line by line, some time after it was asked, and says nothing of single lines."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.servers.faulty.store import Refused

if TYPE_CHECKING:
    from tests.servers.faulty.server import FaultyServer


def inputs(parameters: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The type and URL of each file."""
    for one in parameters["parameter"]:
        if one["name"] == "input":
            parts = {part["name"]: part for part in one["part"]}
            yield parts["type"]["valueCode"], parts["url"]["valueUri"]


def imported_types(parameters: dict[str, Any]) -> set[str]:
    """The types that are asked for."""
    return {kind for kind, _ in inputs(parameters)}


def fetch(at: FaultyServer, parameters: dict[str, Any]) -> None:
    """Fetch and store; what cannot be stored is left out, and nobody is told."""
    time.sleep(0.2)
    plain = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for kind, url in inputs(parameters):
        every = [json.loads(line) for line in plain.open(url).read().splitlines()]
        coming = {f"{kind}/{resource['id']}" for resource in every}
        for resource in every:
            try:
                if not at.store.dangling(resource, coming):
                    at.store.put(kind, resource["id"], resource)
            except Refused:
                pass
