"""The event messages say what the record says, once for everything that happened, and each stands by itself."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter, defaultdict
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

import care_pathways
from output import fhir, messages
from output.check.messages import instant, sent_at
from output.check.rules import nhs_number_is_valid
from output.fhir.base.fragments import HL7, NHS_NUMBER
from output.fhir.subject.context import Context
from output.messages.events import STU3
from output.messages.writing import EVENTS
from synth import chance, clock
from synth.record import demographics
from synth.record.batch import Batch
from synth.record.kinds import CHANGES, IDENTITY_SHAPES, NOTICES
from synth.record.scribe import Scribe
from synth.settings import Settings
from synth.simulate import simulate
from synth.table import Table
from tests.fixtures.batch import population

FAMILIES = 160
Message = dict[str, Any]


@lru_cache(maxsize=1)
def batch() -> Batch:
    return simulate(np.arange(FAMILIES), Settings(), care_pathways.library())


@lru_cache(maxsize=1)
def made() -> messages.Messages:
    return messages.render(Context(batch()))


@lru_cache(maxsize=1)
def parsed() -> dict[str, list[Message]]:
    """Every message, by the code of its event."""
    return by_event(made())


def by_event(some: messages.Messages) -> dict[str, list[Message]]:
    found = defaultdict(list)
    for line in some.lines.to_pylist():
        message = json.loads(line)
        found[event_of(message)].append(message)
    return found


def event_of(message: Message) -> str:
    """The event of a message: a code, or of R4 without a published one the last word of its address."""
    head = header(message)
    return str((head.get("event") or head.get("eventCoding") or {}).get("code") or head["eventUri"].rpartition("/")[2])


def header(message: Message) -> Message:
    return message["entry"][0]["resource"]


def of_type(message: Message, kind: str) -> list[Message]:
    return [entry["resource"] for entry in message["entry"] if entry["resource"]["resourceType"] == kind]


def at(message: Message, reference: Message) -> Message:
    """What a reference of a message leads to."""
    (found,) = [entry["resource"] for entry in message["entry"] if entry["fullUrl"] == reference["reference"]]
    return found


def about(message: Message) -> Message:
    """The Patient to whom the number belongs by which it finds its way."""
    (routing,) = [e for e in header(message)["extension"] if e["url"].endswith("RoutingDemographics-1")]
    number = routing["extension"][0]["valueIdentifier"]["value"]
    (found,) = [p for p in of_type(message, "Patient") if [i["value"] for i in p.get("identifier", ())] == [number]]
    return found


@lru_cache(maxsize=1)
def patients() -> dict[str, Message]:
    lines = fhir.render(batch())["Patient"].lines.to_pylist()
    return {patient["id"]: patient for patient in map(json.loads, lines)}


def test_every_kind_of_event_happens_and_says_its_published_code():
    assert {*parsed()} == {event.code for event in EVENTS}
    national = [event for event in EVENTS if event.version == STU3]
    assert len({event.code for event in national}) == len({event.workflow for event in national}) == len(national)
    assert Counter({code: len(some) for code, some in parsed().items()}) == Counter(
        EVENTS[number].code for number in made().event
    )


def test_messages_stand_in_order_of_sending():
    sent = [instant(sent_at(m)) for m in map(json.loads, made().lines.to_pylist())]
    assert sent == sorted(sent) and len(sent) > 500
    assert [instant(bytes(row).decode()) for row in clock.instant_text(made().sent)] == sent


def test_each_message_stands_by_itself_and_is_labelled_as_test_data():
    seen = set()
    for message in (m for some in parsed().values() for m in some):
        urls = [entry["fullUrl"] for entry in message["entry"]]
        assert len({*urls}) == len(urls)
        assert references(message) <= {*urls}
        for part in (message, *(entry["resource"] for entry in message["entry"])):
            assert {"system": f"{HL7}v3-ActReason", "code": "HTEST", "display": "test health data"} in part["meta"][
                "security"
            ]
        assert header(message)["resourceType"] == "MessageHeader"
        seen.add(header(message)["id"])
        for number in numbers_in(message):
            assert nhs_number_is_valid(number)
    assert len(seen) == len(made())


def references(part: Any) -> set[str]:
    if isinstance(part, list):
        return set().union(*map(references, part)) if part else set()
    if not isinstance(part, dict):
        return set()
    own = {part["reference"]} if "reference" in part else set()
    return own.union(*map(references, part.values())) if part else own


def numbers_in(part: Any) -> set[str]:
    if isinstance(part, list):
        return set().union(*map(numbers_in, part)) if part else set()
    if not isinstance(part, dict):
        return set()
    own = {part["value"]} if part.get("system") == NHS_NUMBER else set()
    return own.union(*map(numbers_in, part.values()))


def test_nothing_in_a_message_is_empty():
    def empty(part: Any) -> bool:
        inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        return part in ("", None, {}, []) or any(map(empty, inside))

    assert not [m for some in parsed().values() for m in some if empty(m)]


def test_what_is_the_same_thing_has_the_id_that_it_has_in_the_whole_view():
    shared = fhir.reference(batch().settings, [0, 1, 2])
    organisations = {json.loads(line)["id"] for line in shared["Organization"].lines.to_pylist()}
    staff = {json.loads(line)["id"] for line in shared["Practitioner"].lines.to_pylist()}
    found = Counter()
    for message in (m for some in parsed().values() for m in some):
        for kind, there in (("Patient", patients()), ("Organization", organisations), ("Practitioner", staff)):
            for resource in of_type(message, kind):
                found[kind, resource["id"] in there] += 1
    assert found["Patient", False] == 0 and found["Patient", True] > 500
    assert found["Organization", True] > 9 * found["Organization", False]  # some live in places beyond these
    assert found["Practitioner", True] > 10


def test_sequence_numbers_count_the_events_of_a_kind_of_a_person_and_a_publisher():
    counted = defaultdict(list)
    whose = {header(message)["id"]: patient[-1]["id"]  # of a birth the baby
             for some in parsed().values() for message in some if (patient := of_type(message, "Patient"))}  # fmt: skip
    for code, some in parsed().items():
        for message in some:
            head = header(message)
            # Who could not read a message does not say of whom it was.
            person = whose[head["id"] if head["id"] in whose else head["response"]["identifier"]]
            counted[code, person, head["source"]["endpoint"]].append(
                (instant(head["meta"]["lastUpdated"]), int(head["meta"]["versionId"]))
            )
    assert any(len(numbers) > 3 for numbers in counted.values())
    for numbers in counted.values():
        assert [number for _, number in sorted(numbers)] == list(range(1, len(numbers) + 1))


def test_there_is_one_birth_notification_for_every_birth_that_was_registered_stillbirths_included():
    who, born = batch().who, batch().identity["birth"]
    mine = (born["mother"] >= 0) & batch().people["patient"][born["person"]]
    numbered = {*batch().identity["nhs_number"]["person"].tolist()}
    keys = Context(batch()).patient_ids.to_pylist()
    wanted = {keys[p].decode() for p in born["person"][mine].tolist() if p in numbered}
    told = Counter(of_type(message, "Patient")[1]["id"] for message in parsed()["pds-birth-notification-1"])
    assert {*told} == wanted and max(told.values()) == 1 and len(wanted) > 20
    assert who.n > len(wanted)


def test_a_birth_notification_names_the_mother_and_what_was_observed_of_the_baby():
    observed = {o["id"]: o for o in map(json.loads, fhir.render(batch())["Observation"].lines.to_pylist())}
    kin = {r["id"]: r for r in map(json.loads, fhir.render(batch())["RelatedPerson"].lines.to_pylist())}
    for message in parsed()["pds-birth-notification-1"]:
        mother, baby = of_type(message, "Patient")
        assert at(message, header(message)["focus"][0])["subject"]["reference"].endswith(mother["id"])
        assert mother["birthDate"] < baby["birthDate"] and "multipleBirthInteger" in baby
        (related,) = of_type(message, "RelatedPerson")
        assert mother["link"][0]["other"]["reference"].endswith(related["id"]) and related["id"] in kin
        assert related["patient"]["reference"].endswith(baby["id"])
        by_code = {o["code"]["coding"][-1]["code"]: o for o in of_type(message, "Observation")}
        assert len(by_code) == 5
        weight = by_code["364589006"]
        assert weight["valueQuantity"] == observed[weight["id"]]["valueQuantity"]
        births = by_code["382341000000101"]
        assert at(message, births["subject"]) == mother
        roles = {e["type"][0]["coding"][0]["code"] for e in of_type(message, "EpisodeOfCare")}
        assert "registering-authority" in roles
        assert at(message, header(message)["enterer"])["name"][0]["family"]


def test_a_baby_born_dead_is_told_of_as_such():
    from output.messages import births

    dead = stillborn_batch()
    found = by_event(messages.render(Context(dead)))
    told = [of_type(m, "Observation") for m in found["pds-birth-notification-1"]]
    codes = Counter(o["valueCodeableConcept"]["coding"][0]["code"] for some in told for o in some
                    if o["code"]["coding"][0]["code"] == "237364002")  # fmt: skip
    assert codes == Counter({births.DEAD: len(told)}) and told


def stillborn_batch() -> Batch:
    """The batch, with every birth in it as that of a baby born dead."""
    birth = batch().identity["birth"]
    return with_identity(birth=Table({**birth.columns, "stillborn": np.ones(len(birth), np.int64)}))


def with_identity(**changed: Table) -> Batch:
    """The batch with other entries of identity."""
    one = batch()
    return Batch(
        one.settings, one.families, one.people, one.record, {**one.identity, **changed}, one.forms, one.codelists
    )


def test_a_death_is_told_of_informally_then_formally():
    told = defaultdict(list)
    for message in parsed()["pds-death-notification-1"]:
        (person,) = of_type(message, "Patient")
        (status,) = [e for e in person["extension"] if e["url"].endswith("DeathNotificationStatus-1")]
        code = status["extension"][0]["valueCodeableConcept"]["coding"][0]["code"]
        told[person["id"]].append((instant(header(message)["timestamp"]), code, person["deceasedDateTime"]))
    assert len(told) > 10
    dead = {i for i, p in patients().items() if "deceasedDateTime" in p}
    for identity, some in told.items():
        assert identity in dead
        born_dead = patients()[identity]["birthDate"] == patients()[identity]["deceasedDateTime"][:10]
        assert [code for _, code, _ in sorted(some)] in (["1", "2"], ["1"], *([["2"]] if born_dead else []))
        assert len({died for _, _, died in some}) == 1


def test_a_stillbirth_is_known_formally_from_its_recording_on():
    settings, everyone = Settings(), population()
    people = dataclasses.replace(everyone, persons=Table({**everyone.persons.columns}))
    dead = np.flatnonzero(everyone["died"] < settings.ends)
    people.persons.columns["stillborn"] = np.isin(np.arange(len(everyone)), dead[::2])
    table = demographics.deaths(Scribe(people, settings))
    seen = defaultdict(list)
    for person, notice in zip(table["person"].tolist(), table["notice"].tolist(), strict=True):
        seen[person].append(NOTICES[notice])
    assert all(seen[person] == ["formal"] for person in dead[::2].tolist()) and len(dead) > 4
    late = settings.ends - 30 * clock.DAY
    assert all(seen[p] == ["informal", "formal"] for p in dead[1::2].tolist() if everyone["died"][p] < late)


def test_a_death_that_was_none_is_taken_back():
    one = batch()
    table = one.identity["death"]
    person = table["person"][:1]
    first = {name: column[:1] for name, column in table.columns.items()}
    wrong = {**first, "version": np.array([1]), "change": np.array([CHANGES.index("begun")]), "notice": np.array([0])}
    back = {**first, "version": np.array([2]), "change": np.array([CHANGES.index("withdrawn")]),
            "recorded": first["recorded"] + clock.DAY, "entry": wrong["entry"]}  # fmt: skip
    both = Table({name: np.concatenate([wrong[name], back[name]]) for name in IDENTITY_SHAPES["death"]})
    found = by_event(messages.render(Context(with_identity(death=both))))["pds-death-notification-1"]
    assert len(found) == 2 and len(person) == 1
    first_told, taken_back = (of_type(message, "Patient")[0] for message in found)
    assert "deceasedDateTime" in first_told and "deceasedDateTime" not in taken_back
    assert taken_back["extension"][0]["extension"][0]["valueCodeableConcept"]["coding"][0]["code"] == "U"
    latest = max(found, key=lambda message: instant(header(message)["meta"]["lastUpdated"]))
    assert of_type(latest, "Patient")[0] == taken_back


def test_the_latest_change_of_address_and_of_practice_is_where_someone_is():
    moved = registered = 0
    for code in ("pds-change-of-address-1", "pds-change-of-gp-1"):
        last: dict[str, Message] = {}
        for message in parsed()[code]:
            last[about(message)["id"]] = message
        for identity, message in last.items():
            here = patients()[identity]
            if "deceasedDateTime" in here or not here.get("address"):
                continue
            told = about(message)
            if code == "pds-change-of-address-1":
                home = next((a for a in here["address"] if a["use"] == "home"), None)
                if home is not None:
                    new, old = told["address"]
                    assert (new["use"], old["use"]) == ("home", "old") and new["postalCode"] == home["postalCode"]
                    moved += new["text"] != old["text"]
            elif "generalPractitioner" in told:
                present = told["generalPractitioner"][0]["reference"].removeprefix("urn:uuid:")
                assert here["generalPractitioner"][0]["reference"].endswith(present)
                registered += 1
    assert moved > 20 and registered > 20


def test_whose_record_is_restricted_nobody_is_told_where_they_live_or_go():
    one = batch()
    person = np.flatnonzero(one.people["patient"] & (one.people["family"] % 2 == 0))
    says = {"person": person, "family": one.people["family"][person], "member": one.people["member"][person],
            "entry": one.people["key"][person]}  # fmt: skip
    always = {"version": 1, "change": CHANGES.index("begun"), "from": one.settings.begins, "until": clock.NEVER,
              "recorded": one.settings.begins}  # fmt: skip
    columns = {name: says[name] if name in says else np.full(len(person), always.get(name, 0), dtype)
               for name, dtype in IDENTITY_SHAPES["restriction"].items()}  # fmt: skip
    restricted = with_identity(restriction=Table(columns))
    hidden = {Context(restricted).patient_ids[p].as_py().decode() for p in person.tolist()}
    found = by_event(messages.render(Context(restricted)))
    for code in ("pds-change-of-address-1", "pds-change-of-gp-1"):
        assert found[code] and not hidden & {about(message)["id"] for message in found[code]}
    shown = [p for some in found.values() for m in some for p in of_type(m, "Patient") if p["id"] in hidden]
    assert len(shown) > 100 and not [p for p in shown if {"address", "generalPractitioner"} & {*p}]


def test_a_change_of_the_record_says_which_version_it_made():
    versions = defaultdict(list)
    for message in parsed()["pds-record-change-1"]:
        (person,) = of_type(message, "Patient")
        versions[person["id"]].append(int(person["meta"]["versionId"]))
    for identity, some in versions.items():
        assert some == sorted({*some}) and some[-1] <= int(patients()[identity]["meta"]["versionId"])
    assert sum(map(len, versions.values())) > 200


def test_a_number_that_is_superseded_is_the_one_that_the_change_tells_of():
    one = batch()
    table = one.identity["nhs_number"]
    row = int(np.flatnonzero((table["from"] < one.settings.begins) & (table["change"] == CHANGES.index("begun")))[0])
    moment = one.settings.begins + 100 * clock.DAY
    old = {name: column[row : row + 1].copy() for name, column in table.columns.items()}
    ended = {**old, "version": old["version"] + 1, "change": np.array([CHANGES.index("ended")]),
             "until": np.array([moment]), "recorded": np.array([moment])}  # fmt: skip
    new = {**old, "entry": chance.join(old["entry"], 1), "from": np.array([moment]), "recorded": np.array([moment]),
           "number": np.array([9990000018])}  # fmt: skip
    parts = (table.columns, ended, new)
    whole = {name: np.concatenate([part[name] for part in parts]) for name in IDENTITY_SHAPES["nhs_number"]}
    order = np.lexsort((whole["change"] != CHANGES.index("ended"), whole["recorded"], whole["person"]))
    changed = Table({name: column[order] for name, column in whole.items()})
    superseded = with_identity(nhs_number=changed)
    wanted = str(int(old["number"][0]))
    when = instant(bytes(clock.instant_text(np.array([moment]))[0]).decode())
    found = [m for m in by_event(messages.render(Context(superseded)))["pds-record-change-1"]
             if numbers_in(m) & {wanted} and instant(header(m)["timestamp"]) == when]  # fmt: skip
    assert len(found) == 1 and numbers_in(found[0]) == {wanted}


def test_messages_are_the_same_however_the_families_are_batched():
    halves = [simulate(np.arange(*ends), Settings(), care_pathways.library()) for ends in ((0, 40), (40, 90))]
    one = simulate(np.arange(90), Settings(), care_pathways.library())
    apart = sorted(line for half in halves for line in messages.render(Context(half)).lines.to_pylist())
    assert apart == sorted(messages.render(Context(one)).lines.to_pylist())


@pytest.mark.parametrize("end", ["2020-01-01"])
def test_what_was_sent_by_a_day_does_not_depend_on_where_the_window_ends(end: str):
    import datetime as dt

    shorter = Settings(end=dt.date.fromisoformat(end))
    early = messages.render(Context(simulate(np.arange(60), shorter, care_pathways.library())))
    late = messages.render(Context(simulate(np.arange(60), Settings(), care_pathways.library())))
    due = late.sent < shorter.ends
    assert early.lines.to_pylist() == late.lines.take(np.flatnonzero(due)).to_pylist() and len(early) > 50
