"""Several systems at once: the datasets of a view, each into its server, and one stream posted to all receivers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from output.delivery import checked, options
from output.delivery.dataset.ours import Report, journal_path
from output.delivery.dataset.progress import Progress
from output.delivery.dataset.source import Source
from output.delivery.dataset.tag import tag_of
from output.delivery.mapping import ACCESS, Target
from output.delivery.mapping import Mapping as Servers
from output.delivery.replay import replaying
from output.delivery.replay.replaying import Receivers
from output.delivery.replay.stream import items, stream_of
from output.delivery.seed.tally import Seeded
from output.delivery.server import http
from output.delivery.server.access import Access
from synth.dataset import shapes
from synth.dataset.reading import Dataset
from synth.dataset.systems import SYSTEMS
from synth.errors import BadArguments


class Outcome(Protocol):
    """What came of one system: whether all is as it should be, and the report for a reader and for a machine."""

    @property
    def sound(self) -> bool: ...
    def lines(self) -> list[str]: ...
    def facts(self) -> dict[str, Any]: ...


@dataclass
class Several:
    """What came of several systems, by name; None for one that goes nowhere. done: what was done to each."""

    outcomes: Mapping[str, Outcome | None]
    done: str = "sent"

    @property
    def sound(self) -> bool:
        """Whether all of all of them is as it should be."""
        return all(outcome is None or outcome.sound for outcome in self.outcomes.values())

    def lines(self) -> list[str]:
        """The reports, one after the other."""
        said = []
        for name, outcome in self.outcomes.items():
            said += (
                [f"{name}: not {self.done}"]
                if outcome is None
                else [f"{name} to {outcome.lines()[0]}", *outcome.lines()[1:]]
            )
        return said

    def facts(self) -> dict[str, Any]:
        """The same for a machine."""
        every = self.outcomes.items()
        return {"sound": self.sound, "systems": {name: None if one is None else one.facts() for name, one in every}}


def systems_of(dataset: Dataset) -> list[str]:
    """The names of the systems of a dataset, in order; BadArguments where it has none."""
    found = sorted({name for path in dataset.marks() for name in shapes.mark(path).get(SYSTEMS, {})})
    if not found:
        raise BadArguments(f"--systems: {dataset.path} holds no systems: generate it with --view systems")
    return found


def seed(
    dataset: str | Path, systems: str | Path, *, journal: str | Path | None = None, resume: bool = False,
    report: str | Path | None = None, watch: Progress | None = None, **how: Any,
) -> Several:  # fmt: skip
    """As `synth.api.seed_systems`."""
    if journal is not None:
        raise BadArguments("--journal with --systems: each system has a journal of its own beside the dataset")
    whole, each = _each(dataset, systems, how)
    logs = {name: journal_path(whole.path, f"seed-{name}", one["url"]) for name, one in each.items() if one}
    if resume and not any(path.exists() for path in logs.values()):
        raise BadArguments(f"--resume: no journal stands beside {whole.path}; leave --resume away to begin")
    beside = _beside(whole, each)
    outcomes: dict[str, Seeded | None] = {}
    with Report(report, "seed") as facts:
        for name, one in each.items():
            outcomes[name] = None if one is None else options.seed(
                dataset=whole.path / SYSTEMS / name, journal=logs[name], resume=resume and logs[name].exists(),
                watch=watch, beside=beside[one["url"].rstrip("/")], **one,
            )  # fmt: skip
        facts.write(Several(outcomes).facts())
    return Several(outcomes)


def verify(dataset: str | Path, systems: str | Path, *, report: str | Path | None = None, **how: Any) -> Several:
    """As `synth.api.verify_systems`."""
    whole, each = _each(dataset, systems, how)
    with Report(report, "verify") as facts:
        found = {name: checked.verify(dataset=whole.path / SYSTEMS / name, **one) if one else None
                 for name, one in each.items()}  # fmt: skip
        outcome = Several(found, "asked")
        facts.write(outcome.facts())
    return outcome


def unseed(dataset: str | Path, systems: str | Path, *, yes: bool = False, **how: Any) -> tuple[list[str], bool]:
    """As `synth.api.unseed_systems`."""
    whole, each = _each(dataset, systems, how)
    left = {name: {**one, "dataset": whole.path / SYSTEMS / name} for name, one in each.items() if one}
    if not yes:
        return _none_there(left)
    said: dict[str, list[str]] = {}
    # What two systems of one server share goes when both are gone: what is left is tried again, while less is left.
    while left:
        done = {name: options.unseed(yes=True, **one) for name, one in left.items()}
        said |= {name: lines for name, (lines, _) in done.items()}
        still = {name: left[name] for name, (_, sound) in done.items() if not sound}
        if len(still) == len(left):
            break
        left = still
    return [f"{name}: {line}" for name, lines in said.items() for line in lines], not left


def _none_there(each: Mapping[str, Mapping[str, Any]]) -> tuple[list[str], bool]:
    """What is said where nothing is to be deleted; BadArguments where some is there that could be."""
    said: list[str] = []
    there: list[str] = []
    for name, one in each.items():
        try:
            said += (f"{name}: {line}" for line in options.unseed(yes=False, **one)[0])
        except BadArguments as error:
            there.append(f"{name}: {error}")
    if there:
        raise BadArguments("; ".join(there))
    return said, True


def seed_plan(dataset: str | Path, systems: str | Path, **how: Any) -> tuple[list[str], bool]:
    """What `seed` would send to each server, as lines, and whether nothing in it is known to fail."""
    whole, each = _each(dataset, systems, how)
    said, sound = [], True
    for name, one in each.items():
        lines, good = options.seed_plan(dataset=whole.path / SYSTEMS / name, **one) if one else (["not sent"], True)
        said += [f"{name}:", *(f"  {line}" for line in lines)]
        sound &= good
    return said, sound


def receivers(dataset: Dataset, how: replaying.Options, systems: str | Path, access: Mapping[str, Any]) -> Receivers:
    """To whom the arrivals of a dataset are posted, as a file says; BadArguments where it leaves a receiver out."""
    if stream_of(dataset, how.stream) != "delivery":
        raise BadArguments("--systems is for arrivals: the stream is messages, which are for all")
    named = sorted({item.system for item in items(dataset, "delivery", how.receiver)})
    servers: list[tuple[http.Server, Access]] = []
    known: dict[str, int] = {}
    of: dict[str, int | None] = {}
    for name, target in Servers(systems).of(named).items():
        of[name] = None
        if target is not None:
            key = repr(sorted(target.items()))
            if key not in known:
                known[key] = len(servers)
                servers.append(options.server_of(**_told(target, access)))
            of[name] = known[key]
    return Receivers(servers, of)


def _each(
    dataset: str | Path, systems: str | Path, how: Mapping[str, Any]
) -> tuple[Dataset, dict[str, dict[str, Any] | None]]:
    """A dataset of systems, and of each what seeding it is told; every server has been looked at before one is sent
    anything."""
    whole = Dataset(Path(dataset))
    targets = Servers(systems).of(systems_of(whole))
    each = {name: target and _told(target, how) for name, target in targets.items()}
    for one in each.values():
        if one:
            options.server_of(**{name: one[name] for name in ("url", "allow_remote", *ACCESS) if name in one})
    return whole, each


def _beside(whole: Dataset, each: Mapping[str, Mapping[str, Any] | None]) -> dict[str, dict[str, tuple[str, ...]]]:
    """For each server, of the reference data that more than one of its systems hold, the codes of the tags of these."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, one in each.items():
        if one is not None:
            source = Source(whole.path / SYSTEMS / name)
            code = tag_of(source.dataset.manifest).code
            mine = found.setdefault(one["url"].rstrip("/"), {})
            for resource in source.reference().names:
                identity = resource.partition("/")[2]
                mine[identity] = (*mine.get(identity, ()), code)
    return {url: {i: codes for i, codes in every.items() if len(codes) > 1} for url, every in found.items()}


def _told(target: Target, how: Mapping[str, Any]) -> dict[str, Any]:
    """What a server is told: what the file says of it, and of access what the command says where the file is silent."""
    mine = any(name in target for name in ACCESS)
    return {**{name: value for name, value in how.items() if not (mine and name in ACCESS)}, **target}
