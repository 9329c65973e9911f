"""What is asked for when people are looked for, read and checked, and looked for where it says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from synth.dataset import arguments
from synth.errors import BadArguments
from synth.finding import scenarios, searching
from synth.finding.conditions import condition
from synth.finding.scenarios import Scenario
from synth.guests import Guests
from synth.settings import Settings


@dataclass(frozen=True)
class Asked:
    """What is asked for, as it is typed; `synth.api.find` says what each is."""

    condition: str | None
    story: str | None
    dataset: str | Path | None
    want: str | int
    seed: str | int | None
    start: str | dt.date | None
    end: str | dt.date | None
    most: str | int | None


def find(
    asked: Asked, guests: Guests, known: Callable[[Guests], Sequence[Scenario]], keep: searching.Keep | None,
    watch: searching.Watch | None,
) -> searching.Found:  # fmt: skip
    """Who is found, in a dataset or in the population of a seed. known: gives the scenarios there are, with guests."""
    wanted = arguments.count("--want", asked.want, "people") or 1
    most = arguments.count("--most", asked.most, "families") or searching.MOST
    usual = Settings()
    settings = arguments.settings(
        usual.seed if asked.seed is None else asked.seed, asked.start or usual.start, asked.end or usual.end,
        usual.nhs_part,
    )  # fmt: skip
    own = (("--seed", asked.seed), ("--from", asked.start), ("--to", asked.end), ("--most", asked.most))
    for option, given in own if asked.dataset is not None else ():
        if given is not None:
            raise BadArguments(f"{option} {given}: a dataset has its own: leave it out, or leave out {asked.dataset}")
    stories = searching.stories_known(guests)
    search = searching.Search(_scenario(asked, lambda: known(guests), stories, guests), stories, wanted, keep)
    seen = watch or (lambda done, of: None)
    if asked.dataset is not None:
        return searching.in_dataset(Path(asked.dataset), search, guests, seen)
    return searching.by_seed(settings, search, most, guests, seen)


def _scenario(
    asked: Asked, known: Callable[[], Sequence[Scenario]], stories: Sequence[str], guests: Guests
) -> Scenario:
    if (asked.condition is None) == (asked.story is None):
        raise BadArguments("say whom to find: either a condition or --story NAME")
    if asked.story is not None:
        return scenarios.named(known(), asked.story)
    said = arguments.words("the condition", asked.condition)
    condition(said, stories, searching.codes_known(guests))
    return Scenario("", said, "", "person", said)
