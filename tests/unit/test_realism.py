"""The comparison with published figures: tolerances, errors and verdicts mean what they say."""

import csv
import dataclasses
import datetime as dt
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from synth.realism import Sample, compare, page, read_figures, report, tolerance, verdicts
from synth.realism.__main__ import main
from synth.realism.measures import all_measures
from synth.realism.tally import Furthest, Median, Quotient, Tally
from synth.settings import Settings
from synth.world import build, choose_families

PUBLISHED = Path(__file__).parents[3] / "shared/statistics/published.csv"
needs_shared = pytest.mark.skipif(
    not PUBLISHED.exists(), reason="../shared is absent: our figures cannot be compared with published.csv"
)
OPENS = Settings(seed=3, start=dt.date(2023, 7, 1), end=dt.date(2024, 7, 1))
CELLS = "Share of population in age-sex cell"
DEMOGRAPHIC = (
    "birthweight", "gestation at birth", "preterm live births", "parity", "stillbirth", "multiple", "fertility",
    "deliveries in nhs", "conception",
)  # fmt: skip


@pytest.fixture(scope="module")
def opening():
    return build(np.arange(choose_families(20_000, OPENS).whole), OPENS)


@pytest.fixture(scope="module")
def rows(opening):
    return compare(opening, OPENS)


@pytest.mark.parametrize(
    ("text", "value", "width"),
    [
        ("rel:0.05", 40, 2),
        ("abs:0.5", 40, 0.5),
        ("max(rel:0.10, abs:0.1)", 0.5, 0.1),
        ("max(rel:0.10, abs:0.1)", 7, 0.7),
        ("abs:2", -3, 2),
    ],
)
def test_a_tolerance_is_of_the_value_or_in_its_unit_or_the_wider(text, value, width):
    assert tolerance(text, value) == pytest.approx(width)


@pytest.mark.parametrize("text", ["", "0.05", "rel:", "rel:0.05, abs:1", "min(rel:0.1)", "rel:-1", "abs:one"])
def test_what_is_no_tolerance_is_refused(text):
    with pytest.raises(ValueError, match="is not a tolerance"):
        tolerance(text, 1)


def test_the_error_of_a_share_is_the_binomial_one_where_families_are_single_persons():
    yes = np.r_[np.ones(200), np.zeros(800)]
    found = Tally.of(np.arange(1000), yes, np.ones(1000), 1000)
    assert (found.value, found.n) == (0.2, 1000)
    assert found.error == pytest.approx(np.sqrt(0.2 * 0.8 / 1000))


def test_the_error_is_larger_where_families_are_alike():
    yes = np.repeat(np.r_[np.ones(50), np.zeros(200)], 4)
    found = Tally.of(np.repeat(np.arange(250), 4), yes, np.ones(1000), 1000)
    assert found.error == pytest.approx(2 * np.sqrt(0.2 * 0.8 / 1000))


@pytest.mark.parametrize("all_of_them", [0.0, 1.0])
def test_none_or_all_is_not_certainty(all_of_them):
    found = Tally.of(np.arange(50), np.full(50, all_of_them), np.ones(50), 50)
    assert found.error == pytest.approx(1 / 50)
    assert found.error_if(0.1) >= 1 / 50


def test_the_error_of_a_rare_event_is_that_of_the_published_rate():
    yes = np.zeros(1000)
    yes[:1] = 1
    found = Tally.of(np.arange(1000), yes, np.ones(1000), 1000)
    assert found.error_if(0.004) == pytest.approx(2 * found.error)
    assert found.error_if(0.0005) == found.error


def test_tallies_of_different_families_add_up():
    rng = np.random.default_rng(1)
    family, yes = np.sort(rng.integers(0, 300, 900)), (rng.random(900) < 0.3).astype(float)
    first = family < 150
    whole = Tally.of(family, yes, np.ones(900), 900)
    halves = Tally.of(family[first], yes[first], np.ones(first.sum()), int(first.sum())) + Tally.of(
        family[~first] - 150, yes[~first], np.ones((~first).sum()), int((~first).sum())
    )
    assert (halves.value, halves.error, halves.n) == pytest.approx((whole.value, whole.error, whole.n))


def test_quotient_furthest_and_median():
    one, two = (Tally.of(np.arange(400), (np.arange(400) < k).astype(float), np.ones(400), 400) for k in (120, 40))
    assert Quotient(one, two).value == pytest.approx(3)
    assert 0.3 < Quotient(one, two).error < 0.6
    assert Quotient(two, one).error_if(3) == pytest.approx(9 * Quotient(two, one).error)
    assert Furthest((one, two), 0.1).value == one.value
    assert (Median(np.arange(7.0)) + Median(np.arange(7.0, 11))).value == 5
    assert Median(np.ones(2)).error == float("inf")


def test_every_figure_is_measured_or_has_a_reason_and_every_measure_has_a_figure():
    figures, measures = read_figures(), all_measures()
    assert len({f.key for f in figures}) == len(figures)
    for f in figures:
        assert (f.key in measures) != bool(f.why_not), f.key
        assert f.source and f.evidence in ("evidenced", "from memory") and 1980 < f.first_year < 2030, f.key
        assert f.width > 0, f.key
    assert set(measures) <= {f.key for f in figures}


def test_a_figure_is_of_the_year_it_tells():
    figures = {f.key: f for f in read_figures()}
    years = {f.year: f.first_year for f in figures.values()}
    assert years["mid-2023"] == 2023 and years["2018-2020"] == 2019
    assert next(y for text, y in years.items() if text.startswith("2019 (UK")) == 2019


