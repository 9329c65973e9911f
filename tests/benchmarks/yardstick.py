"""The yardstick: the same resources from the same columns, one dict at a time through orjson.

Run as `python -m tests.benchmarks.yardstick`: it says how many resources and megabytes a second the templates
and the yardstick make of one batch. What both make must be equal when parsed, which `tests/output` checks.
"""

from __future__ import annotations

import time
from typing import Any

import orjson

from output import fhir
from output.fhir.resources import patient
from output.fhir.subject.context import Context
from tests.benchmarks.columns_as_rows import Row, meta, put, rows, start


def observation(r: Row) -> Row:
    """An Observation."""
    out = start(r, "Observation")
    out["status"] = r["status"]
    put(out, "category", r["category"], lambda v: [{"coding": [v]}])
    out["code"] = r["code"]
    out["subject"] = {"reference": "Patient/" + r["patient"]}
    focus = []
    if r["pregnancy"] is not None:
        identifier = {
            "system": "https://synth.example.org/Id/fetus",
            "value": f"{r['pregnancy']}-{r['fetus']}",
        }
        focus.append({"identifier": identifier, "display": f"Fetus {r['fetus']}"})
    if r["other"] is not None:
        focus.append({"reference": f"RelatedPerson/{r['other']}"})
    put(out, "focus", focus or None)
    put(out, "encounter", r["encounter"], lambda v: {"reference": f"Encounter/{v}"})
    if r["ends"] is not None:
        out["effectivePeriod"] = {"start": r["begins"], "end": r["ends"]}
    else:
        out["effectiveDateTime"] = r["begins"]
    out["issued"] = r["recorded"]
    out["performer"] = r["performer"]
    put(out, "valueQuantity", r["value"], lambda v: {"value": v, **(r["unit"] or {})})
    put(out, "valueInteger", r["integer"])
    put(out, "valueCodeableConcept", r["value_code"])
    put(out, "valueDateTime", r["value_time"])
    put(out, "dataAbsentReason", r["absent"], lambda v: {"coding": [v]})
    put(out, "interpretation", r["interpretation"], lambda v: [v])
    put(out, "note", r["note"], lambda v: [{"text": v}])
    put(out, "specimen", r["specimen"], lambda v: {"reference": f"Specimen/{v}"})
    bounds = {end: {"value": r[end], **(r["unit"] or {})} for end in ("low", "high") if r[end] is not None}
    put(out, "referenceRange", [bounds] if bounds else None)
    put(out, "derivedFrom", r["form"], lambda v: [{"reference": f"QuestionnaireResponse/{v}"}])
    parts = [
        {"code": r[f"{part}_code"], "valueQuantity": {"value": r[part], **(r["component_unit"] or {})}}
        for part in ("first", "second")
        if r[f"{part}_code"] is not None and r[part] is not None
    ]
    if r["beside_code"] is not None and r["beside"] is not None:
        parts.append({"code": r["beside_code"], "valueInteger": r["beside"]})
    put(out, "component", parts or None)
    return out


def encounter(r: Row) -> Row:
    """An Encounter."""
    out = start(r, "Encounter")
    put(out, "extension", r["discharge_method"], lambda v: [v])
    out["status"], out["class"], out["type"] = r["status"], r["class"], [r["code"]]
    put(out, "serviceType", r["service"])
    out["subject"] = {"reference": "Patient/" + r["patient"]}
    put(out, "episodeOfCare", r["episode"], lambda v: [{"reference": f"EpisodeOfCare/{v}"}])
    put(out, "basedOn", r["request"], lambda v: [{"reference": f"ServiceRequest/{v}"}])
    if r["practitioner"] is not None:
        out["participant"] = [{"type": [{"coding": [r["participation"]]}], "individual": r["practitioner"]}]
    out["period"] = {"start": r["begins"]}
    put(out["period"], "end", r["ends"])
    put(out, "reasonCode", r["reason"], lambda v: [v])
    stay: Row = {}
    put(stay, "extension", r["admission_method"], lambda v: [v])
    put(stay, "admitSource", r["admit_source"])
    put(stay, "dischargeDisposition", r["destination"])
    put(out, "hospitalization", stay or None)
    if r["location"] is not None:
        where = {"location": r["location"]}
        put(where, "physicalType", r["physical"], lambda v: {"coding": [v]})
        out["location"] = [where]
    out["serviceProvider"] = r["organisation"]
    put(out, "partOf", r["part_of"], lambda v: {"reference": f"Encounter/{v}"})
    return out


