"""The page on messages: which events there are, how to read them, and those of one birth, printed from the code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

import care_pathways
from output import messages
from output.fhir.subject.context import Context
from output.messages.crossed import FORMS
from output.messages.events import R4, STU3
from output.messages.requests import REQUESTS
from output.messages.writing import EVENTS
from synth.settings import Settings
from synth.sharing.flows import PRACTICE, Flow, flows
from synth.simulate import simulate
from synth.systems import authorship, kinds

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "messages.md"
FAMILIES = 8
"""Among so many families there is a birth."""
_EVENTS = "events"
_PASS_ON = ("demographics", "child_health_information")
_VARIES = ("id", "lastUpdated", "timestamp", "versionId", "value", "valueDateTime", "reference", "text", "family", "given",
           "prefix", "name", "endpoint")  # fmt: skip
_WHO = {"Patient": "the mother, as far as the notification names her; the baby", "Practitioner": "who notified the birth",
        "Organization": "the service; where it was born, who registered it, who is responsible for it; the mother's practice",
        "Communication": "whom it is about"}  # fmt: skip

_OPENING = """# Messages

`--format messages` writes what systems send to each other as messages: the national events, FHIR STU3 bundles of the type `message` as
the National Events Management Service and the digital child health programme define them; and, in FHIR R4 with the header of UK Core,
what one system sends to another.

    synth generate --patients 1000 --format ndjson,messages --out dataset

Each block has one file, `messages/<block>.ndjson`, with one bundle a line **in the order of sending**: to replay a dataset, read the
files side by side and take of their first lines always the one with the earliest `timestamp`, which stands in the `MessageHeader` of
STU3 and in the `Bundle` of R4. `--compress` packs them
as it packs NDJSON.

`--format delivery` writes `delivery/<block>.ndjson`: the same messages **as they arrive** at each system that hears of them, in order
of arrival, one a line: `received`, `receiver` (name, code of the organisation, endpoint), `workflow` of MESH for what goes that way and
the `message`. Some come
late, twice or after one that was sent later; some never come, and some come as `null`, since their receiver cannot read them. How
often stands in `synth/sharing/channels.toml`.

## Replay

`synth replay DATASET URL` posts them one after the other, in order of time over all blocks: the arrivals, if the dataset has them, or
the messages as they were sent (`--stream messages`). `--receiver CODE` takes what comes to one organisation. A FHIR server has them at
`URL/$process-message`, and with `--endpoint webhook` they go to the URL itself. With `--endpoint mesh` the URL is that of the mailbox
that sends (`https://.../messageexchange/SENDER`), and what goes by MESH is sent from it, each under its workflow, to `--mailbox NAME`,
or else to the mailbox named as the organisation that receives it; `--auth mesh` proves whose the mailbox is. They go as fast as they are taken, or with `--speed 1`
in real time, with `--speed 3600` an hour a second. What may pass is tried again; what became of each is written to a journal beside
the dataset, from which `--resume` goes on. Only this machine is spoken to, unless `--allow-remote` names another.

