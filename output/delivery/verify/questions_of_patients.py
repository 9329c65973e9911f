"""Questions about single patients: who they are, all that is written of them, and what leads to them."""

from __future__ import annotations

import datetime as dt

from output.delivery.verify.answers import day_seconds, folded, parameters
from output.delivery.verify.plan import NHS, PAGE, Plan
from output.delivery.verify.questions import literal, spread

TURNS = 3
"""Types of a patient's record that are asked about, in turn, so that over the patients all types have theirs."""
SMALL_PAGE = 5
NOBODY = "Zzyzxqk"
"""A family name that nobody bears."""
COMPARTMENT = frozenset({
    "AllergyIntolerance", "Appointment", "CarePlan", "Communication", "Condition", "Consent", "DiagnosticReport",
    "DocumentReference", "Encounter", "EpisodeOfCare", "FamilyMemberHistory", "Flag", "Immunization",
    "MedicationRequest", "Observation", "Patient", "Procedure", "QuestionnaireResponse", "RelatedPerson",
    "ServiceRequest", "Specimen",
})  # fmt: skip
"""Of the types that we write, those of the patient compartment of R4: what `$everything` owes at the least.

A List is of the compartment too, but may name other patients: HAPI leaves them out, as the operation's SHOULD allows.
"""


def add(plan: Plan) -> None:
    """Add the questions."""
    for turn, person in enumerate(plan.chosen):
        _identity(plan, person)
        _record(plan, person, turn)
    _absent(plan)


def _identity(plan: Plan, person: dict[str, str]) -> None:
    """By number, by name and date of birth, and as read."""
    answers, identity = plan.answers, person["id"]
    name = f"Patient/{identity}"
    who = f"{person['name']}, born {person['born']}"
    if number := person["nhs_number"]:
        plan.search("identifier", f"the patient with the NHS number of {who}", "Patient",
                    [("identifier", f"{NHS}|{number}")], _tokens(plan, "Patient.identifier", NHS, number))  # fmt: skip
    resource = plan.resources[name]
    family = resource.get("name", [{}])[0].get("family", "")
    born = day_seconds(dt.date.fromisoformat(resource["birthDate"]))
    same_day = answers.dated("Patient", "birthdate", ("eq", born), None)
    if family and same_day is not None:
        names = _strings(plan, "Patient.family", family) & same_day
        plan.search("name and birth date", f"patients of the family name and birth date of {who}", "Patient",
                    [("family", literal(family)), ("birthdate", resource["birthDate"])], names)  # fmt: skip
        sex = answers.names("select n from token where p = 'Patient.gender' and code = ?", resource["gender"])
        plan.search("birth date", f"patients born on {resource['birthDate']} who are {resource['gender']}", "Patient",
                    [("birthdate", resource["birthDate"]), ("gender", resource["gender"])], same_day & sex)  # fmt: skip


def _record(plan: Plan, person: dict[str, str], turn: int) -> None:
    """All that stands in the patient's record, and parts of it by several ways."""
    answers, identity = plan.answers, person["id"]
    who = f"{person['name']}, born {person['born']}"
    record = answers.record(identity)
    owed = frozenset(name for name in record if name.partition("/")[0] in COMPARTMENT)
    plan.add("everything", f"all that is recorded of {who}", f"Patient/{identity}/$everything?_count={PAGE}",
             names=owed, least=True, whose=identity, needs=(("operation", "Patient", "everything"),))  # fmt: skip
    kinds = sorted({name.partition("/")[0] for name in record} - {"Patient"})
    kinds = [kind for kind in kinds if "patient" in parameters().get(kind, {})]
    if not kinds:
        return
    of_kind = {kind: _referring(plan, kind, "patient", f"Patient/{identity}") for kind in kinds}
    for kind in [kinds[(turn + at) % len(kinds)] for at in range(min(TURNS, len(kinds)))]:
        plan.search("patient", f"{kind} of {who}", kind, [("patient", f"Patient/{identity}")], of_kind[kind])
        if person["nhs_number"]:
            plan.search("chained", f"{kind} of the patient with the NHS number of {who}", kind,
                        [("patient.identifier", f"{NHS}|{person['nhs_number']}")], of_kind[kind],
                        ("search", "Patient", "identifier"), ("chain", kind), tried=True)  # fmt: skip
        plan.search("revinclude", f"{who}, with {kind}", "Patient",
                    [("_id", identity), ("_revinclude", f"{kind}:patient")], frozenset([f"Patient/{identity}"]),
                    ("revinclude", "Patient", f"{kind}:patient"), included=of_kind[kind])  # fmt: skip
    largest = max(kinds, key=lambda kind: (len(of_kind[kind]), kind))
    if len(of_kind[largest]) > SMALL_PAGE:
        plan.search("pages", f"{largest} of {who}, in pages of {SMALL_PAGE}", largest,
                    [("patient", f"Patient/{identity}")], of_kind[largest], page=SMALL_PAGE)  # fmt: skip
    _coded(plan, who, identity, largest, of_kind[largest])


