"""The events of child health carry the entries that crossed, as the whole view has them, and are sent when they did."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from functools import lru_cache

import numpy as np
import pytest

from output import fhir
from output.check.messages import instant, sent_at
from output.messages.crossed import FORMS
from output.messages.writing import EVENTS
from synth import clock
from synth.sharing.crossings import crossings
from synth.sharing.flows import flows
from synth.table import Table
from tests.output.test_messages import Message, about, at, batch, header, made, of_type, parsed


@lru_cache(maxsize=1)
def whole() -> dict[str, dict[str, Message]]:
    """The resources of the whole view, by type and id."""
    found = fhir.render(batch())
    return {kind: {r["id"]: r for r in map(json.loads, each.lines.to_pylist())} for kind, each in found.items()}


@lru_cache(maxsize=1)
def crossed() -> Table:
    return crossings(batch())


@pytest.mark.parametrize("form", [form for form in FORMS if form != "stu3_newborn_hearing"])
def test_everything_that_crosses_in_a_form_is_sent_as_its_event_at_that_time(form: str) -> None:
    """A session of hearing tests crosses too, and its outcome alone is an event."""
    table, event = crossed(), [one.code for one in EVENTS].index(FORMS[form])
    mine = np.isin(table["flow"], [n for n, flow in enumerate(flows()) if flow.form == form])
    wanted = {*zip(table["person"][mine].tolist(), table["sent"][mine].tolist(), strict=True)}
    rows = made().event == event
    sent = {*zip(made().person[rows].tolist(), made().sent[rows].tolist(), strict=True)}
    assert wanted and wanted <= sent
    if not FORMS[form].startswith("pds"):
        assert sent == wanted and int(rows.sum()) == len(np.unique(table["message"][mine]))


@pytest.mark.parametrize("code", ["blood-spot-test-outcome-1", "newborn-hearing-1", "nipe-outcome-1"])
def test_the_outcome_of_a_screen_says_of_each_procedure_what_the_whole_view_does(code: str) -> None:
    counts = Counter()
    for message in parsed()[code]:
        (encounter,) = of_type(message, "Encounter")
        assert at(message, header(message)["focus"][0]) == encounter
        assert at(message, encounter["subject"]) == about(message)
        for procedure in of_type(message, "Procedure"):
            there = whole()["Procedure"][procedure["id"]]
            assert procedure["code"] == there["code"] and procedure["performedDateTime"] == there["performedDateTime"]
            assert procedure.get("outcome") == there.get("outcome")
            assert procedure.get("notDone", False) == (there["status"] == "not-done")
            assert at(message, procedure["context"]) == encounter and at(message, procedure["subject"]) == about(
                message
            )
        counts[len(of_type(message, "Procedure"))] += 1
    most = {"blood-spot-test-outcome-1": 11, "newborn-hearing-1": 6, "nipe-outcome-1": 4}[code]
    assert sum(counts.values()) > 10 and max(counts) <= most


def test_every_hearing_outcome_has_its_summary_and_the_tests_that_led_to_it() -> None:
    tests = Counter()
    for message in parsed()["newborn-hearing-1"]:
        (summary,) = of_type(message, "Observation")
        assert summary["valueCodeableConcept"] == whole()["Observation"][summary["id"]]["valueCodeableConcept"]
        done = [p["performedDateTime"] for p in of_type(message, "Procedure")]
        assert all(instant(moment) <= instant(summary["effectiveDateTime"]) for moment in done)
        tests[len(done)] += 1
    assert tests[2] > 10 and any(count > 2 for count in tests)


def test_the_blood_spot_is_published_by_child_health_and_was_tested_by_the_laboratory() -> None:
    for message in parsed()["blood-spot-test-outcome-1"]:
        (encounter,), (report,) = of_type(message, "Encounter"), of_type(message, "DiagnosticReport")
        assert at(message, header(message)["responsible"])["name"].endswith("Child Health Information Service")
        laboratory = at(message, encounter["serviceProvider"])
        assert laboratory["name"].endswith("Newborn Screening Laboratory")
        assert at(message, report["performer"][0]["actor"]) == laboratory


def test_a_vaccination_says_what_the_whole_view_says_of_it() -> None:
    seen = Counter()
    for message in parsed()["vaccinations-1"]:
        (told,) = of_type(message, "Immunization")
        there = whole()["Immunization"][told["id"]]
        assert at(message, header(message)["focus"][0]) == told
        assert told["notGiven"] == (there["status"] == "not-done")
        assert told["vaccineCode"] == there["vaccineCode"] and told["date"] == there["occurrenceDateTime"]
        assert told["extension"][1]["valueCodeableConcept"] == there["extension"][0]["valueCodeableConcept"]
        assert ("explanation" in told) == told["notGiven"]
        if told["notGiven"]:
            assert told["explanation"]["reasonNotGiven"] == [there["statusReason"]]
        seen[told["notGiven"]] += 1
    assert min(seen[True], seen[False]) > 10


def test_a_caseload_is_told_of_as_new_and_then_as_it_changed() -> None:
    told: dict[str, list[tuple[str, str, Message]]] = defaultdict(list)
    for message in parsed()["professional-contacts-1"]:
        (episode,) = of_type(message, "EpisodeOfCare")
        action = header(message)["extension"][-1]["valueCodeableConcept"]["coding"][0]["code"]
        told[episode["id"]].append((instant(header(message)["meta"]["lastUpdated"]), action, episode))
    ended = 0
    for identity, some in told.items():
        some.sort(key=lambda each: each[0])
        there = whole()["EpisodeOfCare"][identity]
        assert [action for _, action, _ in some][1:] == ["update"] * (len(some) - 1)
        assert some[0][1] == "new" or there["period"]["start"] < batch().settings.start.isoformat()
        latest = some[-1][2]
        if latest["status"] == there["status"]:
            assert latest["period"] == there["period"] and latest["type"] == there["type"]
        ended += len(some) > 1 and "end" in latest["period"]
    assert len(told) > 10 and ended > 5


def test_nothing_is_sent_before_it_was_written_down() -> None:
    for message in (m for some in parsed().values() for m in some):
        assert instant(header(message)["meta"]["lastUpdated"]) <= instant(sent_at(message))
    assert made().sent.max() < batch().settings.ends < clock.NEVER
