"""Behind `synth seed`: a server filled with a dataset, the reference data first, then patient by patient."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from output.delivery.dataset.journal import Journal
from output.delivery.dataset.ours import journal_path
from output.delivery.dataset.progress import Progress
from output.delivery.dataset.source import Source, Unit
from output.delivery.dataset.splitting import levels
from output.delivery.dataset.tag import Tag, tag_of
from output.delivery.seed import bulk
from output.delivery.seed.job import Job, Options
from output.delivery.seed.sending import Sender
from output.delivery.seed.tally import Count, Seeded, Tally
from output.delivery.server import http
from output.delivery.server.access import Access
from output.delivery.server.counting import count
from output.delivery.server.pace import Pace
from output.delivery.server.probe import Found, probe
from output.delivery.server.profiles import MODES
from synth.errors import BadArguments, ServerTrouble

if TYPE_CHECKING:
    from output.delivery.server.client import Client

REFERENCE_UNIT = 250
"""Resources of one unit of the reference data."""
RECOUNTS = (0.5, 1.0, 2.0, 4.0)
"""Seconds before it is counted again, where fewer are found than were stored: an index may lag behind."""


def seed(server: http.Server, access: Access, source: Source, options: Options, watch: Progress) -> Seeded:
    """Fill a server; ServerTrouble, in one line, where it cannot go on. What was sent stands in the journal."""
    if options.mode is not None and options.mode not in MODES:
        raise BadArguments(f"--mode {options.mode}: there is no such mode; choose among {', '.join(MODES)}")
    job = Job(source, server, options, _tag(source, options), Tally(), watch)
    return http.in_one(_seed(job, access))


def _tag(source: Source, options: Options) -> Tag:
    return replace(tag_of(source.dataset.manifest), beside=options.beside)


async def _seed(job: Job, access: Access) -> Seeded:
    options, source = job.options, job.source
    connections = options.concurrency + 2
    async with http.async_client(
        job.server, access, seconds=options.seconds, connections=connections, say=job.watch.say
    ) as client:
        found = await find(client, job.server.base, options, source)
        job.watch.say(found.lines())
        path = options.journal or journal_path(source.dataset.path, "seed", job.server.base)
        with Journal(path, source.dataset.manifest["blocks"], job.server.base, options.resume) as journal:
            pace = Pace(options.concurrency, options.rate)
            by_import = options.mode == "import" or (
                options.mode is None and found.imports and source.format == "ndjson"
            )
            if by_import:
                await bulk.import_all(client, job, found)
            before = await count(client, job.server.base, source.resources, job.tag)
            unchecked = bool(sum(n or 0 for n in before.values())) or None in before.values()
            if by_import and not Count(source.resources, before).wrong and not Count(source.resources, before).unknown:
                job.tally.created = sum(source.resources.values())
            else:
                sender = Sender(
                    client, job.server.base, found.profile, job.tag, pace, journal, job.tally,
                    options.most_refused, lookups=unchecked,
                )  # fmt: skip
                await _send_all(job, sender)
            seconds = job.tally.seconds
            counted = await _recount(client, job)
    return Seeded(
        server=job.server.base, dataset=str(source.dataset.path), tag=job.tag.search, tally=job.tally, count=counted,
        percentiles={f"{p} %": round(pace.percentile(p), 4) for p in (50, 95, 99)}, seconds=seconds,
        most=options.concurrency,
    )  # fmt: skip


async def find(client: Client, base: str, options: Options, source: Source) -> Found:
    """The server as it is, with what the user says that it is; what was made to be posted is posted."""
    found = await probe(client, base, options.profile)
    mode = options.mode if options.mode not in (None, "import") else found.profile.mode
    if options.mode is None and source.posts:
        mode = "post"
    if mode == "post" and found.profile.mode != "transaction":
        raise ServerTrouble(
            f"{base} does no transactions, by which alone it can give ids: generate with --bundle transaction, and "
            f"seed with --mode {found.profile.mode}"
        )
    if options.mode == "import" and not found.imports:
        raise BadArguments(f"--mode import: {base} names no $import in its /metadata; choose another mode")
    known = replace(
        found.profile, mode=str(mode), entries=options.entries or found.profile.entries,
        bytes=options.bytes or found.profile.bytes,
    )  # fmt: skip
    return replace(found, profile=known)


def reference_waves(source: Source) -> Iterator[list[Unit]]:
    """The reference data in waves, each of which refers only to those before; a wave's units may go side by side."""
    every = source.reference()
    for n, level in enumerate(levels(every, range(len(every)))):
        units = []
        for at in range(0, len(level), REFERENCE_UNIT):
            some = level[at : at + REFERENCE_UNIT]
            name = f"reference/{n}-{at // REFERENCE_UNIT}"
            units.append(Unit(name, [every.names[i] for i in some], [every.data[i] for i in some]))
        yield units


async def _send_all(job: Job, sender: Sender) -> None:
    job.tally.restart()
    job.watch.begin()
    for wave in reference_waves(job.source):
        await _side_by_side(job, sender, iter(wave))
    await _side_by_side(job, sender, job.source.patients())
    await _side_by_side(job, sender, iter([job.source.cohort()]))


async def _side_by_side(job: Job, sender: Sender, units: Iterator[Unit]) -> None:
    """Send units, so many at once as the pace allows; each is one chain, so that no patient is ever under way twice."""
    reading = asyncio.Lock()

    async def chain() -> None:
        while True:
            async with reading:  # a thread reads the next while others wait for the server
                unit = await asyncio.to_thread(next, units, None)
            if unit is None:
                return
            await sender.unit(unit)
            job.progress()

    async with asyncio.TaskGroup() as group:
        for _ in range(job.options.concurrency):
            group.create_task(chain())


async def _recount(client: Client, job: Job) -> Count:
    """Count what is on the server, again for a while where it is less than was stored."""
    wanted = dict(job.source.resources)
    for name, _, _ in job.tally.refused:
        wanted[name.partition("/")[0]] -= 1
    for seconds in (0.0, *RECOUNTS):
        await asyncio.sleep(seconds)
        counted = Count(wanted, await count(client, job.server.base, wanted, job.tag))
        if not any(m < n for n, m in counted.wrong.values()):
            break
    return counted
