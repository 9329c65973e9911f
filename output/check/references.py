"""References of NDJSON: every literal one leads to a resource of the dataset. Those of bundles are looked at there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from output.check import Findings
from output.check.bundles import REFERENCE, RULE
from synth.dataset import packing

if TYPE_CHECKING:
    from synth.dataset.reading import Dataset

_HEAD = re.compile(rb'"resourceType":\s*"([A-Za-z]+)"')
_ID = re.compile(rb'"id":\s*"([^"]*)"')


def check(dataset: Dataset, findings: Findings) -> None:
    """Follow every literal reference of NDJSON."""
    known: set[bytes] = set()
    paths = dataset.ndjson()
    damaged = (OSError, EOFError, ValueError, packing.broken())
    for path in paths:
        try:
            for line in packing.lines(path):
                kind, identity = _HEAD.search(line), _ID.search(line)
                if kind and identity:
                    known.add(kind[1] + b"/" + identity[1])
        except damaged:
            continue  # as its digest has told
    for path in paths:
        name = path.relative_to(dataset.path).as_posix()
        try:
            for n, line in enumerate(packing.lines(path), 1):
                targets = REFERENCE.findall(line)
                findings.checked[RULE] += len(targets)
                for target in targets:
                    if target not in known:
                        findings.found(RULE, f"{name}:{n}", f"refers to {target.decode()}, which is not there")
        except damaged:
            continue
