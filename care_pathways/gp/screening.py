"""National screening of adults: cervical, breast, bowel and aneurysm; invited, screened or not, told, called again.

The programmes invite and test; the practice takes cervical samples, and its record holds what came of each. A cancer
that would show itself within some years is found at the test, and then treated from there on.
"""

from __future__ import annotations

from collections.abc import Sequence

from care_pathways import beside
from care_pathways.courses import attendance
from care_pathways.gp._review import GP, NURSE, RECEPTION
from care_pathways.here import IN_ENGLAND
from synth.clock import DAY
from synth.pathway.language.conditions import both
from synth.pathway.language.expressions import Draw, Expression, Fact, Now, Started, where
from synth.pathway.language.model import END, Pathway, Signal, Step, When
from synth.pathway.language.notes import Notes, option, whether
from synth.pathway.language.options import code_of, either
from synth.pathway.language.time import today
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import BEGUN, ENDED, diagnose, observe, perform, refer
from synth.pathway.parts.recall import invitation, recall

p = beside(__file__)

CLINIC = "outpatient clinic"
"""Where the programmes work: at the hospital trust."""
SMEARS = ("negative", "virus", "low", "high")


class Screened(Notes):
    """What a programme keeps of someone."""

    comes = whether("comes when invited, or when reminded")
    willing = whether("comes at all this time")
    prompt = whether("needs no reminder")
    before = whether("has been screened before")
    ill = whether("has a cancer that the test finds")
    called_back = whether("the test is not clear")
    smear = option("what the cervical sample shows", *SMEARS)
    excised = whether("cells are found that are taken out")
    treated = whether("is known for cells that were taken out, until they are gone")
    aneurysm = whether("the aorta is wide")


n = Screened


def _rounds(
    *, first: Expression, spread: Draw, every: Draw, still: Expression, closed: tuple[Draw, Draw, Draw], uptake: Draw,
    able: Expression | None = None, letter: str, no_answer: str, sender: str, then: str,
) -> list[Step]:  # fmt: skip
    """The rounds of a programme, from someone's first invitation to the last.

    first, spread: the instant from which on, and how long after it, the first invitation comes. every: how long it is
    to the next round. still: who is invited. closed: between which days nobody was, and how long after that it took to
    invite those who had been due. uptake: how many come. able: who can be screened now. letter, no_answer: the keys of
    the invitation, and of what the record says of those who stay away. sender: the setting that invites. then: the
    step of those who come.
    """
    shut, opened, catching_up = closed
    paused = (Now() >= shut) & (Now() < opened)
    willing = attendance.comes(uptake)
    more = {n.willing: both(able, willing), n.prompt: p.prompt}
    return [
        Step("begins", at=first, after=spread, then=When({"invited": still}, otherwise=END)),
        *recall(
            invitation("invited", after=where(paused, opened - Now() + catching_up, 0), draws=more,
                       comes=n.willing & n.prompt, letter=letter),
            invitation("reminded", after=p.until_reminded, comes=n.willing, letter=letter),
            setting=sender, came=n.comes, then=then, otherwise="next round",
            exempted=Step("no answer", GP, after=p.until_noted, writes=[observe(no_answer, when=able)])),
        Step("next round", after=every, then=When({"invited": still}, otherwise=END)),
    ]  # fmt: skip


def _since(starts: Draw, age: Draw) -> Expression:
    """The instant at which someone comes of the age, or the programme begins. age: counted from the 18th birthday."""
    return where(Started() + age < starts, starts, Started() + age)


def _found(begins: str, lead: Draw) -> Expression:
    """Whether a cancer that begins to show itself on a day is found by a test now."""
    return (Fact(begins) > today()) & (Fact(begins) * DAY < Now() + lead)


WOMAN, MAN = Fact("sex").is_("female"), Fact("sex").is_("male")
EXPECTING = Fact("pregnant")
SMEAR_CODES = {
    "negative": "cervical_smear_negative",
    "virus": "cervical_smear_hpv_positive",
    "low": "cervical_smear_low_grade",
    "high": "cervical_smear_high_grade",
}
CLEAR = n.smear.is_("negative")
CIN = {"entry": "cervical change"}

