"""Demand for appointments in general practice: who falls to see the practice, month by month.

Each month of a registration has a few moments at which someone may ask for an appointment. How likely that is goes by
age, sex, deprivation, long-term conditions and frailty, by how readily the person seeks care, by the season, and by
what the practices were able to offer. The contacts that the pathways of long-term conditions, immunisation and checks
write themselves are no part of it.
"""

import functools
import operator

from care_pathways import beside
from care_pathways.courses import seeking_care
from care_pathways.gp.registration import REGISTRATION, Registered
from synth.pathway.language.expressions import PLACES, Expression, Fact, Now, OneOf, at_centile
from synth.pathway.language.model import Pathway, Signal, Step
from synth.pathway.language.notes import Notes, count
from synth.pathway.language.time import day_of_the_year, not_before, today
from synth.pathway.language.words import signal

p = beside(__file__)

CONDITIONS = ("raised_blood_glucose", "chronic_kidney_disease", "coronary_heart_disease", "atrial_fibrillation",
              "stroke", "heart_failure", "chronic_obstructive_pulmonary_disease", "dementia", "breast_cancer",
              "bowel_cancer", "lung_cancer", "prostate_cancer", "other_cancer")  # fmt: skip
"""Long-term conditions that bring people to the practice for more than their own reviews."""
ASKS = tuple(f"asks for an appointment, {turn}" for turn in ("first", "second", "third", "fourth"))
"""The moments of a month at which someone may ask, each a signal."""


class Demand(Notes):
    """How much someone needs the practice."""

    conditions = count("how many long-term conditions there are")
    year_day = count("the day of the year on which the month begins")
    rate = count("how many of a thousand such people would ask within a year")


n = Demand


def _conditions() -> Expression:
    return functools.reduce(operator.add, map(Fact, CONDITIONS))


def _rate() -> Expression:
    """How many of a thousand such people ask within a year; every factor is in percent of the average."""
    rate: Expression = p.asks
    for percent in (at_centile(p.propensity, seeking_care.COURSE.usual()), p.with_conditions,
                    p.with_frailty, p.in_a_care_home, p.by_deprivation, p.by_season, p.of_the_time):  # fmt: skip
        rate = rate * percent // 100
    return rate


DEMAND = Pathway(
    "demand for appointments",
    part_of=REGISTRATION,
    starts_on="registered with a practice",
    until=Registered.removed,
    guideline="NHS England, Appointments in General Practice",
    notes=Demand,
    steps=[
        # What of this came before the record begins leaves nothing in it.
        Step("on the list", at=not_before(Fact("record_begins")), then="a month"),
        Step("a month",
             draws={n.conditions: _conditions(), n.year_day: day_of_the_year(today()), n.rate: _rate()},
             raises=[
                 Signal(asks, carries={"asks": Now() + p.within_the_month.named(f"within: {asks}")},
                        when=OneOf(PLACES, asks) * p.moments_a_year < n.rate * PLACES)
                 for asks in ASKS
             ],
             then="next month"),
        Step("next month", after=p.a_month, then="a month"),
    ],
)  # fmt: skip

SIGNALS = [signal(asks, "someone asks the practice for an appointment", ("asks",)) for asks in ASKS]
PATHWAYS = [DEMAND]
