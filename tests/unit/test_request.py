"""What is asked for stands once: the command line, the Python interface and their pages take it from the Request."""

from __future__ import annotations

import dataclasses
import datetime as dt
import inspect
import re
from pathlib import Path

import pytest
import typer

from output.formats import FORMATS as MADE
from synth import api, cli, request
from synth.dataset import layout
from synth.errors import BadArguments
from synth.request import DEFAULTS, OPTIONS, Request, written

HOUSE = Path(__file__).resolve().parents[2]
PAGE = HOUSE / "docs" / "reference" / "generate.md"


def test_text_and_values_ask_for_the_same():
    typed = Request(
        patients="1000", seed="7", start="2020-01-01", end="2021-01-01", out="data", formats="csv, ndjson",
        compress="gz", export_base="https://example.org", workers="2", shard="1/3", nhs_part="2/4", place="bradford",
    )  # fmt: skip
    given = Request(
        patients=1000, seed=7, start=dt.date(2020, 1, 1), end=dt.date(2021, 1, 1), out=Path("data"),
        formats=("ndjson", "csv"), compress="gz", export_base="https://example.org/", workers=2, shard=(1, 3),
        nhs_part=(2, 4), place="Bradford",
    )  # fmt: skip
    assert typed == given
    assert typed.settings.place == "Bradford" and typed.settings.start == dt.date(2020, 1, 1)
    assert typed.layout == layout.Layout(compress="gz", base="https://example.org/")
    assert typed.cut().out == Path("data") and typed.cut().shard == (1, 3) and typed.cut().workers == 2


def test_what_is_read_is_taken_again_and_what_is_typed_gives_the_default():
    asked = Request(families=3, place="Bradford", bundle_entries=50, out="null:")
    assert asked.out is None and dataclasses.replace(asked) == asked
    assert dataclasses.replace(asked, seed="9") == Request(
        families=3, place="Bradford", bundle_entries=50, out=None, seed=9
    )
    assert Request(**{name: written(value) for name, value in DEFAULTS.items()}) == Request()
    with pytest.raises(dataclasses.FrozenInstanceError):
        asked.seed = 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"seed": True}, "--seed True: the seed must be a whole number"),
        ({"start": 2015}, "--from 2015: write it as text"),
        ({"formats": None}, "--format None: write it as text"),
        ({"formats": []}, "there is no such format"),
        ({"shard": 3}, "--shard 3: write it as text"),
        ({"shard": (1, 2, 3)}, "--shard 1/2/3: write it as k/n"),
        ({"place": 7}, "--place 7: write it as text"),
        ({"out": 7}, "--out 7: name a folder"),
        ({"out": " "}, "--out is empty: name a folder"),
        ({"resume": "no"}, "--resume 'no': it is a switch"),
        ({"export_base": 4}, "--export-base 4: write it as text"),
        ({"out": "null:", "resume": True}, "--resume with --out null"),
        ({"start": "2025-01-01"}, "--from must be earlier than --to"),
        ({"patients": 1, "families": 1}, "either --patients N or --families N"),
        ({}, "either --patients N or --families N"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_in_one_line(wrong, said):
    with pytest.raises(BadArguments) as refused:
        Request(**wrong).plan()
    assert said in str(refused.value) and "\n" not in str(refused.value)


@pytest.mark.parametrize("function", [api.make, api.generate])
def test_a_wrong_keyword_is_named_with_the_right_one(function):
    with pytest.raises(TypeError, match=r"there is no option 'patient': use patients"):
        function(patient=5)
    with pytest.raises(TypeError, match="multiple values for argument 'patients'"):
        function(5, patients=5)
    with pytest.raises(BadArguments, match="--patients many"):
        function("many")


def test_the_command_and_the_interface_take_every_option_and_nothing_twice():
    assert list(OPTIONS) == [one.name for one in dataclasses.fields(Request)]
    command = typer.main.get_command(cli.commands).commands["generate"]
    options = {one.name: one for one in command.params}
    for name, option in OPTIONS.items():
        typed = options[name]
        assert (typed.opts, typed.help, typed.default) == ([option.flag], option.help, written(DEFAULTS[name]))
        assert not typed.secondary_opts
    assert set(options) - set(OPTIONS) == {"quiet"}
    for function in (api.make, api.generate):
        taken = inspect.signature(function).parameters
        assert [*taken] == [*OPTIONS, "watch", "tell"]
        assert all(f"    {name}: {option.help}" in function.__doc__ for name, option in OPTIONS.items())
    source = "".join(path.read_text(encoding="utf-8") for path in (HOUSE / "synth").rglob("*.py"))
    for option in OPTIONS.values():
        assert source.count(f'"{option.help}"') <= 1, option.flag


def test_the_formats_asked_for_are_those_that_output_makes():
    assert tuple(MADE) == layout.FORMATS


def test_the_page_lists_every_option_as_it_is():
    rows = re.findall(r"^\| `(--[a-z-]+)( [A-Z/]+)?` \| `(\w+)` \| (.*?) \| (.*?) \|$", PAGE.read_text(), re.MULTILINE)
    expected = []
    for name, option in OPTIONS.items():
        default = written(DEFAULTS[name])
        shown = f"`{default}`" if default not in (None, False) else ""
        expected.append((option.flag, f" {option.metavar}" if option.metavar else "", name, option.help, shown))
    assert rows == expected


def test_keywords_of_a_function_have_its_own_defaults_and_pass_its_own_arguments_on():
    @request.keywords(out=None, seed=5)
    def tried(asked: Request, watch: str = "nobody") -> tuple[Request, str]:
        """Say what was asked."""
        return asked, watch

    assert tried(3, watch="me") == (Request(patients=3, out=None, seed=5), "me")
    assert tried(families=2, seed="6") == (Request(families=2, out=None, seed=6), "nobody")