CERVICAL = Pathway(
    "cervical screening",
    starts_on="coming of age",
    only=WOMAN,
    at_death="over",
    guideline="NHS Cervical Screening Programme: women of 25 to 64, primary HPV testing since December 2019",
    notes=Screened,
    steps=[
        *_rounds(first=_since(p.cervical_begins, p.cervical_from), spread=p.cervical_first, every=p.cervical_every,
                 still=Fact("age") < p.cervical_until, closed=(p.closed, p.cervical_open, p.cervical_catching_up),
                 uptake=p.cervical_uptake, able=~EXPECTING, letter="cervical_screening_invitation",
                 no_answer="cervical_screening_no_response", sender=RECEPTION, then="sample"),
        Step("sample", NURSE, after=p.until_sample, contact="nurse_consultation", contact_when=~EXPECTING,
             draws={n.smear: p.smear}, writes=[perform("cervical_screening", when=~EXPECTING)],
             then=When({"a year on": EXPECTING}, otherwise="letter")),
        Step("letter", GP, after=p.until_smear_letter,
             writes=[observe(either(CLEAR & (Now() >= p.virus_first), "cervical_smear_hpv_negative",
                                    code_of(n.smear, SMEAR_CODES)), slot="cervical result"),
                     refer("referral_colposcopy", to=CLINIC, when=n.smear.is_("low", "high"))],
             # What a smear abroad led to was done there.
             then=When({"next round": CLEAR | ~IN_ENGLAND, "a year on": n.smear.is_("virus")},
                       otherwise="colposcopy")),
        Step("a year on", after=p.virus_again, then=When({"invited": Fact("age") < p.cervical_until}, otherwise=END)),
        Step("colposcopy", CLINIC, after=p.until_colposcopy, contact="outpatient",
             draws={n.excised: n.smear.is_("high") & p.treated},
             writes=[perform("colposcopy"), perform("cervical_excision", when=n.excised)],
             then=When({"letter of the clinic": n.excised}, otherwise="a year on")),
        Step("letter of the clinic", GP, after=p.until_smear_letter, draws={n.treated: 1},
             writes=[diagnose("cin_2", change=BEGUN, **CIN)],
             then="cure due"),
        # Who is pregnant by then is tested after it.
        Step("cure due", after=p.until_cure, then=When({"cure due": EXPECTING}, otherwise="test of cure")),
        Step("test of cure", NURSE, after=p.until_sample, contact="nurse_consultation",
             writes=[perform("cervical_screening")], then="cured"),
        Step("cured", GP, after=p.until_smear_letter, draws={n.treated: 0},
             writes=[observe(either(Now() >= p.virus_first, "cervical_smear_hpv_negative", "cervical_smear_negative"),
                             slot="cervical result"), diagnose("cin_2", change=ENDED, **CIN)], then="next round"),
        Step("over", GP, writes=[diagnose("cin_2", change=ENDED, when=n.treated, **CIN)]),
    ],
)  # fmt: skip


def _cancer(
    name: str, illness: str, *, only: Expression | None, guideline: str, rounds: Sequence[Step], test: str,
    until_test: Draw, done: str, since: Expression | None = None, lead: Draw, false: Draw, normal: str, abnormal: str,
    assessed: str,
) -> Pathway:  # fmt: skip
    """Screening for a cancer: the test, its letter, and for those who are called back what tells who has it.

    illness: as facts call it. rounds: with the step "test" for those who come. test: the setting of it; done: its key;
    since: from when on it is written; who is known to have the cancer since being invited is not tested. lead: how
    long before its signs the test finds the cancer. false: how many others are called back. normal, abnormal,
    assessed: keys of the two results, and of what is done then.
    """
    known = f"{illness}_screened"
    return Pathway(
        name,
        starts_on="coming of age",
        only=only,
        guideline=guideline,
        notes=Screened,
        steps=[
            *rounds,
            Step("test", test, after=until_test,
                 draws={n.ill: _found(f"{illness}_begins", lead), n.called_back: n.ill | false},
                 writes=[perform(done, when=both(since, ~Fact(illness)))], sets={known: n.ill},
                 then=When({END: Fact(illness)}, otherwise="letter")),
            Step("letter", GP, after=p.until_letter, draws={n.before: 1},
                 writes=[observe(either(n.called_back, abnormal, normal), slot="result of screening")],
                 then=When({"assessed": n.called_back}, otherwise="next round")),
            Step("assessed", CLINIC, after=p.until_assessed, contact="outpatient", writes=[perform(assessed)],
                 raises=Signal(f"{illness.replace('_', ' ')} found by screening", when=n.ill),
                 then=When({END: n.ill}, otherwise="next round")),
        ],
    )  # fmt: skip


