"""The options of `synth replay` as they were typed: read, or refused in one line, and carried out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from output.delivery import options, several
from output.delivery.dataset.ours import Report
from output.delivery.dataset.progress import Progress
from output.delivery.replay import replaying
from output.delivery.replay.replaying import Replayed
from synth.dataset import arguments
from synth.dataset.reading import Dataset
from synth.errors import BadArguments


def replay(
    dataset: str | Path, url: str | None = None, *, stream: str | None = None, receiver: str = "",
    endpoint: str = "fhir", mailbox: str = "", speed: str | float | None = None, journal: str | Path | None = None,
    resume: bool = False,
    report: str | Path | None = None, watch: Progress | None = None, systems: str | Path | None = None, **access: Any,
) -> Replayed:  # fmt: skip
    """As `synth.api.replay`."""

    options.refuse_one_file(report, journal)
    if (url is None) == (systems is None):
        raise BadArguments(
            "name one receiver, synth replay DATASET URL, or the file of several: --systems FILE DATASET"
        )
    folder = Dataset(Path(dataset))
    how = replaying.Options(
        stream=stream, receiver=receiver, endpoint=endpoint, mailbox=mailbox,
        speed=arguments.positive("--speed", speed),
        journal=Path(journal) if journal else None, resume=resume,
    )  # fmt: skip
    if systems is None:
        receivers = replaying.Receivers([options.server_of(str(url), **access)])
    else:
        receivers = several.receivers(folder, how, systems, access)
    with Report(report, "replay") as facts:
        watch = watch or Progress("replaying", quiet=True)
        outcome = replaying.replay(receivers, folder, how, watch)
        facts.write(outcome.facts())
    return outcome
