"""Evidence is checked when it is read, and becomes exact tables."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as options
from hypothesis import strategies as st

from synth import evidence
from synth.evidence import exact
from synth.pathway.language.numbers import Numbers

RISKS = """
[risks.obese]
fact = "bmi"
at_least = 300
prevalence = 0.21
source = "a publication"
[risks.smoker]
fact = "smoker"
prevalence = 0.11
source = "a publication"
"""


def read(tmp_path, text, risks=RISKS):
    path = tmp_path / "some.toml"
    path.write_text(risks + text)
    return evidence.read(path)


@pytest.mark.parametrize("ratio", ["odds", "hazard", "risk"])
def test_an_average_with_risks_averages_to_itself(tmp_path, ratio):
    p = read(
        tmp_path, f'[x]\naverage = 0.2\n{ratio} = {{ obese = 1.9, smoker = 1.4 }}\nunit = "probability"\nsource = "s"\n'
    )
    table = p.numbers["x"].table.astype(float) / exact.SCALE
    obese, smoker = 0.21, 0.11
    weights = np.array([(1 - obese) * (1 - smoker), (1 - obese) * smoker, obese * (1 - smoker), obese * smoker])
    assert float((table * weights).sum()) == pytest.approx(0.2, abs=1e-12)
    if ratio == "odds":
        odds = table / (1 - table)
        assert odds[2] / odds[0] == pytest.approx(1.9)


@options(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=6, unique=True))
def test_quantiles_are_met_exactly_at_their_places(tmp_path_factory, values):
    values.sort()
    places = [Fraction(k, len(values) - 1) for k in range(len(values))]
    pairs = ", ".join(f"[{float(p)!r}, {v}]" for p, v in zip(places, values, strict=True))
    p = read(tmp_path_factory.mktemp("e"), f'[x]\nquantiles = [{pairs}]\nunit = "g"\nsource = "s"\n')
    table = p.numbers["x"].table[0]
    assert table[0] == values[0]
    assert table[-1] == values[-1]
    assert (np.diff(table) >= 0).all()


def test_durations_become_minutes_and_decimals_become_whole_numbers(tmp_path):
    p = read(
        tmp_path,
        '[x]\nvalue = 2.5\nunit = "days"\nsource = "s"\n[y]\nvalue = 68.4\ndecimals = 1\nunit = "kg"\nsource = "s"\n',
    )
    assert p.numbers["x"].table.tolist() == [3600]
    assert p.numbers["y"].table.tolist() == [684]


def test_a_growth_reference_has_its_median_in_the_middle(tmp_path):
    p = read(tmp_path, '[x]\nlms = [0.2, 3.5, 0.14]\nunit = "kg"\ndecimals = 3\nsource = "s"\n')
    table = p.numbers["x"].table[0]
    assert table[512] == 3500
    # z = 1.2816 at the 90th centile: 3.5 * (1 + 0.2 * 0.14 * 1.2816) ** 5
    assert abs(int(table[round(0.9 * 1024)]) - 4182) < 12


BAD = {
    "no source": ('[x]\nvalue = 1\nunit = "days"\n', "no source"),
    "no unit": ('[x]\nvalue = 1\nsource = "s"\n', "no unit"),
    "nothing said": ('[x]\nunit = "days"\nsource = "s"\n', "says nothing"),
    "two things said": ('[x]\nvalue = 1\naverage = 0.1\nunit = "days"\nsource = "s"\n', "says nothing or too much"),
    "an unknown setting": ('[x]\nvalue = 1\nunits = "days"\nunit = "d"\nsource = "s"\n', "unknown setting 'units'"),
    "a chance over one": ('[x]\naverage = 1.2\nunit = "probability"\nsource = "s"\n', "not a probability"),
    "an unknown risk": ('[x]\naverage = 0.2\nodds = { tall = 2 }\nunit = "probability"\nsource = "s"\n', "unknown risk 'tall'"),
    "a risk that passes one": ('[x]\nreference = 0.6\nrisk = { obese = 2 }\nunit = "probability"\nsource = "s"\n', "passes 1 for obese"),
    "quantiles that fall": ('[x]\nquantiles = [[0.1, 5], [0.5, 3]]\nunit = "g"\nsource = "s"\n', "must rise"),
    "shares over one": ('[x]\nshares = { a = 0.7, b = 0.7 }\nunit = "share"\nsource = "s"\n', "add up to 1.4"),
    "a gap in the calendar": (
        '[[x]]\nvalue = 1\nunit = "days"\nsource = "s"\nuntil = 2015-01-01\n[[x]]\nvalue = 2\nunit = "days"\nsource = "s"\nfrom = 2016-01-01\n',
        "a gap between the period that ends 2015-01-01",
    ),
    "an overlap in the calendar": (
        '[[x]]\nvalue = 1\nunit = "days"\nsource = "s"\nuntil = 2017-01-01\n[[x]]\nvalue = 2\nunit = "days"\nsource = "s"\nfrom = 2016-01-01\n',
        "an overlap",
    ),
    "too few numbers for the bands": (
        '[x]\nby = { age = [0, 20] }\naverage = [0.1]\nunit = "probability"\nsource = "s"\n', "wants 2 numbers"),
    "a word for a number": ('[x]\naverage = "often"\nunit = "probability"\nsource = "s"\n', "must be a number"),
    "a word among quantiles": ('[x]\nquantiles = [[0.1, "low"], [0.9, 5]]\nunit = "g"\nsource = "s"\n', "must be a number"),
    "not TOML": ("[x\n", "not TOML"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "says"), BAD.values(), ids=BAD)
def test_a_fault_is_told_with_file_line_and_mend(tmp_path, text, says):
    with pytest.raises(evidence.EvidenceError) as fault:
        read(tmp_path, text)
    assert says in str(fault.value)
    assert "some.toml:" in str(fault.value)


def test_all_faults_of_a_file_are_told_together(tmp_path):
    with pytest.raises(evidence.EvidenceError) as fault:
        read(tmp_path, '[x]\nvalue = 1\nunit = "days"\n[y]\nvalue = 1\nsource = "s"\n')
    assert "[x]: no source" in str(fault.value)
    assert "[y]: no unit" in str(fault.value)
    assert "some.toml:11:" in str(fault.value)


def test_a_number_that_is_missing_is_named(tmp_path):
    with pytest.raises(evidence.EvidenceError, match="no number 'tall': add a table"):
        _ = Numbers(read(tmp_path, "")).tall
