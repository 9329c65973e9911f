"""Figures of a record made by hand, of which every answer is known."""

import numpy as np
import pytest

from synth import clock
from synth.errors import BrokenSource
from synth.realism.recorded.measuring import measured
from synth.realism.verdicts import NOT_MEASURED
from tests.unit.recorded import made

PEOPLE = [
    {"id": "mother", "born": "1985-05-01"},
    {"id": "first", "born": "2016-02-01", "mother": "mother", "family": 0, "member": 1, "sex": "male"},
    {"id": "second", "born": "2019-03-01", "mother": "mother", "family": 0, "member": 2},
    {"id": "twin", "born": "2019-03-01", "mother": "mother", "family": 0, "member": 3, "sex": "male"},
    {"id": "father", "born": "1980-01-01", "sex": "male", "family": 0, "member": 4, "decile": "1"},
    {"id": "old", "born": "1940-01-01", "decile": "10"},
    {"id": "dead", "born": "1950-01-01", "sex": "male", "decile": ""},
]
LISTED = [{"kind": "registration", "person": one["id"], "from": one["born"]} for one in PEOPLE]
ENTRIES = [
    *LISTED,
    {"kind": "death", "person": "dead", "from": "2020-07-01 12:00"},
    {"kind": "condition", "person": "old", "code": "hypertension", "from": "2010-01-01"},
    {"kind": "condition", "person": "father", "code": "hypertension", "from": "2015-01-01", "until": "2018-01-01"},
    {"kind": "observation", "person": "old", "code": "blood_pressure", "from": "2019-01-01", "value": 150, "value2": 80},
    {"kind": "observation", "person": "old", "code": "blood_pressure", "from": "2020-02-01", "value": 130, "value2": 90},
    {"kind": "observation", "person": "father", "code": "blood_pressure", "from": "2020-06-01", "value": 120,
     "value2": 70, "recorded": "2020-06-03"},
    {"kind": "observation", "person": "mother", "code": "smoking_status", "answer": "smoker_current", "from": "2016-01-01"},
    {"kind": "observation", "person": "mother", "code": "smoking_status", "answer": "smoker_ex", "from": "2018-01-01"},
    {"kind": "observation", "person": "father", "code": "smoking_status", "answer": "smoker_current", "from": "2018-01-01"},
    {"kind": "relationship", "person": "mother", "relationship": "partner", "other": "father", "from": "2010-01-01"},
    {"kind": "contact", "person": "old", "from": "2020-06-29 22:30", "until": "2020-06-29 22:40", "code": "x"},
    {"kind": "contact", "person": "old", "from": "2020-07-04 09:00", "until": "2020-07-04 09:30", "code": "x"},
    {"kind": "birth", "person": "first", "from": "2016-02-01 12:00", "mother": "mother", "gestation": 250,
     "plurality": 1, "birth_order": 1, "system": "Maternity"},
    {"kind": "birth", "person": "second", "from": "2019-03-01 12:00", "mother": "mother", "gestation": 240,
     "plurality": 2, "birth_order": 1, "system": "Maternity"},
    {"kind": "birth", "person": "twin", "from": "2019-03-01 12:10", "mother": "mother", "gestation": 240,
     "plurality": 2, "birth_order": 2, "system": "Maternity"},
]  # fmt: skip


def value(tmp_path, row, entries=ENTRIES, people=PEOPLE):
    """What a row finds in the record."""
    found = made.figures(tmp_path, f'{{ stratum = "s", value = 1, {row} }}')
    return measured(found.rows[0], made.record(people, entries, found))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ('share = "active(raised)", among = "listed_now and age >= 18"', 1 / 3),  # mother, father, old: old
        ('share = "ever(raised)", among = "listed_now and age >= 18"', 2 / 3),
        ('share = "within(pressure, -1*year, 0)"', 2 / 6),
        ('mean = "count(pressure)", among = "ever(pressure)"', 1.5),
        ('mean = "last(pressure)"', 125),
        ('mean = "first(pressure)"', 135),
        ('mean = "last(pressure.second)"', 80),
        ('mean = "most(pressure, -2*year, 0)"', 135),
        ('mean = "least(pressure, -2*year, 0)"', 125),
        ('mean = "last(pressure.days)", among = "age == 40"', -30.5),
        ('share = "last(smoker.days) == last(smoking.days)", among = "ever(smoking)"', 0.5),
        ('share = "kin(partner, ever(raised))", among = "ever(partner)"', 1),
        ('share = "mother(ever(smoker))", among = "age < 18"', 1),
        ('mean = "elder(age)", among = "age < 18"', 4),  # both twins have the first before them
        ('share = "twin_born", among = "age < 18"', 1 / 3),
        ('share = "twin(female)", among = "twin_born"', 1),
        ('share = "later(-3*year, active(raised))", among = "male and age >= 18"', 1),
        ('share = "decile == 1", among = "known(decile)"', 1 / 6),
        ('share = "age in (1, 4)"', 3 / 6),
        ('median = "age", among = "age >= 18"', 40),
        ('centile = "age", part = 0.9', 80),
        ('odds = "female"', 1),
        ('one_in = "active(raised)", among = "age >= 18"', 3),
        ('quotient = ["count(pressure)", "number(ever(pressure))"]', 1.5),
        ('ratio = "ever(pressure)", by = "ever(raised)"', 0),
        ('over = "births", years = 0, share = "gestation < 259"', 1),
        ('over = "births", years = 0, mean = "mother(age)"', (30 + 33 + 33) / 3),
        ('over = "deliveries", years = 0, share = "plurality == 2"', 0.5),
        ('over = "deliveries", years = 0, share = "baby(male)"', 0.5),
        ('over = "deliveries", years = 0, mean = "previous(gestation)"', 250),
        ('over = "deliveries", years = 0, mean = "gestation", among = "known(previous(gestation))"', 240),
        ('over = "birthdays", turning = "2 years", years = 0, mean = "age"', 2),
        ('over = "deaths", years = 0, mean = "age"', 70),
        ('over = "seen", years = 0, mean = "length"', 20),
        ('over = "seen", years = 0, share = "weekday == 0"', 0.5),  # Monday 23:30 by British clocks
        ('over = "seen", years = 0, mean = "hour"', (23 + 10) / 2),
        ('over = "seen", years = 0, share = "day_of_month == 29 and month_of_year == 6"', 0.5),
        ('over = "pressure", years = 0, mean = "lag / 1440", among = "value == 120"', 2),
        ('over = "pressure", years = 0, mean = "previous(value)"', 150),
        ('over = "smoking", years = 0, share = "one_of(smoker)"', 2 / 3),
        ('over = "people", mean = "abs(age - 40)", among = "age >= 18"', (5 + 0 + 40) / 3),
    ],
)
def test_each_word_of_the_language_finds_what_is_there(tmp_path, row, expected):
    assert value(tmp_path, row).generated == pytest.approx(expected, abs=0.01)