@needs_shared
def test_our_figures_are_the_published_ones_and_none_is_left_out():
    with PUBLISHED.open(encoding="utf-8", newline="") as lines:
        published = list(csv.DictReader(lines))
    columns = ("area", "measure", "stratum", "value", "unit", "year", "source", "evidence", "tolerance")
    rows = {tuple(r[c] for c in columns) for r in published}
    with (Path(verdicts.__file__).parent / "figures.csv").open(encoding="utf-8", newline="") as lines:
        ours = {tuple(r[c] for c in columns) for r in csv.DictReader(lines)}
    assert ours <= rows
    wanted = [
        r for r in published
        if r["area"] == "A Population"
        or (r["area"] == "B Maternity" and any(w in r["measure"].lower() for w in DEMOGRAPHIC))
    ]  # fmt: skip
    assert {tuple(r[c] for c in columns) for r in wanted} <= ours


def test_age_and_sex_are_englands_on_the_first_day(rows):
    cells = [r for r in rows if r.figure.measure == CELLS]
    assert len(cells) == 38
    near = (verdicts.WITHIN, verdicts.BY_ERROR, verdicts.TOO_FEW)
    assert [r.figure.stratum for r in cells if r.verdict not in near] == []
    assert sum(r.verdict == verdicts.WITHIN for r in cells) > 20
    assert {r.measured for r in cells} == {"2023-07-01"}


def test_shares_of_one_whole_add_up(rows):
    for measure in (CELLS, "Household type", "Household size", "Gestation at birth distribution"):
        found = [r.generated for r in rows if r.figure.measure == measure]
        assert sum(found) == pytest.approx(100), measure


def test_a_population_of_women_is_found_outside(opening):
    persons = dataclasses.replace(opening.persons, columns={**opening.persons.columns, "sex": np.full(len(opening), 2)})
    found = {r.figure.key: r for r in compare(dataclasses.replace(opening, persons=persons), OPENS)}
    females = found["A Population", "Females", "England, all ages"]
    assert (females.verdict, females.generated) == (verdicts.OUTSIDE, 100)
    # Of so few persons the rarest cells are within three standard errors of anything.
    cells = [r for r in found.values() if r.figure.measure == CELLS and r.figure.value > 1]
    assert len(cells) >= 30 and all(r.verdict == verdicts.OUTSIDE for r in cells)


def test_populations_count_as_one(opening):
    half = len(opening.families) // 2
    parts = [build(opening.families[:half], OPENS), build(opening.families[half:], OPENS)]
    for one, two in zip(compare(opening, OPENS), compare(parts, OPENS), strict=True):
        assert one.verdict == two.verdict
        assert (one.generated or 0) == pytest.approx(two.generated or 0), one.figure.key
        assert (one.error or 0) == pytest.approx(two.error or 0), one.figure.key


def test_a_recalled_figure_only_warns_and_a_unit_must_fit(opening):
    figure = next(f for f in read_figures() if f.measure == "Females")
    wrong = dataclasses.replace(figure, value=20.0)
    recalled = dataclasses.replace(wrong, evidence="from memory")
    assert [r.verdict for r in compare(opening, OPENS, [figure, wrong, recalled])] == ["within", "outside", "warned"]
    with pytest.raises(ValueError, match="its measure says percent"):
        compare(opening, OPENS, [dataclasses.replace(figure, unit="years")])


def test_measures_follow_the_window():
    sample = Sample(build(np.arange(10), Settings()), Settings())
    assert [str(sample.span(y)) for y in (1990, 2017, 2022, 2024, 2040)] == ["2015", "2017", "2022", "2024", "2024"]
    assert [str(sample.span(y, 5)) for y in (1990, 2017, 2022, 2024, 2040)] == [
        "2015 to 2019", "2015 to 2019", "2020 to 2024", "2020 to 2024", "2020 to 2024",
    ]  # fmt: skip


def test_the_reports_hold_every_row_and_are_well_formed(rows):
    html = page.as_html(rows, "20,000 persons <of a test> & more")
    tree = ElementTree.fromstring(html.split("\n", 1)[1])
    assert len(tree.findall(".//tbody/tr")) == len(rows)
    lines = list(csv.DictReader(report.as_csv(rows).splitlines()))
    assert [line["verdict"] for line in lines] == [r.verdict for r in rows]
    assert all(r.figure.stratum[-40:] in report.as_text(rows) for r in rows)


def test_the_command_ends_with_0_unless_strict(tmp_path, capsys, monkeypatch):
    assert main(["--persons", "3000", "--out", str(tmp_path)]) == 0
    assert (tmp_path / "realism.html").exists() and (tmp_path / "realism.csv").exists()
    assert "figures:" in capsys.readouterr().out
    assert main(["--persons", "0"]) == 2
    assert main(["--from", "2020-01-01", "--to", "2019-01-01"]) == 2
    for verdict, code in ((verdicts.OUTSIDE, 1), (verdicts.WARNED, 0), (verdicts.NOT_MEASURED, 0)):
        planted = verdicts.Row(read_figures()[0], verdict)
        monkeypatch.setattr(verdicts, "compare", lambda *_, planted=planted: [planted])
        assert main(["--persons", "100", "--strict"]) == code
        assert main(["--persons", "100"]) == 0
