"""Every resource is whole and sound, refers to nothing that is not there, and says what was recorded."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from output import fhir
from output.fhir.resources import patient
from output.fhir.subject import related_person
from output.fhir.subject.context import Context
from synth import clock
from synth.dataset.layout import Layout
from synth.record.batch import places_touched
from synth.record.kinds import RELATIONSHIPS
from synth.record.state import runs
from synth.world.families import relationships
from tests.fixtures import batch as fixture
from tests.fixtures.batch import FORMS, batch, forms

Resource = dict[str, Any]
SHARED = ("Organization", "Location", "HealthcareService", "Practitioner", "PractitionerRole", "Questionnaire")


@lru_cache(maxsize=1)
def rendered() -> dict[str, fhir.Rendered]:
    return fhir.render(batch())


@lru_cache(maxsize=1)
def shared() -> dict[str, fhir.Rendered]:
    return fhir.reference(batch().settings, places_touched(batch()))


@lru_cache(maxsize=1)
def parsed() -> dict[str, list[Resource]]:
    return {
        kind: [json.loads(line) for line in each.lines.to_pylist()] for kind, each in {**shared(), **rendered()}.items()
    }


def everything() -> list[Resource]:
    return [resource for each in parsed().values() for resource in each]


def inside(value: Any) -> Iterator[Any]:
    """Every object and array in a resource, itself among them."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from inside(each)
    elif isinstance(value, list):
        yield value
        for each in value:
            yield from inside(each)


def references(value: Any) -> set[str]:
    return {each["reference"] for each in inside(value) if isinstance(each, dict) and "reference" in each}


@pytest.mark.parametrize("kind", ["Patient", "RelatedPerson", *(m.TYPE for m in fhir.RESOURCES), *SHARED])
def test_every_resource_is_sound_by_the_models_of_fhir_resources(kind):
    from fhir.resources.R4B import get_fhir_model_class

    model = get_fhir_model_class(kind)
    assert parsed()[kind]
    for resource in parsed()[kind]:
        model.model_validate(resource)


def test_ids_are_unique_and_those_that_the_columns_say():
    named = [f"{r['resourceType']}/{r['id']}" for r in everything()]
    assert len(named) == len(set(named))
    for kind, each in rendered().items():
        assert each.id.to_pylist() == [r["id"].encode() for r in parsed()[kind]]
        assert (np.diff(each.person) >= 0).all()
        assert len(each) == len(each.person)


def test_no_reference_dangles():
    there = {f"{r['resourceType']}/{r['id']}" for r in everything()}
    for resource in everything():
        assert references(resource) <= there


def test_nothing_is_empty_and_no_text_is_a_placeholder():
    for resource in everything():
        for each in inside(resource):
            assert each not in ({}, [])
            for value in each.values() if isinstance(each, dict) else each:
                assert value not in ("", None)
                assert not (isinstance(value, str) and re.search(r"\$\{|TODO|^string$", value)), each


def test_every_resource_says_its_profile_version_and_that_it_is_test_data():
    for resource in everything():
        meta = resource["meta"]
        kind = resource["resourceType"]
        assert meta["profile"][0].startswith(
            "http://hl7.org/fhir/StructureDefinition/Goal"  # UK Core has none
            if kind == "Goal"
            else f"https://fhir.hl7.org.uk/StructureDefinition/UKCore-{kind}"
        )
        assert meta["security"][0]["code"] == "HTEST"
        assert int(meta["versionId"]) >= 1
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:00\+0[01]:00", meta["lastUpdated"])


def test_every_coding_has_system_code_and_display():
    for resource in everything():
        for each in inside(resource):
            for coding in each.get("coding", ()) if isinstance(each, dict) else ():
                assert coding["system"] and coding["code"] and coding["display"]


def test_the_mean_resource_has_a_kilobyte_or_more():
    size, count = sum(each.size for each in rendered().values()), sum(map(len, rendered().values()))
    assert size / count > 1000


