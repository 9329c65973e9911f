"""Depression as the practice treats it: seen, scored, talking therapies or a medicine, reviewed until that ends."""

from care_pathways import beside
from care_pathways.gp import allergies
from care_pathways.gp._medicines import repeated
from care_pathways.gp._review import GP, TELEPHONE
from synth.pathway.language.expressions import Fact, Now
from synth.pathway.language.model import END, Pathway, Step, When
from synth.pathway.language.notes import Notes, instant, whether
from synth.pathway.language.writes import assess, diagnose, perform, refer
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


n = Depression

ANTIDEPRESSANT = treatment("antidepressant", n.antidepressant, ANTIDEPRESSANTS, reason="depression")

DEPRESSION = Pathway(
    "depression",
    starts_on="depressive illness begins",
    at_death="death",
    guideline="NICE NG222",
    notes=Depression,
    steps=[
        Step("seen", GP, after=p.until_seen, contact="gp_consultation",
             draws={n.antidepressant: p.antidepressant, n.until: Now() + p.course,
                    n.takes: (Fact("age") >= p.medicine_from) & p.medicine_begun},
             writes=[assess("phq9", p.score, unit="unit_score"), diagnose("depression", lasting=True),
                     refer("referral_mh", when=p.referred, to="talking therapies"), allergies.checked(),
                     *ANTIDEPRESSANT.begun(n.takes)],
             then="seen again"),
        Step("seen again", GP, after=p.until_seen_again, contact="gp_consultation",
             writes=[assess("phq9", p.score_again, unit="unit_score")], then="reviewed"),
        Step("reviewed", TELEPHONE, after=p.between_reviews, contact="telephone_consultation", contact_when=n.takes,
             draws={n.over: ~n.takes | (Now() >= n.until)},
             writes=[perform("medication_review_done", when=n.takes), *ANTIDEPRESSANT.authorised(n.takes & ~n.over),
                     ANTIDEPRESSANT.stopped(n.takes & n.over)],
             then=When({END: n.over}, otherwise="reviewed")),
        Step("death", GP, writes=[ANTIDEPRESSANT.stopped(n.takes)]),
    ],
)  # fmt: skip

PATHWAYS = [DEPRESSION]
