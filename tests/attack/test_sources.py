"""Sources that somebody spoilt: evidence, codelists, questionnaires, settings, lists. Each is refused in plain lines.

A line names the file, says what is wrong and how to mend it; nothing is taken in silence that cannot be right, and no
spoilt byte gives a traceback.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import care_pathways
from output.delivery import told
from synth import codes, evidence, questionnaires, source_files
from synth.errors import BrokenSource
from synth.evidence import columns, figures
from synth.pathway.compiled import prepare
from synth.pathway.language.model import Pathway, Step
from synth.pathway.language.numbers import Numbers
from synth.pathway.language.writes import observe, prescribe
from synth.realism import figures as published
from synth.systems import settings as care_settings
from synth.world import tables, wordlists

pytestmark = pytest.mark.attack

NAME = "spoilt.toml"
RISKS = evidence.read(care_pathways.HERE / "risks.toml").risks
BIG = 10**40


def refused(read: Callable[[], object], name: str = NAME) -> list[str]:
    """The lines with which something is refused: each names the file and gives a mend."""
    with pytest.raises(BrokenSource) as fault:
        read()
    lines = str(fault.value).splitlines()
    assert lines
    for line in lines:
        said = re.fullmatch(rf"{re.escape(name)}(?::\d+)?: (?:\[[^\]]*\]: )?(.+)", line)
        assert said, line
        what, _, mend = said[1].partition(": ")
        assert what and mend, line
        assert len(line) < 1000, line
    return lines


# Evidence of pathways, one number at a time ----------------------------------------------------------------


GOOD = {
    "average": 'average = 0.3\nunit = "probability"\nsource = "s"\n',
    "odds": 'average = 0.3\nodds = { smoker = 1.5 }\nunit = "probability"\nsource = "s"\n',
    "quantiles": 'quantiles = [[0.1, 5], [0.9, 9]]\nunit = "days"\nsource = "s"\n',
    "normal": 'normal = { mean = 118, sd = 11, min = 80, max = 180 }\nunit = "mmHg"\nsource = "s"\n',
    "lms": 'lms = [0.2, 3500, 0.14]\nunit = "g"\nsource = "s"\n',
    "value": 'value = 3\nunit = "weeks"\nsource = "s"\n',
    "decimals": 'value = 68.4\ndecimals = 1\nunit = "kg"\nsource = "s"\n',
    "shares": 'shares = { a = 0.7, b = 0.2 }\nunit = "share"\nsource = "s"\n',
    "bands": 'by = { age = [0, 20] }\naverage = [0.1, 0.2]\nunit = "probability"\nsource = "s"\n',
    "difference": 'normal = { mean = 0, sd = 5 }\ndifference = true\nunit = "mmHg"\nsource = "s"\n',
    "calendar": 'value = 1\nfrom = 2015-01-01\nunit = "days"\nsource = "s"\n',
}
SPOILT = {
    "a day is no unit, days are": ("value", '"weeks"', '"day"'),
    "a unit misspelt": ("value", '"weeks"', '"week"'),
    "a unit with words around it": ("average", '"probability"', '"probability of those booked"'),
    "a unit that is empty": ("value", '"weeks"', '""'),
    "a unit that is a list": ("value", '"weeks"', '["weeks"]'),
    "a unit that is a table": ("value", '"weeks"', '{ a = "weeks" }'),
    "a unit that is a number": ("value", '"weeks"', "7"),
    "a unit in capitals": ("value", '"weeks"', '"Weeks"'),
    "a unit with a space": ("value", '"weeks"', '"weeks "'),
    "a probability in percent": ("average", '"probability"', '"percent"'),
    "a probability in days": ("average", '"probability"', '"days"'),
    "a duration in probability": ("value", '"weeks"', '"probability"'),
    "shares in days": ("shares", '"share"', '"days"'),
    "no unit": ("value", 'unit = "weeks"\n', ""),
    "no source": ("value", 'source = "s"\n', ""),
    "a source of spaces": ("value", '"s"', '"  "'),
    "a source that is a number": ("value", '"s"', "2019"),
    "a source that is a list": ("value", '"s"', '["s"]'),
    "a delay below 0": ("value", "= 3", "= -3"),
    "a quantile below 0": ("quantiles", "[0.1, 5]", "[0.1, -5]"),
    "a tail below 0": ("normal", "sd = 11, min = 80", "sd = 80"),
    "a flag of 2": ("value", 'value = 3\nunit = "weeks"', 'value = 2\nunit = "flag"'),
    "a flag of a half": ("value", 'value = 3\nunit = "weeks"', 'value = 0.5\nunit = "flag"'),
    "a chance in a flag": ("quantiles", '"days"', '"flag"'),
    "a standard deviation below 0": ("normal", "sd = 11", "sd = -11"),
    "the least above the most": ("normal", "min = 80, max = 180", "min = 180, max = 80"),
    "a mean below the least": ("normal", "mean = 118", "mean = 60"),
    "a mean of a word": ("normal", "mean = 118", 'mean = "high"'),
    "a normal without a spread": ("normal", ", sd = 11", ""),
    "a normal with a word too much": ("normal", "max = 180", "most = 180"),
    "a normal that is a number": ("normal", "{ mean = 118, sd = 11, min = 80, max = 180 }", "118"),
    "a normal that is a list": ("normal", "{ mean = 118, sd = 11, min = 80, max = 180 }", "[118, 11]"),
    "decimals of one and a half": ("decimals", "decimals = 1", "decimals = 1.5"),
    "decimals below 0": ("decimals", "decimals = 1", "decimals = -1"),
    "decimals of a hundred": ("decimals", "decimals = 1", "decimals = 100"),
    "decimals that are true": ("decimals", "decimals = 1", "decimals = true"),
    "decimals in a word": ("decimals", "decimals = 1", 'decimals = "1"'),
    "decimals of a duration": ("value", "value = 3", "value = 3\ndecimals = 1"),
    "decimals of a probability": ("average", "average = 0.3", "average = 0.3\ndecimals = 1"),
    "a part of what is whole": ("decimals", "decimals = 1\n", ""),
    "a probability of 1.4": ("average", "0.3", "1.4"),
    "a probability below 0": ("average", "0.3", "-0.1"),
    "a probability that is true": ("average", "0.3", "true"),
    "a probability in a word": ("average", "0.3", '"often"'),
    "a probability that is no number": ("average", "0.3", "nan"),
    "a probability without end": ("average", "0.3", "inf"),
    "a probability that is a date": ("average", "0.3", "2015-01-01"),
    "a probability that is a list": ("average", "0.3", "[0.3]"),
    "a probability that is a table": ("average", "0.3", "{ a = 0.3 }"),
    "a value without end": ("value", "= 3", "= inf"),
    "a value that is no number": ("value", "= 3", "= nan"),
    "a value of forty digits": ("value", "= 3", f"= {BIG}"),
    "a value of five thousand digits": ("value", "= 3", "= 1" + "0" * 5000),
    "a value with a great exponent": ("value", "= 3", "= 1e999999999"),
    "a value with an exponent beyond all": ("value", "= 3", "= 1e99999999999999999999999"),
    "a value with a small exponent": ("value", "= 3", "= 1e-999999999"),
    "a value beyond a life": ("value", "= 3", "= 99999999"),
    "a weight of an elephant": ("decimals", "68.4", "6840"),
    "a value that is true": ("value", "= 3", "= true"),
    "a ratio of 0": ("odds", "smoker = 1.5", "smoker = 0"),
    "a ratio below 0": ("odds", "smoker = 1.5", "smoker = -2"),
    "a ratio in a word": ("odds", "smoker = 1.5", 'smoker = "more"'),
    "a ratio without end": ("odds", "smoker = 1.5", "smoker = inf"),
    "ratios of nobody": ("odds", "{ smoker = 1.5 }", "{}"),
    "ratios that are a number": ("odds", "{ smoker = 1.5 }", "1.5"),
    "ratios that are a list": ("odds", "{ smoker = 1.5 }", '["smoker"]'),
    "a risk that nobody knows": ("odds", "smoker =", "tall ="),
    "two kinds of ratio": ("odds", "unit", "risk = { smoker = 1.1 }\nunit"),
    "ratios of a quantity": ("value", "unit", "odds = { smoker = 1.1 }\nunit"),
    "a risk that passes 1": ("odds", "odds = { smoker = 1.5 }", "risk = { smoker = 9 }"),
    "quantiles that fall": ("quantiles", "[[0.1, 5], [0.9, 9]]", "[[0.1, 9], [0.9, 5]]"),
    "quantiles in no order": ("quantiles", "[[0.1, 5], [0.9, 9]]", "[[0.9, 5], [0.1, 9]]"),
    "a quantile twice": ("quantiles", "[[0.1, 5], [0.9, 9]]", "[[0.1, 5], [0.1, 9]]"),
    "a quantile past 1": ("quantiles", "[0.9, 9]", "[1.9, 9]"),
    "a quantile below 0 percent": ("quantiles", "[0.1, 5]", "[-0.1, 5]"),
    "one quantile": ("quantiles", ", [0.9, 9]", ""),
    "no quantiles": ("quantiles", "[[0.1, 5], [0.9, 9]]", "[]"),
    "quantiles of three": ("quantiles", "[0.9, 9]", "[0.9, 9, 9]"),
    "quantiles that are numbers": ("quantiles", "[[0.1, 5], [0.9, 9]]", "[5, 9]"),
    "quantiles that are a number": ("quantiles", "[[0.1, 5], [0.9, 9]]", "5"),
    "quantiles of words": ("quantiles", "[0.9, 9]", '[0.9, "nine"]'),
    "a growth reference of two": ("lms", "[0.2, 3500, 0.14]", "[0.2, 3500]"),
    "a growth reference of nothing": ("lms", "3500", "0"),
    "a growth reference without spread": ("lms", "0.14", "0"),
    "a growth reference that breaks": ("lms", "[0.2, 3500, 0.14]", "[9, 3500, 0.5]"),
    "a growth reference that is a table": ("lms", "[0.2, 3500, 0.14]", "{ l = 1 }"),
    "shares past 1": ("shares", "a = 0.7", "a = 0.9"),
    "a share below 0": ("shares", "a = 0.7", "a = -0.7"),
    "no shares": ("shares", "{ a = 0.7, b = 0.2 }", "{}"),
    "shares that are a list": ("shares", "{ a = 0.7, b = 0.2 }", "[0.7, 0.2]"),
    "shares that are a number": ("shares", "{ a = 0.7, b = 0.2 }", "0.7"),
    "a share in a word": ("shares", "a = 0.7", 'a = "most"'),
    "a share that is a table": ("shares", "a = 0.7", "a = { b = 1 }"),
    "bands that do not rise": ("bands", "[0, 20]", "[20, 0]"),
    "a band twice": ("bands", "[0, 20]", "[20, 20]"),
    "a band of a half": ("bands", "[0, 20]", "[0, 20.5]"),
    "a band in a word": ("bands", "[0, 20]", '[0, "old"]'),
    "no bands": ("bands", "[0, 20]", "[]"),
    "a band that is a number": ("bands", "[0, 20]", "20"),
    "bands that are a list": ("bands", "{ age = [0, 20] }", "[0, 20]"),
    "a band without a number": ("bands", "[0.1, 0.2]", "[0.1]"),
    "a number without a band": ("bands", "[0.1, 0.2]", "[0.1, 0.2, 0.3]"),
    "bands without numbers": ("bands", "[0.1, 0.2]", "0.1"),
    "a band nested": ("bands", "[0.1, 0.2]", "[[0.1], [0.2]]"),
    "a fact with spaces": ("bands", "{ age =", '{ "the age" ='),
    "a million bands": ("bands", "age = [0, 20]", f"age = {list(range(200))}, sex = {list(range(200))}"),
    "a difference in a word": ("difference", "= true", '= "yes"'),
    "a difference that is 1": ("difference", "= true", "= 1"),
    "a difference of probabilities": ("average", "unit", "difference = true\nunit"),
    "a tail that is no difference": ("difference", "difference = true\n", ""),
    "a date in a word": ("calendar", "2015-01-01", '"2015-01-01"'),
    "a date with an hour": ("calendar", "2015-01-01", "2015-01-01T12:00:00"),
    "an hour for a date": ("calendar", "2015-01-01", "12:00:00"),
    "a year for a date": ("calendar", "2015-01-01", "2015"),
    "a date that no calendar has": ("calendar", "2015-01-01", "2015-02-30"),
    "a date before all": ("calendar", "2015-01-01", "0001-01-01"),
    "an end before the beginning": ("calendar", "unit", "until = 2010-01-01\nunit"),
    "an end at the beginning": ("calendar", "unit", "until = 2015-01-01\nunit"),
    "two calendars": ("calendar", "unit", "born_from = 2010-01-01\nunit"),
    "a setting misspelt": ("value", "source", 'sources = "s"\nsource'),
    "a note that is a list": ("value", "source", "note = []\nsource"),
    "two things said": ("value", "value = 3", "value = 3\naverage = 0.1"),
    "nothing said": ("value", "value = 3\n", ""),
    "a member twice": ("value", "value = 3", "value = 3\nvalue = 4"),
    "a table within": ("value", "value = 3", "value = 3\nother = { a = 1 }"),
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_what_is_right_is_taken(text):
    assert evidence.read_text(f"[x]\n{text}", NAME, RISKS).numbers["x"].table.size


@pytest.mark.parametrize(("good", "old", "new"), SPOILT.values(), ids=SPOILT)
def test_a_number_that_cannot_be_right_is_refused(good, old, new):
    assert old in GOOD[good]
    text = f"# a file\n\n[x]\n{GOOD[good].replace(old, new, 1)}"
    assert all(re.match(rf"{NAME}:\d+: ", line) for line in refused(lambda: evidence.read_text(text, NAME, RISKS)))


RISK = '[risks.old]\nfact = "age"\nat_least = 75\nprevalence = 0.1\nsource = "s"\n'
SPOILT_RISKS = {
    "a prevalence of 1.4": ("0.1", "1.4"), "a prevalence below 0": ("0.1", "-0.1"), "a prevalence in a word": ("0.1", '"few"'),
    "a prevalence that is true": ("0.1", "true"), "no prevalence": ("prevalence = 0.1\n", ""), "no fact": ('fact = "age"\n', ""),
    "a fact that is a list": ('"age"', '["age"]'), "a fact that is a number": ('"age"', "7"), "a fact of nothing": ('"age"', '""'),
    "no source": ('source = "s"\n', ""), "a source that is a number": ('"s"', "7"), "a bound of a half": ("75", "75.5"),
    "a bound in a word": ("75", '"old"'), "bounds that cross": ("at_least = 75", "at_least = 75\nbelow = 70"),
    "two kinds of bound": ("at_least = 75", "at_least = 75\nequals = 80"), "a member misspelt": ("at_least", "atleast"),
    "a risk that is a number": (RISK, "[risks]\nold = 3\n"), "risks that are a number": (RISK, "risks = 3\n"),
    "risks that are a list": (RISK, '[[risks]]\nfact = "age"\n'), "a name with a space": ("risks.old", 'risks."very old"'),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), SPOILT_RISKS.values(), ids=SPOILT_RISKS)
def test_a_risk_that_cannot_be_right_is_refused(old, new):
    assert evidence.read_text(RISK, NAME).risks
    refused(lambda: evidence.read_text(RISK.replace(old, new, 1), NAME))


PERIODS = '[[x]]\nvalue = 1\nunit = "days"\nsource = "s"\nuntil = 2015-01-01\n[[x]]\nvalue = 2\nunit = "days"\nsource = "s"\nfrom = 2015-01-01\n'
SPOILT_PERIODS = {
    "a gap": ("until = 2015", "until = 2014"), "an overlap": ("until = 2015", "until = 2016"),
    "other units": ('value = 2\nunit = "days"', 'value = 2\nunit = "weeks"'), "other forms": ("value = 2", "quantiles = [[0, 1], [1, 2]]"),
    "no calendar at all": ("until = 2015-01-01\n", ""), "other calendars": ("from = 2015", "born_from = 2015"),
    "other decimals": ("value = 2", "value = 2\ndifference = true"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), SPOILT_PERIODS.values(), ids=SPOILT_PERIODS)
def test_periods_that_do_not_fit_together_are_refused(old, new):
    assert evidence.read_text(PERIODS, NAME).numbers
    refused(lambda: evidence.read_text(PERIODS.replace(old, new, 1), NAME))


SHAPELESS = {
    "a number at the top": "x = 3\n", "a list at the top": "x = [1, 2]\n", "no periods": "x = []\n", "periods of numbers": "x = [1]\n",
    "a name in capitals": '[X]\nvalue = 3\nunit = "days"\nsource = "s"\n', "a name with a space": '["a b"]\nvalue = 3\nunit = "days"\nsource = "s"\n',
    "a table in a table": '[x.y]\nvalue = 3\nunit = "days"\nsource = "s"\n', "a table twice": "[x]\n[x]\n", "half a header": "[x\n",
    "no TOML": "what?\n", "nested a hundred thousand times": "x = " + "[" * 100_000, "tables nested so": "x = " + "{a=" * 50_000,
}  # fmt: skip


@pytest.mark.parametrize("text", SHAPELESS.values(), ids=SHAPELESS)
def test_a_file_of_another_shape_is_refused(text):
    refused(lambda: evidence.read_text(text, NAME))


# Bytes: whatever the file, and whoever reads it ---------------------------------------------------------------


PLACE = Path(care_pathways.__file__).parent
CODES = care_pathways.codelists()


def _toml(read: Callable[[source_files.Written], object]) -> Callable[[bytes], object]:
    return lambda content: read(source_files.toml_in(source_files.decoded(content, NAME), NAME))


READERS: dict[str, tuple[Path, Callable[[bytes], object]]] = {
    "evidence of a pathway": (PLACE / "gp/hypertension.toml", lambda b: evidence.read_text(b, NAME, RISKS)),
    "evidence of the world": (tables.EVIDENCE / "care.toml",
                              lambda b: figures.read_text(b, NAME, tables.shapes_of("care"), tables.lists())),
    "a table of the world": (tables.EVIDENCE / "covid.csv",
                             lambda b: columns.read_text(source_files.decoded(b, NAME), NAME, tables.shapes_of("columns")["covid"],
                                                         tables.lists())),
    "a word list": (wordlists.FOLDER / "short_names.csv",
                    lambda b: columns.read_text(source_files.decoded(b, NAME), NAME, tables.shapes_of("wordlists")["short_names"],
                                                tables.lists(), sourced=False)),
    "a codelist": (PLACE / "codelists/mental_health.csv",
                   lambda b: codes.rows_of(source_files.decoded(b, NAME, error=codes.CodeError), NAME)),
    "questionnaires": (PLACE / "questionnaires.toml", lambda b: questionnaires.read_text(b, NAME, CODES)),
    "settings": (care_settings.FILE, lambda b: care_settings.read_text(source_files.decoded(b, NAME), NAME)),
    "published figures": (published.FILE, lambda b: published.read_text(source_files.decoded(b, NAME), NAME)),
    "profiles of servers": (told.PROFILES, _toml(told.profiles)),
    "search parameters": (told.SEARCHABLE, _toml(told.searchable)),
    "the mix of a load": (told.MIX, _toml(told.mix)),
}  # fmt: skip
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
        signed = (
            '"lean, -1 to 1"' in text or name == "body_mass" or member[1] in ("twin", "smoker", "stillborn", "lone")
        )
        if (said and value == '"often"') or (signed and value == "-0.5"):
            continue
        spoilt = text[: member.start(2)] + value + text[member.end(2) :]
        refused(lambda spoilt=spoilt: figures.read_text(spoilt, NAME, tables.shapes_of(name), tables.lists()))


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


# Codelists, questionnaires, settings, and what delivery is told ---------------------------------------------------


SPOILT_TEXTS = {
    "a codelist with a cell too few": ("a codelist", b",http", b"http"),
    "a key with a space": ("a codelist", b"\n", b"\nthe key,,,Words,s\n"),
    "a key in capitals": ("a codelist", b"\n", b"\nKEY,,,Words,s\n"),
    "the key none": ("a codelist", b"\n", b"\nnone,,,Words,s\n"),
    "a system without a code": ("a codelist", b"\n", b"\nkey,http://snomed.info/sct,,Words,s\n"),
    "another heading": ("a codelist", b"key,system", b"system,key"),
    "an open quotation": ("a codelist", b"\n", b'\nkey,,,"Words,s\n'),
    "a questionnaire without a title": ("questionnaires", b"title =", b"titel ="),
    "a questionnaire without items": ("questionnaires", b"items =", b"item ="),
    "an item without a text": ("questionnaires", b", text =", b", words ="),
    "an item that no codelist has": ("questionnaires", b'"whooley_depressed"', b'"whooley_dejected"'),
    "an item twice": ("questionnaires", b'"whooley_little_interest"', b'"whooley_depressed"'),
    "an item of two questionnaires": ("questionnaires", b'"epds_score"', b'"whooley_depressed"'),
    "a code that no codelist has": ("questionnaires", b'"asq3"', b'"asq4"'),
    "a type that nobody knows": ("questionnaires", b'"boolean"', b'"bool"'),
    "a title that is a list": ("questionnaires", b'title = "Whooley questions"', b"title = []"),
    "items that are a word": ("questionnaires", b"items = [{", b'items = "none"\nothers = [{'),
    "a questionnaire of one number": ("questionnaires", b"[whooley]", b"other = 3\n[whooley]"),
    "a system that nobody knows": ("settings", b",gp,", b",gpp,"),
    "an organisation that nobody knows": ("settings", b",practice,", b",practise,"),
    "a role that nobody has": ("settings", b",practice_nurse,", b",practice_nurses,"),
    "a class of contact that nobody knows": ("settings", b",AMB,", b",AMBU,"),
    "a place that nobody has": ("settings", b",surgery,", b",surgeries,"),
    "a service that nobody gives": ("settings", b",general_practice,", b",general_practise,"),
    "hours that nobody keeps": ("settings", b",office,", b",offices,"),
    "a channel that nobody knows": ("settings", b"In-person", b"In person"),
    "a setting too wide": ("settings", b"In-person\n", b"In-person,,,\n"),
    "a figure in a word": ("published figures", b",2.593,", b",few,"),
    "a figure without end": ("published figures", b",2.593,", b",inf,"),
    "a tolerance that nobody knows": ("published figures", b"rel:0.05", b"relative:0.05"),
    "evidence of another kind": ("published figures", b",evidenced,rel:0.05", b",heard,rel:0.05"),
    "no year": ("published figures", b",mid-2023,", b",lately,"),
    "a figure twice": ("published figures", b"0-4 males", b"0-4 females"),
    "a mode that nobody knows": ("profiles of servers", b'"transaction"', b'"transactions"'),
    "entries below 1": ("profiles of servers", b"value = 500,", b"value = 0,"),
    "entries in a word": ("profiles of servers", b"value = 500,", b'value = "500",'),
    "a fact that is not true or false": ("profiles of servers", b"value = true,", b"value = 1,"),
    "a fact without a source": ("profiles of servers", b"source = ", b"sauce = "),
    "a member of a profile misspelt": ("profiles of servers", b"\natomic ", b"\natomik "),
    "a profile's name that is no expression": ("profiles of servers", b'"hapi"', b'"("'),
    "a kind of parameter that nobody knows": ("search parameters", b'"token"', b'"tokens"'),
    "a parameter without a path": ("search parameters", b'["token", "identifier"]', b'["token"]'),
    "a parameter that is a word": ("search parameters", b'["token", "identifier"]', b'"token"'),
    "a share below 0": ("the mix of a load", b"value  = 45", b"value  = -45"),
    "a share that is a part": ("the mix of a load", b"value  = 45", b"value  = 0.45"),
    "a mix without reads": ("the mix of a load", b"[share.read]", b"[share.reads]"),
    "a play that nobody knows": ("the mix of a load", b'"week"', b'"month"'),
}


@pytest.mark.parametrize(("reader", "old", "new"), SPOILT_TEXTS.values(), ids=SPOILT_TEXTS)
def test_a_list_that_cannot_be_right_is_refused(reader, old, new):
    path, read = READERS[reader]
    content = path.read_bytes()
    assert old in content
    refused(lambda: read(content.replace(old, new, 1)))


SPOILT_CODES = {
    "a digit changed": "key,http://snomed.info/sct,27113002,Body weight,s", "two digits swapped": "key,http://snomed.info/sct,21713001,Body weight,s",
    "a letter": "key,http://snomed.info/sct,2711300I,Body weight,s", "a LOINC digit changed": "key,http://loinc.org,29463-8,Body weight,s",
    "a system that nobody knows": "key,http://snomed.org/sct,27113001,Body weight,s", "no display": "key,http://snomed.info/sct,27113001,,s",
    "no source": "key,http://snomed.info/sct,27113001,Body weight,", "a space at an end": "key,http://snomed.info/sct,27113001 ,Body weight,s",
    "a hidden space": "key,http://snomed.info/sct,27113001,Body\u200bweight,s",
    "a code twice": "key,http://snomed.info/sct,27113001,Body weight,s\nkey,http://snomed.info/sct,27113001,Body weight,s",
}  # fmt: skip


@pytest.mark.parametrize("line", SPOILT_CODES.values(), ids=SPOILT_CODES)
def test_a_code_that_cannot_be_right_is_found(tmp_path, line):
    (tmp_path / "k.csv").write_text(f"key,system,code,display,source\n{line}\n", "utf-8")
    problems = codes.faults(tmp_path)
    assert problems and all(re.match(r".*k\.csv:\d+: .+: \S", problem) for problem in problems)


@pytest.mark.parametrize("kind", ["a folder", "nothing", "a link to nothing", "a huge file"])
def test_what_is_no_file_is_refused(tmp_path, kind):
    path = tmp_path / NAME
    if kind == "a folder":
        path.mkdir()
    elif kind == "a link to nothing":
        path.symlink_to(tmp_path / "nowhere")
    elif kind == "a huge file":
        with path.open("wb") as file:
            file.truncate(1 << 30)
    refused(lambda: evidence.read(path), str(path))


# Pathways: options and sorts ------------------------------------------------------------------------------------


def _faults(make: Callable[[], object]) -> list[str]:
    return prepare.build([make()], CODES).faults


def _pathway(step: object, **more: object) -> Pathway:
    return Pathway("care", "birth", [step], **more)


NURSE = "general practice (nurse)"
QUANTITIES = Numbers(evidence.read_text(
    '[often]\naverage = 0.3\nunit = "probability"\nsource = "s"\n[age]\nvalue = 40\nunit = "years of age"\nsource = "s"\n'
    '[shift]\nnormal = { mean = 0, sd = 5 }\ndifference = true\nunit = "days"\nsource = "s"\n', NAME))  # fmt: skip
SPOILT_PATHWAYS = {
    "an option misspelt": lambda: Step("a", NURSE, writes=[observe("bmi", 300, unknwon=True)]),
    "an option of another kind": lambda: Step("a", NURSE, writes=[observe("bmi", 300, dosage="one")]),
    "a field misspelt": lambda: Step("a", NURSE, writes=[observe("bmi", 300, recordded=5)]),
    "an option of another sort": lambda: Step("a", NURSE, writes=[prescribe("amlodipine", days="28")]),
    "a status that nobody knows": lambda: Step("a", NURSE, writes=[observe("bmi", 300, status="done")]),
    "decimals of a half": lambda: Step("a", NURSE, writes=[observe("bmi", 300, decimals=1.5)]),
    "decimals below 0": lambda: Step("a", NURSE, writes=[observe("bmi", 300, decimals=-1)]),
    "a unit that is a number": lambda: Step("a", NURSE, writes=[observe("bmi", 300, 7)]),
    "a text that is a list": lambda: Step("a", NURSE, writes=[observe("bmi", 300, text=["x"])]),
    "a code that is a number": lambda: Step("a", NURSE, writes=[observe(7, 300)]),
    "enduring in a word": lambda: Step("a", NURSE, writes=[observe("bmi", 300, enduring="yes")]),
    "a delay below 0": lambda: Step("a", NURSE, after=-5, contact="antenatal_visit"),
    "a delay that can be negative": lambda: Step("a", NURSE, after=QUANTITIES.shift, contact="antenatal_visit"),
    "a delay that is an age": lambda: Step("a", NURSE, after=QUANTITIES.age, contact="antenatal_visit"),
    "a delay that is a chance": lambda: Step("a", NURSE, after=QUANTITIES.often, contact="antenatal_visit"),
    "a length that can be negative": lambda: Step("a", NURSE, lasts=QUANTITIES.shift, contact="antenatal_visit"),
    "a record before its time": lambda: Step("a", NURSE, writes=[observe("bmi", 300, recorded=QUANTITIES.shift)]),
    "a delay in a word": lambda: Step("a", NURSE, after="a week", contact="antenatal_visit"),
    "a setting that is a list": lambda: Step("a", [NURSE], contact="antenatal_visit"),
    "a setting that nobody knows": lambda: Step("a", "general practise", contact="antenatal_visit"),
    "a name that is a number": lambda: Step(7, NURSE, contact="antenatal_visit"),
    "writes that are a word": lambda: Step("a", NURSE, writes="bmi"),
    "a write that is a word": lambda: Step("a", NURSE, writes=["bmi"]),
    "draws that are a list": lambda: Step("a", NURSE, draws=["x"], contact="antenatal_visit"),
    "a draw in a word": lambda: Step("a", NURSE, draws={"x": "often"}, contact="antenatal_visit"),
    "a signal that is a word": lambda: Step("a", NURSE, raises="birth", contact="antenatal_visit"),
    "a follower that is a list": lambda: Step("a", NURSE, then=["b"], contact="antenatal_visit"),
    "hours that are a number": lambda: Step("a", NURSE, hours=9, contact="antenatal_visit"),
    "a step that is a word": lambda: "a",
}  # fmt: skip


@pytest.mark.parametrize("step", SPOILT_PATHWAYS.values(), ids=SPOILT_PATHWAYS)
def test_a_step_that_cannot_be_right_is_refused_with_its_place_and_a_mend(step):
    faults = _faults(lambda: _pathway(step()))
    assert faults
    assert all(re.match(r"care[.:].*: .+", fault) and "\n" not in fault for fault in faults), faults


SPOILT_MEMBERS = {
    "a name that is a number": {"name": 7}, "a signal that is a number": {"starts_on": 7}, "no list of steps": {"steps": "a"},
    "takes that are numbers": {"takes": [7]}, "an end in a word": {"until": "soon"}, "an ending that is a number": {"ending": 7},
    "a condition in a word": {"only": "women"}, "a guideline that is a list": {"guideline": ["NG3"]},
}  # fmt: skip


@pytest.mark.parametrize("member", SPOILT_MEMBERS.values(), ids=SPOILT_MEMBERS)
def test_a_pathway_of_another_sort_is_refused(member):
    sound = {"name": "care", "starts_on": "birth", "steps": [Step("a", NURSE, contact="antenatal_visit")]}
    assert _faults(lambda: Pathway(**sound)) == []
    assert _faults(lambda: Pathway(**{**sound, **member}))


def test_every_file_of_sources_of_the_project_is_sound():
    from synth import api

    assert api.pathway_faults() == []
    assert api.code_faults() == []
