"""How many resources of each type a server holds of one dataset, by its tag."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from output.delivery.dataset.tag import Tag
from output.delivery.server import http

if TYPE_CHECKING:
    import httpx2


async def count(client: httpx2.AsyncClient, base: str, kinds: Iterable[str], tag: Tag) -> dict[str, int | None]:
    """How many there are of each type; None where the server does not say."""
    return {kind: await _count(client, f"{base}/{kind}", tag) for kind in kinds}


async def _count(client: httpx2.AsyncClient, url: str, tag: Tag) -> int | None:
    response = await http.ask_async(
        client, "GET", url, params={"_tag": tag.search, "_summary": "count"}, headers={"Cache-Control": "no-cache"}
    )
    try:
        total = response.json().get("total") if response.status_code == 200 else None
    except (ValueError, AttributeError):
        return None
    return total if isinstance(total, int) else None
