"""What one system sends to another as R4: a referral and what the council tells, as they stood, to whom they went."""

from __future__ import annotations

import json
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
from synth.sharing.crossings import crossings
from synth.sharing.flows import flows
from synth.simulate import simulate
from synth.table import Table
from tests.output.test_messages import Message, at, event_of, header, of_type


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
    return [(row, json.loads(made().lines[row].as_py())) for row in np.flatnonzero(made().event == number).tolist()]


@pytest.mark.parametrize(("form", "code"), R4_FORMS.items())
def test_every_crossing_of_the_form_is_one_message_from_its_sender_to_its_receiver(form: str, code: str) -> None:
    mine = crossed().take(np.isin(crossed()["flow"], [n for n, flow in enumerate(flows()) if flow.form == form]))
    # What began under a number that an adoption has sealed, care by the council above all, is told on under none.
    record = batch().record["flag" if form.endswith("information") else "referral"]
    mine = mine.take(np.flatnonzero(record["from"][mine["row"]] >= batch().who.sealed[mine["person"]]))
    by_key = {int(key): row for row, key in enumerate(mine["message"].tolist())}
    found = of(code)
    assert len(found) == len(by_key) > 3 and {int(made().key[row]) for row, _ in found} == {*by_key}
    for row, message in found:
        one = by_key[int(made().key[row])]
        head, sent = header(message), bytes(clock.instant_text(mine["sent"][[one]])[0]).decode()
        assert event_of(message) == code and sent_at(message) == message["meta"]["lastUpdated"] == sent
        assert head["source"]["endpoint"].encode() == directory.source(
            int(mine["sender_system"][one]), int(mine["sender"][one])
        )
        to = directory.source(int(mine["receiver_system"][one]), int(mine["receiver"][one]))
        assert head["destination"][0]["endpoint"].encode() == to
        assert at(message, head["destination"][0]["receiver"])["resourceType"] == "Organization"
        focus = at(message, head["focus"][0])
        assert (
            focus["meta"]["versionId"] == str(mine["version"][one]) and focus["identifier"][0]["value"] == focus["id"]
        )
        assert at(message, focus["subject"]) == of_type(message, "Patient")[0]


@pytest.mark.parametrize("code", R4_FORMS.values())
def test_a_message_and_what_it_holds_is_r4_as_the_models_have_it(code: str) -> None:
    for _, message in of(code):
        assert not structure.faults("Bundle", json.dumps(message).encode())


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
