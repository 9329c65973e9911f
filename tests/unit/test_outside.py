"""Files from outside are read in the shape that they should have, or refused in one line."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from synth.dataset import outside, people_file, shapes
from synth.dataset.plan import Plan
from synth.errors import BrokenData
from synth.settings import Settings

TEXTS = {
    "no JSON": (b"{", "line 1"),
    "not UTF-8": (b'{"a": "\xff"}', "UTF-8 at byte 7"),
    "a hundred thousand lists": (b"[" * 100_000, "levels deep"),
    "no number": (b'{"a": NaN}', "no number"),
    "infinite": (b'{"a": 1e999}', "no one can hold"),
    "of many digits": (b'{"a": 1' + b"0" * 5000 + b"}", "64 bits"),
    "just too large": (b'{"a": 9223372036854775808}', "64 bits"),
    "half a character": (rb'{"a": "\ud800"}', "surrogate"),
    "half a character as a name": (rb'{"\udfff": 1}', "surrogate"),
    "a member twice": (b'{"a": 1, "a": 2}', "'a' twice"),
    "a member twice, inside": (b'{"b": [{"a": 1, "a": 2}]}', "'a' twice"),
    "escapes of a terminal": (b'{"\\u001b[31m": 1, "\\u001b[31m": 2}', "'\\x1b[31m' twice"),
    "millions of members": (b"[" + b"0," * 4_000_001 + b"0]", "members"),
    "nothing": (b"", "is not JSON"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_json_that_cannot_be_believed_is_refused_in_one_printable_line(name: str, tmp_path: Path) -> None:
    text, said = TEXTS[name]
    path = tmp_path / "manifest.json"
    path.write_bytes(text)
    with pytest.raises(BrokenData) as raised:
        outside.read(path)
    assert said in str(raised.value) and str(raised.value).isprintable()


def test_brackets_within_a_text_are_no_nesting() -> None:
    said = {"a": "[" * 1000 + '"' + "\\" * 3}
    assert outside.parsed(json.dumps(said).encode()) == said


@pytest.mark.parametrize("made", ["link", "pipe", "folder", "socket", "long"])
def test_what_is_no_small_regular_file_is_never_opened(made: str, tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    (tmp_path / "other").write_text("{}")
    if made == "link":
        path.symlink_to("other")
    elif made == "pipe":
        os.mkfifo(path)
    elif made == "folder":
        path.mkdir()
    elif made == "socket":
        os.mknod(path, 0o140600)
    else:
        path.write_bytes(b" " * (outside.LARGEST + 1))
    with pytest.raises(BrokenData, match=r"manifest.json (is|has) "):
        outside.read(path)
    with pytest.raises(BrokenData):
        outside.read(Path("/dev/zero"))


def manifest() -> dict[str, Any]:
    document = Plan(Settings(), ("ndjson",), {"families": 3}, 3).document()
    return {
        **document,
        "totals": {"patients": 2, "families": 3, "entries": {"flag": 1}, "resources": {"Flag": 1}, "documents": 0,
                   "bytes": {"ndjson": 10}, "places": [0], "blocks": 1},
        "people": {"path": "people.csv", "bytes": 3, "sha256": "0" * 64},
        "beside": [{"path": "bulk-export.json", "format": "export", "kind": "manifest", "count": 1, "bytes": 1,
                    "sha256": "1" * 64}],
        "blocks": "2" * 64,
    }  # fmt: skip


def places_of(said: Any, path: tuple = ()) -> list[tuple]:
    """The path of every member of a document, at every depth."""
    found = [path] if path else []
    members = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    for name, value in members:
        found += places_of(value, (*path, name))
    return found


ODD = [None, True, -1, 1.5, "", "a\x1b[2J", "\U0001f600" * 3, [], {}, [[[[1]]]], {"a": {"a": 1}}, 2**63 - 1, "NaN"]


def test_a_manifest_as_it_is_written_is_read() -> None:
    assert shapes.shaped(manifest(), shapes.Manifest, "manifest.json") == manifest()


@pytest.mark.parametrize("path", [p for p in places_of(manifest()) if len(p) < 3], ids=str)
def test_a_member_that_is_missing_or_of_another_kind_is_named(path: tuple, tmp_path: Path) -> None:
    file = tmp_path / "manifest.json"
    for value in (*ODD, ...):
        document = manifest()
        holder = document
        for name in path[:-1]:
            holder = holder[name]
        before = holder[path[-1]]
        if value is ...:
            del holder[path[-1]]
        elif type(value) is type(before):
            continue  # may be right, as far as a shape can tell
        else:
            holder[path[-1]] = value
        file.write_text(json.dumps(document))
        try:
            shapes.manifest(file)
        except BrokenData as error:
            assert str(error).isprintable() and str(file) in str(error)
        else:
            assert path == ("arguments", "place") or (value is ... and isinstance(holder, list))


WRONG = {
    "a newer version": (("synth",), "99.0", "newer than this synth"),
    "no date": (("arguments", "to"), "2025-13-01", "YYYY-MM-DD|calendar|date|month"),
    "the window the wrong way": (("arguments", "to"), "2014-01-01", "earlier"),
    "a seed out of range": (("arguments", "seed"), -1, "seed"),
    "a part that is none": (("arguments", "nhs_part"), "3/2", "nhs-part"),
    "no such council": (("arguments", "place"), "Atlantis", "Atlantis"),
    "out of the folder": (("beside", 0, "path"), "../thesis.txt", "path"),
    "absolute": (("beside", 0, "path"), "/etc/passwd", "path"),
    "no digest": (("blocks",), "2" * 63, "blocks"),
    "unknown": (("colour",), "red", "nobody knows"),
    "families in disorder": (("families", "filling"), [9, 8], "order"),
    "other families": (("families", "count"), 4, "were asked for"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_manifest_that_could_not_have_been_written_is_refused(name: str, tmp_path: Path) -> None:
    path, value, said = WRONG[name]
    document = manifest()
    holder: Any = document
    for one in path[:-1]:
        holder = holder[one]
    holder[path[-1]] = value
    (tmp_path / "manifest.json").write_text(json.dumps(document))
    with pytest.raises(BrokenData, match=said):
        shapes.manifest(tmp_path / "manifest.json")


HEADER = ",".join(people_file.COLUMNS)
LINE = (
    "6ffab38e-94e3-89f7-8a27-b753ae4425aa,9991912479,Irene O'Brien,female,1917-11-20,,0,0,,Aldenmarsh,B99002,0-1,4,A,,"
)


def test_people_are_read_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(f"{HEADER}\n{LINE}hypertension diabetes\n{LINE}\n")
    assert people_file.table(path).column("stories").to_pylist() == ["hypertension diabetes", ""]
    path.write_text(f"{HEADER}\n")
    assert len(people_file.table(path)) == 0


PEOPLE = {
    "no header": (f"{LINE}\n", "line 1"),
    "another column": (f"{HEADER},colour\n{LINE},red\n", "line 1"),
    "a cell too many": (f"{HEADER}\n{LINE}\n{LINE},x\n", "columns"),
    "no id": (f"{HEADER}\n{LINE}\n{LINE[1:]}\n", "line 3: id"),
    "no number": (f"{HEADER}\n{LINE.replace('9991912479', '99919124')}\n", "line 2: nhs_number"),
    "no date": (f"{HEADER}\n{LINE.replace('1917-11-20', '1917-02-30')}\n", "line 2: born"),
    "no family": (f"{HEADER}\n{LINE.replace(',0,0,', ',x,0,')}\n", "line 2: family"),
    "escapes of a terminal": (f"{HEADER}\n{LINE.replace('Irene', chr(27) + '[2J')}\n", r"line 2: name: '\\x1b\[2J"),
    "letters turned round": (f"{HEADER}\n{LINE.replace('Irene', chr(0x202E))}\n", "line 2: name"),
    "a cell without end": (f"{HEADER}\n{LINE.replace('Irene', 'x' * 3000)}\n", "line 2: name"),
    "zeros": ("\0" * 500, "line 1"),
    "zeros after the header": (f"{HEADER}\n" + "\0" * 500, "people.csv"),
    "cut short": (f"{HEADER}\n{LINE[:30]}", "columns"),
    "not UTF-8": (f"{HEADER}\n{LINE}\n".encode().replace(b"Irene", b"\xff\xfe"), "people.csv"),
}


@pytest.mark.parametrize("name", PEOPLE)
def test_people_that_cannot_be_are_refused_with_their_line(name: str, tmp_path: Path) -> None:
    text, said = PEOPLE[name]
    path = tmp_path / "people.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BrokenData, match=said) as raised:
        people_file.table(path)
    assert str(raised.value).isprintable()
