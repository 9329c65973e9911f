"""Asking a server one question: the answer as far as it goes, through all its pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from output.delivery.dataset.sameness import differences, digest, is_part
from output.delivery.server import http, reading
from output.delivery.server.replies import words_of
from output.delivery.verify.questions import Question
from synth.errors import ServerTrouble, one_line

if TYPE_CHECKING:
    from output.delivery.server.client import Client

ATTEMPTS = 4
NOW = {"Cache-Control": "no-cache"}
"""What is there now: HAPI otherwise repeats the answer to a search for a minute, even if all was loaded since."""
SPARE_PAGES = 20
"""Pages beyond those that an answer needs before we stop: they may be smaller than asked, but not endless."""
SPARE_ENTRIES = 50_000
"""Entries beyond those that an answer needs before we stop."""
SMALLEST_PAGE = 10


@dataclass
class Got:
    """What a server answered. matches: the names in the order in which they came; digests: by name, what each says.

    faults: what is wrong whatever was expected; status 0: no answer that can be read.
    """

    url: str
    status: int = 0
    said: str = ""
    total: int | None = None
    matches: list[str] = field(default_factory=list)
    included: list[str] = field(default_factory=list)
    digests: dict[str, bytes] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    resource: dict[str, Any] | None = None
    pages: int = 0


async def ask(client: Client, question: Question) -> Got:
    """The answer of a server to a question."""
    got = Got(f"{client.at.base}/{question.path}")
    try:
        answer = await _get(client, got.url, got)
        if answer is None:
            return got
        if answer["resourceType"] != "Bundle":
            got.resource = answer
            if question.version:
                del answer
                await _version(client, question, got)
        else:
            await _pages(client, question, _page(answer, got), got)
    except ServerTrouble as trouble:
        got.faults.append(one_line(trouble))
    return got


async def _get(client: Client, url: str, got: Got) -> dict[str, Any] | None:
    """The resource in an answer of status 200; anything else is taken down."""
    response = await http.ask(client, "GET", url, attempts=ATTEMPTS, headers=NOW)
    got.status = response.status_code
    if response.status_code != 200:
        got.said = words_of(response.content)
        return None
    return reading.resource(response.content, url.partition("?")[0])


def _page(answer: dict[str, Any], got: Got) -> reading.Bundle:
    return reading.shaped(reading.Bundle, answer, got.url.partition("?")[0])


async def _version(client: Client, question: Question, got: Got) -> None:
    """The version that a read names, in place of the read."""
    number = reading.version(got.resource or {})
    got.resource = None
    if not number:
        got.faults.append("the read names no version (meta.versionId)")
        return
    got.url = f"{client.at.base}/{question.path}/_history/{number}"
    got.resource = await _get(client, got.url, got)


async def _pages(client: Client, question: Question, page: reading.Bundle, got: Got) -> None:
    """All pages of a Bundle."""
    got.total = page.total
    wanted = len(question.names or ()) + len(question.included)
    most = wanted // min(question.page or SMALLEST_PAGE, SMALLEST_PAGE) + SPARE_PAGES
    seen = {got.url}
    url = got.url
    while True:
        got.pages += 1
        _take(page, question, got)
        if not page.following:
            return
        url = client.at.followed(page.following, of=url)
        if url in seen:
            got.faults.append(f"page {got.pages} leads back to an earlier one")
            return
        if got.pages >= most or len(got.matches) + len(got.included) > wanted + SPARE_ENTRIES:
            got.faults.append(f"after {got.pages} pages there are still more")
            return
        seen.add(url)
        del page  # one page at a time is in memory
        answer = await _get(client, url, got)
        if answer is None:
            got.faults.append(f"page {got.pages + 1} is not given: HTTP {got.status} {got.said}".rstrip())
            got.status = 200
            return
        page = _page(answer, got)
        del answer


def _take(page: reading.Bundle, question: Question, got: Got) -> None:
    """The entries of one page."""
    here = 0
    for entry in page.entry or ():
        resource = entry.resource or {}
        mode = entry.search.mode if entry.search else "match"
        if mode == "outcome" or resource.get("resourceType") == "OperationOutcome":
            continue
        name = reading.name(resource)
        if not name:
            got.faults.append("an entry has no sound type and id")
            return
        if mode == "include":
            got.included.append(name)
        else:
            got.matches.append(name)
            here += 1
        if not is_part(resource):
            got.digests[name] = digest(resource)
    if question.page and here > question.page:
        got.faults.append(f"page {got.pages} holds {here}, though _count is {question.page}")


def unlike(question: Question, got: Got) -> list[str]:
    """How the resource that was read differs from the dataset's."""
    return differences(question.resource or {}, got.resource) if got.resource is not None else []


Watch = Callable[[int, int], None]
"""Told how many questions are answered, and of how many."""
