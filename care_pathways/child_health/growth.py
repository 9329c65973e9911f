"""Growth: the place that a child keeps among its peers, and the national child measurement programme at school."""

from care_pathways import beside
from care_pathways.child_health._measuring import FOLLOWED, RECEPTION, YEAR_6, school_year_starts
from synth.pathway.language.expressions import PLACES, Fact, Local, Of, at_centile, where
from synth.pathway.language.model import Pathway, Step, When
from synth.pathway.language.words import fact
from synth.pathway.language.writes import observe, perform

p = beside(__file__)

GROWTH = Pathway(
    "growth",
    starts_on="birth",
    only=~Fact("stillborn") & FOLLOWED,
    guideline="UK-WHO growth charts (RCPCH)",
    steps=[
        Step("place among peers",
             draws={
                 "birth": (Fact("birth_weight") - p.expected_birth_weight) * 1000 // p.spread_of_birth_weight,
                 "weight": Local("birth") * p.kept_from_birth // 1000 + p.own_weight,
                 "mothers": where(Of("mother", "height"), (Of("mother", "height") - p.height_of_women) * 1000
                                  // p.spread_of_women, p.mother_not_known),
                 "grown": (Fact("height") - p.height_when_grown) * 1000 // p.spread_when_grown,
             },
             sets={
                 "birth_weight_score": Local("birth"),
                 "weight_score": Local("weight"),
                 "length_score": Local("weight") * p.length_with_weight // 1000 + p.own_length
                 + (Local("mothers") * p.length_of_mother + Local("grown") * p.length_when_grown) // 1000,
                 "head_score": Local("weight") * p.head_with_weight // 1000 + p.own_head,
                 "bmi_score": Local("weight") * p.head_with_weight // 1000 + p.own_bmi,
             }),
    ],
)  # fmt: skip


def _measuring(name: str, then: str | None) -> Step:
    """Height, weight and body mass index, which agree with one another."""
    return Step(
        name, "school nurse", contact="child_health_contact_national_child_measurement_programme",
        draws={
            "score": Local("score_of_bmi"),
            "bmi_place": p.place_of_score,
            "height": p.height_for_age + p.spread_of_height * Fact("length_score") // 1000 + p.day_to_day_length,
            "weight": at_centile(p.bmi_for_age, Local("bmi_place")) * Local("height") * Local("height") // 100_000,
        },
        writes=[
            perform("ncmp"),
            observe("body_height", Local("height"), "unit_centimetre", decimals=1, category="vital-signs"),
            observe("body_weight", Local("weight") // 10, "unit_kilogram", decimals=2, category="vital-signs"),
            observe("bmi", Local("weight") * 10_000 // (Local("height") * Local("height")),
                    "unit_kilogram_per_square_metre", decimals=1, category="vital-signs"),
            observe("bmi_centile", Local("bmi_place") * 100 // PLACES, "unit_percent"),
        ],
        then=then,
    )  # fmt: skip


MEASURING = Pathway(
    "national child measurement programme",
    starts_on="birth",
    only=~Fact("stillborn") & FOLLOWED,
    guideline="National child measurement programme: operational guidance",
    steps=[
        Step("reception", at=school_year_starts(RECEPTION), after=p.school_measuring,
             draws={"takes_part": p.measured_at_school, "score": Fact("bmi_score"), "rank": p.place_of_score,
                    "score_of_bmi": at_centile(p.score_of_bmi_in_reception, Local("rank"))},
             then=When({"measured in reception": Local("takes_part")}, "year 6")),
        _measuring("measured in reception", "year 6"),
        Step("year 6", at=school_year_starts(YEAR_6), after=p.school_measuring,
             draws={"takes_part": p.measured_at_school,
                    "score": Fact("bmi_score") * p.bmi_kept_at_school // 1000 + p.own_bmi_in_year_6,
                    "rank": p.place_of_score,
                    "score_of_bmi": at_centile(p.score_of_bmi_in_year_6, Local("rank"))},
             then=When({"measured in year 6": Local("takes_part")})),
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
