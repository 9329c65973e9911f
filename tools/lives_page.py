"""The page that shows a birth and a safeguarding concern as each system has them, and the messages that carried them.

Both are families of the population, found by their story and printed as they are, so that nothing on the page is made up.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

import care_pathways
from output import fhir, messages
from output.fhir.subject.context import Context
from output.messages.writing import EVENTS
from output.pages.card import role_of
from output.pages.seen import Row, Seen, columns
from synth.finding import meeting, scenarios, searching
from synth.finding.meeting import Met
from synth.guests import Guests
from synth.settings import Settings
from synth.sharing.views import views

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "two-lives.md"
LIVES = {"birth_to_four_systems": 7, "unborn_childs_plan": 1095}
"""The stories that are shown, and a family in which each happens: looked for elsewhere should it happen there no more."""
_SHORT = ("resourceType", "id", "meta", "identifier", "name", "birthDate", "event", "eventUri", "reason", "extension", "timestamp", "source", "status",
          "code", "subject", "period", "author")  # fmt: skip
"""What an excerpt shows of a resource."""

_OPENING = """# Two lives in many systems

A birth, and a concern about a child who is not born yet: who told whom and when, and what each system has of the same people. Printed
by `make pages` from two families of the usual seed; do not write here. `synth find --story NAME --pack FOLDER` finds as many more as are
wanted, each with a card for every system ([how](../guides/finding.md#stories-with-a-name)); what each flow is, and how often it fails,
stands [here](flows.md), how to have the systems' datasets [here](../guides/systems.md).
"""


def text() -> str:
    """The page."""
    birth, concern = (Life(name, near) for name, near in LIVES.items())
    lines = [_OPENING, *birth.told(), *birth.as_known("baby"), *_notification(birth)]
    lines += [*concern.told(), *concern.as_known("mother", "baby"), *_flags(concern)]
    return "\n".join([*lines, ""])


class Life:
    """A family in which a story happens, and its people as each system has them when the window closes."""

    def __init__(self, story: str, near: int) -> None:
        self.seen = Seen(_met(story, near))
        self.scenario = self.seen.met.scenario

    @cached_property
    def resources(self) -> dict[str, dict[str, list[dict[str, Any]]]]:
        """What each system that sends or takes in something holds, by the name of its folder and by type."""
        found = {}
        for system, batch in views(self.seen.met.batch, self.seen.met.crossed).each():
            if system.name in self.seen.systems():
                rendered = fhir.render(batch)
                found[system.name] = {kind: [json.loads(line) for line in each.lines.to_pylist()]
                                      for kind, each in rendered.items() if kind in ("Patient", "Flag")}  # fmt: skip
        return found

    def told(self) -> Iterator[str]:
        """The story, who is in it, and who told whom and when, as a diagram."""
        people = {one["role"]: one for one in self.seen.people}
        yield f"## {self.scenario.title}\n\n{self.scenario.about}\n"
        rows = [[one["role"], one["name"], one["born"], one["nhs_number"], f"`{one['id']}`"] for one in people.values()]
        yield from table(("who", "name in the end", "born", "NHS number in the end", "id in people.csv"), rows)
        said = columns(self.seen.messages, ("sent", "received", "fate"))
        short = {system: f"S{number}" for number, system in enumerate(self.seen.systems())}
        yield "\n```mermaid\nsequenceDiagram"
        yield from (f"    participant {short[name]} as {role_of(name)}<br/>{name.rpartition('-')[2]}" for name in short)
        for at, one in enumerate(self.seen.messages):
            fate = "" if one["fate"] == "delivered" else f", {one['fate']}"
            arrow = "->>" if one["received"] else "-x"
            yield (f"    {short[one['sender']]}{arrow}{short[one['receiver']]}: {one['number']}. {one['flow'].replace('_', ' ')} "
                   f"({one['role']})<br/>sent {said['sent'][at]}{fate}")  # fmt: skip
        yield "```\n"
        rows = [[str(one["number"]), one["title"], f"`{one['form']}`", role_of(one["receiver"]), said["received"][at].as_py(),
                 one["shows"]] for at, one in enumerate(self.seen.messages)]  # fmt: skip
        yield from table(("no.", "what", "form", "to", "taken in", "what must be shown then"), rows)

    def as_known(self, *roles: str) -> Iterator[str]:
        """Who people are to each system."""
        rows = []
        for role in roles:
            for one in self.seen.known:
                patients = self.resources.get(one["system"], {}).get("Patient", [])
                rows += [[role, role_of(one["system"]), *_as_patient(patient), str(one["local_number"] or ""),
                          f"`{patient['id']}`"] for patient in patients
                         if (patient["id"], role) == (one["patient"], one["role"])]  # fmt: skip
        yield "\nWho they are to each of these systems when the window closes:\n"
        yield from table(
            ("who", "system", "name there", "NHS number there", "postcode there", "local number", "Patient there"), rows
        )


def _met(story: str, near: int) -> Met:
    """The first time that a story happens: in the family that is known for it, else wherever it does."""
    scenario = scenarios.named(care_pathways.scenarios(), story)
    stories = searching.stories_known(Guests())
    runs = [np.array([near]), *(np.arange(first, end) for first, end in searching.growing(searching.MOST))]
    for _, batch, people in searching.batches(Settings(), runs, Guests()):
        for one in meeting.met(batch, people, scenario, stories)[1]:
            return one
    raise LookupError(f"{story}: no family among {searching.MOST:,} has it")


def table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    """A table of Markdown."""
    yield f"| {' | '.join(names)} |"
    yield f"|{'---|' * len(names)}"
    yield from (f"| {' | '.join(map(str, row))} |" for row in rows)


def _as_patient(patient: dict[str, Any]) -> list[str]:
    """Name, NHS number and postcode of a Patient, as a system has them."""
    name = next((one for one in patient["name"] if one.get("use") in ("official", "usual")), patient["name"][0])
    number = next((one.get("value", "") for one in patient["identifier"] if one["system"].endswith("/nhs-number")), "")
    home = next((one.get("postalCode", "") for one in patient.get("address", ())), "")
    return [name.get("text") or f"{' '.join(name.get('given', []))} {name.get('family', '')}".strip(), number, home]


def _excerpt(resource: dict[str, Any]) -> str:
    """What a resource says of what it is about, as JSON; of its labels the author's alone."""
    said = {name: resource[name] for name in _SHORT if name in resource}
    said["meta"] = {
        name: value for name, value in resource["meta"].items() if name in ("source", "versionId", "lastUpdated")
    }
    return f"\n```json\n{json.dumps(said, indent=2, ensure_ascii=False)}\n```"


def _notification(life: Life) -> Iterator[str]:
    """The message of the birth: its header, and the baby in it."""
    said = _first(life, "pds-birth-notification-1")
    yield "\nOf message 2 the header, which finds its way by the mother, and the baby, who has no given name yet:"
    yield from (_excerpt(said[0]), _excerpt([one for one in said if one["resourceType"] == "Patient"][1]))
    yield "\nThe baby as child health has it in the end:"
    known = next(
        one for one in life.seen.known if (one["role"], role_of(one["system"])) == ("baby", "Child health information")
    )
    yield (
        _excerpt(next(one for one in life.resources[known["system"]]["Patient"] if one["id"] == known["patient"]))
        + "\n"
    )


def _first(life: Life, event: str) -> list[dict[str, Any]]:
    """The resources of the first message of an event about the baby."""
    made = messages.render(Context(life.seen.met.batch))
    code = [one.code for one in EVENTS].index(event)
    row = int(np.flatnonzero((made.event == code) & (made.person == life.seen.met.cast["baby"]))[0])
    return [one["resource"] for one in json.loads(made.lines.take(np.array([row])).data())["entry"]]


def _flags(life: Life) -> Iterator[str]:
    """The same plan in each system: its author's flag and the copies."""
    yield "\nThe same plans in each system: the author's own, and copies with ids of their own, each naming its original.\n"
    rows: list[Row] = []
    copies = []
    for system, held in life.resources.items():
        patients = {one["patient"]: one["role"] for one in life.seen.known if one["system"] == system}
        for flag in held["Flag"]:
            role = patients.get(flag["subject"]["reference"].removeprefix("Patient/"))
            if not role:
                continue
            said, period, original = flag["code"]["coding"][0]["display"], flag["period"], _original(flag)
            rows.append([role_of(system), role, said, flag["status"], period["start"][:10], period.get("end", "")[:10],
                         f"`{flag['id']}`", f"`{original}`" if original else ""])  # fmt: skip
            copies += [flag] if original and role == "baby" and role_of(system).startswith("Event") else []
    yield from table(("system", "who", "what", "status", "from", "until", "id there", "copy of"), rows)
    header, flag = _first(life, "child-protection-information")[:2]
    number = max(one["number"] for one in life.seen.messages if one["role"] == "baby")
    yield f"\nOf message {number} the header, and the plan as it was told:"
    yield from (_excerpt(header), _excerpt(flag))
    yield "\nThe baby's plan as the national service has it in the end:"
    yield _excerpt(copies[0])


def _original(flag: dict[str, Any]) -> str:
    """The id of what a copy is a copy of; nothing of an original."""
    return next((str(one["value"]) for one in flag["identifier"] if one["value"] != flag["id"]), "")


def main() -> None:
    """Write the page."""
    PAGE.write_text(text(), encoding="utf-8", newline="\n")
    print(PAGE.name)


if __name__ == "__main__":
    main()