def condition(r: Row) -> Row:
    """A Condition."""
    out = start(r, "Condition")
    put(out, "clinicalStatus", r["clinical"], lambda v: {"coding": [v]})
    out["verificationStatus"] = {"coding": [r["verification"]]}
    out["category"] = [{"coding": [r["category"]]}]
    put(out, "severity", r["severity"])
    out["code"] = r["code"]
    put(out, "bodySite", r["body_site"], lambda v: [v])
    out["subject"] = {"reference": "Patient/" + r["patient"]}
    put(out, "encounter", r["encounter"], lambda v: {"reference": f"Encounter/{v}"})
    out["onsetDateTime"] = r["begins"]
    put(out, "abatementDateTime", r["ends"])
    out["recordedDate"] = r["noted"]
    put(out, "recorder", r["practitioner"])
    put(out, "note", r["note"], lambda v: [{"text": v}])
    return out


EXTENSION = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-"


def immunization(r: Row) -> Row:
    """An Immunization."""
    out = start(r, "Immunization")
    out["extension"] = [{"url": EXTENSION + "VaccinationProcedure", "valueCodeableConcept": r["code"]}]
    out["status"] = r["status"]
    put(out, "statusReason", r["reason"])
    out["vaccineCode"] = r["vaccine"]
    out["patient"] = {"reference": "Patient/" + r["patient"]}
    put(out, "encounter", r["encounter"], lambda v: {"reference": f"Encounter/{v}"})
    out["occurrenceDateTime"], out["recorded"], out["primarySource"] = r["begins"], r["recorded"], True
    for slot in ("location", "site", "route"):
        put(out, slot, r[slot])
    actors = [r[who] for who in ("practitioner", "organisation") if r[who] is not None]
    out["performer"] = [{"actor": actor} for actor in actors]
    put(out, "note", r["note"], lambda v: [{"text": v}])
    if r["dose"] is not None:
        protocol: Row = {}
        put(protocol, "targetDisease", r["targets"])
        out["protocolApplied"] = [{**protocol, "doseNumberPositiveInt": r["dose"]}]
    return out


