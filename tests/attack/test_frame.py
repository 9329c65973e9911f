"""The suite itself: what it attacks is whole before anybody has touched it, and holds every format there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from output.formats import FORMATS
from synth import api
from tests.attack.conftest import EVERYTHING

pytestmark = pytest.mark.attack


def test_what_is_attacked_holds_every_format_that_there_is(whole: Path):
    assert set(EVERYTHING) == set(FORMATS)
    assert {name for name in ("bundles", "ndjson", "cda", "tables") if (whole / name).is_dir()} == {
        "bundles", "ndjson", "cda", "tables",
    }  # fmt: skip


def test_what_is_attacked_is_good_before_and_wanting_once_spoilt(whole: Path, spoilt: Path):
    assert api.validate(spoilt).findings == []
    (spoilt / "people.csv").write_bytes(b"")
    assert api.validate(spoilt).findings != []
    assert (whole / "people.csv").stat().st_size > 0
