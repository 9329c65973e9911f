"""Group: the patients of a dataset, by reference, apart from all else; several groups where they are many."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from output.columns import uuid_text
from output.fhir.base.fragments import OWN, dumps
from output.fhir.bundles.bundling import BASE, TEST_DATA, head
from synth import chance, clock, keys
from synth.settings import Settings

TYPE = "Group"
MOST = 10_000
"""Members of one Group: about a megabyte, which every server that we know of takes."""

_SHELL, _MEMBER = 2_000, 75
"""Bytes of a bundle without its members, and of a member, at most."""

_COHORT = chance.name_hash("cohort")


def groups(
    settings: Settings, patients: Iterator[str], total: int, largest: int = 0, system: str = ""
) -> Iterator[tuple[str, bytes]]:
    """The id and the text of each Group, given the ids of so many patients in order.

    largest: bytes that a bundle of one may have, 0 for as many as there are. system: whose patients they are, "" for
    everyone.
    """
    most = min(MOST, max(1, (largest - _SHELL) // _MEMBER)) if largest else MOST
    several = -(-total // most)
    number = np.array([_COHORT ^ (chance.name_hash(system) if system else 0)], dtype=np.uint64)
    whose = f"Patients of {system} in" if system else "Patients of"
    ends = np.array([settings.ends])
    made = clock.instant_text(ends - clock.uk_offset(ends) - 1).tobytes().decode()  # the last minute of the last day
    for n in range(several):
        members = list(islice(patients, most))
        identity = uuid_text(keys.uuids(settings.run, number + np.uint64(n), TYPE))[0].as_py().decode()
        part = f", part {n + 1} of {several}" if several > 1 else ""
        yield identity, dumps({
            "resourceType": TYPE,
            "id": identity,
            "meta": {"versionId": "1", "lastUpdated": made, "security": [TEST_DATA]},
            "identifier": [{"system": f"{OWN}Id/cohort", "value": identity}],
            "active": True,
            "type": "person",
            "actual": True,
            "code": {"text": "Everyone in a synthetic dataset"},
            "name": f"{whose} the dataset with seed {settings.seed}{part}",
            "quantity": len(members),
            "member": [{"entity": {"reference": f"Patient/{patient}"}} for patient in members],
        })  # fmt: skip


def bundle(identity: str, text: bytes, form: str) -> bytes:
    """A Group as a bundle of its own."""
    entry = b'{"fullUrl":"' + f"{BASE}{TYPE}/{identity}".encode() + b'","resource":' + text
    request = f',"request":{{"method":"PUT","url":"{TYPE}/{identity}"}}'.encode() if form != "collection" else b""
    return b'{"resourceType":"Bundle",' + head(form) + entry + request + b"}]}"