def test_entries_are_shown_as_they_stood_at_the_end():
    care = batch().record["care_episode"]
    last = runs(care, batch().forms).at_the_end()
    assert len(last) == len(set(care["entry"].tolist()))
    assert len(parsed()["EpisodeOfCare"]) == len(last)
    ended = np.array([form.change == "ended" for form in batch().forms])[last["form"]]
    for resource, over, version, code in zip(
        parsed()["EpisodeOfCare"], ended, last["version"], last["code"], strict=True
    ):
        assert resource["status"] == ("finished" if over else "active")
        assert ("end" in resource["period"]) == over
        assert resource["meta"]["versionId"] == str(version)
        assert code  # the change that ends it leaves out the code, which stays as it was
        assert resource["type"][0]["coding"][0]["display"] == "Antenatal care"


def of_form(kind: str, place: int) -> list[tuple[Resource, dict[str, int]]]:
    """The resources whose entries have a form, with the entries' rows."""
    module = next(module for module in fhir.RESOURCES if kind == module.TYPE)
    entries = fhir.entries_of(module, Context(batch()))
    rows = np.flatnonzero(entries["form"] == place)
    return [
        (parsed()[kind][row], {name: int(column[row]) for name, column in entries.table.columns.items()})
        for row in rows
    ]


def place_of(**wanted: Any) -> int:
    return next(n for n, form in enumerate(FORMS) if all(form.get(name) == value for name, value in wanted.items()))


def test_a_weight_is_a_quantity_with_the_decimals_that_were_measured():
    known = of_form("Observation", place_of(code="body_weight", decimals=1))
    assert known
    for resource, row in known:
        if row["value"] == -(2**62):
            assert resource["dataAbsentReason"]["coding"][0]["code"] == "unknown"
            continue
        quantity = resource["valueQuantity"]
        assert quantity["value"] * 10 == pytest.approx(row["value"])
        assert (quantity["unit"], quantity["code"]) == ("kilogram", "kg")
        assert resource["meta"]["profile"][0].endswith("UKCore-Observation-VitalSigns-BodyWeight")
        assert {c["system"] for c in resource["code"]["coding"]} == {
            "http://snomed.info/sct",
            "http://loinc.org",
        }


def test_a_blood_pressure_has_two_components_and_no_value():
    for resource, row in of_form("Observation", place_of(code="blood_pressure")):
        assert "valueQuantity" not in resource
        if row["value"] != -(2**62):
            values = [part["valueQuantity"]["value"] for part in resource["component"]]
            assert values == [row["value"], row["value2"]]
            codes = [part["code"]["coding"][-1]["code"] for part in resource["component"]]
            assert codes == ["8480-6", "8462-4"]


def test_what_is_about_a_fetus_says_so():
    for resource, _ in of_form("Observation", place_of(code="birth_weight")):
        assert resource["focus"][0]["display"] == "Fetus 1"
        assert resource["focus"][0]["identifier"]["value"].endswith("-1")


def test_a_gestation_is_a_quantity_of_days_and_is_said_in_weeks():
    for resource, row in of_form("Observation", place_of(unit="unit_day")):
        if row["value"] != -(2**62):
            assert resource["valueQuantity"]["code"] == "d"
            assert resource["note"][0]["text"] == f"{row['value'] // 7}+{row['value'] % 7} weeks"


def test_a_second_value_that_is_no_component_of_the_first_says_what_it_is():
    for resource, row in of_form("Observation", place_of(code="parity")):
        if row["value"] != -(2**62):
            assert resource["valueInteger"] == row["value"]
            assert resource["component"][0]["valueInteger"] == row["value2"]
            assert resource["component"][0]["code"]["text"] == "Pregnancies lost before 24 weeks"


def test_a_letter_to_someone_outside_names_them_in_words():
    for resource, _ in of_form("Communication", place_of(text="Certificate")):
        assert resource["recipient"] == [{"display": "Registrar"}]


def test_a_declined_observation_is_cancelled_and_says_why():
    for resource, _ in of_form("Observation", place_of(code="body_weight", status="declined")):
        assert resource["status"] == "cancelled"
        assert resource["dataAbsentReason"]["coding"][0]["code"] == "asked-declined"


