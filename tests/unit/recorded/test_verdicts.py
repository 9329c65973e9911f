"""A pass means something: what half the figure would pass is too few, and what its error alone passes is told apart."""

import pytest

from synth.realism.figures import Figure
from synth.realism.recorded.weights import BAND, DECILES, LARGEST, Weights, england
from synth.realism.verdicts import BY_ERROR, LOOSE, OUTSIDE, TOO_FEW, WARNED, WITHIN, judged
from tests.unit.recorded import made


def figure(tolerance, evidence="evidenced", value=40.0):
    return Figure("A", "m", "s", value, "percent", "2020", "a test", evidence, tolerance, "")


@pytest.mark.parametrize(
    ("tolerance", "found", "error", "verdict"),
    [
        ("abs:4", 43, 1, WITHIN),
        ("abs:4", 46, 1, BY_ERROR),
        ("abs:4", 48, 1, OUTSIDE),
        ("abs:4", 40, 6, TOO_FEW),  # 22 of 40 would pass
        ("abs:4", 80, 6, OUTSIDE),  # and yet this is further than they allow
        ("abs:21", 45, 1, LOOSE),
        ("rel:0.5", 45, 0, WITHIN),
        ("min:40", 90, 1, WITHIN),
        ("min:40", 38, 1, BY_ERROR),
        ("min:40", 30, 1, OUTSIDE),
        ("abs:4", 40, float("inf"), TOO_FEW),
    ],
)
def test_the_verdict_follows_tolerance_and_error(tolerance, found, error, verdict):
    assert judged(figure(tolerance), found, error, 10, "2020").verdict == verdict
    recalled = judged(figure(tolerance, "from memory"), found, error, 10, "2020").verdict
    assert recalled == (WARNED if verdict == OUTSIDE else verdict)


def test_of_nought_the_tolerance_itself_is_the_measure():
    nought = figure("abs:0.5", value=0.0)
    assert [judged(nought, 0.1, e, 9, "2020").verdict for e in (0.1, 0.3)] == [WITHIN, TOO_FEW]
    assert judged(nought, 1.5, 0.1, 9, "2020").verdict == OUTSIDE


def test_weights_make_age_sex_and_deprivation_those_of_england(tmp_path):
    people = [{"id": f"p{n}", "born": f"{1935 + n % 80}-06-01", "sex": ("female", "male")[n // 80 % 2 or n % 3 == 0],
               "decile": str(1 + n % 3 + n // 400)} for n in range(3000)]  # fmt: skip
    record = made.record(people, [], made.figures(tmp_path, '{ stratum = "s", value = 1, share = "female" }'))
    weight = Weights(record).of(range(3000))
    old = [one["born"] < "1955-01-01" for one in people]
    women = [one["sex"] == "female" for one in people]
    wanted = england()[65 // BAND :].sum()
    shares = [weight[mask].sum() / weight.sum() for mask in (old, women)]
    assert shares[0] == pytest.approx(wanted, abs=0.03) and shares[1] == pytest.approx(england()[:, 0].sum(), abs=0.01)
    tenths = [weight[[one["decile"] == str(d) for one in people]].sum() for d in range(1, DECILES + 1)]
    assert max(tenths) / min(tenths) < 1.1 and weight.max() <= LARGEST
