"""Medplum's router in memory, filled and asked: it states nothing of what it can, and is asked the less."""

from __future__ import annotations

from pathlib import Path

import pytest

from synth import api
from tests.delivery.stored import make

pytestmark = pytest.mark.servers
GROUPS = ["count", "read", "identifier", "birth date", "revinclude", "everything"]


def test_what_is_asked_is_right_and_what_is_not_stated_is_skipped(medplum: str, tmp_path: Path) -> None:
    dataset = make(tmp_path / "data", patients=12)
    seeded = api.seed(medplum, dataset)
    assert seeded.sound, seeded.lines()
    found = api.verify(medplum, dataset, only=GROUPS)
    assert [verdict.lines(0) for verdict in found.verdicts if verdict.outcome == "wrong"] == []
    outcomes = {group: {v.outcome for v in found.verdicts if v.question.group == group} for group in GROUPS}
    assert outcomes == {group: {"skipped"} if group in ("revinclude", "everything") else {"right"} for group in GROUPS}
    assert any("states nothing" in line for line in found.lines())
