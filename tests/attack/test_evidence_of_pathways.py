"""Evidence of pathways that somebody spoilt: each number, risk and period is refused in plain lines."""

from __future__ import annotations

import re

import pytest

from synth import evidence
from tests.attack.spoilt import BIG, NAME, RISKS, refused

pytestmark = pytest.mark.attack

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
