"""Sources that somebody spoilt: files, the evidence and tables of the world. Each is refused in plain lines.

A line names the file, says what is wrong and how to mend it; nothing is taken in silence that cannot be right, and no
spoilt byte gives a traceback.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synth.errors import BrokenSource
from synth.evidence import columns, figures
from synth.world import tables
from tests.attack.spoilt import BIG, NAME, READERS, refused

pytestmark = pytest.mark.attack

BYTES = {
    "a byte order mark": lambda b: b"\xef\xbb\xbf" + b, "UTF-16": lambda b: b.decode().encode("utf-16"),
    "Latin-1": lambda b: b.replace(b"e", b"\xe9", 9), "a byte of nothing": lambda b: b[:50] + b"\0" + b[50:],
    "lines that end in CR": lambda b: b.replace(b"\n", b"\r"), "an escape code": lambda b: b[:50] + b"\x1b[31m" + b[50:],
    "a surrogate": lambda b: b[:50] + b"\xed\xa0\x80" + b[50:], "a hidden space": lambda b: b[:50] + "\u200b".encode() + b[50:],
    "words that run backwards": lambda b: b[:50] + "\u202e".encode() + b[50:], "a byte of 255": lambda b: b"\xff" + b,
    "an overlong slash": lambda b: b[:50] + b"\xc0\xaf" + b[50:], "another language": lambda b: b"<?xml version='1.0'?>\n" + b,
    "nothing but spaces": lambda b: b"   x\n",
}  # fmt: skip


@pytest.mark.parametrize("how", BYTES.values(), ids=BYTES)
@pytest.mark.parametrize(("path", "read"), READERS.values(), ids=READERS)
def test_a_file_that_is_no_plain_text_is_refused(path, read, how):
    refused(lambda: read(how(path.read_bytes())))


@pytest.mark.parametrize(("path", "read"), READERS.values(), ids=READERS)
def test_lines_may_end_as_windows_ends_them(path, read):
    assert read(path.read_bytes()) is not None
    assert read(path.read_bytes().replace(b"\n", b"\r\n")) is not None


@pytest.mark.parametrize(("path", "read"), READERS.values(), ids=READERS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(data=st.data())
def test_no_spoilt_byte_gives_a_traceback(path, read, data):
    content = path.read_bytes()[:6000]
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        put = data.draw(
            st.sampled_from([b"", b'"', b"[", b"]", b"{", b",", b"\n", b"=", b"-", b"9", b"e", b"#", b".", b" "])
        )
        content = content[:at] + put + content[at + data.draw(st.integers(0, 4)) :]
    try:
        read(content)
    except BrokenSource as fault:
        assert all(line.startswith(NAME) for line in str(fault).splitlines())


# The world's evidence, figure by figure ------------------------------------------------------------------------


WORLD = sorted(path.stem for path in tables.EVIDENCE.glob("*.toml"))
VALUES = [
    "true",
    "nan",
    "inf",
    "-1e9",
    "1e17",
    str(BIG),
    "[]",
    "{}",
    "[[[]]]",
    "2015-01-01",
    '"often"',
    "-0.5",
    "{ a = [] }",
]
_MEMBER = re.compile(r'^((?:"[^"]+"|[A-Za-z_0-9]+)) = (.+)$', re.MULTILINE)


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("name", WORLD)
def test_no_figure_of_the_world_is_what_it_cannot_be(name, value):
    text = (tables.EVIDENCE / f"{name}.toml").read_text("utf-8")
    for member in _MEMBER.finditer(text):
        said = re.search(r"(^|_)(source|note)$", member[1]) is not None
        below_nought = (name == "body_mass" or member[1] in _signed(name)) and value == "-0.5"
        if (said and value == '"often"') or below_nought:
            continue
        spoilt = text[: member.start(2)] + value + text[member.end(2) :]
        refused(lambda spoilt=spoilt: figures.read_text(spoilt, NAME, tables.shapes_of(name), tables.lists()))


def _signed(name: str) -> set[str]:
    """The figures that may lie on both sides of nought, by what their shapes and units say."""
    return {
        member
        for table in tables.shapes_of(name).values()
        for member, shape in table.items()
        if "difference" in str(shape) or "lean, -1 to 1" in str(shape)
    }


CHANGES = {
    "left out": lambda line, member: "",
    "written twice": lambda line, member: f"{line}\n{line}",
    "misspelt": lambda line, member: (
        line.replace(member, member[:-1] + "zz", 1) if member[-1] != '"' else f'"{member[1:-1]}zz" = 1'
    ),
    "cut off": lambda line, member: line[: len(member) + 2],
}


@pytest.mark.parametrize("how", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("name", WORLD)
def test_no_member_of_the_worlds_evidence_may_be_lost_or_misspelt(name, how):
    text = (tables.EVIDENCE / f"{name}.toml").read_text("utf-8")
    for member in _MEMBER.finditer(text):
        if re.search(r"(^|_)(unit|source|note)$", member[1]) and how is CHANGES["left out"]:
            continue  # that of the table may stand for it
        spoilt = text[: member.start()] + how(member[0], member[1]) + text[member.end() :]
        refused(lambda spoilt=spoilt: figures.read_text(spoilt, NAME, tables.shapes_of(name), tables.lists()))


@pytest.mark.parametrize("unit", ["days", "day", "percent", "probability", "years", "ratio", "kg"])
@pytest.mark.parametrize("name", WORLD)
def test_no_figure_is_in_another_unit_than_the_code_counts_in(name, unit):
    text = (tables.EVIDENCE / f"{name}.toml").read_text("utf-8")
    for member in _MEMBER.finditer(text):
        if not re.search(r"(^|_)unit$", member[1]) or member[2] == f'"{unit}"':
            continue
        spoilt = text[: member.start(2)] + f'"{unit}"' + text[member.end(2) :]
        refused(lambda spoilt=spoilt: figures.read_text(spoilt, NAME, tables.shapes_of(name), tables.lists()))


TABLES = sorted(path.stem for path in tables.EVIDENCE.glob("*.csv"))
CELLS = ["", "often", "-1", "nan", "1e5", "1" * 30, " 1", "1;2", '"1', "\u0661"]


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("name", TABLES)
def test_no_cell_of_the_worlds_tables_is_what_it_cannot_be(name, cell):
    shape = tables.shapes_of("columns")[name]
    lines = (tables.EVIDENCE / f"{name}.csv").read_text("utf-8").split("\n")
    head = next(at for at, line in enumerate(lines) if not line.startswith("#"))
    kinds = [kind.split()[0] for column, kind in shape.items() if column != "order"]
    row = lines[head + 1].split(",")
    for at, kind in enumerate(kinds):
        if kind in ("words", "weights") or (kind == "maybe" and not cell) or '"' in lines[head + 1]:
            continue
        spoilt = ",".join([*row[:at], cell, *row[at + 1 :]])
        text = "\n".join([*lines[: head + 1], spoilt, *lines[head + 2 :]])
        refused(lambda text=text: columns.read_text(text, NAME, shape, tables.lists()))


@pytest.mark.parametrize("name", TABLES)
def test_a_row_too_long_or_too_short_and_a_table_without_a_source_are_refused(name):
    shape = tables.shapes_of("columns")[name]
    text = (tables.EVIDENCE / f"{name}.csv").read_text("utf-8")
    for spoilt in (text + "1\n", text.rstrip("\n") + ",1\n", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE), ""):
        refused(lambda spoilt=spoilt: columns.read_text(spoilt, NAME, shape, tables.lists()))