BREAST = _cancer(
    "breast screening",
    "breast_cancer",
    only=WOMAN,
    guideline="NHS Breast Screening Programme: women from 50 up to their 71st birthday, every three years",
    rounds=_rounds(
        first=_since(p.breast_begins, p.breast_from), spread=p.breast_first, every=p.breast_every,
        still=(Fact("age") < p.breast_until) & ~Fact("breast_cancer"),
        closed=(p.closed, p.breast_open, p.breast_catching_up), uptake=p.breast_uptake,
        letter="breast_screening_invitation", no_answer="breast_screening_no_response", sender=CLINIC, then="test",
    ),
    test=CLINIC,
    until_test=p.until_mammogram,
    done="screening_mammography",
    lead=p.breast_lead,
    false=p.breast_false,
    normal="breast_screening_normal",
    abnormal="breast_screening_recall",
    assessed="mammography",
)  # fmt: skip

BOWEL = _cancer(
    "bowel screening",
    "bowel_cancer",
    only=None,
    guideline="NHS Bowel Cancer Screening Programme: every two years up to 74, by FIT since June 2019",
    rounds=_rounds(
        first=_since(p.bowel_begins, p.bowel_from), spread=p.bowel_first, every=p.bowel_every,
        still=(Fact("age") < p.bowel_until) & ~Fact("bowel_cancer"),
        closed=(p.closed, p.bowel_open, p.bowel_catching_up), uptake=p.bowel_uptake,
        letter="bowel_screening_kit", no_answer="bowel_screening_no_response", sender=CLINIC, then="test",
    ),
    test=CLINIC,
    until_test=p.until_kit,
    done="fit_test",
    since=Now() >= p.fit_first,
    lead=p.bowel_lead,
    false=p.bowel_false,
    normal="bowel_screening_normal",
    abnormal="bowel_screening_abnormal",
    assessed="colonoscopy",
)  # fmt: skip

ANEURYSM = Pathway(
    "abdominal aortic aneurysm screening",
    starts_on="sixty-fifth birthday",
    only=MAN,
    guideline="NHS Abdominal Aortic Aneurysm Screening Programme: men in the year in which they become 65",
    notes=Screened,
    steps=[
        *_rounds(first=Started(), spread=p.aneurysm_first, every=p.aneurysm_every,
                 still=(Now() >= p.aneurysm_begins) & (Fact("age") < p.aneurysm_until),
                 closed=(p.closed, p.aneurysm_open, p.aneurysm_catching_up), uptake=p.aneurysm_uptake,
                 letter="aaa_screening_invitation", no_answer="aaa_screening_no_response", sender=CLINIC, then="scan"),
        Step("scan", CLINIC, after=p.until_scan, contact="outpatient", draws={n.aneurysm: p.aneurysm},
             writes=[perform("aaa_screening")], then="letter"),
        Step("letter", GP, after=p.until_letter,
             writes=[observe(either(n.aneurysm, "aaa_screening_abnormal", "aaa_screening_normal"),
                             slot="result of screening"),
                     diagnose("aortic_aneurysm_abdominal", when=n.aneurysm, lasting=True)],
             then=When({"surveillance": n.aneurysm}, otherwise=END)),
        Step("surveillance", CLINIC, after=p.between_scans, contact="outpatient",
             writes=[perform("aaa_surveillance")], then="surveillance"),
    ],
)  # fmt: skip

CANCERS = ("breast cancer", "bowel cancer")
"""The cancers that are screened for, as signals call them; facts join the words."""
SIGNALS = [signal(f"{name} found by screening", f"screening finds a {name} before it has signs") for name in CANCERS]
FACTS = [fact(f"{name.replace(' ', '_')}_screened", f"1 once screening has found the {name}") for name in CANCERS]
PATHWAYS = [CERVICAL, BREAST, BOWEL, ANEURYSM]
