"""Counts of the resources of each type that a server holds of one dataset, by its tag."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from output.delivery.dataset.tag import Tag
from output.delivery.server import http, reading
from synth.errors import ServerTrouble

if TYPE_CHECKING:
    from output.delivery.server.client import Client


async def count(client: Client, base: str, kinds: Iterable[str], tag: Tag) -> dict[str, int | None]:
    """How many there are of each type; None where the server does not say."""
    return {kind: await _count(client, f"{base}/{kind}", tag) for kind in kinds}


async def _count(client: Client, url: str, tag: Tag) -> int | None:
    response = await http.ask(
        client, "GET", url, params={"_tag": tag.search, "_summary": "count"}, headers={"Cache-Control": "no-cache"}
    )
    try:
        return reading.bundle(response.content, url).total if response.status_code == 200 else None
    except ServerTrouble:
        return None
