"""What `make audit` says of each kind of answer; it asks nobody here."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

PATH = Path(__file__).parents[2] / ".ci" / "audit.py"


@pytest.fixture(scope="module")
def audit():
    spec = importlib.util.spec_from_file_location("audit", PATH)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GOOD = {"name": "lxml", "version": "6.0", "vulns": []}
BAD = {"name": "lxml", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.0"]}]}
UNKNOWN = {"name": "lxml", "skip_reason": "not found"}


@pytest.mark.parametrize(("pins", "code", "said"), [
    ([GOOD], 0, "1 of 1 pins asked about, 0 with an advisory"),
    ([GOOD, UNKNOWN], 0, "not asked about: lxml"),
    ([GOOD, BAD], 1, "lxml 1.0: PYSEC-1, mended in 2.0"),
    ([UNKNOWN], 0, "no tests: audit"),
])  # fmt: skip
def test_an_answer_becomes_lines_and_an_exit_code(audit, capsys, pins, code, said):
    assert audit.say(json.dumps({"dependencies": pins}), "") == code
    assert said in capsys.readouterr().out


def test_where_nobody_answers_one_line_says_so_and_nothing_fails(audit, capsys):
    assert audit.say("", "pip_audit ServiceError: Could not connect to the vulnerability feed") == 0
    out, err = capsys.readouterr()
    assert out.startswith("no tests: audit") and out.count("\n") == 1 and not err


def test_any_other_trouble_fails(audit, capsys):
    assert audit.say("", "requirements.lock: a line without a hash") == 1
    assert "without a hash" in capsys.readouterr().err
