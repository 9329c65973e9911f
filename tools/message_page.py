"""The page on messages: which events there are, how to read them, and those of one birth, printed from the code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

import care_pathways
from output import messages
from output.fhir.subject.context import Context
from output.messages.writing import EVENTS
from synth.settings import Settings
from synth.simulate import simulate

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "messages.md"
FAMILIES = 8
"""Among so many families there is a birth."""
_DAYS = 70
"""How long after a birth its messages are followed."""

_OPENING = """# Messages

`--format messages` writes what the national services are told and tell others, as events: FHIR STU3 bundles of the type `message`,
as the National Events Management Service and the digital child health programme define them.

    synth generate --patients 1000 --format ndjson,messages --out dataset

Each block has one file, `messages/<block>.ndjson`, with one bundle a line **in the order of sending**: to replay a dataset, read the
files side by side and take of their first lines always the one with the earliest `MessageHeader.timestamp`. `--compress` packs them
as it packs NDJSON.

## Which there are

| event | workflow of MESH | when |
|---|---|---|
{events}

Codes are those of `EventType-1`. An event about someone without an NHS number waits until there is one.

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
    rows = [f"| {titles[event.code]}: `{event.code}` | `{event.workflow}` | {event.when} |" for event in EVENTS]
    return "\n".join([_OPENING.format(events="\n".join(rows)), *_birth(), _NOTE, ""])


_NOTE = "\nMade by `make pages` from `output/messages`: change it there."


def _birth() -> list[str]:
    """The messages of one baby in its first weeks, as a diagram, and the first of them as it is."""
    sent = _of_one_baby()
    lines = ["## One birth", "", f"The messages about one baby of seed 42 in its first {_DAYS} days, in the order of sending.",
             "", "```mermaid", "sequenceDiagram"]  # fmt: skip
    names: dict[str, str] = {}
    for message in sent:
        head = message["entry"][0]["resource"]
        for name in (head["source"]["name"], head["destination"][0]["name"]):
            if name not in names:
                names[name] = f"S{len(names)}"
                lines.append(f"    participant {names[name]} as {name.replace(',', ' at')}")
    for message in sent:
        head = message["entry"][0]["resource"]
        there = names[head["destination"][0]["name"]]
        lines.append(
            f"    {names[head['source']['name']]}->>{there}: {head['event']['display']} ({head['timestamp'][:16]})"
        )
    first = sent[0]["entry"]
    lines += ["```", "", "The first of them holds, in this order:", "", "| resource | what it says |", "|---|---|"]
    lines += [f"| `{entry['resource']['resourceType']}` | {_says(entry['resource'])} |" for entry in first]
    return [*lines, "", "It begins so:", "", "```json", json.dumps(first[0]["resource"], indent=2), "```"]


def _of_one_baby() -> list[dict[str, Any]]:
    """The messages about the first baby who is born, from birth on."""
    made = messages.render(Context(simulate(np.arange(FAMILIES), Settings(), care_pathways.library())))
    born = [event.code for event in EVENTS].index("pds-birth-notification-1")
    first = int(np.flatnonzero(made.event == born)[0])
    mine = (made.person == made.person[first]) & (made.sent < made.sent[first] + _DAYS * 1440)
    return [json.loads(line) for line in made.lines.filter(mine).to_pylist()]


def _says(resource: dict[str, Any]) -> str:
    """What a resource of a message says, in a few words."""
    if "name" in resource and isinstance(resource["name"], list):
        return str(resource["name"][0]["text"])
    if "name" in resource:
        return str(resource["name"])
    if "event" in resource:
        return str(resource["event"]["display"])
    if "code" in resource:
        value = resource.get("valueQuantity", {})
        coded = resource.get("valueCodeableConcept", {}).get("coding", [{}])[0].get("display", "")
        return (
            f"{resource['code']['coding'][-1]['display']}: {value.get('value', coded)} {value.get('unit', '')}".strip()
        )
    for name in ("type", "relationship"):
        if name in resource:
            found = resource[name][0] if isinstance(resource[name], list) else resource[name]
            return str(found["coding"][0]["display"])
    return "whom it is about"