def patient_(r: Row) -> Row:
    """A Patient."""

    def extension(name: str, coding: Row) -> Row:
        return {"url": EXTENSION + name, "valueCodeableConcept": {"coding": [coding]}}

    extensions: list[Row] = []
    if r["birth_place"] is not None:
        url = "http://hl7.org/fhir/StructureDefinition/patient-birthPlace"
        extensions.append({"url": url, "valueAddress": r["birth_place"]})
    extensions.append(extension("BirthSex", r["birth_sex"]))
    if r["ethnic"] is not None:
        extensions.append(extension("EthnicCategory", r["ethnic"]))
    if r["death_status"] is not None:
        status = {"url": "deathNotificationStatus", "valueCodeableConcept": {"coding": [r["death_status"]]}}
        when = {"url": "systemEffectiveDate", "valueDateTime": r["death_known"]}
        extensions.append({"url": EXTENSION + "DeathNotificationStatus", "extension": [status, when]})
    if r["residential"] is not None:
        extensions.append(extension("ResidentialStatus", r["residential"]))
    if r["interpreter"] is not None:
        url = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired"
        extensions.append({"url": url, "valueBoolean": r["interpreter"]})
    if r["no_number"] is not None:
        extensions.append(extension("NHSNumberUnavailableReason", r["no_number"]))
    identifiers: list[Row] = [{"use": "secondary", "system": "https://synth.example.org/Id/person", "value": r["id"]}]
    if r["nhs_number"] is not None:
        verified = extension("NHSNumberVerificationStatus", r["verified"])
        number = {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": r["nhs_number"]}
        if r["number_since"] is not None:
            number["period"] = {"start": r["number_since"]}
        identifiers.insert(0, {"extension": [verified], "use": "official", **number})
    identifiers += r["more_identifiers"] or []
    out = {"resourceType": "Patient", "id": r["id"], "meta": meta(r), "extension": extensions,
           "identifier": identifiers, "active": r["active"], "name": r["names"]}  # fmt: skip
    put(out, "telecom", r["telecom"])
    out["gender"], out["birthDate"] = r["gender"], r["birth_date"]
    if r["birth_time"] is not None:
        url = "http://hl7.org/fhir/StructureDefinition/patient-birthTime"
        out["_birthDate"] = {"extension": [{"url": url, "valueDateTime": r["birth_time"]}]}
    put(out, "deceasedDateTime", r["died"])
    put(out, "address", r["addresses"])
    if r["order"] is not None:
        out["multipleBirthInteger"] = r["order"]
    else:
        put(out, "multipleBirthBoolean", r["single"])
    put(out, "communication", r["language"], lambda v: [{"language": v, "preferred": True}])
    put(out, "generalPractitioner", r["practice"], lambda v: [v])
    out["managingOrganization"] = r["custodian"]
    return out


def diagnostic_report(r: Row) -> Row:
    """A DiagnosticReport."""
    out = own(r, "DiagnosticReport", "laboratory-report")
    out["status"], out["category"] = "final", [{"coding": [r["laboratory"]]}, r["discipline"]]
    out["code"], out["subject"] = r["panel"], {"reference": "Patient/" + r["patient"]}
    put(out, "encounter", r["encounter"], lambda v: {"reference": f"Encounter/{v}"})
    out["effectiveDateTime"], out["issued"], out["performer"] = r["begins"], r["recorded"], r["performer"]
    out["specimen"] = [{"reference": "Specimen/" + r["specimen"], "display": r["material"]}]
    out["result"] = [{"reference": "Observation/" + c["result"], "display": c["what"]} for c in r["results"]]
    return out


def specimen(r: Row) -> Row:
    """A Specimen."""
    out = own(r, "Specimen", "specimen")
    out["status"], out["type"], out["subject"] = "available", r["substance"], {"reference": "Patient/" + r["patient"]}
    out["receivedTime"], out["collection"] = r["received"], {"collectedDateTime": r["begins"]}
    put(out["collection"], "collector", r["practitioner"])
    return out


def task(r: Row) -> Row:
    """A Task."""
    out = own(r, "Task", "task")
    request = {"reference": "ServiceRequest/" + r["request"]}
    out |= {"basedOn": [request], "status": r["status"], "intent": "order", "priority": r["priority"]}
    out |= {"code": r["fulfil"], "description": r["what"], "focus": request}
    out["for"] = {"reference": "Patient/" + r["patient"]}
    put(out, "encounter", r["encounter"], lambda v: {"reference": f"Encounter/{v}"})
    put(out, "executionPeriod", r["answered"], lambda v: {"start": r["begins"], "end": v})
    out["authoredOn"], out["lastModified"] = r["begins"], r["recorded"]
    out["requester"], out["owner"] = r["practitioner"] or r["organisation"], r["owner"]
    put(out, "reasonCode", r["reason"])
    if r["contact"] is not None:
        contact = {"reference": "Encounter/" + r["contact"]}
        out["output"] = [{"type": {"text": "First contact"}, "valueReference": contact}]
    return out


def care_team(r: Row) -> Row:
    """A CareTeam."""
    out = own(r, "CareTeam", "care-team")
    out["status"], out["name"] = r["status"], r["name"]
    out["subject"], out["period"] = {"reference": "Patient/" + r["patient"]}, {"start": r["begins"]}
    put(out["period"], "end", r["ends"])
    out["participant"] = [c["member"] for c in r["members"]]
    out["reasonCode"], out["managingOrganization"] = [r["code"]], [r["organisation"]]
    return out


def questionnaire_response(r: Row) -> Row:
    """A QuestionnaireResponse."""
    out: Row = {"resourceType": "QuestionnaireResponse", "id": r["id"], "meta": meta(r)}
    out["identifier"] = {"system": r["system"], "value": r["id"]}
    out["questionnaire"], out["status"] = r["questionnaire"], "completed"
    out["subject"] = {"reference": "Patient/" + r["patient"]}
    put(out, "encounter", r["encounter"], lambda v: {"reference": f"Encounter/{v}"})
    out["authored"], out["author"] = r["begins"], r["practitioner"] or r["organisation"]
    if r["parent"] is not None:
        out["source"] = {"reference": "RelatedPerson/" + r["parent"]}
    else:
        put(out, "source", r["self"], lambda v: {"reference": f"Patient/{v}"})
    out["item"] = [
        {"linkId": c["link"], "text": c["question"], **answer(c)}
        for c in r["answers"]
    ]  # fmt: skip
    return out


def answer(c: Row) -> Row:
    """What was answered to one question, if anything."""
    if c["yes"] is not None:
        return {"answer": [{"valueBoolean": c["yes"]}]}
    return {} if c["score"] is None else {"answer": [{"valueInteger": c["score"]}]}


def own(r: Row, kind: str, identifier: str) -> Row:
    """What a resource begins with that is made of several entries, or of those of others."""
    system = f"https://synth.example.org/Id/{identifier}"
    return {"resourceType": kind, "id": r["id"], "meta": meta(r), "identifier": [{"system": system, "value": r["id"]}]}


BUILDERS = {"DiagnosticReport": diagnostic_report, "Specimen": specimen, "Task": task, "CareTeam": care_team,
            "QuestionnaireResponse": questionnaire_response, "Patient": patient_, "Observation": observation, "Encounter": encounter, "Condition": condition,
            "Immunization": immunization}  # fmt: skip


def columns_of(kind: str, context: Context) -> tuple[dict[str, Any], int]:
    """The columns from which a type of resource is made, and how many rows they have."""
    if kind == "Patient":
        person = context.batch.people["patient"].nonzero()[0]
        return patient.columns_of(context, person), len(person)
    module = next(module for module in fhir.RESOURCES if kind == module.TYPE)
    entries = fhir.entries_of(module, context)
    return module.columns(entries), len(entries)


def lines(kind: str, columns: dict[str, Any], n: int) -> list[bytes]:
    """Every resource of a type as the yardstick makes it."""
    build = BUILDERS[kind]
    return [orjson.dumps(build(row)) for row in rows(columns, n)]


def measure(batch: Any, kind: str, turns: int = 3) -> dict[str, float]:
    """How fast the templates and the yardstick make one type: resources and megabytes a second.

    The template's time has all in it (ids, texts of times and numbers, references), the yardstick's only
    what follows on the columns: it is given the advantage.
    """
    context = Context(batch)
    columns, n = columns_of(kind, context)
    found = {}
    module = patient if kind == "Patient" else next(m for m in fhir.RESOURCES if kind == m.TYPE)
    for name in ("template", "yardstick"):
        best, size = float("inf"), 0
        for _ in range(turns):
            begun = time.perf_counter()
            if name == "yardstick":
                size = sum(map(len, lines(kind, columns, n)))
            elif kind == "Patient":
                size = patient.render(Context(batch)).size
            else:
                size = fhir.of_entries(module, Context(batch)).size
            best = min(best, time.perf_counter() - begun)
        found[f"{name} resources/s"], found[f"{name} MB/s"] = n / best, size / best / 1e6
    return found


def main() -> None:
    """Measure on a made-up batch and print a table."""
    from tests.fixtures.batch import batch

    whole = batch(300, 10)
    fhir.render(whole)
    print(f"{'':14}{'template':>24}{'yardstick':>28}")
    for kind in BUILDERS:
        m = measure(whole, kind)
        cells = [
            f"{m[f'{name} resources/s']:12,.0f}/s {m[f'{name} MB/s']:7,.0f} MB/s" for name in ("template", "yardstick")
        ]
        print(f"{kind:14}{cells[0]:>24}{cells[1]:>28}")


if __name__ == "__main__":
    main()
