"""Looking into a record by columns finds what looking entry by entry finds, whatever was written."""

import ast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.realism.recorded.declared import read_folders
from synth.realism.recorded.expressions import Expression
from synth.realism.recorded.units import Units
from tests.unit.recorded import made

DAYS = st.integers(0, 40)
WRITTEN = st.lists(st.tuples(st.integers(0, 3), DAYS, st.integers(1, 15), st.integers(-5, 5)), max_size=25)
ASKED = st.lists(st.tuples(st.integers(-1, 3), DAYS), min_size=1, max_size=12)
START = made.at("2020-01-01")


@pytest.fixture(scope="module")
def declared(tmp_path_factory):
    return read_folders(
        [made.folder(tmp_path_factory.mktemp("figures"), '{ stratum = "s", value = 1, share = "female" }')]
    )


def date(day: int) -> str:
    return str(np.datetime64("2020-01-01") + np.timedelta64(day, "D"))


@settings(max_examples=60)
@given(written=WRITTEN, asked=ASKED, stretch=st.tuples(st.integers(-20, 20), st.integers(-20, 20)))
def test_columns_find_what_a_loop_finds(declared, written, asked, stretch):
    people = [{"id": f"p{n}"} for n in range(4)]
    entries = [
        {"kind": "observation", "person": f"p{who}", "code": "blood_pressure", "from": date(day),
         "until": date(day + lasts), "value": value}
        for who, day, lasts, value in written
    ]  # fmt: skip
    record = made.record(people, entries, declared)
    units = Units(record, np.array([who for who, _ in asked]), np.array([START + day * 1440 for _, day in asked]))
    lo, hi = stretch

    def found(text):
        return Expression(text, ast.parse(text, mode="eval").body).of(units)

    for place, (who, day) in enumerate(asked):
        mine = sorted((d, n, v) for n, (w, d, _, v) in enumerate(written) if w == who)
        between = [v for d, _, v in mine if day + lo <= d < day + hi]
        args = f"pressure, {lo}, {hi}"
        assert found(f"count({args})")[place] == len(between)
        assert found(f"within({args})")[place] == bool(between)
        open_now = sum(d <= day < d + lasts for w, d, lasts, _ in written if w == who)
        assert found("active(pressure)")[place] == (open_now > 0)
        assert found("ever(pressure)")[place] == any(d <= day for d, _, _ in mine)
        if between:
            assert found(f"most({args})")[place] == max(between)
            assert found(f"least({args})")[place] == min(between)
        else:
            assert np.isnan(found(f"last({args})")[place]) and np.isnan(found(f"most({args})")[place])
        days = [d for d, _, _ in mine if day + lo <= d < day + hi]
        if len(set(days)) == len(days) and days:  # two at one moment have no first
            assert found(f"first({args})")[place] == between[0] and found(f"last({args})")[place] == between[-1]