def test_every_vaccine_not_given_has_a_reason():
    undone = [r for r in parsed()["Immunization"] if r["status"] == "not-done"]
    assert undone
    assert all(r["statusReason"]["text"] and "site" not in r for r in undone)
    assert all("statusReason" not in r for r in parsed()["Immunization"] if r["status"] == "completed")


def test_a_referral_goes_to_the_service_that_it_is_for():
    for resource, _ in of_form("ServiceRequest", place_of(code="health_visiting_referral")):
        assert resource["performer"][0]["display"].endswith("Health Visiting Service")
        assert resource["priority"] == "urgent"


def test_a_condition_that_is_over_is_resolved_and_an_error_has_no_clinical_status():
    for resource in parsed()["Condition"]:
        state = resource.get("clinicalStatus", {"coding": [{"code": None}]})["coding"][0]["code"]
        assert ("abatementDateTime" in resource) == (state == "resolved")
        assert (resource["verificationStatus"]["coding"][0]["code"] == "entered-in-error") == (state is None)


def test_a_condition_was_recorded_when_it_was_first_written_down():
    for resource in parsed()["Condition"]:
        first = "recorded" if resource["meta"]["versionId"] == "1" else "ended"
        at, last = (dt.datetime.fromisoformat(x) for x in (resource["recordedDate"], resource["meta"]["lastUpdated"]))
        assert at == last if first == "recorded" else at < last


def test_what_is_confidential_is_labelled():
    plans = {r["meta"]["security"][-1]["code"] for r in parsed()["CarePlan"] if r["status"] == "active"}
    assert plans <= {"V"}
    restricted = [r for r in parsed()["Condition"] if "Čedomír" in r["code"].get("text", "")]
    assert restricted
    assert all(r["meta"]["security"][-1]["code"] == "R" for r in restricted)


def test_mother_and_baby_find_each_other_by_nhs_number():
    population = fixture.population()
    numbers = {
        p["id"]: i["value"] for p in parsed()["Patient"] for i in p["identifier"] if i["system"].endswith("nhs-number")
    }
    ids = dict(
        zip(
            np.flatnonzero(population["patient"]).tolist(),
            (p["id"] for p in parsed()["Patient"]),
            strict=True,
        )
    )
    related: dict[str, set[str]] = {}
    for each in parsed()["RelatedPerson"]:
        of = each["patient"]["reference"].removeprefix("Patient/")
        related.setdefault(of, set()).update(i["value"] for i in each["identifier"])
    born = np.flatnonzero(
        population["patient"] & (population["born"] >= batch().settings.begins) & (population["mother"] >= 0)
    )
    assert len(born)
    for baby in born.tolist():
        mother = int(population["mother"][baby])
        if ids[baby] in numbers and mother in ids and ids[mother] in numbers:
            assert numbers[ids[mother]] in related[ids[baby]]
            assert numbers[ids[baby]] in related[ids[mother]]


def test_a_newborn_has_a_time_of_birth_and_was_first_called_baby():
    begins = clock.date_of(batch().settings.start_day).isoformat()
    born = [p for p in parsed()["Patient"] if p["birthDate"] >= begins]
    assert born
    for one in born:
        assert one["_birthDate"]["extension"][0]["valueDateTime"].startswith(one["birthDate"])
        assert one["name"][-1]["use"] == "temp"
        assert one["name"][-1]["given"][0].split()[0] in ("Baby", "Twin", "Triplet")


