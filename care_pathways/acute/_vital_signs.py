"""What is measured of whoever comes to hospital ill, and the early warning score, which is the sum of its parts."""

from __future__ import annotations

from typing import Any

from care_pathways import beside, body
from synth.pathway.language.expressions import PLACES, Expression, OneOf, at_centile, where
from synth.pathway.language.model import Write
from synth.pathway.language.notes import Notes, count, place_among, quantity, whether
from synth.pathway.language.options import either
from synth.pathway.language.words import Unanswered, unanswered
from synth.pathway.language.writes import observe

p = beside(__file__)


class VitalSigns(Notes):
    """What is measured at the first look."""

    how_ill = place_among("how ill the person is among those who come with the like")
    pulse = quantity("pulse", "per minute")
    breaths = quantity("breaths", "per minute")
    saturation = quantity("oxygen in the blood, without any that is given", "percent")
    temperature = quantity("temperature of the body", "degrees Celsius", decimals=1)
    systolic = quantity("systolic blood pressure", "mmHg")
    diastolic = quantity("diastolic blood pressure", "mmHg")
    oxygen = whether("oxygen is given")
    confused = whether("the person is newly confused")
    score = count("the early warning score")


v = VitalSigns


def measured(numbers: Any, confused: Expression | int) -> dict[Any, Any]:
    """What is found, by the note that keeps each. numbers: the evidence of how fast the heart and the breath of such
    people are, of their oxygen and temperature. Whoever is very ill breathes fast and has little oxygen."""
    points = (
        p.points_for_breaths + p.points_for_saturation + p.points_for_pulse + p.points_for_pressure
        + p.points_for_temperature + where(v.oxygen, p.points_for_oxygen, 0)
        + where(v.confused, p.points_for_confusion, 0)
    )  # fmt: skip
    return {
        v.how_ill: OneOf(PLACES, "how ill"),
        v.pulse: numbers.pulse,
        v.breaths: at_centile(numbers.breaths, v.how_ill),
        v.saturation: at_centile(numbers.saturation, PLACES - 1 - v.how_ill),
        v.temperature: numbers.temperature,
        **body.pressure_read(v.systolic, v.diastolic),
        v.oxygen: v.saturation < p.oxygen_below,
        v.confused: confused,
        v.score: points,
    }


def of_the_moment(pathway: str) -> list[Unanswered]:
    """Why a raised pressure of the first look, in a pathway of a name, is followed by nothing of its own."""
    why = "it is read with what brings the person, who is in pain or afraid; the letter tells the practice"
    return [unanswered(reading, why, within=pathway) for reading in ("high reading", "very high reading")]


def written(grown_up: Expression) -> list[Write]:
    """What is written at the first look. grown_up: who has a blood pressure measured, and an early warning score."""
    vital = {"category": "vital-signs"}
    return [
        observe("pulse_rate", v.pulse, "unit_per_minute", **vital),
        observe("resp_rate", v.breaths, "unit_per_minute", **vital),
        observe("oxygen_saturation", v.saturation, "unit_percent", **vital),
        observe("body_temperature", v.temperature, "unit_degree_celsius", decimals=1, **vital),
        body.write_pressure(v.systolic, v.diastolic, grown_up),
        observe("avpu", value_code=either(v.confused, "avpu_confused", "avpu_alert"), when=grown_up),
        observe("news2", v.score, "unit_score", when=grown_up),
    ]
