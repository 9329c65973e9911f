"""What of a unit is on the server already, as we would send it: so that nothing is stored a second time.

It is asked only where a PUT of what is there would make a new version, and only when something may be there.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from output.delivery.dataset.source import Unit
from output.delivery.dataset.tag import Tag
from output.delivery.server import http

if TYPE_CHECKING:
    import httpx2

IDS = 40
"""How many ids are asked for at once: their URL stays below 2,000 characters."""
SERVERS_OWN = ("versionId", "lastUpdated", "source")
"""Members of meta that a server may set as it likes."""


async def already(client: httpx2.AsyncClient, base: str, unit: Unit, part: Sequence[int], tag: Tag) -> set[int]:
    """Which of a part's entries the server holds with our tag and our content; none where it cannot be asked."""
    by_type: dict[str, list[int]] = defaultdict(list)
    for i in part:
        by_type[unit.names[i].partition("/")[0]].append(i)
    found: set[int] = set()
    for kind, indices in by_type.items():
        for at in range(0, len(indices), IDS):
            some = indices[at : at + IDS]
            where = {unit.names[i].partition("/")[2]: i for i in some}
            for resource in await search(client, f"{base}/{kind}", {"_id": ",".join(where), "_count": str(2 * IDS)}):
                i = where.get(str(resource.get("id")), -1)
                if i >= 0 and tag.on(resource) and holds(resource, plain(json.loads(unit.data[i]))):
                    found.add(i)
    return found


async def search(client: httpx2.AsyncClient, url: str, query: dict[str, str]) -> list[dict[str, Any]]:
    """The resources that a search finds, all pages; none where the server does not understand it."""
    found: list[dict[str, Any]] = []
    page, url = await _page(client, url, query)
    found += page
    while url:
        page, url = await _page(client, url, None)
        found += page
    return found


async def search_page(client: httpx2.AsyncClient, url: str, query: dict[str, str]) -> list[dict[str, Any]]:
    """The first page of what a search finds."""
    return (await _page(client, url, query))[0]


async def _page(client: httpx2.AsyncClient, url: str, query: dict[str, str] | None) -> tuple[list[dict[str, Any]], str]:
    response = await http.ask_async(client, "GET", url, params=query, headers={"Cache-Control": "no-cache"})
    try:
        bundle = response.json() if response.status_code == 200 else {}
    except ValueError:
        bundle = {}
    links = bundle.get("link") or ()
    following = next((link["url"] for link in links if link.get("relation") == "next"), "")
    return [entry["resource"] for entry in bundle.get("entry") or () if "resource" in entry], following


def plain(resource: dict[str, Any]) -> dict[str, Any]:
    """A resource without what a server sets by itself."""
    meta = {name: value for name, value in resource.get("meta", {}).items() if name not in SERVERS_OWN}
    return {**resource, "meta": meta}


def holds(there: Any, ours: Any, loose: bool = False) -> bool:
    """Whether what is there says all that ours says; a server may add members (a narrative, a tag), and no values.

    loose: a list may be longer than ours and in another order, as the tags and labels in meta.
    """
    if isinstance(ours, dict):
        return isinstance(there, dict) and all(
            name in there and holds(there[name], value, loose or name == "meta") for name, value in ours.items()
        )
    if isinstance(ours, list):
        if not isinstance(there, list):
            return False
        if loose:
            return all(any(holds(one, each, loose) for one in there) for each in ours)
        return len(there) == len(ours) and all(map(holds, there, ours))
    return there == ours
