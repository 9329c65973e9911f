"""A path that a dataset gives stays inside its folder, whatever it says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.dataset.inside import FOLDERS, Inside, fault_of
from synth.errors import BadArguments

AWAY = (
    "", "..", "../x", "ndjson/../../x", "ndjson/..", "/etc/passwd", "//host/x", "ndjson//x", "ndjson/./x", "ndjson/",
    "./ndjson/x", "C:/x", "C:x", "ndjson\\..\\x", "ndjson/x\0y", "ndjson/x\ny", "ndjson/\x1b[2J", "ndjson/\ud800",
    "ndjson", "thesis/x", "blocks/00000.json", "manifest.json", "ndjson/" + "x" * 500, "ndjson/.. /x", "ndjson/x.",
    None, 3, ["ndjson/x"], {"path": "x"}, True, "~/x", "ndjson/\u202egnp",
)  # fmt: skip


@pytest.mark.parametrize("text", AWAY, ids=repr)
def test_a_path_that_leads_away_is_refused_in_one_line(tmp_path: Path, text: object) -> None:
    with pytest.raises(BadArguments) as refused:
        Inside(tmp_path).path(text, "blocks/00000.json")
    assert "blocks/00000.json names" in str(refused.value) and "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["ndjson/Patient.00000.ndjson.gz", "bundles/00000/1f-2.json", "cda/00001/x.xml"])
def test_a_path_as_datasets_have_them_is_taken(tmp_path: Path, text: str) -> None:
    assert Inside(tmp_path).path(text) == tmp_path / text


@given(st.one_of(st.text(), st.lists(st.sampled_from(["..", ".", "", "ndjson", "x", " ", ". ", "..."])).map("/".join)))
def test_what_is_taken_never_leaves_the_folder(text: str) -> None:
    for folders in (FOLDERS, None):
        if not fault_of(text, folders):
            root = "/a/b"
            assert os.path.normpath(os.path.join(root, text)) == f"{root}/{text}"


def test_links_and_what_is_no_file_are_refused(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    (root / "ndjson").mkdir(parents=True)
    elsewhere.mkdir()
    (elsewhere / "x").write_text("theirs")
    (root / "cda").symlink_to(elsewhere)
    (root / "ndjson" / "link").symlink_to(elsewhere / "x")
    (root / "ndjson" / "folder").mkdir()
    (root / "ndjson" / "file").write_text("ours")
    os.mkfifo(root / "ndjson" / "pipe")
    inside = Inside(root)
    assert inside.file("ndjson/file").read_text() == "ours"
    for text in ("cda/x", "cda/sub/x", "ndjson/file/x", "ndjson/link", "ndjson/folder", "ndjson/pipe"):
        with pytest.raises(BadArguments):
            inside.file(text)
    with pytest.raises(FileNotFoundError):
        inside.file("ndjson/none")