def test_a_rate_is_of_the_years_that_were_lived(tmp_path):
    found = value(tmp_path, 'over = "years", years = 1, rate = "died", among = "age >= 60"')
    lived = (made.at("2020-07-01 12:00") - made.at("2020-01-01")) / clock.YEAR
    assert found.generated == pytest.approx(1 / (lived + 366 * clock.DAY / clock.YEAR))
    assert found.measured == "2020"
    events = value(tmp_path, 'over = "years", years = 1, rate = "count(seen)", among = "age >= 80"')
    assert events.generated == pytest.approx(2 / (366 * clock.DAY / clock.YEAR))
    babies = value(
        tmp_path, 'over = "years", years = 0, mean = "exposure", among = "age < 1 and calendar_year == 2019"'
    )
    assert babies.generated == pytest.approx(
        (made.at("2020-01-01") - made.at("2019-03-01 12:05")) / clock.YEAR, abs=1e-4
    )


def test_the_unit_says_what_a_share_is_multiplied_by(tmp_path):
    for unit, scale in (("percent of all", 100), ("per 1,000", 1_000), ("per 100,000 adults", 100_000), ("years", 1)):
        assert value(tmp_path, f'unit = "{unit}", share = "female"').generated == pytest.approx(scale / 2)


def test_a_day_outside_the_window_is_the_nearest_in_it(tmp_path):
    assert value(tmp_path, 'on = 1990-01-01, share = "female"').measured == "2015-01-01"
    assert value(tmp_path, 'on = 2030-01-01, share = "female"').measured == "2024-12-31"
    assert value(tmp_path, 'over = "deaths", year = "2040", years = 5, share = "female"').measured == "2020 to 2024"


def test_what_the_record_has_nothing_of_is_not_measured_and_says_so(tmp_path):
    found = value(tmp_path, 'mean = "last(pressure)", among = "age > 100"')
    assert (found.verdict, found.generated) == (NOT_MEASURED, None) and "nothing" in found.reason
    none = value(tmp_path, 'why_not = "nobody wrote it"')
    assert (none.verdict, none.reason) == (NOT_MEASURED, "nobody wrote it")


def test_what_cannot_be_worked_out_is_one_line_and_a_division_by_nought_is_not_known(tmp_path):
    with pytest.raises(
        BrokenSource, match=r"rows\.toml:.*'Anything' \(s\) cannot be worked out: .*mend the expression"
    ):
        value(tmp_path / "a", 'share = "ethnic - 1 > age"')
    assert value(tmp_path / "b", 'mean = "age / (age - 40)", among = "age in (40, 80)"').generated == 2


def test_of_what_was_changed_the_last_stands_and_what_was_withdrawn_does_not(tmp_path):
    entries = [*LISTED, {"kind": "condition", "person": "old", "code": "hypertension", "from": "2010-01-01",
                         "change": "withdrawn"}]  # fmt: skip
    assert value(tmp_path, 'share = "ever(raised)"', entries).generated == 0


def test_ages_are_made_alike_before_risks_are_compared(tmp_path):
    """Of the exposed all are old; the old are ill twice as often, exposed or not: the ratio is one, not two."""
    people = [{"id": f"p{n}", "born": "1940-06-01" if n % 2 else "1990-06-01"} for n in range(400)]
    entries = []
    for n in range(400):
        old, ill = n % 2 == 1, (n // 2) % (2 if n % 2 else 4) == 0
        if old and (n // 4) % 2:
            entries.append({"kind": "contact", "person": f"p{n}", "from": "2016-01-01", "code": "x"})
        if ill:
            entries.append({"kind": "condition", "person": f"p{n}", "code": "hypertension", "from": "2016-01-01"})
    crude = value(tmp_path / "a", 'ratio = "ever(raised)", by = "ever(seen)"', entries, people)
    alike = value(
        tmp_path / "b", 'ratio = "ever(raised)", by = "ever(seen)", standard = ["age // 10"]', entries, people
    )
    assert crude.generated > 1.3 and alike.generated == pytest.approx(1, abs=0.05)
    assert np.isfinite(alike.error)
