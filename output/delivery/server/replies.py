"""Replies of a server: the words of an OperationOutcome, and what became of each entry of a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from output.delivery.server.reading import Bundle, Entry, Outcome, parsed, words_in


@dataclass(frozen=True)
class Answer:
    """What became of one entry: its status (0: nothing was said of it) and, if it failed, the server's words."""

    status: int
    words: str = ""
    location: str = ""

    @property
    def good(self) -> bool:
        """Whether it is stored."""
        return 200 <= self.status < 300


def answers(content: bytes, count: int) -> list[Answer]:
    """What an answer of 200 to a bundle of `count` entries says of each: HTTP 200 alone proves nothing."""
    try:
        entries = Bundle.model_validate(parsed(content)).entry or []
    except ValueError:
        entries = []
    found = [_answer(entry) for entry in entries[:count]]
    return found + [Answer(0, "the server's answer does not speak of it")] * (count - len(found))


def _answer(entry: Entry) -> Answer:
    if entry.response is None:
        return Answer(0, "the server's answer gives it no status")
    status = status_of(entry.response.status)
    where = entry.response.location
    said = "" if 200 <= status < 300 else words(entry.response.outcome)
    return Answer(status, said, where if isinstance(where, str) else "")


def words(answer: Any) -> str:
    """The words of an OperationOutcome (as it was parsed), on one line; "" where it has none."""
    try:
        issues = Outcome.model_validate(answer).issue or []
    except ValidationError:
        return ""
    said = [
        issue.diagnostics or (issue.details.text if issue.details else None) or issue.code or ""
        for issue in issues
        if issue.severity not in ("information", "warning")
    ]
    return words_in("; ".join(part for part in said if part))


def words_of(content: bytes) -> str:
    """The words of an answer's body: of its OperationOutcome, or else its first text."""
    try:
        answer = parsed(content)
    except ValueError:
        return words_in(content[:20_000].decode("utf-8", "replace"))
    return words(answer) or (words_in(answer.get("message", "")) if isinstance(answer, dict) else "")


def status_of(text: Any) -> int:
    """The number in a status such as "201 Created"; 0 where there is none."""
    first = str(text or "").strip()[:3]
    return int(first) if first.isascii() and first.isdigit() else 0
