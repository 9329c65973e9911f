"""Bad input is refused with one clear line on stderr and exit code 2, before anything is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from synth import cli
from synth.settings import DEFAULT_FROM, DEFAULT_TO

BAD = [
    ([], "either --patients N or --families N"),
    (["--patients", "10", "--families", "10"], "either --patients N or --families N"),
    (["--patients", "-5"], "--patients -5: the number of patients must be 1 or more"),
    (["--patients", "0"], "--patients 0: the number of patients must be 1 or more"),
    (["--patients", "many"], "--patients many: the number of patients must be a whole number in digits"),
    (["--patients", "1.5"], "whole number in digits"),
    (["--patients", "1e3"], "whole number in digits"),
    (["--patients", "٣"], "whole number in digits"),
    (["--patients", ""], "whole number in digits"),
    (["--patients", "99999999999999"], "at most"),
    (["--families", "0"], "--families 0"),
    (["--families", "99999999"], "at most"),
    (["--families", "9" * 40], "whole number"),
    (["--patients", "10", "--seed", "x"], "--seed x: the seed must be a whole number"),
    (["--patients", "10", "--seed", "-1"], "--seed -1: the seed must lie between 0 and"),
    (["--patients", "10", "--seed", str(2**64)], "the seed must lie between 0 and"),
    (["--patients", "10", "--from", "2015-13-01"], "--from: '2015-13-01' is not a date"),
    (["--patients", "10", "--from", "2015-02-29"], "is not a date"),
    (["--patients", "10", "--from", "1/2/2015"], "--from 1/2/2015: write the date as YYYY-MM-DD"),
    (["--patients", "10", "--to", "20250101"], "--to 20250101: write the date as YYYY-MM-DD"),
    (["--patients", "10", "--from", "1200-01-01"], "out of range"),
    (["--patients", "10", "--to", "2900-01-01"], "out of range"),
    (["--patients", "10", "--from", "2025-01-01", "--to", "2015-01-01"], "--from must be earlier than --to"),
    (["--patients", "10", "--from", "2025-01-01", "--to", "2025-01-01"], "--from must be earlier than --to"),
    (["--patients", "10", "--from", "1990-01-01", "--to", "2090-01-01"], "at most 50 years"),
    (["--patients", "10", "--format", "hl7v2"], "--format hl7v2: there is no such format; choose among bundles,"),
    (["--patients", "10", "--format", "ndjson,"], "there is no such format"),
    (["--patients", "10", "--format", ""], "there is no such format"),
    (["--patients", "10", "--view", "mine"], "--view mine: there is no such view; choose among whole, systems, shared"),
    (
        ["--patients", "10", "--view", "systems"],
        "--view systems writes no documents or messages: give --format bundles,ndjson,csv",
    ),
    (["--patients", "10", "--noise", "light"], "--noise light: mistakes stand in what single systems hold: use --view"),
    (["--patients", "10", "--noise", "loud"], "--noise loud: say light or heavy, or name a TOML file of rates"),
    (["--patients", "10", "--bundle", "message"], "--bundle message: there is no such form; choose among transaction,"),
    (["--patients", "10", "--bundle-entries", "0"], "--bundle-entries 0: the number of entries must be 1 or more"),
    (["--patients", "10", "--bundle-bytes", "99"], "--bundle-bytes 99: a resource must fit into a bundle; give 10000"),
    (["--patients", "10", "--bundle", "post", "--bundle-entries", "50"], "--bundle post with a cap: it cannot be cut"),
    (["--patients", "10", "--bundle", "document", "--bundle-bytes", "90000"], "--bundle document with a cap"),
    (["--patients", "10", "--format", "cda", "--bundle", "batch"], "shape bundles: add bundles to --format"),
    (["--patients", "10", "--format", "bundles", "--compress", "gz"], "shape NDJSON: add ndjson to --format"),
    (["--patients", "10", "--compress", "rar"], "--compress rar: there is no such packing; choose among gz,zst"),
    (["--patients", "10", "--export-base", "here"], "--export-base here: write the address that the files will have"),
    (["--patients", "10", "--view", "half"], "--view half: there is no such view"),
    (["--patients", "10", "--workers", "0"], "--workers 0: the number of workers must be 1 or more"),
    (["--patients", "10", "--workers", "two"], "--workers two: the number of workers must be a whole number"),
    (["--patients", "10", "--shard", "3"], "--shard 3: write it as k/n, such as 1/8"),
    (["--patients", "10", "--shard", "0/2"], "--shard 0/2: in k/n, k must lie between 1 and n"),
    (["--patients", "10", "--shard", "3/2"], "k must lie between 1 and n"),
    (["--patients", "10", "--shard", "-1/2"], "write it as k/n"),
    (["--patients", "10", "--nhs-part", "2/1"], "--nhs-part 2/1: in k/n, k must lie between 1 and n"),
    (["--patients", "10", "--nhs-part", "x"], "--nhs-part x: write it as k/n"),
    (["--patients", "10", "--place", "Bradferd"], "--place Bradferd: no council of that name is among"),
    (["--patients", "10", "--place", ""], "--place is empty"),
    (["--patients", "10", "--force", "--resume"], "--force with --resume"),
    (["--patients", "10", "--force", "--shard", "1/2"], "--force with --shard"),
    (["--patients", "10", "--frobnicate"], "No such option: --frobnicate"),
    (["--patients"], "requires an argument"),
    (["ten"], "unexpected extra argument"),
]


@pytest.mark.parametrize(("arguments", "said"), BAD, ids=[" ".join(a)[:60] or "nothing" for a, _ in BAD])
def test_bad_input_is_one_line_and_exit_code_2(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "data"
    code = cli.run(["generate", "--out", str(out), *arguments])
    printed = capsys.readouterr()
    assert code == 2
    assert printed.out == ""
    assert printed.err.count("\n") == 1 and said in printed.err, printed.err
    assert printed.err.startswith("synth: ")
    assert not out.exists()


FOLDERS = [
    (lambda tmp: tmp / "file", "is a file"),
    (lambda tmp: tmp / "file" / "below", "cannot be written"),
    (lambda tmp: Path("/proc/nowhere"), "cannot be written"),
    (lambda tmp: tmp / "full", "is not empty"),
    (lambda tmp: "", "--out is empty"),
]


@pytest.mark.parametrize(("out", "said"), FOLDERS)
def test_a_bad_folder_is_one_line_and_exit_code_2(out, said, tmp_path, capsys) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis").write_text("x")
    code = cli.run(["generate", "--families", "1", "--out", str(out(tmp_path))])
    printed = capsys.readouterr()
    assert code == 2 and printed.err.count("\n") == 1 and said in printed.err, printed.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["validate", "/nowhere/at/all"], "there is no folder /nowhere/at/all"),
        (["validate", "."], "holds no dataset: it has no manifest.json"),
        (["merge", "out", "/nowhere"], "/nowhere holds no dataset"),
        (["pathways", "draw", "no such"], "there is no pathway 'no such'"),
        (["frobnicate"], "No such command 'frobnicate'"),
    ],
)
def test_other_commands_refuse_bad_input_in_one_line(arguments, said, tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    code = cli.run(arguments)
    printed = capsys.readouterr()
    assert code == 2 and printed.err.count("\n") == 1 and said in printed.err, printed.err


def test_the_window_shown_in_help_is_that_of_the_settings(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["generate", "--help"]) == 0
    shown = capsys.readouterr().out
    assert DEFAULT_FROM.isoformat() in shown and DEFAULT_TO.isoformat() in shown
