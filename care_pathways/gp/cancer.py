"""Cancer as the practice meets it: suspicion and urgent referral, or an emergency; the diagnosis; the care review."""

from collections.abc import Mapping, Sequence
from typing import Any

from care_pathways import beside
from care_pathways.gp import allergies
from care_pathways.gp._medicines import ALL_COPIED, repeated
from care_pathways.gp._review import GP
from synth.pathway.language.expressions import Draw, Expression, Fact, Now, Value
from synth.pathway.language.model import END, REST, Choice, Pathway, Step, When, Write
from synth.pathway.language.notes import Notes, instant, option, whether
from synth.pathway.language.options import code_of
from synth.pathway.language.writes import Code, diagnose, perform, refer
from synth.pathway.parts.treatment import Treatment, medicine_of, treatment

p = beside(__file__)

HORMONES = {
    "letrozole": repeated("letrozole_2_5mg_tab", "Take one tablet once a day"),
    "tamoxifen": repeated("tamoxifen_20mg_tab", "Take one tablet once a day"),
}
BOWEL = {"colon": "cancer_colon", "rectum": "cancer_rectum"}
OTHER = {
    "melanoma": "melanoma_of_skin",
    "lymphoma": "non_hodgkin_lymphoma",
    "bladder": "cancer_bladder",
    "kidney": "cancer_kidney",
    "pancreas": "cancer_pancreas",
    "oesophagus": "cancer_oesophagus",
    "stomach": "cancer_stomach",
    "myeloma": "multiple_myeloma",
    "endometrium": "cancer_endometrium",
    "ovary": "cancer_ovary",
}


class Cancer(Notes):
    """What the practice keeps of someone's cancer."""

    part = option("which part of the bowel", *BOWEL)
    site = option("where it is", *OTHER)
    hormone = medicine_of("the hormone treatment", HORMONES)
    hormone_until = instant("when the hormone treatment is over")
    takes_hormone = whether("takes a hormone treatment")
    hormone_over = whether("there is no hormone treatment any more")


n = Cancer

HORMONE = treatment("hormone treatment", n.hormone, HORMONES, reason="cancer_breast")


def pathway(name: str, code: Code, *, emergency: Draw, referral: str = "referral_fast_track",
            signs: Sequence[Write] = (), draws: Mapping[Any, Value] | None = None,
            hormone: Treatment | None = None, screened: Expression | None = None) -> list[Pathway]:  # fmt: skip
    """Cancer of one site, from its first signs or from screening to the reviews after the diagnosis.

    emergency: how often it is found when someone is taken to hospital. signs: what the practice writes when it
    suspects it. draws: what is decided at the diagnosis. hormone: what is prescribed after it. screened: whether
    screening has found it, where there is such a programme.
    """
    first_signs = [
        Step("first signs", then=Choice({"found in hospital": emergency, "suspected": REST})),
        Step("suspected", GP, after=p.until_seen, contact="gp_consultation",
             writes=[*signs, refer(referral, to="outpatient clinic")], then="diagnosed"),
        Step("found in hospital", after=p.until_emergency, then="diagnosed"),
    ]  # fmt: skip
    after_it = _from_diagnosis(code, draws or {}, hormone)
    death = "death" if hormone is not None else None
    found = [] if screened is None else [
        Pathway(f"{name} found by screening", f"{name} found by screening", after_it, at_death=death,
                guideline="NICE NG101, NG151", notes=Cancer),
    ]  # fmt: skip
    return [
        Pathway(name, f"{name} begins", [*first_signs, *after_it], at_death=death, guideline="NICE NG12", notes=Cancer,
                only=None if screened is None else ~screened),
        *found,
    ]  # fmt: skip


def _from_diagnosis(code: Code, draws: Mapping[Any, Value], hormone: Treatment | None) -> list[Step]:
    """The steps from the diagnosis on: reviews, and hormone treatment where there is one."""
    begun = [] if hormone is None else hormone.begun(n.takes_hormone)
    again = [] if hormone is None else hormone.authorised(n.takes_hormone & ~n.hormone_over)
    over = [] if hormone is None else [hormone.stopped(n.takes_hormone)]
    taken = {n.hormone_over: ~n.takes_hormone | (Now() >= n.hormone_until)}
    return [
        Step("diagnosed", GP, after=p.until_letter, draws=draws,
             writes=[diagnose(code, lasting=True), *([allergies.checked(), *begun] if begun else [])],
             then="care review"),
        Step("care review", GP, after=p.diagnosis_to_review, contact="cancer_care_review", then="after a year"),
        Step("after a year", GP, after=p.between_reviews, contact="cancer_care_review", writes=again,
             then=END if hormone is None else "yearly"),
        *([Step("yearly", GP, after=p.between_reviews, contact="cancer_care_review", draws=taken,
                writes=[*again, hormone.stopped(n.takes_hormone & n.hormone_over)],
                then=When({END: n.hormone_over}, otherwise="yearly"))]
          if hormone is not None else []),
        *([Step("death", GP, writes=over)] if over else []),
    ]  # fmt: skip


PATHWAYS = [
    *pathway(
        "breast cancer",
        "cancer_breast",
        emergency=p.breast_emergency,
        draws={
            n.hormone: p.hormone,
            n.hormone_until: Now() + p.hormone_lasts,
            n.takes_hormone: p.hormone_begun & Fact("sex").is_("female") & (n.hormone_until > ALL_COPIED),
            n.hormone_over: 0,
        },
        hormone=HORMONE,
        screened=Fact("breast_cancer_screened"),
    ),
    *pathway(
        "bowel cancer",
        code_of(n.part, BOWEL),
        emergency=p.bowel_emergency,
        referral="referral_fast_track_colorectal",
        draws={n.part: p.part},
        screened=Fact("bowel_cancer_screened"),
    ),
    *pathway("lung cancer", "cancer_lung", emergency=p.lung_emergency, signs=[perform("chest_xray")]),
    *pathway("prostate cancer", "cancer_prostate", emergency=p.prostate_emergency),
    *pathway("other cancer", code_of(n.site, OTHER), emergency=p.other_emergency, draws={n.site: p.site}),
]
