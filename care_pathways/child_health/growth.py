"""Growth: the place that a child keeps among its peers, and the national child measurement programme at school."""

from care_pathways import beside
from care_pathways.child_health._measuring import (
    FOLLOWED,
    RECEPTION,
    YEAR_6,
    birth_score,
    head_score,
    own_weight,
    school_year_starts,
)
from care_pathways.closures import services
from care_pathways.courses import child_growth
from synth.pathway.language.expressions import PLACES, Fact, Of, at_centile, where
from synth.pathway.language.model import Pathway, Step, When
from synth.pathway.language.notes import Notes, place_among, quantity, whether
from synth.pathway.language.words import fact
from synth.pathway.language.writes import observe, perform

p = beside(__file__)

PEERS = "thousandths of a standard deviation"
"""The unit of a place among peers."""


class Growth(Notes):
    """What makes the place that a child keeps among its peers."""

    birth = quantity("weight at birth among those born at the same gestation", PEERS)
    weight = quantity("weight that it will keep among its peers", PEERS)
    mothers = quantity("height of its mother among women", PEERS)
    grown = quantity("its own height, when it is grown, among others", PEERS)
    heavy = quantity("its own body mass index, when it is grown, among others", PEERS)
    heavy_mother = quantity("body mass index of its mother among women", PEERS)


class Measured(Notes):
    """What is known of a child who is measured at school."""

    takes_part = whether("the child is measured")
    score = quantity("body mass index among its peers", PEERS)
    rank = place_among("the same, as a place among those whose homes are as deprived")
    score_of_bmi = quantity("body mass index among all children, whose homes are less or more deprived", PEERS)
    bmi_place = place_among("body mass index on the day")
    height = quantity("height", "mm")
    weight = quantity("weight", "g")


g, m = Growth, Measured


GROWTH = Pathway(
    "growth",
    starts_on="birth",
    only=~Fact("stillborn") & FOLLOWED,
    notes=Growth,
    guideline="UK-WHO growth charts (RCPCH)",
    steps=[
        Step("place among peers",
             draws={
                 g.birth: birth_score(),
                 g.weight: g.birth * p.kept_from_birth // 1000 + own_weight(),
                 g.mothers: where(Of("mother", "height"), (Of("mother", "height") - p.height_of_women) * 1000
                                  // p.spread_of_women, p.mother_not_known),
                 g.grown: (Fact("height") - p.height_when_grown) * 1000 // p.spread_when_grown,
                 g.heavy: (Fact("bmi_30") - p.mass_when_grown) * 1000 // p.spread_of_mass_when_grown,
                 g.heavy_mother: where(Of("mother", "bmi_30"), (Of("mother", "bmi_30") - p.mass_of_women) * 1000
                                       // p.spread_of_mass_of_women, p.mother_not_known.named("mass")),
             },
             sets={
                 "birth_weight_score": g.birth,
                 "weight_score": g.weight,
                 "length_score": g.weight * p.length_with_weight // 1000
                 + at_centile(p.own_length, child_growth.LENGTH.lasting())
                 + (g.mothers * p.length_of_mother + g.grown * p.length_when_grown) // 1000,
                 "head_score": head_score(),
                 "bmi_score": g.weight * p.mass_with_weight // 1000
                 + at_centile(p.own_bmi, child_growth.MASS.lasting())
                 + (g.heavy_mother * p.mass_of_mother + g.heavy * p.mass_when_grown_kept) // 1000,
             }),
    ],
)  # fmt: skip


def _measuring(name: str, then: str | None) -> Step:
    """Height, weight and body mass index, which agree with one another."""
    return Step(
        name, "school nurse", contact="child_health_contact_national_child_measurement_programme",
        draws={
            m.score: m.score_of_bmi,
            m.bmi_place: p.place_of_score,
            m.height: p.height_for_age + p.spread_of_height * Fact("length_score") // 1000 + p.day_to_day_length,
            m.weight: at_centile(p.bmi_for_age, m.bmi_place) * m.height * m.height // 100_000,
        },
        writes=[
            perform("ncmp"),
            observe("body_height", m.height, "unit_centimetre", decimals=1, category="vital-signs"),
            observe("body_weight", m.weight // 10, "unit_kilogram", decimals=2, category="vital-signs"),
            observe("bmi", m.weight * 10_000 // (m.height * m.height),
                    "unit_kilogram_per_square_metre", decimals=1, category="vital-signs"),
            observe("bmi_centile", m.bmi_place * 100 // PLACES, "unit_percent"),
        ],
        then=then,
    )  # fmt: skip


MEASURING = Pathway(
    "national child measurement programme",
    starts_on="birth",
    only=~Fact("stillborn") & FOLLOWED,
    notes=Measured,
    guideline="National child measurement programme: operational guidance",
    steps=[
        Step("reception", at=school_year_starts(RECEPTION), after=p.school_measuring,
             draws={m.takes_part: p.measured_at_school & services.child_measurement,
                    m.score: Fact("bmi_score"), m.rank: p.place_of_score,
                    m.score_of_bmi: at_centile(p.score_of_bmi_in_reception, m.rank)},
             then=When({"measured in reception": m.takes_part}, "year 6")),
        _measuring("measured in reception", "year 6"),
        Step("year 6", at=school_year_starts(YEAR_6), after=p.school_measuring,
             draws={m.takes_part: p.measured_at_school & services.child_measurement,
                    m.score: Fact("bmi_score") * p.bmi_kept_at_school // 1000 + p.own_bmi_in_year_6,
                    m.rank: p.place_of_score,
                    m.score_of_bmi: at_centile(p.score_of_bmi_in_year_6, m.rank)},
             then=When({"measured in year 6": m.takes_part})),
        _measuring("measured in year 6", None),
    ],
)  # fmt: skip

FACTS = [
    fact("birth_weight_score", "weight at birth: a place among peers, in thousandths of a standard deviation"),
    fact("weight_score", "weight: a place among peers, in thousandths of a standard deviation"),
    fact("length_score", "length or height: a place among peers, in thousandths of a standard deviation"),
    fact("head_score", "head circumference: a place among peers, in thousandths of a standard deviation"),
    fact("bmi_score", "body mass index: a place among peers, in thousandths of a standard deviation"),
]
PATHWAYS = [GROWTH, MEASURING]
