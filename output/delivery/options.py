"""The options of `synth seed` and its like as they were typed: read, or refused in one line, and carried out."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from output.delivery.dataset.ours import Report
from output.delivery.dataset.progress import Progress
from output.delivery.dataset.source import FORMATS, Source
from output.delivery.seed import planning, seeding, unseeding
from output.delivery.seed.job import Options
from output.delivery.seed.tally import Seeded
from output.delivery.server import access as accesses
from output.delivery.server import http, profiles
from output.delivery.server.access import Access
from synth.dataset import arguments
from synth.errors import BadArguments


def refuse_one_file(report: str | Path | None, journal: str | Path | None) -> None:
    """BadArguments where the report would be written over the journal."""
    if report and journal and os.path.realpath(report) == os.path.realpath(journal):
        raise BadArguments(f"--report {report} is the file of --journal as well: name two")


def seed(
    url: str,
    dataset: str | Path,
    *,
    concurrency: str | int | None = None,
    rate: str | float | None = None,
    max_refused: str | int | None = None,
    journal: str | Path | None = None,
    resume: bool = False,
    report: str | Path | None = None,
    watch: Progress | None = None,
    beside: Mapping[str, tuple[str, ...]] | None = None,
    **how: Any,
) -> Seeded:
    """As `synth.api.seed`.

    concurrency, rate: requests at once, and a second, at most. journal: the file in which stands
    what was sent, and from which `resume` goes on. report: a file for the outcome as JSON. beside: as
    `Tag.beside`. how: profile, mode, format, max_entries, max_bytes, allow_remote, auth, auth_file, ca, client_cert,
    client_key, as the options of `synth seed`.
    """

    refuse_one_file(report, journal)
    server, access, source, options = delivery(url, dataset, **how)
    options = replace(
        options,
        concurrency=arguments.count("--concurrency", concurrency, "requests at once") or options.concurrency,
        rate=arguments.positive("--rate", rate),
        most_refused=arguments.count("--max-refused", max_refused, "refusals") or options.most_refused,
        journal=Path(journal) if journal else None,
        resume=resume,
        beside=beside or {},
    )
    with Report(report, "seed") as facts:
        outcome = seeding.seed(server, access, source, options, watch or Progress("seeding", quiet=True))
        facts.write(outcome.facts())
    return outcome


def seed_plan(url: str, dataset: str | Path, **how: Any) -> tuple[list[str], bool]:
    """What `seed` would send, as lines, and whether nothing in it is known to fail. Nothing is stored."""

    return planning.plan(*delivery(url, dataset, **how))


def unseed(
    url: str, dataset: str | Path, *, yes: bool = False, watch: Progress | None = None, **how: Any
) -> tuple[list[str], bool]:
    """Delete from a server what bears the dataset's tag, if `yes`; the report as lines, and whether none is left."""

    server, access, source, _ = delivery(url, dataset, **how)
    if yes:
        outcome = unseeding.unseed(server, access, source, watch or Progress("deleting", quiet=True))
        return outcome.lines(), outcome.sound
    there = {kind: n for kind, n in unseeding.there(server, access, source).items() if n is None or n}
    if not there:
        return [f"{server.base}: nothing bears the tag of {source.dataset.path}"], True
    counts = ", ".join(f"{kind} {'?' if n is None else format(n, ',')}" for kind, n in there.items())
    raise BadArguments(f"nothing was deleted: {server.base} holds {counts} of this dataset; --yes deletes them")


def delivery(
    url: str, dataset: str | Path, *, profile: str | None = None, mode: str | None = None, format: str | None = None,
    max_entries: str | int | None = None, max_bytes: str | int | None = None, **access: Any,
) -> tuple[Any, ...]:  # fmt: skip
    """What a delivery needs, from what was typed: the server, how we show who we are, what is to be sent, and how."""

    server, known = server_of(url, **access)
    if profile is not None:
        profiles.read(profile)
    for option, value, among in (("--mode", mode, profiles.MODES), ("--format", format, FORMATS)):
        if value is not None and value not in among:
            raise BadArguments(f"{option} {value}: there is no such thing; choose among {', '.join(among)}")
    options = Options(
        profile=profile, mode=mode, format=format,
        entries=arguments.count("--max-entries", max_entries, "entries"),
        bytes=arguments.count("--max-bytes", max_bytes, "bytes"),
    )  # fmt: skip
    return server, known, Source(dataset, format), options


def server_of(
    url: str, *, allow_remote: Sequence[str] = (), auth: str | None = None, auth_file: str | Path | None = None,
    ca: str = "", client_cert: str = "", client_key: str = "",
) -> tuple[http.Server, Access]:  # fmt: skip
    """The server of a URL and how we show who we are, or BadArguments in one line."""

    known = accesses.read(auth, auth_file, ca=ca, certificate=client_cert, certificate_key=client_key)
    return http.server(url, allow_remote, known), known
