"""Heart failure: breathlessness, echocardiography at the hospital, treatment, the annual review."""

from care_pathways import beside
from care_pathways.gp import ace_inhibitor, allergies
from care_pathways.gp._long_term import LongTerm, begun, death, raised, reviews
from care_pathways.gp._medicines import repeated
from care_pathways.gp._pregnancy import NOT_EXPECTING, on
from care_pathways.gp._review import GP
from synth.pathway.language.expressions import Fact
from synth.pathway.language.model import Pathway, Step
from synth.pathway.language.notes import whether
from synth.pathway.language.words import fact
from synth.pathway.language.writes import diagnose, observe, perform, refer
from synth.pathway.parts.treatment import treatment

p = beside(__file__)


class HeartFailure(LongTerm):
    """What the practice keeps of someone's heart failure."""

    takes_diuretic = whether("takes a diuretic")
    takes_beta_blocker = whether("takes a beta blocker for it, at the starting dose")
    takes_more = whether("takes the beta blocker at the next dose")
    takes_most = whether("takes the beta blocker at the dose after that")
    takes_antagonist = whether("takes a mineralocorticoid receptor antagonist")
    wants_inhibitor = whether("an ACE inhibitor or ARB is begun")


n = HeartFailure

BISOPROLOL = {
    dose: treatment(f"beta blocker{called}", None,
                    {"bisoprolol": repeated(f"bisoprolol_{dose}_tab", "Take one tablet once a day, in the morning")},
                    reason="heart_failure")
    for dose, called in (("1_25mg", ""), ("2_5mg", ", second dose"), ("5mg", ", third dose"))
}  # fmt: skip
TAKEN = {
    n.takes_diuretic: treatment(
        "diuretic",
        None,
        {"furosemide": repeated("furosemide_40mg_tab", "Take one tablet once a day, in the morning")},
        reason="heart_failure",
    ),
    n.takes_beta_blocker: BISOPROLOL["1_25mg"],
    n.takes_more: BISOPROLOL["2_5mg"],
    n.takes_most: BISOPROLOL["5mg"],
    n.takes_antagonist: treatment(
        "mineralocorticoid receptor antagonist",
        None,
        {"spironolactone": repeated("spironolactone_25mg_tab", "Take one tablet once a day, with food", held=True)},
        reason="heart_failure",
    ),
}

HEART_FAILURE = Pathway(
    "heart failure",
    starts_on="heart failure begins",
    at_death="death",
    guideline="NICE NG106",
    notes=HeartFailure,
    steps=[
        Step("breathless", GP, after=p.until_seen, contact="gp_consultation",
             writes=[observe("breathlessness"), perform("ecg_12_lead"),
                     refer("referral_cardiology", to="outpatient clinic")],
             then="diagnosed"),
        Step("diagnosed", GP, after=p.referral_to_letter, contact="gp_consultation",
             draws={n.takes_diuretic: p.diuretic_begun,
                    n.takes_beta_blocker: ~Fact("on_beta_blocker") & p.beta_blocker_begun,
                    n.takes_antagonist: NOT_EXPECTING & ~Fact("on_spironolactone") & p.antagonist_begun,
                    n.wants_inhibitor: ace_inhibitor.wanted_by(p.inhibitor_begun)},
             writes=[diagnose("heart_failure", lasting=True), allergies.checked(),
                     refer("referral_heart_failure_nurse", to="community nurse clinic", when=p.nurse),
                     *begun(TAKEN)],
             sets={"on_beta_blocker": Fact("on_beta_blocker") | n.takes_beta_blocker,
                   "on_spironolactone": Fact("on_spironolactone") | n.takes_antagonist},
             raises=ace_inhibitor.wanted("heart failure", n.wants_inhibitor),
             then=on("annual review", {"dose raised": n.takes_beta_blocker & NOT_EXPECTING})),
        raised("dose raised", (n.takes_beta_blocker, BISOPROLOL["1_25mg"]), (n.takes_more, BISOPROLOL["2_5mg"]),
               after=p.to_next_dose, when=p.next_dose_tolerated,
               then=on("annual review", {"dose raised again": n.takes_more & NOT_EXPECTING})),
        raised("dose raised again", (n.takes_more, BISOPROLOL["2_5mg"]), (n.takes_most, BISOPROLOL["5mg"]),
               after=p.to_next_dose, when=p.next_dose_tolerated, then=on("annual review")),
        *reviews("heart_failure_review", TAKEN),
        death(TAKEN),
    ],
)  # fmt: skip

FACTS = [fact("on_spironolactone", "1 from the first spironolactone on")]
PATHWAYS = [HEART_FAILURE]