def test_nobody_has_died_after_the_window():
    closes = clock.date_of(batch().settings.ends // clock.DAY).isoformat()
    died = [p for p in parsed()["Patient"] if "deceasedDateTime" in p]
    assert died
    for one in died:
        assert one["deceasedDateTime"][:10] < closes
        assert not one["active"]


def test_kinds_of_relationship_that_are_written_have_codes():
    assert set(related_person.CODES) == set(RELATIONSHIPS) <= set(relationships.KINDS)


def test_ndjson_is_a_slice_of_the_same_bytes():
    for each in rendered().values():
        lines = each.lines.to_pylist()
        assert bytes(fhir.ndjson(each)) == b"".join(lines)
        assert bytes(fhir.ndjson(each, 2, 5)) == b"".join(lines[2:5])
        assert all(line.count(b"\n") == 1 and line.endswith(b"}\n") for line in lines)
        assert each.data.to_pylist() == [line[:-1] for line in lines]


@pytest.mark.parametrize("bundle_type", ["transaction", "collection"])
def test_a_patients_bundle_holds_all_that_is_theirs_and_refers_to_nothing_else(bundle_type):
    made = fhir.bundles(batch(), rendered(), Layout(bundle_type))
    people = np.flatnonzero(batch().people["patient"])
    assert len(made) == len(people) == len(made.names)
    total = 0
    for place, (name, person) in enumerate(zip(made.names, people.tolist(), strict=True)):
        bundle = json.loads(made.data[made.starts[place] : made.starts[place + 1]].tobytes())
        assert bundle["type"] == bundle_type
        assert bundle["meta"]["security"] == parsed()["Patient"][0]["meta"]["security"]
        entries = bundle["entry"]
        assert entries[0]["resource"]["id"] == name
        assert made.counts[place] == len(entries)
        own = {f"{e['resource']['resourceType']}/{e['resource']['id']}" for e in entries}
        for entry in entries:
            url = f"{entry['resource']['resourceType']}/{entry['resource']['id']}"
            assert entry["fullUrl"] == f"https://synth.example.org/fhir/{url}"
            if bundle_type == "collection":
                assert "request" not in entry
            else:
                assert entry["request"] == {"method": "PUT", "url": url}
            assert all(r in own or r.split("/")[0] in SHARED for r in references(entry))
        total += len(entries)
        mine = [r for kind, each in rendered().items() for r in np.array(parsed()[kind])[each.person == person]]
        assert [e["resource"] for e in entries if e["resource"]["resourceType"] != "Patient"] == [
            r for r in mine if r["resourceType"] != "Patient"
        ]
    assert total == sum(map(len, rendered().values()))


def test_reference_bundles_hold_the_reference_data_once():
    found: dict[str, Resource] = {}
    for count, pieces in fhir.reference_bundles(shared()):
        entries = json.loads(b"".join(pieces))["entry"]
        assert len(entries) == count <= 500
        for entry in entries:
            found[entry["request"]["url"]] = entry["resource"]
            assert references(entry["resource"]) <= found.keys()  # what is referred to has come before
    assert list(found.values()) != [] and len(found) == sum(map(len, shared().values()))
    assert {k: found[k] for k in sorted(found)} == {
        f"{kind}/{resource['id']}": resource
        for kind in sorted(shared())
        for resource in sorted(parsed()[kind], key=_id)
    }


def _id(resource: Resource) -> str:
    return resource["id"]


def test_the_same_batch_gives_the_same_bytes():
    again = fhir.render(batch())
    for kind, each in rendered().items():
        assert again[kind].lines.equals(each.lines)


def test_every_template_is_json_with_every_slot_filled():
    """What a reader of a template sees is what comes out: keys in the order in which they are written."""
    for module in (patient, related_person, *fhir.RESOURCES):
        written = re.findall(r'(?:^    |\| )"(\w+)"\??:', _source(module), re.MULTILINE)
        for resource in parsed()[module.TYPE]:
            assert [key for key in dict.fromkeys(written) if key in resource] == list(resource)


def _source(module: Any) -> str:
    from pathlib import Path

    text = Path(module.__file__).read_text("utf-8")
    return text[text.index("TEMPLATE = ") :].partition('""",')[0]


def test_the_fixture_has_every_form():
    assert len(forms()) == len(FORMS)


def test_a_patient_speaks_a_language_that_fhir_lists_or_none_is_said():
    from care_pathways import codelists

    known = codelists()
    said = dict(zip((concept.key for concept in known.concepts), patient._languages(known), strict=True))
    assert b'"code":"pl"' in said["language_polish"] and b'"code":"en"' in said["language_english"]
    assert said["language_romanian"] is None and said["language_british_sign"] is None
