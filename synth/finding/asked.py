"""What is asked for when people are looked for, read and checked, and looked for where it says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from synth.dataset import arguments
from synth.errors import BadArguments
from synth.finding import searching
from synth.finding.conditions import condition
from synth.guests import Guests
from synth.settings import Settings

Text = str | None


def find(
    asked: str, dataset: str | Path | None, want: str | int, seed: str | int | None, start: str | dt.date | None,
    end: str | dt.date | None, most: str | int | None, guests: Guests, watch: searching.Watch | None,
) -> searching.Found:  # fmt: skip
    """Who is found, in a dataset or in the population of a seed; as `synth.api.find` says."""
    wanted = arguments.count("--want", want, "people") or 1
    looked = arguments.count("--most", most, "families") or searching.MOST
    usual = Settings()
    settings = arguments.settings(
        usual.seed if seed is None else seed, start or usual.start, end or usual.end, usual.nhs_part
    )
    if dataset is not None:
        for option, given in (("--seed", seed), ("--from", start), ("--to", end), ("--most", most)):
            if given is not None:
                raise BadArguments(f"{option} {given}: a dataset has its own: leave it out, or leave out {dataset}")
    test = condition(arguments.words("the condition", asked), searching.stories_known(guests))
    if dataset is not None:
        return searching.in_dataset(Path(dataset), test, wanted)
    return searching.by_seed(settings, test, wanted, looked, guests, watch or (lambda done, of: None))
