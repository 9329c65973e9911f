"""Questions to a server that gave its own ids: those that name no id of the dataset, for numbers alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, unquote

from output.delivery.dataset.source import Source
from output.delivery.dataset.tag import tag_of
from output.delivery.seed.posting import known_by
from output.delivery.server import reading
from output.delivery.verify.questions import Question

WHY = "it is asked by an id of the dataset, and the server gave ids of its own"
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TOKEN = re.compile(r"[^=&,]*\|[^&,]*")


def look(source: Source) -> tuple[str, dict[str, str]]:
    """The id of one patient, and the search that finds that Patient whatever the server called it."""
    tag = tag_of(source.dataset.manifest)
    for unit in source.patients():
        for name, data in zip(unit.names, unit.data, strict=True):
            kind, _, identity = name.partition("/")
            if kind == "Patient":
                return identity, dict(parse_qsl(known_by(data, identity, tag)[1]))
    return "", {}


def is_renamed(found: list[dict[str, Any]], identity: str) -> bool:
    """Whether what that search found is the patient under another id."""
    return bool(found) and identity not in {reading.identity(resource) for resource in found}


def by_number(plan: Iterable[Question]) -> tuple[list[Question], list[Question]]:
    """The questions that can be asked, for numbers alone, and those that cannot."""
    asked, skipped = [], []
    for question in plan:
        bare = _TOKEN.sub("", unquote(question.path))  # what stands after a system is an identifier or a code
        if _ID.search(bare) or question.resource is not None or question.least:
            skipped.append(question)
        elif question.names is None:
            asked.append(question)
        else:
            path = re.sub(r"_count=\d+", "_summary=count", question.path)
            path = re.sub(r"&_(?:rev)?include(?::\w+)?=[^&]*", "", path)
            asked.append(replace(
                question, path=path, names=None, included=frozenset(), total=len(question.names), page=0, tried=True
            ))  # fmt: skip
    return asked, skipped
