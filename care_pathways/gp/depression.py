"""Depression as the practice treats it: seen, scored, talking therapies or a medicine, reviewed until that ends."""

from care_pathways import beside
from care_pathways.child_health import young_minds
from care_pathways.child_health.young_minds import YOUNG
from care_pathways.gp import allergies
from care_pathways.gp._medicines import repeated
from care_pathways.gp._review import GP, TELEPHONE
from synth.pathway.language.expressions import Fact, Now, where
from synth.pathway.language.model import Pathway, Signal, Step, When
from synth.pathway.language.notes import Notes, instant, whether
from synth.pathway.language.words import signal
from synth.pathway.language.writes import assess, diagnose, observe, perform, refer
from synth.pathway.parts.treatment import medicine_of, treatment

p = beside(__file__)

ANTIDEPRESSANTS = {
    "sertraline": repeated("sertraline_50mg_tab", "Take one tablet once a day, in the morning"),
    "citalopram": repeated("citalopram_20mg_tab", "Take one tablet once a day, in the morning"),
    "fluoxetine": repeated("fluoxetine_20mg_cap", "Take one capsule once a day, in the morning"),
    "mirtazapine": repeated("mirtazapine_15mg_tab", "Take one tablet once a day, at night"),
}


class Depression(Notes):
    """What the practice keeps of someone's depression."""

    antidepressant = medicine_of("the antidepressant", ANTIDEPRESSANTS)
    takes = whether("takes an antidepressant")
    until = instant("when the antidepressant is to be stopped")
    over = whether("there is no antidepressant any more")
    sent = whether("a psychological treatment is asked for")


n = Depression

ANTIDEPRESSANT = treatment("antidepressant", n.antidepressant, ANTIDEPRESSANTS, reason="depression")

RETURNS = "depression comes back"


def _episode(name: str, starts_on: str, first: bool) -> Pathway:
    """One episode of depression, from when someone is seen to when the antidepressant is stopped, and the years after.

    first: whether it is the first of a life, which is coded.
    """
    return Pathway(
        name,
        starts_on=starts_on,
        at_death="death",
        guideline="NICE NG222",
        notes=Depression,
        steps=[
            # Whose anxiety is treated takes what helps both.
            Step("seen", GP, after=p.until_seen, contact="gp_consultation",
                 draws={n.sent: where(YOUNG, p.referred_young, p.referred),
                        n.antidepressant: p.antidepressant, n.until: Now() + p.course,
                        n.takes: (Fact("age") >= p.medicine_from) & ~Fact("anxiety_disorder")
                        & ~Fact("treated_for_distress")
                        & (p.medicine_begun if first else p.medicine_begun_again)},
                 writes=[assess("phq9", p.score, unit="unit_score"),
                         *([diagnose("depression", lasting=True)] if first else [observe("low_mood")]),
                         refer("referral_mh", when=n.sent & ~YOUNG, to="talking therapies"),
                         refer("referral_camhs", when=n.sent & YOUNG, to=young_minds.CLINIC), allergies.checked(),
                         *ANTIDEPRESSANT.begun(n.takes)],
                 raises=Signal(young_minds.REFERRED, when=n.sent & YOUNG, carries={"low": 1, "harmed": 0}),
                 then="seen again"),
            Step("seen again", GP, after=p.until_seen_again, contact="gp_consultation",
                 writes=[assess("phq9", p.score_again, unit="unit_score")], then="reviewed"),
            Step("reviewed", TELEPHONE, after=p.between_reviews, contact="telephone_consultation",
                 contact_when=n.takes,
                 draws={n.over: ~n.takes | (Now() >= n.until)},
                 writes=[perform("medication_review_done", when=n.takes), *ANTIDEPRESSANT.authorised(n.takes & ~n.over),
                         ANTIDEPRESSANT.stopped(n.takes & n.over)],
                 then=When({"well": n.over}, otherwise="reviewed")),
            Step("well", after=p.until_back, draws={n.takes: 0}, raises=Signal(RETURNS, when=p.comes_back)),
            Step("death", GP, writes=[ANTIDEPRESSANT.stopped(n.takes)]),
        ],
    )  # fmt: skip


SIGNALS = [signal(RETURNS, "another episode of depression begins, in someone who is known for it")]
PATHWAYS = [
    _episode("depression", "depressive illness begins", first=True),
    _episode("depression again", RETURNS, first=False),
]