def _coded(plan: Plan, who: str, identity: str, kind: str, names: frozenset[str]) -> None:
    """The resources with one code among a patient's of one type, and, the other way, the patients who have any."""
    if "code" not in parameters()[kind]:
        return
    rows = plan.answers.ask(
        "select distinct system, code from token join r using (n) where p = ? and owner = ? order by system, code",
        f"{kind}.code", identity,
    )  # fmt: skip
    for system, code in spread(rows, 1):
        with_code = _tokens(plan, f"{kind}.code", system, code)
        plan.search("patient and code", f"{kind} {code} of {who}", kind,
                    [("patient", identity), ("code", f"{system}|{code}")], with_code & names)  # fmt: skip
        owners = plan.answers.ask(
            "select distinct owner from r join token using (n) where p = ? and system = ? and code = ? and owner != ''",
            f"{kind}.code", system, code,
        )  # fmt: skip
        plan.search("has", f"patients with any {kind} {code}", "Patient",
                    [(f"_has:{kind}:patient:code", f"{system}|{code}")],
                    frozenset(f"Patient/{owner}" for (owner,) in owners),
                    ("has", "Patient", "_has"), ("search", kind, "patient"), ("search", kind, "code"),
                    tried=True)  # fmt: skip


def _absent(plan: Plan) -> None:
    """Questions for people and things that are not there."""
    number = _unused(plan)
    plan.search("absent", "a patient with an NHS number that nobody has", "Patient",
                [("identifier", f"{NHS}|{number}")], frozenset())  # fmt: skip
    plan.search("absent", "patients of a family name that nobody has", "Patient", [("family", NOBODY)], frozenset())
    plan.search("absent", "patients of two sexes at once", "Patient",
                [("gender", "male"), ("gender", "female")], frozenset())  # fmt: skip
    plan.search("absent", "patients born in 1850", "Patient", [("birthdate", "1850-01-01")], frozenset())


def _unused(plan: Plan) -> str:
    """An NHS number of the range that is never issued, with its check digit right, that nobody in the dataset has."""
    taken = {person["nhs_number"] for person in plan.people}
    for rank in range(999_999_999, 0, -1):
        nine = f"{rank:09}"
        check = (11 - sum(int(digit) * (10 - at) for at, digit in enumerate(nine)) % 11) % 11
        if check < 10 and f"{nine}{check}" not in taken:
            return f"{nine}{check}"
    raise AssertionError("every number is taken")


def _tokens(plan: Plan, parameter: str, system: str, code: str) -> frozenset[str]:
    return plan.answers.names("select n from token where p = ? and system = ? and code = ?", parameter, system, code)


def _strings(plan: Plan, parameter: str, text: str) -> frozenset[str]:
    """The resources of which a text begins so."""
    begins = folded(text)
    return plan.answers.names(
        "select n from string where p = ? and substr(folded, 1, ?) = ?", parameter, len(begins), begins
    )


def _referring(plan: Plan, kind: str, parameter: str, target: str) -> frozenset[str]:
    return plan.answers.names("select n from reference where p = ? and target = ?", f"{kind}.{parameter}", target)
