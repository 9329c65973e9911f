"""Asking a server one question: the answer as far as it goes, through all its pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from output.delivery.dataset.sameness import differences, digest
from output.delivery.dataset.words import words
from output.delivery.server import http
from output.delivery.verify.questions import Question
from synth.errors import ServerTrouble, one_line

if TYPE_CHECKING:
    import httpx2

ATTEMPTS = 4
NOW = {"Cache-Control": "no-cache"}
"""What is there now: HAPI otherwise repeats the answer to a search for a minute, even if all was loaded since."""
SPARE_PAGES = 20
"""Pages beyond those that an answer needs before we stop: they may be smaller than asked, but not endless."""
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


def ask(using: httpx2.Client, base: str, question: Question) -> Got:
    """The answer of a server to a question."""
    got = Got(f"{base}/{question.path}")
    try:
        answer = _get(using, got.url, got)
        if answer is None:
            return got
        if answer.get("resourceType") != "Bundle":
            got.resource = answer
            if question.version:
                _version(using, base, question, got)
        else:
            _pages(using, question, answer, got)
    except ServerTrouble as trouble:
        got.faults.append(one_line(trouble))
    return got


def _get(using: httpx2.Client, url: str, got: Got) -> dict[str, Any] | None:
    """The body of an answer of status 200; anything else is taken down."""
    response = http.ask(using, "GET", url, attempts=ATTEMPTS, headers=NOW)
    got.status = response.status_code
    try:
        answer = json.loads(response.content)
    except ValueError:
        answer = None
    if response.status_code != 200:
        got.said = words(answer)
        return None
    if not isinstance(answer, dict) or not answer.get("resourceType"):
        got.faults.append("the answer is no FHIR")
        return None
    return answer


def _version(using: httpx2.Client, base: str, question: Question, got: Got) -> None:
    """The version that a read names, in place of the read."""
    number = str((got.resource or {}).get("meta", {}).get("versionId", ""))
    if not number:
        got.faults.append("the read names no version (meta.versionId)")
        return
    got.url = f"{base}/{question.path}/_history/{number}"
    got.resource = _get(using, got.url, got)


def _pages(using: httpx2.Client, question: Question, answer: dict[str, Any], got: Got) -> None:
    """All pages of a Bundle."""
    total = answer.get("total")
    got.total = total if isinstance(total, int) else None
    wanted = len(question.names or ()) + len(question.included)
    most = wanted // min(question.page or SMALLEST_PAGE, SMALLEST_PAGE) + SPARE_PAGES
    seen = {got.url}
    url = got.url
    page: dict[str, Any] | None = answer
    while page is not None:
        got.pages += 1
        _take(page, question, got)
        link = next((each.get("url", "") for each in page.get("link") or () if each.get("relation") == "next"), "")
        if not link:
            return
        url = urljoin(url, link)
        if url in seen:
            got.faults.append(f"page {got.pages} leads back to an earlier one")
            return
        if got.pages >= most:
            got.faults.append(f"after {got.pages} pages there are still more")
            return
        seen.add(url)
        page = _get(using, url, got)
        if page is None:
            got.faults.append(f"page {got.pages + 1} is not given: HTTP {got.status} {got.said}".rstrip())
            got.status = 200


def _take(page: dict[str, Any], question: Question, got: Got) -> None:
    """The entries of one page."""
    here = 0
    for entry in page.get("entry") or ():
        resource = entry.get("resource") or {}
        name = f"{resource.get('resourceType')}/{resource.get('id')}"
        mode = (entry.get("search") or {}).get("mode", "match")
        if mode == "outcome" or resource.get("resourceType") == "OperationOutcome":
            continue
        if mode == "include":
            got.included.append(name)
        else:
            got.matches.append(name)
            here += 1
        if "SUBSETTED" not in {tag.get("code") for tag in resource.get("meta", {}).get("tag", ())}:
            got.digests[name] = digest(resource)
    if question.page and here > question.page:
        got.faults.append(f"page {got.pages} holds {here}, though _count is {question.page}")


def unlike(question: Question, got: Got) -> list[str]:
    """How the resource that was read differs from the dataset's."""
    return differences(question.resource or {}, got.resource) if got.resource is not None else []


Watch = Callable[[int, int], None]
"""Told how many questions are answered, and of how many."""
