"""What the attacks on servers share: who asks, in haste, and in which lines it ends."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

from output.delivery.server.access import Access
from synth.errors import ServerTrouble, SynthError
from tests.attack.doors import TAG, through
from tests.attack.hostile import SECRET

BEARER = Access(kind="bearer", token=SECRET, headers={"x-api-key": SECRET})
PATIENT = {
    "resourceType": "Patient",
    "id": "a",
    "meta": {"versionId": "1", "tag": [{"system": TAG.system, "code": TAG.code}]},
}
PAGE = {"resourceType": "Bundle", "type": "searchset", "total": 1, "entry": [{"resource": PATIENT}]}


TLS = ssl.create_default_context()
"""One for all: to make one takes longer than most cases."""


def fit(text: str) -> bool:
    """Whether a text may be shown: on one line, with nothing that steers a terminal, without the secret."""
    return text.isprintable() and SECRET not in text


def outcome(door: str, url: str, tmp_path: Path, **how: Any) -> list[str]:
    """What a door shows: what it found, or its one line. Any other exception is a failure of the test."""
    try:
        found = through(door, url, tmp_path / "journal", **how)
    except SynthError as error:
        assert isinstance(error, ServerTrouble), error
        found = [str(error)]
    lines = [line for text in (found if isinstance(found, list) else [str(found)]) for line in text.splitlines()]
    assert all(fit(line) for line in lines), lines
    return lines


LINKED = ("lookup", "search")
