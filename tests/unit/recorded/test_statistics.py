"""Each statistic gives the number that it is known to give, with an error that is its own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.realism.recorded import statistics
from synth.realism.recorded.statistics import Counted, jackknifed


def counted(*what, weight=None, **more):
    columns = tuple(np.asarray(column, dtype=float) for column in what)
    n = len(columns[0])
    return Counted(np.arange(n), np.ones(n) if weight is None else np.asarray(weight, dtype=float), columns, **more)


def test_correlation_slope_spread_and_middle():
    x = np.arange(10.0)
    assert statistics.correlation(counted(x, 3 - 2 * x)) == pytest.approx(-1)
    assert statistics.slope(counted(x, 3 - 2 * x)) == pytest.approx(-2)
    assert statistics.spread(counted(x)) == pytest.approx(x.std(ddof=1))
    assert statistics.centile(0.5)(counted([5, 1, 3])) == 3
    assert statistics.centile(0.5)(counted([5, 1, 3, 4])) == 3.5
    assert statistics.centile(0.9)(counted(np.arange(1, 101))) == 90


def test_weights_count_as_so_many():
    assert statistics.share(counted([1, 0], weight=[3, 1])).value == 0.75
    assert statistics.odds(counted([1, 0], weight=[3, 1])) == 3
    assert statistics.one_in(counted([1, 0, 0], weight=[1, 1, 2])) == 4
    assert statistics.centile(0.5)(counted([1, 2, 3], weight=[1, 1, 5])) == 3


def test_the_top_tenth_of_equals_has_a_tenth_and_one_who_has_all_has_all():
    assert statistics.top_tenth(counted(np.ones(40))) == pytest.approx(0.1)
    assert statistics.top_tenth(counted([7, *np.zeros(19)])) == 1
    assert statistics.top_tenth(counted(np.zeros(20))) == 0
    assert statistics.top_tenth(counted(np.arange(15.0))) == pytest.approx((14 + 13 / 2) / 105)  # a tenth of 15 is 1.5


def test_a_ratio_is_of_those_who_are_seen_to_those_who_would_be_expected():
    exposed = np.array([True] * 4 + [False] * 4)
    what = [1, 1, 0, 0, 1, 0, 0, 0]
    plain = counted(what, exposed=exposed, other=~exposed)
    assert statistics.ratio(plain) == 2
    years = counted(what, exposed=exposed, other=~exposed, exposure=np.array([2.0] * 4 + [1.0] * 4))
    assert statistics.ratio(years) == 1
    alone = counted(what, exposed=exposed, other=~exposed, stratum=np.array([0] * 4 + [1] * 4))
    assert statistics.ratio(alone) == 0  # no stratum has both


@given(st.integers(0, 10_000))
def test_the_jackknife_of_a_mean_is_near_its_standard_error(seed):
    values = np.random.default_rng(seed).normal(size=400)
    found = jackknifed(counted(values), lambda units: float(units.what[0].mean()))
    assert found.error == pytest.approx(1 / 20, rel=0.75) and found.n == 400


def test_too_few_have_no_error_to_speak_of():
    assert jackknifed(counted([1, 2, 3]), statistics.spread).error == float("inf")
    exposed = np.array([True, False] * 10)
    none = counted(np.zeros(20), exposed=exposed, other=~exposed)
    assert jackknifed(none, statistics.ratio).error == float("inf")
    assert jackknifed(counted(np.zeros(50)), statistics.one_in).error == float("inf")
