"""Blood tests of whoever takes methotrexate: often at first, then every twelve weeks, and what follows."""

from care_pathways import beside, body
from care_pathways.gp._panels import ELECTROLYTES, Electrolytes, urea_and_electrolytes
from care_pathways.gp._review import HCA, TELEPHONE
from care_pathways.gp.blood_tests import CELLS, OF_LIVER, Tested, blood_count, liver_tests
from care_pathways.gp.kidney_disease import LOW
from care_pathways.laboratory import RESULTS, awaited
from synth.pathway.language.expressions import Fact, Now, where
from synth.pathway.language.model import END, Pathway, Step, When
from synth.pathway.language.notes import count, quantity, whether
from synth.pathway.language.words import unanswered
from synth.pathway.language.writes import refer

p = beside(__file__)


class Monitored(Tested, Electrolytes):
    """What the practice keeps of the blood of someone who takes methotrexate."""

    egfr = quantity("how well the kidneys filter", "mL/min/1.73 m2")
    creatinine = quantity("creatinine in the blood", "umol/L")
    came = whether("comes to have the blood taken")
    tests = count("how many samples have been taken")
    unusual = whether("a result is past the bounds at which methotrexate is thought over")
    followed = whether("an unusual result is acted on")
    asked = whether("the rheumatologists have been asked, and it goes on as they say")


n = Monitored
PAST_THE_BOUNDS = ((Tested.alt >= p.alt_too_high) | (Tested.white_cells < p.white_cells_too_low)
                   | (Tested.platelets < p.platelets_too_low))  # fmt: skip
"""What is acted on of whoever takes a medicine that harms the marrow and the liver, this one or another."""
UNUSUAL = PAST_THE_BOUNDS | (n.cell_volume >= p.cells_too_large) | (n.albumin < p.albumin_too_low)
INTERVAL = where(n.tests < p.close_tests, p.between_close,
                 where(n.tests < p.close_tests + p.monthly_tests, p.between_monthly, p.between_later))  # fmt: skip
# Of years long before the record nothing of it is kept.
NEXT = where(Now() < Fact("record_begins") - p.early, p.between_early, where(n.came, INTERVAL, p.until_asked_again))
TAKEN = Fact("on_methotrexate")
ON = When({"blood test": TAKEN}, otherwise=END)

MONITORING = Pathway(
    "methotrexate monitoring",
    starts_on="methotrexate begun",
    guideline="British Society for Rheumatology, DMARD guideline 2017; NICE NG100, 1.6",
    notes=Monitored,
    steps=[
        Step("begun", after=p.until_first, then="blood test"),
        Step("blood test", HCA,
             draws={n.came: TAKEN & ~p.missed, n.tests: n.tests + n.came, **CELLS, **OF_LIVER,
                    n.egfr: body.egfr(), n.creatinine: body.creatinine(), **ELECTROLYTES, **awaited(p.turnaround)},
             writes=[*blood_count(n.came), *liver_tests(n.came),
                     *urea_and_electrolytes(n.creatinine, n.egfr, when=n.came)],
             then="result"),
        Step("result", at=RESULTS, raises=LOW.found(n.egfr, n.came),
             draws={n.unusual: n.came & UNUSUAL, n.followed: n.unusual & ~n.asked & ~p.not_followed},
             then=When({"told": n.followed}, otherwise="next")),
        Step("told", TELEPHONE, after=p.until_told, contact="telephone_consultation", then="sample again"),
        Step("sample again", HCA, after=p.until_repeated,
             draws={n.came: TAKEN, n.tests: n.tests + n.came, **CELLS, **OF_LIVER, **awaited(p.turnaround)},
             writes=[*blood_count(n.came), *liver_tests(n.came)], then="result again"),
        Step("result again", TELEPHONE, at=RESULTS, draws={n.asked: n.came & UNUSUAL},
             writes=[refer("referral_rheumatology", to="outpatient clinic", when=n.asked)], then="next"),
        Step("next", after=NEXT, then=ON),
    ],
)  # fmt: skip

UNANSWERED = [
    *(unanswered(each, "methotrexate is not taken in pregnancy", within="methotrexate monitoring")
      for each in ("low haemoglobin in pregnancy", "low platelets in pregnancy")),
]  # fmt: skip
PATHWAYS = [MONITORING]
