"""Scenarios: stories of several people with a name, read from the file of stories and checked like all other sources.

A scenario says who is in it, and which messages about them are sent, one after the other, with what whoever takes each
in must show of it. Which scenarios there are is content; what may be said of one stands here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from synth import source_files
from synth.errors import BadArguments, BrokenSource
from synth.evidence.units import among
from synth.finding.conditions import Test, asked_of, condition
from synth.finding.entries import Entries
from synth.members import faults, made
from synth.record.kinds import CHANGES
from synth.record.stories import SCENARIOS
from synth.sharing.channels import FATES, HELD
from synth.sharing.flows import ENTRIES, flows
from synth.source_files import Written
from synth.systems import kinds

RELATIONS = {
    "mother": ("mother", "id"), "child": ("id", "mother"), "sibling": ("mother", "mother"),
    "housemate": ("household", "household"), "kin": ("family", "family"),
}  # fmt: skip
"""What one of the cast may be to another: the columns of people.csv of the other, and of that one, which are equal."""
_ROLE = re.compile(r"(?P<relation>[a-z]+) of (?P<of>[a-z_]+)(?: where (?P<where>.+))?")
_NAME = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_CAST, _MESSAGES = "cast", "message"


@dataclass(frozen=True)
class Role:
    """One of the cast, by what he or she is to another who stands before; where: a condition besides, "" for none."""

    name: str
    relation: str
    of: str
    where: str = ""


@dataclass(frozen=True)
class Expected:
    """A message that is sent: by which flow, about whom of the cast, and what whoever takes it in must show.

    to: kinds of system; of: kinds of entry; codes: keys of the codelists, * for any letters; changes: what the change
    does to the entry; fates: what becomes of it. Left out they may be any, but that it arrives.
    """

    flow: str
    shows: str
    about: str = ""
    to: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    fates: tuple[str, ...] = tuple(FATES[fate] for fate in HELD)


@dataclass(frozen=True)
class Scenario:
    """A scenario: its title, what happens in words, who is at the centre, and the condition that is true of that one.

    Without a message it is a condition alone, of which no family has more than it has people."""

    name: str
    title: str
    about: str
    person: str
    who: str
    cast: tuple[Role, ...] = ()
    messages: tuple[Expected, ...] = field(default=())

    def test(self, stories: Sequence[str]) -> Test:
        """The condition that is true of whoever is at the centre; stories: the words that there are."""
        return condition(self.who, stories)

    def entries(self, stories: Sequence[str]) -> list[Entries]:
        """The entries of which its conditions ask, each once."""
        asked = [self.who, *(role.where for role in self.cast if role.where)]
        return list(dict.fromkeys(one for text in asked for one in asked_of(text, stories)))


def read(path: Path, codes: Collection[str] | None, stories: Sequence[str]) -> tuple[Scenario, ...]:
    """The scenarios of a file, in its order; a BrokenSource names everything that is wrong with them.

    codes: the keys of the codelists, None where they cannot be looked up; stories: the words that conditions may say.
    """
    return scenarios(source_files.toml_of(path), codes, stories)


def scenarios(written: Written, codes: Collection[str] | None, stories: Sequence[str]) -> tuple[Scenario, ...]:
    """The scenarios of a text that was read, as `read`."""
    wrong: list[str] = []
    found: list[Scenario] = []
    told = written.tables.get(SCENARIOS, {})
    if not isinstance(told, dict):
        raise BrokenSource(f"{written.at(SCENARIOS)}: {SCENARIOS} is no table: write [{SCENARIOS}.name]")
    for name, members in told.items():
        here = list(_shape_faults(written, name, members))
        if not here:
            one = _scenario(name, members)
            here = list(_faults(written, one, codes, stories))
            found.append(one)
        wrong += here
    if wrong:
        raise BrokenSource("\n".join(wrong))
    return tuple(found)


def named(known: Sequence[Scenario], name: str) -> Scenario:
    """The scenario of a name; BadArguments names those that are near."""
    for one in known:
        if one.name == name:
            return one
    raise BadArguments(f"--story {name}: there is no such story: {among([one.name for one in known], name)}")


def _scenario(name: str, members: Mapping[str, Any]) -> Scenario:
    said = made({member: value for member, value in members.items() if member not in (_CAST, _MESSAGES)})
    roles = [(role, _ROLE.fullmatch(words)) for role, words in members.get(_CAST, {}).items()]
    cast = [Role(role, match["relation"], match["of"], match["where"] or "") for role, match in roles if match]
    messages = [Expected(**made({"about": said["person"], **one})) for one in members.get(_MESSAGES, ())]
    return Scenario(name, **said, cast=tuple(cast), messages=tuple(messages))


def _shape_faults(written: Written, name: str, members: Any) -> Iterator[str]:
    """What is wrong with the members of a scenario, before anything is made of them."""
    at = (SCENARIOS, name)
    plain = members
    if isinstance(members, dict):
        plain = {member: value for member, value in members.items() if member not in (_CAST, _MESSAGES)}
    yield from faults(written, at, plain, Scenario, ("name", _CAST, "messages"), {})
    if not isinstance(members, dict):
        return
    if not _NAME.fullmatch(name):
        yield f"{written.at(*at)}: the name '{name}' is no name of a folder: use small letters with _ between"
    cast, messages = members.get(_CAST, {}), members.get(_MESSAGES, [])
    if not isinstance(cast, dict) or not all(isinstance(words, str) for words in cast.values()):
        yield f'{written.at(*at, _CAST)}: {_CAST} is no table of words: write {_CAST} = {{ name = "mother of ..." }}'
        return
    for role, words in cast.items():
        match = _ROLE.fullmatch(words)
        if not match or match["relation"] not in RELATIONS:
            yield (f"{written.at(*at, _CAST)}: '{role}' is '{words}': write one of {', '.join(RELATIONS)}, then \"of\" "
                   'one who stands before, perhaps "where" and a condition')  # fmt: skip
    if not isinstance(messages, list) or not messages:
        yield f"{written.at(*at)}: no message is sent in it: write [[{SCENARIOS}.{name}.{_MESSAGES}]]"
        return
    roles = (members.get("person"), *cast)
    choices: dict[str, Collection[str]] = {
        "flow": [flow.name for flow in flows()], "about": [role for role in roles if isinstance(role, str)],
        "to": tuple(kinds.INDEX), "of": ENTRIES, "changes": CHANGES, "fates": FATES,
    }  # fmt: skip
    for number, one in enumerate(messages):
        yield from faults(written, (*at, _MESSAGES, number), one, Expected, (), choices)


def _faults(written: Written, one: Scenario, codes: Collection[str] | None, stories: Sequence[str]) -> Iterator[str]:
    """What a scenario names that there is not: a story in a condition, one of the cast, a code."""
    at, known = (SCENARIOS, one.name), [one.person]
    for place, asked in (("who", one.who), *((_CAST, role.where) for role in one.cast if role.where)):
        try:
            condition(asked, stories, codes)
        except BadArguments as error:
            yield f"{written.at(*at, place)}: [{one.name}]: {error}"
    for role in one.cast:
        if role.of not in known:
            yield f"{written.at(*at, _CAST)}: [{one.name}]: nobody is called '{role.of}' before '{role.name}'"
        if role.name in known:
            yield f"{written.at(*at, _CAST)}: [{one.name}]: two of the cast are called '{role.name}'"
        known.append(role.name)
    for number, expected in enumerate(one.messages):
        for key in expected.codes:
            if codes is not None and not any(fnmatchcase(other, key) for other in codes):
                yield (f"{written.at(*at, _MESSAGES, number)}: [{one.name}]: '{key}' stands in no codelist: add it "
                       "there, or mend it")  # fmt: skip
