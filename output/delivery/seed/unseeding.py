"""Behind `synth unseed`: everything that bears a dataset's tag deleted, what refers before what is referred to."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from output.delivery.dataset.progress import Progress
from output.delivery.dataset.tag import Tag, tag_of
from output.delivery.server import http, reading
from output.delivery.server.access import Access
from output.delivery.server.counting import count
from output.delivery.server.lookup import search_page
from output.delivery.server.probe import probe
from output.delivery.server.replies import answers, words_of
from synth.errors import ServerTrouble

if TYPE_CHECKING:
    import httpx2

    from output.delivery.dataset.source import Source
    from output.delivery.server.client import Client

FIRST = ("Group", "Provenance", "List", "Task", "DiagnosticReport", "Observation")
"""What refers to what is neither here nor in LAST, in the order in which it goes."""
LAST = (
    "Goal", "Specimen", "ServiceRequest", "Encounter", "EpisodeOfCare", "CareTeam", "RelatedPerson", "Patient",
    "PractitionerRole", "HealthcareService", "Location", "Practitioner", "Organization",
)  # fmt: skip
"""What others refer to, in the order in which it goes; everything else goes before."""
PAGE = 200
AGAIN = (0.5, 1.0, 2.0, 4.0)
"""Seconds before it is asked again whether what was deleted is gone."""
PASSES = 8
"""What could not go because another referred to it is tried again in the next pass."""


@dataclass
class Unseeded:
    """The outcome: how many of each type were there and were deleted, what is left, and the words of refusals."""

    server: str
    tag: str
    there: dict[str, int | None]
    deleted: dict[str, int] = field(default_factory=dict)
    left: dict[str, int | None] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Whether nothing is left."""
        return not any(self.left.values())

    def lines(self) -> list[str]:
        """The report."""
        kinds = f"{sum(self.deleted.values()):,} resources deleted that bore the tag {self.tag}"
        left = [
            f"  {kind}: {n:,} are left: {self.words.get(kind, '')}".rstrip(": ") for kind, n in self.left.items() if n
        ]
        return [f"{self.server}: {kinds}", *(left or ["  counted on the server by tag: none is left"])]


def there(server: http.Server, access: Access, source: Source) -> dict[str, int | None]:
    """How many resources of each type bear the dataset's tag on a server."""

    async def ask() -> dict[str, int | None]:
        async with http.async_client(server, access) as client:
            await probe(client, server.base, None)
            return await count(client, server.base, _order(source), tag_of(source.dataset.manifest))

    return http.in_one(ask())


def unseed(server: http.Server, access: Access, source: Source, watch: Progress) -> Unseeded:
    """Delete all that bears the dataset's tag, and nothing else; ServerTrouble if a server finds more by it."""
    return http.in_one(_unseed(server, access, source, watch))


async def _unseed(server: http.Server, access: Access, source: Source, watch: Progress) -> Unseeded:
    tag, kinds = tag_of(source.dataset.manifest), _order(source)
    async with http.async_client(server, access, seconds=120.0, say=watch.say) as client:
        found = await probe(client, server.base, None)
        before = await count(client, server.base, kinds, tag)
        outcome = Unseeded(server.base, tag.search, before)
        total = sum(n or 0 for n in before.values())
        for _ in range(PASSES):
            gone = 0
            for kind in kinds:
                most = source.resources[kind] + PAGE - outcome.deleted.get(kind, 0)
                n = await _delete_all(client, server.base, kind, tag, found.profile.mode, outcome, watch, total, most)
                outcome.deleted[kind] = outcome.deleted.get(kind, 0) + n
                gone += n
            outcome.left = await count(client, server.base, kinds, tag)
            if not any(outcome.left.values()) or not gone:
                break
    return outcome


def _order(source: Source) -> list[str]:
    kinds = source.resources
    between = [kind for kind in kinds if kind not in FIRST and kind not in LAST]
    return [kind for kind in (*FIRST, *between, *LAST) if kind in kinds]


