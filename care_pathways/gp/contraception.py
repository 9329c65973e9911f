"""Contraception from the practice: the pills, the injection, the implant and the coil, checked, changed and stopped.

Between the times at which a woman wants it she does without, or has it from elsewhere. A pill is looked at whenever it
is supplied, so that none goes on into a pregnancy that is known; what was fitted is taken out first, at the clinic.
"""

from collections.abc import Mapping

from care_pathways import beside, body
from care_pathways.gp._medicines import repeated
from care_pathways.gp._review import GP, NURSE
from care_pathways.gp.raised_pressure import told_of
from synth.pathway.language.conditions import both
from synth.pathway.language.expressions import Expression, Fact, Now, where
from synth.pathway.language.model import END, Pathway, Signal, Step, When, Write
from synth.pathway.language.notes import Notes, instant, option, quantity, whether
from synth.pathway.language.options import code_of, either
from synth.pathway.language.time import not_before
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import Code, observe, perform
from synth.pathway.parts.treatment import Medicine, treatment

p = beside(__file__)

PILLS = {
    "combined": repeated(
        "ethinylestradiol_levonorgestrel", "Take one tablet each day of the pack, 21 days on and 7 off", 63, days=84),
    "progestogen": repeated("desogestrel_75mcg_tab", "Take one tablet once a day, without a break", 84, days=84),
}  # fmt: skip
FITTED = {
    "implant": Medicine(
        "etonogestrel_68mg_implant", "One implant under the skin of the upper arm, for three years", 1, 28, 0, "acute"),
    "coil": Medicine("levonorgestrel_iud", "One device in the womb, for five years", 1, 28, 0, "acute"),
}  # fmt: skip
PUT_IN = {"implant": "contraceptive_implant_fitted", "coil": "iucd_insertion"}
TAKEN_OUT = {"implant": "contraceptive_implant_removed", "coil": "iucd_removal"}
INJECTED = Medicine("medroxyprogesterone_inj", "Inject 150 mg into a muscle every thirteen weeks", 1, 91, 0, "acute")
METHODS = (*PILLS, "injection", *FITTED)
REASON = "contraception_review"


class Contraception(Notes):
    """What the practice keeps of a woman's contraception."""

    method = option("what she has", *METHODS)
    on_pill = whether("she takes a pill")
    check = instant("when her pill is to be checked")
    until = instant("until when she goes on with a pill, if nothing comes between")
    goes_on = whether("she goes on with it")
    unsuited = whether("the combined pill is no longer safe for her")
    failed = whether("she became pregnant while she took it")
    out = instant("when what was fitted is to be taken out")
    systolic = quantity("systolic pressure as read today", "mmHg")
    diastolic = quantity("diastolic pressure as read today", "mmHg")


n = Contraception
COURSES = {name: treatment(f"{name} pill", None, {name: medicine}, reason=REASON) for name, medicine in PILLS.items()}
FERTILE = Fact("age") < p.until_age
AT_RISK = (
    Fact("migraine") | Fact("raised_blood_pressure") | Fact("coronary_heart_disease") | Fact("stroke")
    | Fact("breast_cancer") | (Fact("age") >= p.combined_until) | (Fact("smoker") & (Fact("age") >= p.smokers_until))
    | (body.bmi() >= p.too_heavy)
)  # fmt: skip
"""Who must not take oestrogen."""
PRESSURE = body.pressure_read(n.systolic, n.diastolic)
WAITS = When({END: ~FERTILE, "another year": Fact("pregnant") | Fact("hormone_for_endometriosis")}, otherwise="asks")


def _all(act: str, when: Expression | None = None) -> list[Write]:
    """What is written of the pill that she takes: begun, authorised or stopped."""
    made: list[Write] = []
    for name, course in COURSES.items():
        done = getattr(course, act)(both(n.method.is_(name), when))
        made += done if isinstance(done, list) else [done]
    return made


def _done(keys: Mapping[str, str]) -> Code:
    """What is done with what she has fitted. keys: of the codelists, by the method."""
    return code_of(n.method, {name: keys.get(name, "") for name in METHODS})


