"""The search for what of a unit is on the server already, as we would send it: nothing is stored a second time.

It is asked only where a PUT of what is there would make a new version, and only when something may be there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Any

from output.delivery.dataset.sameness import same
from output.delivery.dataset.source import Unit
from output.delivery.dataset.tag import Tag
from output.delivery.server import http, reading
from synth.errors import ServerTrouble

if TYPE_CHECKING:
    from output.delivery.server.client import Client

IDS = 40
"""How many ids are asked for at once: their URL stays below 2,000 characters."""
PAGES = IDS + 5
"""Pages of one such answer at most: a server may give as few as one resource a page."""
SERVERS_OWN = ("versionId", "lastUpdated", "source")
"""Members of meta that a server may set as it likes."""


async def already(client: Client, base: str, unit: Unit, part: Sequence[int], tag: Tag) -> set[int]:
    """Which of a part's entries the server holds with our tag and our content; none where it cannot be asked."""
    by_type: dict[str, list[int]] = defaultdict(list)
    for i in part:
        by_type[unit.names[i].partition("/")[0]].append(i)
    found: set[int] = set()
    for kind, indices in by_type.items():
        for at in range(0, len(indices), IDS):
            some = indices[at : at + IDS]
            where = {unit.names[i].partition("/")[2]: i for i in some}
            query = {"_id": ",".join(where), "_count": str(2 * IDS)}
            async for page in search(client, f"{base}/{kind}", query):
                for resource in page:
                    i = where.get(reading.identity(resource), -1)
                    if i >= 0 and tag.on(resource) and holds(resource, plain(reading.parsed(unit.data[i]))):
                        found.add(i)
    return found


async def search(client: Client, url: str, query: dict[str, str]) -> AsyncIterator[list[dict[str, Any]]]:
    """The resources that a search for ids finds, page by page; none where the server does not understand it.

    ServerTrouble, in one line, if a page leads back to an earlier one, or there are more than ids could need.
    """
    page, following = await _page(client, url, query)
    yield page
    seen: set[str] = set()
    while following:
        if following in seen:
            raise ServerTrouble(f"{url} gives pages that lead back to each other: nothing more is read")
        if len(seen) == PAGES:
            raise ServerTrouble(f"{url} gives more than the {PAGES} pages that its answer can need: no more are read")
        seen.add(following)
        page, following = await _page(client, following, None)
        yield page


async def search_page(client: Client, url: str, query: dict[str, str]) -> list[dict[str, Any]]:
    """The first page of what a search finds."""
    return (await _page(client, url, query))[0]


async def _page(client: Client, url: str, query: dict[str, str] | None) -> tuple[list[dict[str, Any]], str]:
    """The resources of a page that have a sound name, and the URL of the next page, which may be asked."""
    response = await http.ask(client, "GET", url, params=query, headers={"Cache-Control": "no-cache"})
    if response.status_code != 200:
        return [], ""
    page = reading.bundle(response.content, url.partition("?")[0])
    following = client.at.followed(page.following, of=str(response.request.url)) if page.following else ""
    return [entry.resource for entry in page.entry or () if entry.resource and reading.name(entry.resource)], following


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
    return not isinstance(there, dict | list) and same(there, ours)