def _is_referred_to(response: httpx2.Response) -> bool:
    """Whether a conflict is no contention: another resource refers to what was to go, and must go before."""
    return response.status_code == 409 and b"refer" in response.content


async def _delete_all(
    client: Client, base: str, kind: str, tag: Tag, mode: str, outcome: Unseeded, watch: Progress, total: int,
    most: int,
) -> int:  # fmt: skip
    """Delete what there is of one type, page by page, while something goes; `most` is more than there can be."""
    gone: set[str] = set()
    stuck: set[str] = set()
    patience = iter(AGAIN)
    while True:
        query = {"_tag": tag.search, "_count": str(PAGE), "_elements": "id,meta"}
        page = await search_page(client, f"{base}/{kind}", query)
        strange = [one for one in page if one.get("resourceType") == kind and not tag.on(one)]
        if strange:
            what = reading.name(strange[0])
            raise ServerTrouble(f"{base} finds {what} by a tag that it does not bear: nothing more is deleted")
        there = {reading.identity(one) for one in page if one.get("resourceType") == kind}
        ids = sorted(there - stuck - gone)
        if not ids and there & gone:  # an index may lag behind; a server that keeps what it says is gone does for ever
            if (seconds := next(patience, None)) is None:
                outcome.words[kind] = "the server says that it deleted them, and still has them"
                return len(gone - there)
            await asyncio.sleep(seconds)
            continue
        if not ids:
            return len(gone)
        left = await _delete(client, base, kind, ids, mode, outcome)
        stuck |= left
        gone |= set(ids) - left
        if len(gone) > most:
            raise ServerTrouble(f"{base} gives more {kind} by the tag than the dataset has: nothing more is deleted")
        watch(sum(outcome.deleted.values()) + len(gone), total, lambda: " deleted")
        if len(left) == len(ids):
            return len(gone)


async def _delete(client: Client, base: str, kind: str, ids: list[str], mode: str, outcome: Unseeded) -> set[str]:
    """Delete resources, in one request if the server can, in halves where one of them must stay; the ids that stay."""
    if mode == "put" or len(ids) == 1:
        return {id for id in ids if not await _delete_one(client, base, kind, id, outcome)}
    entries: list[dict[str, Any]] = [{"request": {"method": "DELETE", "url": f"{kind}/{id}"}} for id in ids]
    bundle = {"resourceType": "Bundle", "type": mode, "entry": entries}
    response = await http.ask(
        client, "POST", base, final=_is_referred_to, content=json.dumps(bundle).encode(),
        headers={"Content-Type": http.FHIR_JSON},
    )  # fmt: skip
    if response.status_code == 200:
        said = answers(response.content, len(ids))
        for each in said:
            if not each.good:
                outcome.words[kind] = each.words
        return {id for id, each in zip(ids, said, strict=True) if not (each.good or each.status in (404, 410))}
    _can_delete(base, response)
    outcome.words[kind] = f"HTTP {response.status_code} {words_of(response.content)}"
    middle = len(ids) // 2
    return {
        id for half in (ids[:middle], ids[middle:]) for id in await _delete(client, base, kind, half, mode, outcome)
    }


async def _delete_one(client: Client, base: str, kind: str, id: str, outcome: Unseeded) -> bool:
    """Delete one resource by itself; whether it is gone."""
    response = await http.ask(client, "DELETE", f"{base}/{kind}/{id}", final=_is_referred_to)
    _can_delete(base, response)
    if response.status_code in (200, 202, 204, 404, 410):
        return True
    outcome.words[kind] = f"HTTP {response.status_code} {words_of(response.content)}"
    return False


def _can_delete(base: str, response: httpx2.Response) -> None:
    if response.status_code in (401, 403, 405):
        raise ServerTrouble(f"{base} refuses to delete: HTTP {response.status_code} {words_of(response.content)}")
