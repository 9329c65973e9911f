"""The bulk-data manifest: the NDJSON of a dataset as a server's export would list it, so that an import takes it.

As the Bulk Data Access guide (HL7, v2.0.0, "Response - Complete Status") says: transactionTime, request,
requiresAccessToken, output with type, url and count, error.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from output.fhir.bundles.bundling import BASE
from synth import clock
from synth.settings import Settings


def manifest(settings: Settings, files: Iterable[Mapping[str, Any]], base: str) -> Iterator[bytes]:
    """The text in pieces; files say path, kind and count, and base what stands before each path.

    The time is that at which the window closes, as in no other file is there a clock.
    """
    made = clock.instant_text(np.array([settings.ends])).tobytes().decode()
    head = {"transactionTime": made, "request": f"{base or BASE}$export", "requiresAccessToken": False}
    yield json.dumps(head, indent=1)[:-2].encode() + b',\n "output": [\n'
    comma = b""
    for file in files:
        one = {"type": file["kind"], "url": base + file["path"], "count": file["count"]}
        yield comma + b"  " + json.dumps(one).encode()
        comma = b",\n"
    yield b'\n ],\n "error": []\n}\n'
