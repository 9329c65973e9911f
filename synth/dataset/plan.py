"""What a dataset is to be: the arguments that shape it, which families are in it, and the blocks they fall into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from synth import __version__, keys
from synth.dataset import arguments
from synth.dataset.digests import digest_of, sources_digest
from synth.dataset.layout import Layout
from synth.guests import Guests
from synth.settings import Settings


@dataclass(frozen=True)
class Plan:
    """A dataset before it is made. Nothing in it says how the work is cut or where it runs.

    asked is {"patients": N} or {"families": N}; families are 0 .. families - 1 and the `filling` ones, whose indices
    are larger and which make the number of patients exact. guests: what a user brings; brought: the same as the
    manifest says it, where that alone is known. noise: the rate of each, as the manifest says it. system: of a
    dataset of one system, its name; held: the blocks in which it knows somebody.
    """

    settings: Settings
    formats: tuple[str, ...]
    asked: Mapping[str, int]
    families: int
    filling: tuple[int, ...] = ()
    view: str = arguments.WHOLE
    layout: Layout = field(default_factory=Layout)
    guests: Guests = field(default_factory=Guests)
    brought: Mapping[str, list[str]] = field(default_factory=dict)
    noise: Mapping[str, str] = field(default_factory=dict)
    system: str = ""
    held: tuple[int, ...] = ()

    def document(self) -> dict[str, Any]:
        """What the manifest says about how the dataset was asked for, before anything is made."""
        settings = self.settings
        return {
            "synth": __version__,
            "arguments": {
                **self.asked,
                "seed": settings.seed,
                "from": settings.start.isoformat(),
                "to": settings.end.isoformat(),
                "view": self.view,
                **({"system": self.system} if self.system else {}),
                "formats": list(self.formats),
                "nhs_part": "{}/{}".format(*settings.nhs_part),
                "place": settings.place or None,
                **self.layout.arguments(),
                **self.brought,
                **({"noise": dict(self.noise)} if self.noise else {}),
            },
            "evidence": sources_digest(),
            "families": {
                "first": 0,
                "count": self.families,
                "filling": list(self.filling),
                **({"held": list(self.held)} if self.system else {}),
            },
        }

    @property
    def several(self) -> bool:
        """Whether it is a folder of datasets, one for each system, and no dataset of one."""
        return self.view != arguments.WHOLE and not self.system

    def blocks(self) -> list[int]:
        """The blocks that hold a family of this dataset, in order."""
        if self.system:
            return list(self.held)
        whole = -(-self.families // keys.BLOCK)
        return sorted({*range(whole), *(family // keys.BLOCK for family in self.filling)})

    def families_of(self, blocks: Sequence[int]) -> np.ndarray:
        """The families of some blocks, in order (int64)."""
        runs = [np.arange(b * keys.BLOCK, min((b + 1) * keys.BLOCK, self.families)) for b in blocks]
        wanted = set(blocks)
        late = [family for family in self.filling if family // keys.BLOCK in wanted]
        return np.sort(np.concatenate([*runs, np.array(late, dtype=np.int64)]), kind="stable").astype(np.int64)


def run_digest(document: Mapping[str, Any]) -> str:
    """What every mark of one dataset says of it, so that blocks of two are never mixed.

    That of a system's dataset follows from that of the whole: whom it knows is found as blocks are made."""
    system = document["arguments"].get("system")
    if system is None:
        return digest_of(document)
    arguments = {name: value for name, value in document["arguments"].items() if name != "system"}
    families = {name: value for name, value in document["families"].items() if name != "held"}
    return digest_of_system(digest_of({**document, "arguments": arguments, "families": families}), system)


def digest_of_system(run: str, system: str) -> str:
    """What the marks of the dataset of one system say, by the digest of the dataset of which it is a view."""
    return digest_of({"run": run, "system": system})


def shard_of(blocks: Sequence[int], part: int, parts: int) -> Sequence[int]:
    """The run of whole blocks, perhaps none, that is shard `part` (from 1) of `parts`."""
    n = len(blocks)
    return blocks[(part - 1) * n // parts : part * n // parts]


def differences(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """What two documents of plans do not agree on, in words."""
    said = []
    if wanted["synth"] != found.get("synth"):
        said.append(f"version {wanted['synth']} here, {found.get('synth')} there")
    ours, theirs = wanted["arguments"], found.get("arguments", {})
    for name in dict.fromkeys([*ours, *theirs]):
        if ours.get(name) != theirs.get(name):
            said.append(f"--{name.replace('_', '-')} {_shown(ours.get(name))} here, {_shown(theirs.get(name))} there")
    if wanted["evidence"] != found.get("evidence"):
        said.append("evidence, pathways or codelists have changed since")
    return said


def _shown(value: Any) -> str:
    if value is None:
        return "not given"
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