`synth replay --systems map.toml DATASET` is one process for many receivers: each arrival goes to the server that
[the file](../guides/seeding.md#several-systems-several-servers) gives the system to which it comes, all in order of time, with one
journal. A receiver that the file leaves out is an error before anything is sent.

## Which there are

| event | workflow of MESH | when |
|---|---|---|
{events}

Codes are those of `EventType-1`. Of R4, without an event service and without MESH between:

| event | when |
|---|---|
{between}

The event of a referral and of a booking is the published one of Booking and Referral (`message-events-bars`), its reason says whether it
is `new`, an `update` (a visit that is called off too) or a `delete` (what was an error). **Whoever takes one in answers**, once: in
`MessageHeader.response` stand the id of the message that is answered and `ok`, or `fatal-error` where its receiver could not read it; such an
answer holds an `OperationOutcome` instead of the entry and the patient. An answer goes to who sent the request, and may itself be late
or lost: a request that was lost has none. The notices between hospitals and councils have
the codes of `adw-message-event-1`, letters those of the transfer of care (`ITK-MessageEvent-2`); both were published for older versions of
FHIR. Of what councils tell the national service no event code is published: `eventUri` is an address of our own. The messages are in UK
Core's profiles and claim none of Booking and Referral's, whose contents are more. A letter is a `DocumentReference`, whose `url` is the id
of the document that `--format cda` and `--format documents` write. What crosses otherwise (the registration of a birth, letters by post,
files of a laboratory, a record that moves) is no message of FHIR.
What MESH wraps around a message is written when it is sent (`--endpoint mesh`): who sends it to whom and by which workflow.

## What is asked of national services

`--format requests` writes `requests/<block>.ndjson`, in the order of sending, one a line: `sent`, `sender` (the system), `service`, `method`,
`path` and `body`, to be sent to the service or to what stands for it in a test.

| service | path | when |
|---|---|---|
{requests}

A birth is a `transaction` of R4 in the shape of the demographics service's own example, with the codes of STU3 for what has none
of R4; a vaccination is an `Immunization` with the patient and who gave it in it; a signal is a CloudEvent that names a patient by
number alone, and where to ask (an address of our own). What was not given is asked of nobody.

An event about someone without an NHS number waits until there is one.

## How to read one

- The first entry is the `MessageHeader`. Its id is the message's, never used again; `meta.lastUpdated` is when what it tells of was
  written down, and **the latest wins**; `timestamp` is when it was sent; `meta.versionId` counts the events of this kind that this
  publisher has sent about this person: 1, 2, 3 ...
- `extension` holds the NHS number, name and day of birth by which the message finds its way, and whether it is `new`, an `update` or
  a `delete` of what was sent before.
- `source` is the fictitious system that publishes it, `destination` the fictitious event service. `focus` leads to what happened.
- All references are full URLs (`urn:uuid:...`) within the message. A patient, an organisation, a practitioner or an observation has
  the id that it has in all other formats of the dataset.
- Everything is labelled `HTEST`, as all that is made here.
- A `Patient` is who someone was when the message was sent. Its `meta.versionId` is the serial number of the demographic record, as in
  `Patient.meta.versionId`.
- A restricted record shows no address and no practice. What an adoption has sealed is told of by nobody.
"""


def text() -> str:
    """The page, as Markdown."""
    codelists = care_pathways.codelists()
    titles = {coding.code: coding.display for one in codelists.concepts for coding in one.codings
              if coding.system.endswith("EventType-1")}  # fmt: skip
    national, between = ([one for one in EVENTS if one.version == version] for version in (STU3, R4))
    rows = [f"| {titles[event.code]}: `{event.code}` | `{event.workflow}` | {event.when} |" for event in national]
    others = [f"| `{event.code}` | {event.when} |" for event in between]
    asked = [f"| {one.service} | `{one.path}` | {one.when} |" for one in REQUESTS]
    opening = _OPENING.format(events="\n".join(rows), between="\n".join(others), requests="\n".join(asked))
    return "\n".join([opening, *_birth(), _NOTE, ""])


_NOTE = "\nMade by `make pages` from `output/messages`: change it there."


def _birth() -> list[str]:
    """How the news of a birth and of what follows it travels, and the notification of one birth."""
    lines = ["## One birth", "", "What is told of a baby, by whom and to whom, in the order of `synth/sharing/flows.toml`:", "",
             "```mermaid", "sequenceDiagram"]  # fmt: skip
    told = [flow for flow in flows() if flow.form in FORMS]
    names = {kind.key: kind.title for kind in kinds.KINDS}
    taken = dict.fromkeys(name for flow in told for name in (*_senders(flow), _EVENTS, *_receivers(flow)))
    short = {name: f"S{number}" for number, name in enumerate(taken)}
    lines += [f"    participant {short[name]} as {names.get(name, name)}" for name in short]
    for flow in told:
        title = FORMS[flow.form].removesuffix("-1")
        lines += [f"    {short[name]}->>{short[_EVENTS]}: {title}" for name in _senders(flow)]
        lines += [f"    {short[_EVENTS]}-->>{short[name]}: {title}" for name in _receivers(flow)]
    first = _of_one_baby()["entry"]
    seen = dict.fromkeys(f"| `{entry['resource']['resourceType']}` | {_says(entry['resource'])} |" for entry in first)
    lines += ["```", "", "A notification of birth holds:", "", "| resource | what it says |", "|---|---|", *seen]
    head = json.dumps(_masked(first[0]["resource"]), indent=2)
    return [*lines, "", "It begins so (what differs from one to the next is left out):", "", "```json", head, "```"]


def _senders(flow: Flow) -> tuple[str, ...]:
    """The kinds of system that send by a flow; what is passed on is sent by those who had it."""
    if not flow.after:
        return flow.by
    before = next(one for one in flows() if one.name == flow.after)
    return tuple(name for name in _receivers(before) if name in _PASS_ON) or _receivers(before)[:1]


def _receivers(flow: Flow) -> tuple[str, ...]:
    """The kinds of system that have a flow's messages, in words."""
    return tuple("gp" if name == PRACTICE else authorship.setting(name).system for name in flow.to) or flow.known


def _of_one_baby() -> dict[str, Any]:
    """The notification of the first birth."""
    made = messages.render(Context(simulate(np.arange(FAMILIES), Settings(), care_pathways.library())))
    born = [event.code for event in EVENTS].index("pds-birth-notification-1")
    return json.loads(made.lines.take(np.flatnonzero(made.event == born)[:1]).data())


def _says(resource: dict[str, Any]) -> str:
    """What a resource of a message says, in a few words that are the same for every birth."""
    if "code" in resource:
        return str(resource["code"]["coding"][-1]["display"])
    if "event" in resource:
        return str(resource["event"]["display"])
    if resource["resourceType"] in ("Patient", "Practitioner", "Organization", "Communication"):
        return _WHO[resource["resourceType"]]
    found = resource["type"][0] if "type" in resource else resource["relationship"]
    return str(found["coding"][0]["display"])


def _masked(part: Any, name: str = "") -> Any:
    """The same without what differs from one message to the next."""
    if isinstance(part, dict):
        return {key: _masked(value, key) for key, value in part.items()}
    if isinstance(part, list) and name not in ("given", "prefix"):
        return [_masked(value) for value in part]
    return "..." if name in _VARIES else part
