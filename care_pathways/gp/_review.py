"""The annual review of long-term conditions in general practice: when it falls, and what is sent after it.

All conditions of one person are reviewed at one moment, about the same time of each year after the birthday: each
pathway reckons the same moment by itself. What all of them would measure is measured once.
"""

from care_pathways import beside
from synth.clock import DAY
from synth.pathway.language.courses import PLACES, Course
from synth.pathway.language.expressions import Expression, Now, at_centile
from synth.pathway.language.model import Write
from synth.pathway.language.time import (
    DAYS_A_WEEK,
    FOUR_YEARS,
    birthday,
    clinic_day,
    in_days,
    midnight,
    quarter_hour,
    today,
)
from synth.pathway.language.writes import document
from synth.pathway.parts.recall import did_not_come

p = beside(__file__)

GP, NURSE, RECEPTION = "general practice (GP)", "general practice (nurse)", "general practice (reception)"
_OFTEN, _ELSEWHERE = 40_503, 25_717  # no evidence: odd numbers that spread the places of successive years evenly
_TWO_YEARS = FOUR_YEARS // 2 * DAY  # no evidence: longer than from any review to the next
_WHEN = Course("when in the year someone is reviewed", p.when)


def until_review() -> Expression:
    """How long until the next annual review: the first time of the year for it that is not too soon after the last."""
    first = today() + in_days(p.soonest) + DAYS_A_WEEK
    year = (first - birthday()) * 4 // FOUR_YEARS + 1
    place = (_WHEN.lasting() + year * _OFTEN) % PLACES
    due = clinic_day(birthday() + year * FOUR_YEARS // 4 + in_days(at_centile(p.late_by, place)), by=place)
    at = midnight(due) + quarter_hour(at_centile(p.time_of_review, (place * _ELSEWHERE) % PLACES))
    return (at - Now() - p.soonest) % _TWO_YEARS + p.soonest  # so that all can see that it is never sooner


def sent_after(review: str, held: Expression, came: Expression, summary_asked: Expression) -> list[Write]:
    """A summary, where the hospital has asked for one; another invitation for who stayed away from what was held."""
    return [
        document("summary_record", document="gp_summary", to="outpatient clinic", setting=GP, when=summary_asked),
        *did_not_come(review, came=came, held=held, letter="qof_invite", sender=RECEPTION),
    ]
