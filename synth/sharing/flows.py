"""The flows between systems as `flows.toml` has them: read and checked, every fault of the file in one report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from synth import source_files
from synth.errors import BrokenSource
from synth.members import faults, made
from synth.record.kinds import CHANGES, CONFIDENTIALITY, IDENTITY, KINDS
from synth.sharing import channels
from synth.source_files import Written
from synth.systems import authorship, kinds

FILE = Path(__file__).with_suffix(".toml")
PRACTICE, NAMED, SENDER = "practice", "named", "sender"
ENTRIES = (*KINDS, *IDENTITY)
"""Every kind of entry, in the order of the numbers that crossings have for them."""


@dataclass(frozen=True)
class Flow:
    """A flow: what it takes, how it goes, and to whom; `flows.toml` says what each member means."""

    name: str
    title: str
    form: str
    channel: str
    of: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    later: bool = False
    homes: bool = False
    children: bool = False
    numbered: bool = False
    gives_number: bool = False
    told: str = ""
    reveals: bool = False
    confidential: str = "normal"
    moves: bool = False
    together: bool = False
    after: str = ""
    answers: str = ""
    to: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    @property
    def before(self) -> str:
        """The flow by which came what it passes on or answers; "" where it takes what is written."""
        return self.after or self.answers


_CHOICES = {
    "channel": channels.CHANNELS,
    "of": ENTRIES,
    "by": tuple(kinds.INDEX),
    "at": tuple(authorship.SETTINGS),
    "changes": CHANGES,
    "confidential": CONFIDENTIALITY[:-1],
    "to": (PRACTICE, NAMED, SENDER, *authorship.SETTINGS),
    "known": tuple(kinds.INDEX),
}


def read(written: Written) -> tuple[Flow, ...]:
    """The flows that a file describes; a BrokenSource names everything that is wrong with it."""
    found: dict[str, Flow] = {}
    wrong = [
        f"{written.at(name)}: '{name}' is no flow: write [flow.{name}]" for name in written.tables if name != "flow"
    ]
    for name, members in written.tables.get("flow", {}).items():
        here = list(faults(written, ("flow", name), members, Flow, ("name",), _CHOICES))
        here = here or list(_faults(written, name, Flow(name, **made(members)), found))
        wrong += here
        if not here:
            found[name] = Flow(name, **made(members))
    if not wrong and not found:
        wrong = [f"{written.place}: it has no flow: write [flow.name] and its members"]
    if wrong:
        raise BrokenSource("\n".join(wrong))
    return tuple(found.values())


def _faults(written: Written, name: str, flow: Flow, before: dict[str, Flow]) -> Iterator[str]:
    """What is wrong with a flow whose members are what they may be: whence it comes, and that it goes somewhere."""
    here = written.at("flow", name)
    takes = [each for each in ("of", "by", "at", "codes", "but", "documents", "changes") if getattr(flow, each)]
    if flow.before and takes:
        yield f"{here}: it comes after '{flow.before}', which says what it takes: take {takes[0]} out"
    for member in ("after", "answers", "told"):
        other, there = getattr(flow, member), ", ".join(before) or "none"
        if other and other not in before:
            yield f"{written.at('flow', name, member)}: no flow '{other}' stands before it: there are {there}"
    if flow.after and flow.answers:
        yield f"{here}: what is passed on answers nobody: take after or answers out"
    if (flow.to == (SENDER,)) != bool(flow.answers):
        mend = 'write answers = "flow" and to = ["sender"]'
        yield f"{here}: an answer goes to who sent what it answers, and nothing else does: {mend}"
    if not flow.before and not (flow.of and flow.by):
        yield f"{here}: it takes nothing: write of = [kinds of entry] and by = [kinds of system]"
    if not flow.to and not flow.known:
        yield f"{here}: it goes to nobody: write to = [...] or known = [...]"
    if flow.after and NAMED in flow.to:
        yield f'{here}: who passes something on names nobody: write settings or "practice"'
    if flow.numbered and flow.gives_number:
        yield f"{here}: what waits for the number does not give it: take numbered or gives_number out"
    if not (flow.numbered or flow.gives_number) and any(_national(name) for name in flow.to):
        yield f"{here}: a national service knows nobody without an NHS number: write numbered = true"
    if flow.homes and flow.of != ("address",):
        yield f'{here}: homes are addresses: write of = ["address"], or take homes out'


def _national(name: str) -> bool:
    """Whether whom a flow goes to is a national service."""
    return name in authorship.SETTINGS and kinds.KINDS[kinds.INDEX[authorship.SETTINGS[name].system]].national


@cache
def flows() -> tuple[Flow, ...]:
    """The flows of the file beside this module, in its order; their positions stand for them in crossings."""
    return read(source_files.toml_of(FILE))
