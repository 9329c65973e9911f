"""What one system sends to another as R4: what it is about as it stood, from whom it came and to whom it went."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import lru_cache

import numpy as np
import pytest

import care_pathways
from output import messages
from output.check import structure
from output.check.messages import sent_at
from output.fhir.reference import directory
from output.fhir.subject.context import Context
from output.messages.crossed import R4_FORMS
from output.messages.writing import EVENTS
from synth import clock
from synth.record.batch import Batch
from synth.settings import Settings
from synth.sharing.channels import LOST, UNREADABLE
from synth.sharing.crossings import crossings
from synth.sharing.flows import ENTRIES, flows
from synth.simulate import simulate
from synth.table import Table
from tests.output.test_messages import Message, at, event_of, header, of_type

LETTERS = ("ITK003D", "ITK005D")


@lru_cache(maxsize=1)
def batch() -> Batch:
    """Families of which some children are known to the council."""
    return simulate(np.arange(320), Settings(), care_pathways.library())


@lru_cache(maxsize=1)
def made() -> messages.Messages:
    return messages.render(Context(batch()))


@lru_cache(maxsize=1)
def crossed() -> Table:
    return crossings(batch())


def of(code: str) -> list[tuple[int, Message]]:
    """The messages of an event, with their rows."""
    number = [event.code for event in EVENTS].index(code)
    return [(row, json.loads(bytes(made().texts[row]))) for row in np.flatnonzero(made().event == number).tolist()]


@pytest.mark.parametrize(("form", "code"), R4_FORMS.items())
def test_every_crossing_of_the_form_is_one_message_from_its_sender_to_its_receiver(form: str, code: str) -> None:
    mine = crossed().take(np.isin(crossed()["flow"], [n for n, flow in enumerate(flows()) if flow.form == form]))
    # What began under a number that an adoption has sealed, care by the council above all, is told on under none.
    (kind,) = {ENTRIES[number] for number in mine["kind"].tolist()}
    mine = mine.take(np.flatnonzero(batch().record[kind]["from"][mine["row"]] >= batch().who.sealed[mine["person"]]))
    receivers = defaultdict(list)
    for row, key in enumerate(mine["message"].tolist()):
        receivers[int(key)].append(row)
    found = of(code)
    assert len(found) == len(receivers) > 3 and {int(made().key[row]) for row, _ in found} == {*receivers}
    for row, message in found:
        to = receivers[int(made().key[row])]
        one = to[0]
        head, sent = header(message), bytes(clock.instant_text(mine["sent"][[one]])[0]).decode()
        assert event_of(message) == code and sent_at(message) == message["meta"]["lastUpdated"] == sent
        assert head["source"]["endpoint"].encode() == directory.source(
            int(mine["sender_system"][one]), int(mine["sender"][one])
        )
        assert {(each["endpoint"].encode()) for each in head["destination"]} == {
            directory.source(int(mine["receiver_system"][each]), int(mine["receiver"][each])) for each in to
        }
        assert len(head["destination"]) == len(to)
        assert {at(message, each["receiver"])["resourceType"] for each in head["destination"]} == {"Organization"}
        if "response" in head and head["response"]["code"] != "ok":
            assert not of_type(message, "Patient") and "focus" not in head
            continue
        focus = at(message, head["focus"][0])
        assert (
            focus["meta"]["versionId"] == str(mine["version"][one]) and focus["identifier"][0]["value"] == focus["id"]
        )
        subject = focus["subject"] if "subject" in focus else focus["participant"][0]["actor"]
        assert at(message, subject) == of_type(message, "Patient")[0]


@pytest.mark.parametrize("code", R4_FORMS.values())
def test_a_message_and_what_it_holds_is_r4_as_the_models_have_it(code: str) -> None:
    for _, message in of(code):
        assert not structure.faults("Bundle", json.dumps(message).encode())


@pytest.mark.parametrize("event", ["servicerequest", "booking"])
def test_an_answer_names_the_message_that_it_answers_and_says_whether_it_could_be_read(event: str) -> None:
    asked = {header(m)["id"]: m for _, m in of(f"{event}-request")}
    key = {header(m)["id"]: int(made().key[row]) for row, m in of(f"{event}-request")}
    lost, unread = ({*crossed()["message"][crossed()["fate"] == fate].tolist()} for fate in (LOST, UNREADABLE))
    told = [header(m)["response"]["identifier"] for _, m in of(f"{event}-response")]
    assert len(told) == len({*told}) and not {key[one] for one in told} & lost
    for _, m in of(f"{event}-response"):
        head, request = header(m), asked[header(m)["response"]["identifier"]]
        could = key[head["response"]["identifier"]] not in unread
        assert head["response"]["code"] == ("ok" if could else "fatal-error")
        assert head["destination"][0]["endpoint"] == header(request)["source"]["endpoint"]
        assert head["source"]["endpoint"] in [one["endpoint"] for one in header(request)["destination"]]
        assert sent_at(m) > sent_at(request) and head["reason"]["coding"][0]["code"] == "new"
        if could:
            one, other = (at(each, header(each)["focus"][0]) for each in (m, request))
            assert all(one[name] == other[name] for name in ("id", "meta", "identifier", "status"))
        else:
            assert at(m, head["response"]["details"])["resourceType"] == "OperationOutcome"


def test_a_plan_that_ends_is_an_update_of_the_one_that_began_and_a_first_version_is_new() -> None:
    reasons = {}
    for _, message in of("child-protection-information"):
        focus, head = at(message, header(message)["focus"][0]), header(message)
        reasons[focus["id"], focus["status"]] = head["reason"]["coding"][0]["code"]
        assert (head["reason"]["coding"][0]["code"] == "new") == (focus["meta"]["versionId"] == "1")
        assert any(label["code"] == "R" for label in message["meta"]["security"]), "told as if it were of everyday care"
        assert any(
            "value" in one
            for one in of_type(message, "Patient")[0]["identifier"]
            if one["system"].endswith("nhs-number")
        )
    assert {("active", "new"), ("inactive", "update")} <= {(status, why) for (_, status), why in reasons.items()}


def test_a_visit_that_is_called_off_is_an_update_and_only_what_was_an_error_is_taken_back() -> None:
    why = {"new": {"booked"}, "update": {"cancelled"}}
    said = defaultdict(set)
    for _, message in of("booking-request"):
        said[header(message)["reason"]["coding"][0]["code"]].add(at(message, header(message)["focus"][0])["status"])
    assert dict(said) == why
    taken_back = {at(m, header(m)["focus"][0])["status"] for code in LETTERS for _, m in of(code)
                  if header(m)["reason"]["coding"][0]["code"] == "delete"}  # fmt: skip
    assert taken_back == {"entered-in-error"}


def test_a_letter_names_the_document_that_is_written_and_the_one_that_it_replaces() -> None:
    written = {header(m)["id"]: at(m, header(m)["focus"][0]) for code in LETTERS for _, m in of(code)}
    documents = {each["content"][0]["attachment"]["url"] for each in written.values()}
    assert all(
        each["masterIdentifier"]["value"] == each["content"][0]["attachment"]["url"] for each in written.values()
    )
    replaced = {
        each["relatesTo"][0]["target"]["identifier"]["value"] for each in written.values() if "relatesTo" in each
    }
    assert replaced and len(documents) > 100
    # What was put right before its first version had left was never sent as it was.
    assert len(replaced & documents) > len(replaced) / 2


def test_whoever_leaves_with_help_is_told_of_and_then_leaves_or_the_notice_is_taken_back() -> None:
    assessed, leaving, withdrawn = (
        {at(m, at(m, header(m)["focus"][0])["subject"])["id"] for _, m in of(code)}
        for code in ("975701000000106", "975731000000100", "975841000000102")
    )
    assert leaving and withdrawn and leaving | withdrawn <= assessed
