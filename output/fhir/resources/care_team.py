"""CareTeam: who cares for someone in one care episode: the midwife and those she called in, the social worker ..."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from output.columns import Coded, Column, lookup, only, uuid_text
from output.fhir.base import fragments
from output.fhir.base.distinct import combined
from output.fhir.base.fragments import META, dumps
from output.fhir.reference import directory
from output.fhir.subject.context import Context
from output.fhir.subject.entries import Entries
from output.template import Rows, Template
from synth import keys
from synth.codes import Codelists
from synth.settings import Settings
from synth.systems.directory import staff

TYPE = "CareTeam"
KINDS = ()

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
    """rows: the care episodes that have a team; starts: where each one's members begin; member: each one's text."""

    rows: np.ndarray
    starts: np.ndarray
    member: Coded


def teams(context: Context) -> Teams:
    """Everyone of the staff who met someone within a care episode, its lead first; found once."""
    return context.kept("care teams", _teams)


def _teams(context: Context) -> Teams:
    episodes, contacts = context.entries("EpisodeOfCare", "care_episode"), context.entries("Encounter", "contact")
    order = np.argsort(episodes["entry"], kind="stable")
    known = episodes["entry"][order]
    wanted = contacts["care_episode"]
    place = np.minimum(np.searchsorted(known, wanted), max(len(known) - 1, 0))
    found = known[place] == wanted if len(known) else np.zeros(len(wanted), dtype=bool)
    rows = np.flatnonzero(found & (wanted != 0))
    episode = np.concatenate([np.arange(len(episodes)), order[place[rows]]]) if len(known) else rows
    who = np.concatenate([episodes["practitioner"], contacts["practitioner"][rows]])
    someone = np.flatnonzero(who != staff.NOBODY)
    pair = episode[someone] * (int(who.max(initial=0)) + 2) + who[someone]
    _, first = np.unique(pair, return_index=True)
    chosen = someone[np.sort(first)]
    chosen = chosen[np.argsort(episode[chosen], kind="stable")]
    unique, index = combined(who[chosen])
    texts = [_member(context.codelists, context.settings, p) for (p,) in unique]
    team = np.unique(episode[chosen])
    starts = np.searchsorted(episode[chosen], np.append(team, len(episodes))).astype(np.int64)
    return Teams(team, starts, lookup(index, texts))


def _member(codelists: Codelists, settings: Settings, practitioner: int) -> bytes:
    # For whom they act is said by their role: FHIR allows it here for a bare Practitioner only (ctm-1).
    person = staff.practitioner(practitioner)
    coded = fragments.concept(codelists.concept(person.role_code)) if person.role_code in codelists else {}
    role = dumps({**coded, "text": person.role_title})
    member = directory.role_reference(practitioner, settings) or b""
    return b'{"role":[' + role + b'],"member":' + member + b"}"


def gathered(context: Context) -> Entries:
    """The care episodes that have a team."""
    episodes = context.entries("EpisodeOfCare", "care_episode")
    if not len(episodes):
        return episodes
    rows = teams(context).rows
    return episodes.made_of(rows, episodes["entry"][rows], TYPE)


def reference(episodes: Entries) -> Column:
    """The id of the team of each care episode, or null."""
    there = np.zeros(len(episodes), dtype=bool)
    there[teams(episodes.context).rows] = True
    return only(there, uuid_text(keys.uuids(episodes.owner, episodes["entry"], TYPE)))


def of_episode(entries: Entries) -> Column:
    """The id of the team of the care episode that each belongs to, or null."""
    episodes = entries.context.entries("EpisodeOfCare", "care_episode")
    if not len(episodes):
        return None
    with_team = np.sort(episodes["entry"][teams(entries.context).rows])
    key = entries["care_episode"]
    there = with_team[np.minimum(np.searchsorted(with_team, key), len(with_team) - 1)] == key
    return only(there & (key != 0), uuid_text(keys.uuids(entries.owner, key, TYPE))) if there.any() else None


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots."""
    found = teams(entries.context)
    over = entries.flags(lambda kind: kind.status not in ("active", "in-progress", "planned"))
    return {
        **entries.common("CareTeam"),
        "status": lookup(over.astype(np.int64), [b"active", b"inactive"]),
        "name": entries.each(lambda kind: dumps("Team for " + _lower(str(entries.code_of(kind)["text"])))[1:-1]),
        "ends": entries.time("until"),
        "members": Rows(found.starts, {"member": found.member}),
    }


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]