CONTRACEPTION = Pathway(
    "contraception",
    starts_on="coming of age",
    only=Fact("sex").is_("female") & p.wants_it,
    guideline="FSRH, UK Medical Eligibility Criteria 2016; NICE CG30",
    notes=Contraception,
    steps=[
        # What someone from abroad had there stands in no record here.
        Step("on a list", at=not_before(Fact("registered_from")), then="does without"),
        Step("does without", after=p.until_first, then=WAITS),
        Step("another year", after=p.another_year, then=WAITS),
        Step("asks", GP, contact="gp_consultation",
             draws={**PRESSURE, n.unsuited: AT_RISK | (n.systolic >= p.pressure_too_high),
                    n.method: where(n.unsuited, p.without_oestrogen, p.method),
                    n.on_pill: n.method.is_(*PILLS), n.until: Now() + p.pill_lasts},
             writes=[observe(REASON), body.write_pressure(n.systolic, n.diastolic)],
             sets={"hormonal_contraception": 1},
             raises=[*told_of(n.systolic, n.diastolic),
                     Signal("pill wanted", when=n.on_pill, carries={"method": n.method, "until": n.until})],
             then=When({"on the pill": n.on_pill, "injection": n.method.is_("injection")}, otherwise="fitted")),
        # Each time that she takes a pill is a course of its own.
        Step("on the pill", after=p.another_year,
             then=When({"given up": Fact("pregnant") | (Now() >= n.until)}, otherwise="on the pill")),
        Step("injection", NURSE, after=p.until_injected, contact="nurse_consultation", contact_when=~Fact("pregnant"),
             draws={n.goes_on: ~Fact("pregnant") & FERTILE & ~p.injection_stops},
             writes=[perform("depot_contraceptive_repeated", when=~Fact("pregnant")),
                     INJECTED.issued(~Fact("pregnant"), reason=REASON)],
             then=When({"next injection": n.goes_on}, otherwise="given up")),
        Step("next injection", after=p.between_injections, then="injection"),
        Step("fitted", GP, after=p.until_fitted, contact="gp_consultation", contact_when=~Fact("pregnant"),
             draws={n.out: Now() + where(n.method.is_("implant"), p.implant_lasts, p.coil_lasts)},
             writes=[perform(_done(PUT_IN), slot="fitted", enduring=True, when=~Fact("pregnant")),
                     *(one.issued(~Fact("pregnant") & n.method.is_(name), reason=REASON)
                       for name, one in FITTED.items())],
             then=When({"given up": Fact("pregnant")}, otherwise="in place")),
        Step("in place", after=p.between_looks_at_fitted,
             then=When({"taken out elsewhere": Fact("pregnant"), "taken out": Now() >= n.out}, otherwise="in place")),
        Step("taken out elsewhere", GP, after=p.moment,
             writes=[observe("contraceptive_removed_elsewhere")], then="given up"),
        Step("taken out", GP, contact="gp_consultation", draws={n.goes_on: FERTILE & p.fitted_again},
             writes=[perform(_done(TAKEN_OUT), slot="taken out")],
             then=When({"fitted": n.goes_on}, otherwise="given up")),
        Step("given up", sets={"hormonal_contraception": 0}, then="stops"),
        Step("stops", after=p.until_next, then=WAITS),
    ],
)  # fmt: skip

PILL = Pathway(
    "contraceptive pill",
    starts_on="pill wanted",
    takes=(n.method, n.until),
    at_death="death",
    guideline="FSRH, Combined hormonal contraception, 2019; UK Medical Eligibility Criteria 2016",
    notes=Contraception,
    steps=[
        Step("pill", GP, hours="always", draws={n.on_pill: 1, n.check: Now() + p.first_check}, writes=_all("begun"),
             then="supplied"),
        Step("supplied", after=p.between_looks,
             then=When({"pregnant": Fact("pregnant"), "pill check": (Now() >= n.check) | (Now() >= n.until)},
                       otherwise="supplied")),
        Step("pill check", NURSE, contact="nurse_consultation",
             draws={**PRESSURE, n.goes_on: FERTILE & (Now() < n.until), n.check: Now() + p.between_checks,
                    n.unsuited: n.goes_on & n.method.is_("combined")
                    & (AT_RISK | (n.systolic >= p.pressure_too_high)),
                    n.on_pill: n.goes_on & ~n.unsuited},
             writes=[observe(REASON), body.write_pressure(n.systolic, n.diastolic), *_all("authorised", n.on_pill),
                     *_all("stopped", ~n.on_pill)],
             raises=told_of(n.systolic, n.diastolic),
             then=When({"supplied": n.on_pill, "another pill": n.unsuited}, otherwise=END)),
        Step("another pill", GP, after=p.moment, hours="always", draws={n.method: "progestogen", n.on_pill: 1},
             writes=_all("begun"), then="supplied"),
        Step("pregnant", GP, after=p.moment, draws={n.failed: p.failed, n.on_pill: 0},
             writes=[observe(either(n.failed, "contraception_failed", "contraception_stopped_to_conceive")),
                     *_all("stopped")]),
        Step("death", GP, writes=_all("stopped", n.on_pill)),
    ],
)  # fmt: skip

SIGNALS = [signal("pill wanted", "she begins a pill, and goes on with it for some time", ("method", "until"))]
FACTS = [fact("hormonal_contraception", "1 from when she asks the practice for contraception until she stops it")]
PATHWAYS = [CONTRACEPTION, PILL]
