"""The life of a looked-after child: school, what is asked about its health each year, its family, going missing."""

from care_pathways import beside
from care_pathways.social_care.concerns import WORKER
from care_pathways.social_care.looked_after import LOOKED_AFTER, PLACEMENT, UNTIL, Care
from synth.pathway.language.expressions import Fact, Now, where
from synth.pathway.language.model import END, Pathway, Step, When
from synth.pathway.language.notes import instant, option, whether
from synth.pathway.language.time import not_before
from synth.pathway.language.writes import assess, observe
from synth.pathway.parts.plan import begins, ends, holds, plan_of_care, review

p = beside(__file__)

AT_SCHOOL, CENTRE = "children's social worker at school", "family contact centre"


class InCare(Care):
    """What is known of the life of a child in care."""

    learns = whether("there is a personal education plan")
    band = option("what the questionnaire says of strengths and difficulties", "normal", "borderline", "concern")
    judged = whether("a questionnaire came back before")
    returned = whether("the carer sends the questionnaire back")
    sees = whether("the child sees its family under the eyes of the council")
    flees = whether("the child goes missing again and again")
    back = instant("when the child is back")
    talks = whether("someone independent talks with the child on return")


n = InCare

HELD = plan_of_care(
    holds("plan", "personal_education_plan", goal="Attends, learns and does as well as other children"), open=n.learns
)
_SCHOOL = Fact("born") + p.from_age

EDUCATION = Pathway(
    "personal education plan",
    part_of=LOOKED_AFTER,
    starts_on="in the care of the council",
    confidentiality="restricted",
    until=UNTIL,
    ending="care ends",
    at_death="at death",
    notes=InCare,
    guideline="Promoting the education of looked-after and previously looked-after children, 2018",
    steps=HELD.steps(
        begins("plan", at=not_before(_SCHOOL), after=p.to_education_plan,
               contact="personal_education_plan_meeting"),
        review("review", every=p.between_terms, contact="personal_education_plan_meeting", amended=True),
        ends("care ends", setting=WORKER),
        ends("at death", setting=WORKER),
        setting=AT_SCHOOL, lasts=p.length_of_meeting),
)  # fmt: skip

_YOUNG = Fact("age") < p.develops_until
_ASKED = (Fact("age") >= p.asked_from) & (Fact("age") < p.asked_until)
_SCORE = where(n.band.is_("normal"), p.normal, where(n.band.is_("borderline"), p.borderline, p.of_concern))

YEARLY = Pathway(
    "yearly checks of a looked-after child",
    part_of=LOOKED_AFTER,
    starts_on="in the care of the council",
    confidentiality="restricted",
    until=UNTIL,
    notes=InCare,
    guideline="DfE, Children looked after (SSDA903) guide: outcomes of children looked after for a year",
    steps=[
        Step("first", WORKER, after=p.to_first_checks, then="asked"),
        Step("asked", WORKER,
             draws={n.returned: _ASKED & p.returned, n.band: where(n.judged & p.as_before, n.band, p.band),
                    n.judged: n.judged | n.returned},
             writes=[assess("sdq_total_parent", _SCORE, unit="unit_score", when=n.returned),
                     observe("dental_check", when=p.dental_check),
                     observe("immunisations_up_to_date", when=p.immunisations),
                     observe("development_assessment_up_to_date", when=_YOUNG & p.developed),
                     observe("substance_misuse_problem", when=~_YOUNG & p.substance_misuse)],
             then="a year later"),
        Step("a year later", after=p.a_year, then="asked"),
    ],
)  # fmt: skip

FAMILY = Pathway(
    "contact of a looked-after child with its family",
    part_of=PLACEMENT,
    starts_on="lives with carers",
    confidentiality="restricted",
    only=n.kind.is_("foster carer", "children's home"),
    until=UNTIL,
    notes=InCare,
    guideline="Children Act 1989, section 34",
    steps=[
        Step("arranged", draws={n.sees: p.supervised}, then=When({"contact": n.sees}, otherwise=END)),
        Step("contact", CENTRE, after=p.between_contacts, contact="contact_with_family", lasts=p.length_of_contact,
             then="contact"),
    ],
)  # fmt: skip

_TWELVE = Fact("born") + p.missing_from_age

MISSING = Pathway(
    "missing from care",
    part_of=LOOKED_AFTER,
    starts_on="in the care of the council",
    confidentiality="restricted",
    until=UNTIL,
    notes=InCare,
    guideline="Statutory guidance on children who run away or go missing from home or care, 2014",
    steps=[
        Step("grows up", at=not_before(_TWELVE), draws={n.flees: p.goes_missing},
             then=When({"time passes": n.flees}, otherwise=END)),
        Step("time passes", after=p.until_missing, then="missing"),
        Step("missing", WORKER, hours="always",
             draws={n.back: Now() + p.missing_for, n.talks: p.interviewed},
             writes=[observe("missing_from_care")], then="back"),
        Step("back", WORKER, at=n.back, hours="always", writes=[observe("returned_from_missing")],
             then=When({"talked with": n.talks}, otherwise="time passes")),
        Step("talked with", WORKER, after=p.back_to_interview, contact="return_home_interview",
             lasts=p.length_of_meeting, then="time passes"),
    ],
)  # fmt: skip

PATHWAYS = [EDUCATION, YEARLY, FAMILY, MISSING]
