"""The national event messages, against the NHS's own definitions of FHIR STU3: no error, and faults are found.

Some of each kind of event are validated, those of different shapes first; faults are put into good ones.
"""

from __future__ import annotations

import copy
import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from synth import api
from tests.conformance import hl7
from tests.conformance.sampling import hash_of

EACH = 16
"""How many messages of each kind of event are validated."""

pytestmark = pytest.mark.conformance
Message = dict[str, Any]


def resource(message: Message, kind: str) -> Message:
    """The first resource of a type."""
    return next(e["resource"] for e in message["entry"] if e["resource"]["resourceType"] == kind)


@dataclass(frozen=True)
class Fault:
    """A fault: what it is, in which event, what it does, and where the validator must find it."""

    name: str
    event: str
    alter: Callable[[Message], Any]
    path: str


def without(kind: str, *steps: Any) -> Callable[[Message], None]:
    """Take away what the steps lead to in a resource of a type."""

    def altered(message: Message) -> None:
        part: Any = resource(message, kind)
        for step in steps[:-1]:
            part = part[step]
        del part[steps[-1]]

    return altered


def put(kind: str, *steps: Any, value: Any) -> Callable[[Message], None]:
    """Put a value where the steps lead to in a resource of a type."""

    def altered(message: Message) -> None:
        part: Any = resource(message, kind)
        for step in steps[:-1]:
            part = part[step]
        part[steps[-1]] = value

    return altered


FAULTS = (
    Fault("no event", "pds-change-of-gp-1", without("MessageHeader", "event"), "MessageHeader"),
    Fault("an event that is none", "pds-change-of-gp-1", put("MessageHeader", "event", "code", value="pds-change-of-mind"),
          "MessageHeader.event"),
    Fault("no type of event", "pds-death-notification-1", put("MessageHeader", "extension", value=[]), "MessageHeader"),
    Fault("a type of event that is none", "pds-death-notification-1",
          put("MessageHeader", "extension", -1, "valueCodeableConcept", "coding", 0, "code", value="renew"),
          "MessageHeader.extension"),
    Fault("no focus", "pds-birth-notification-1", without("MessageHeader", "focus"), "MessageHeader"),
    Fault("no responsible body", "pds-record-change-1", without("MessageHeader", "responsible"), "MessageHeader"),
    Fault("a time without a zone", "pds-change-of-address-1",
          put("MessageHeader", "timestamp", value="2020-01-01T10:00:00"), "MessageHeader.timestamp"),
    Fault("a name that is not official", "pds-change-of-address-1", put("Patient", "name", 0, "use", value="usual"),
          "Patient"),
    Fault("a death status that is none", "pds-death-notification-1",
          put("Patient", "extension", 0, "extension", 0, "valueCodeableConcept", "coding", 0, "code", value="9"),
          "Patient.extension"),
    Fault("an ethnic category that is none", "pds-birth-notification-1",
          lambda m: next(e["resource"] for e in m["entry"] if "multipleBirthInteger" in e["resource"])["extension"][0][
              "valueCodeableConcept"]["coding"][0].update(code="99Z"), "Patient.extension"),
    Fault("an observation without a code", "pds-birth-notification-1", without("Observation", "code"), "Observation"),
    Fault("a former practice without a patient", "pds-change-of-gp-1", without("EpisodeOfCare", "patient"),
          "EpisodeOfCare"),
    Fault("a sender that is a patient's kin", "pds-birth-notification-1",
          lambda m: resource(m, "Communication")["sender"].update(reference=m["entry"][-1]["fullUrl"]), "Communication"),
)  # fmt: skip


@pytest.fixture(scope="module")
def validator() -> hl7.Validator:
    return hl7.made(hl7.STU3)


@pytest.fixture(scope="module")
def chosen(validator: hl7.Validator, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Message]]:
    """Some messages of each kind of event, of as many shapes as there are."""
    out = tmp_path_factory.mktemp("dataset") / "data"
    dataset = api.generate(1200, seed=5, out=out, formats="messages", workers=2)
    return shapes_of(dataset, lambda head: head.get("event", {}).get("code"))


def shapes_of(dataset: Any, event: Callable[[Message], str | None]) -> dict[str, list[Message]]:
    """Some messages of a dataset of each event, of as many shapes as there are. event: of a header; of others None."""
    seen: dict[str, dict[str, Message]] = {}
    for path in sorted((dataset.path / "messages").glob("*.ndjson")):
        for line in path.read_bytes().splitlines():
            message = json.loads(line)
            code = event(message["entry"][0]["resource"])
            if code is None:
                continue
            some = seen.setdefault(code, {})
            some.setdefault(_shape(message), message)
            if len(some) < EACH:
                some.setdefault(message["id"], message)
    return {code: list(some.values())[:EACH] for code, some in seen.items()}


def _shape(message: Message) -> str:
    """Which resources a message holds, and the members of each."""
    members = (f"{e['resource']['resourceType']}.{name}" for e in message["entry"] for name in e["resource"])
    return hash_of(frozenset(name.encode() for name in members))


@pytest.fixture(scope="module")
def found(
    validator: hl7.Validator, chosen: dict[str, list[Message]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[dict[str, Any]]]:
    """What the validator says of each message, by its id, and of each fault, by its name."""
    return said_of(validator, chosen, FAULTS, tmp_path_factory.mktemp("messages"))


def said_of(
    validator: hl7.Validator, chosen: dict[str, list[Message]], faults: Sequence[Fault], folder: Path
) -> dict[str, list[dict[str, Any]]]:
    """What the validator says of each message, by its id, and of each fault put into one, by its name."""
    lines, names = [message for some in chosen.values() for message in some], {}
    for number, fault in enumerate(faults):
        bad, identity = copy.deepcopy(_fitting(chosen, fault)), str(uuid.UUID(int=number + 1))
        fault.alter(bad)
        bad["id"] = identity
        names[identity] = fault.name
        lines.append(bad)
    path = folder / "all.ndjson"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return {names.get(identity, identity): said for identity, said in validator([path], "--each").lines.items()}


def _fitting(chosen: dict[str, list[Message]], fault: Fault) -> Message:
    """A message that has what the fault spoils."""
    for message in chosen[fault.event]:
        try:
            fault.alter(copy.deepcopy(message))
        except (StopIteration, KeyError, IndexError):
            continue
        return message
    raise AssertionError(f"no message that '{fault.name}' fits")


def errors(said: list[dict[str, Any]]) -> list[str]:
    return [f"{one['path']}: {one['text']}" for one in said if one["severity"] in ("fatal", "error")]


def test_no_message_has_an_error(chosen: dict[str, list[Message]], found: dict[str, list[dict[str, Any]]]) -> None:
    from output.messages.writing import EVENTS

    assert {*chosen} == {event.code for event in EVENTS if event.version == "STU3"}
    wrong = {code: errors(found[m["id"]]) for code, some in chosen.items() for m in some if errors(found[m["id"]])}
    assert wrong == {}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_found(fault: Fault, found: dict[str, list[dict[str, Any]]]) -> None:
    said = [one["path"] for one in found[fault.name] if one["severity"] in ("fatal", "error") and
            one["message_id"] != "ROUND_TRIP"]  # fmt: skip
    assert any(path.startswith(fault.path) for path in said), said
