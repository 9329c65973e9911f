"""Journals and reports: a file that is not theirs is refused and stays as it is."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from synth import cli
from synth.errors import BadArguments
from tests.attack.hostile import Hostile

pytestmark = [pytest.mark.attack, pytest.mark.usefixtures("hasty")]


@pytest.mark.parametrize("option", ["--journal", "--report"])
@pytest.mark.parametrize(
    "what",
    [
        "manifest",
        "letter",
        "json",
        "other report",
        "folder",
        "pipe",
        "device",
        "link",
        "dangling link",
        "link to ours",
        "socket",
    ],
)
@pytest.mark.parametrize("command", ["seed", "verify"])
def test_a_file_that_is_not_ours_is_refused_and_stays_as_it_is(spoilt, tmp_path, capsys, option, what, command):
    if command == "verify" and option == "--journal":
        pytest.skip("verify has none")
    file, target = tmp_path / "file", tmp_path / "target"
    ours = '{"journal":1,"dataset":"x","server":"y"}\n' if option == "--journal" else '{\n "report": "synth seed"\n}\n'
    text = {"letter": "Dear Sir\n", "json": '{"a": 1}\n', "other report": '{"journal": 1, "report": "synth "}\n'}.get(
        what, ours
    )
    if what == "manifest":
        file = spoilt / "manifest.json"
        text = file.read_text()
    elif what == "folder":
        file.mkdir()
    elif what == "pipe":
        os.mkfifo(file)
    elif what == "socket":
        socket.socket(socket.AF_UNIX).bind(str(file))
    elif what == "device":
        file = Path("/dev/null")
    elif "link" in what:
        if what != "dangling link":
            target.write_text(text)
        file.symlink_to(target)
    else:
        file.write_text(text)
    before = sorted(os.listdir(tmp_path))
    with Hostile() as base:
        assert cli.run([command, base.url, str(spoilt), option, str(file)]) == 2
        assert not [each for each in base.asked if each.method != "GET" and b"synth-probe" not in each.body]
    printed = capsys.readouterr()
    line = printed.err.splitlines()[-1]
    assert line.startswith(f"synth: {option} {file}") and line.isprintable() and printed.out == ""
    assert [name for name in sorted(os.listdir(tmp_path)) if ".seed-" not in name] == before
    if file.is_file() and what != "device":
        assert file.read_text() == text


def test_report_and_journal_are_two_files(whole, tmp_path, capsys):
    file = str(tmp_path / "one")
    assert cli.run(["seed", "http://127.0.0.1:9/fhir", str(whole), "--journal", file, "--report", file]) == 2
    assert "name two" in capsys.readouterr().err and not os.path.exists(file)


JOURNALS = [
    "[]", "7", "null", '"x"', '{"unit": 5, "stored": [[0, 1]]}', '{"unit": "u", "stored": [[0, 99999999999]]}', '{"unit": "u", "stored": [[-5, 1]]}', '{"unit": "u", "stored": [[1]]}',
    '{"unit": "u", "stored": 7}', '{"unit": "u", "stored": [["a", "b"]]}', '{"unit": "u", "refused": {"x": "y"}}', '{"unit": "u", "refused": {"²": "y"}}', '{"unit": "u", "refused": 7}',
    '{"begun": []}', '{"begun": {"a": 1}}', "{}", "[" * 100_000, '{"unit": "u", "stored": [[0, 1e9]]}', '{"unit": "u", "stored": [[true, 5.5]]}', "\x00", "nonsense",
]  # fmt: skip


@pytest.mark.parametrize("line", JOURNALS, ids=lambda line: ascii(line)[:40])
def test_a_journal_of_another_shape_is_one_line_that_names_the_line(tmp_path, line):
    from output.delivery.dataset.journal import Journal

    file = tmp_path / "journal"
    text = '{"journal":1,"dataset":"d","server":"s"}\n' + line + "\n"
    file.write_text(text)
    with pytest.raises(BadArguments, match="line 2") as refused:
        Journal(file, "d", "s", resume=True)
    assert str(refused.value).isprintable() and file.read_text() == text
