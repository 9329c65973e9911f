"""What is asked of national services: each birth, each vaccination, and a signal beside each event that has one."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from output.check import structure
from output.check.messages import instant
from output.fhir.base.fragments import NHS_NUMBER
from output.fhir.subject.context import Context
from output.messages import requests
from synth import api
from tests.output.test_messages import batch, of_type, parsed

Line = dict[str, Any]


@lru_cache(maxsize=1)
def asked() -> list[Line]:
    return [json.loads(line) for line in requests.render(Context(batch()))[0].to_pylist()]


def of(service: str) -> list[Line]:
    return [line for line in asked() if line["service"] == service]


def number_of(resource: Line) -> str:
    return next(str(each["value"]) for each in resource["identifier"] if each["system"] == NHS_NUMBER)


def test_requests_stand_in_order_of_sending_and_each_is_whole_in_itself() -> None:
    sent = [instant(line["sent"]) for line in asked()]
    assert sent == sorted(sent) and len(sent) > 300
    for line in asked():
        assert (line["method"] == "DELETE") == ("body" not in line)


def test_every_birth_that_is_notified_was_asked_of_the_demographics_service_before_it_had_a_number() -> None:
    told = {message["id"]: message for message in parsed()["pds-birth-notification-1"]}
    born = Counter(
        (of_type(message, "Patient")[-1]["birthDate"], of_type(message, "Patient")[-1]["id"])
        for message in told.values()
    )
    births = of("personal-demographics")
    babies = [entry["body"]["entry"][0] for entry in births]
    assert Counter((baby["resource"]["birthDate"], baby["fullUrl"].rpartition(":")[2]) for baby in babies) == born
    assert len(born) > 10 and not any("identifier" in baby["resource"] for baby in babies)
    when = {baby["fullUrl"].rpartition(":")[2]: line["sent"] for baby, line in zip(babies, births, strict=True)}
    for message in told.values():
        assert instant(when[of_type(message, "Patient")[-1]["id"]]) <= instant(message["meta"]["lastUpdated"])


def test_a_birth_names_the_mother_and_weighs_in_grams_and_counts_in_weeks() -> None:
    for line in of("personal-demographics"):
        resources = [entry["resource"] for entry in line["body"]["entry"]]
        baby, mother = (one for one in resources if one["resourceType"] == "Patient")
        (related,) = (one for one in resources if one["resourceType"] == "RelatedPerson")
        assert related.get("identifier") == mother.get("identifier") and mother["birthDate"] < baby["birthDate"]
        values = {
            one["valueQuantity"]["code"]: one["valueQuantity"]["value"] for one in resources if "valueQuantity" in one
        }
        assert 300 < values["g"] < 6000 and 22 <= values["wk"] <= 43


def test_a_vaccination_is_asked_once_as_given_and_named_again_where_it_is_put_right_or_taken_back() -> None:
    known: dict[str, list[str]] = defaultdict(list)
    for line in of("immunisation"):
        known[line["body"]["id"] if "body" in line else line["path"].rpartition("/")[2]].append(line["method"])
    assert len(known) > 100 and {methods[0] for methods in known.values()} == {"POST"}
    given = {
        one["id"]
        for message in parsed()["vaccinations-1"]
        for one in of_type(message, "Immunization")
        if not one["notGiven"]
    }
    assert {*known} == given


@pytest.mark.parametrize("service", ["personal-demographics", "immunisation"])
def test_what_is_asked_is_r4_as_the_models_have_it(service: str) -> None:
    kind = {"personal-demographics": "Bundle", "immunisation": "Immunization"}[service]
    for line in of(service)[:60]:
        assert "body" not in line or not structure.faults(kind, json.dumps(line["body"]).encode())


def test_beside_each_national_event_that_has_one_a_signal_goes_that_tells_of_nobody_but_by_number() -> None:
    signals = of("multicast-notification-service")
    assert all({*line["body"]} <= {"specversion", "id", "source", "type", "time", "dataref", "subject", "filtering"}
               for line in signals)  # fmt: skip
    assert len({line["body"]["id"] for line in signals}) == len(signals)
    kinds = Counter(line["body"]["type"] for line in signals)
    for code in ("pds-change-of-gp-1", "pds-death-notification-1"):
        assert kinds[code] == len(parsed()[code]) > 5
    assert kinds["imms-vaccinations-1"] == len(of("immunisation"))
    numbers = {number_of(line["body"]["contained"][-1]) for line in of("immunisation") if "body" in line}
    assert numbers <= {line["body"]["subject"] for line in signals}


def test_a_fault_in_a_request_is_found(tmp_path: Path) -> None:
    out = tmp_path / "data"
    api.make(families=12, out=out, formats="requests", workers=1)
    assert api.validate(out).counts.total() == 0
    (path,) = (out / "requests").glob("*.ndjson")
    text = path.read_text(encoding="utf-8")
    assert '"reference":"#patient"' in text
    path.write_text(text.replace('"reference":"#patient"', '"reference":"#parrots"', 1), encoding="utf-8")
    assert any("#parrots" in finding.what for finding in api.validate(out).findings)
