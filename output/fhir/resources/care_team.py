"""CareTeam: who cares for someone in one care episode: the midwife and those she called in, the social worker ..."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from output import roles
from output.columns import Coded, Column, lookup, numbers, only, text, uuid_text
from output.distinct import combined
from output.fhir.base import fragments
from output.fhir.base.fragments import META, dumps
from output.fhir.reference import directory
from output.fhir.subject.context import Context
from output.fhir.subject.entries import Entries
from output.template import Rows, Template
from synth import chance, clock, keys
from synth.codes import Codelists
from synth.record import teams as record_teams
from synth.settings import Settings
from synth.systems.directory import staff
from synth.table import position

TYPE = "CareTeam"

TEMPLATE = Template(
    """{
    "resourceType": "CareTeam",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [{"system": "https://synth.example.org/Id/care-team", "value": "${id}"}],
    "status": "${status}",
    "name": "${name}",
    "subject": {"reference": "Patient/${patient}"},
    "period": {"start": "${begins}", "end"?: "${ends}"},
    "participant": [ ...members ${member} ],
    "reasonCode": [${code}],
    "managingOrganization": [${organisation}]
}""",
    meta=META,
)


@dataclass
class Teams:
    """rows: the care episodes that have a team; starts: where each one's members begin; member: each one's text;
    joined: when the last of each team joined it, and how many times someone did."""

    rows: np.ndarray
    starts: np.ndarray
    member: Coded
    joined: tuple[np.ndarray, np.ndarray]


def teams(context: Context) -> Teams:
    """Everyone of the staff who met someone within a care episode, its lead first; found once."""
    return context.kept("care teams", _teams)


def _teams(context: Context) -> Teams:
    episodes = Entries.kept(context, "EpisodeOfCare")
    found = record_teams.teams(episodes.table, Entries.kept(context, "Encounter").table)
    unique, index = combined(found["practitioner"])
    directory.role_references([p for (p,) in unique], context.settings)  # together, for what is then asked one by one
    texts = [_member(context.codelists, context.settings, p) for (p,) in unique]
    rows, first = np.unique(found["episode"], return_index=True)
    starts = np.append(first, len(found)).astype(np.int64)
    last = np.zeros(len(rows), dtype=np.int64)
    team = np.repeat(np.arange(len(rows)), np.diff(starts))
    np.maximum.at(last, team, found["since"])
    times = np.unique(team * (1 << 40) + found["since"] - episodes["first_recorded"][found["episode"]])
    return Teams(rows, starts, lookup(index, texts), (last, np.bincount(times >> 40, minlength=len(rows)) - 1))


def _member(codelists: Codelists, settings: Settings, practitioner: int) -> bytes:
    # For whom they act is said by their role: FHIR allows it here for a bare Practitioner only (ctm-1).
    person = staff.practitioner(practitioner)
    found = roles.concept_of(person.role, codelists)
    role = dumps({**(fragments.concept(found) if found else {}), "text": person.role_title})
    member = directory.role_reference(practitioner, settings) or b""
    return b'{"role":[' + role + b'],"member":' + member + b"}"


def gathered(context: Context) -> Entries:
    """The care episodes that have a team."""
    episodes = Entries.kept(context, "EpisodeOfCare")
    if not len(episodes):
        return episodes
    rows = teams(context).rows
    made = episodes.made_of(rows, episodes["entry"][rows], TYPE)
    made.table.columns["episode_version"] = episodes["version"][rows]
    return made


def reference(episodes: Entries) -> Column:
    """The id of the team of each care episode, or null."""
    there = np.zeros(len(episodes), dtype=bool)
    there[teams(episodes.context).rows] = True
    return only(there, uuid_text(keys.uuids(episodes.owner, episodes["entry"], TYPE)))


def of_episode(entries: Entries) -> Column:
    """The id of the team of the care episode that each belongs to, or null."""
    episodes = Entries.kept(entries.context, "EpisodeOfCare")
    if not len(episodes):
        return None
    rows = teams(entries.context).rows
    with_team = np.sort(chance.join(episodes["entry"][rows], episodes.person[rows]))
    key = entries["care_episode"]
    there = position(with_team, chance.join(key, entries.person)) >= 0
    return only(there & (key != 0), uuid_text(keys.uuids(entries.owner, key, TYPE))) if there.any() else None


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots."""
    found = teams(entries.context)
    over = entries.flags(lambda kind: kind.status not in ("active", "in-progress", "planned"))
    return {
        **entries.common("CareTeam"),
        "version": numbers(entries["episode_version"] + found.joined[1]),
        "recorded": text(clock.instant_text(np.maximum(entries["recorded"], found.joined[0]))),
        "status": lookup(over.astype(np.int64), [b"active", b"inactive"]),
        "name": entries.each(lambda kind: dumps("Team for " + _lower(str(entries.code_of(kind)["text"])))[1:-1]),
        "ends": entries.time("until"),
        "members": Rows(found.starts, {"member": found.member}),
    }


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]
