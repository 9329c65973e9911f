"""What a server says: the words of an OperationOutcome, and the status of each entry of an answer."""

from __future__ import annotations

import json
from typing import Any

LONGEST = 300
"""Characters of a server's words that are kept."""


def words(answer: Any) -> str:
    """The words of an OperationOutcome (as it was parsed), on one line; "" where it has none."""
    if not isinstance(answer, dict):
        return ""
    said = []
    for issue in answer.get("issue") or ():
        if isinstance(issue, dict) and issue.get("severity") not in ("information", "warning"):
            details = issue.get("details")
            text = issue.get("diagnostics") or (details.get("text") if isinstance(details, dict) else None)
            said.append(str(text or issue.get("code") or ""))
    return " ".join("; ".join(part for part in said if part).split())[:LONGEST]


def words_of(content: bytes) -> str:
    """The words of an answer's body: of its OperationOutcome, or else its first text."""
    try:
        answer = json.loads(content)
    except ValueError:
        return " ".join(content[:LONGEST].decode("utf-8", "replace").split())
    return words(answer) or (str(answer.get("message", "")) if isinstance(answer, dict) else "")[:LONGEST]


def status_of(text: Any) -> int:
    """The number in a status such as "201 Created"; 0 where there is none."""
    first = str(text or "").strip()[:3]
    return int(first) if first.isdigit() else 0
