"""Behind `synth seed --dry-run`: what would be sent, and what about it may go wrong. Nothing is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from output.delivery.dataset.source import Source, Unit, references
from output.delivery.dataset.splitting import Caps, parts
from output.delivery.dataset.tag import tag_of
from output.delivery.seed.job import Options
from output.delivery.seed.seeding import find, reference_waves
from output.delivery.server import http
from output.delivery.server.access import Access
from output.delivery.server.probe import Found
from output.delivery.server.profiles import refused_id


def plan(server: http.Server, access: Access, source: Source, options: Options) -> tuple[list[str], bool]:
    """The lines of the plan, and whether nothing in it is known to fail."""

    async def ask() -> Found:
        async with http.async_client(server, access, seconds=options.seconds) as client:
            return await find(client, server.base, options, source)

    found = http.in_one(ask())
    profile = found.profile
    known: set[str] = set()
    requests = size = largest = above = 0
    kinds: Counter[str] = Counter()
    dangling: list[str] = []
    bad_ids: list[str] = []
    for unit in _units(source):
        own = set(unit.names)
        bad_ids += [name for name in unit.names if profile.mode != "post" and refused_id(name, profile.ids)]
        for name, resource in zip(unit.names, unit.data, strict=True):
            kinds[name.partition("/")[0]] += 1
            dangling += [f"{name} refers to {to}" for to in references(resource) if to not in own and to not in known]
        known |= own if unit.name.startswith("reference/") else {name for name in own if name.startswith("Patient/")}
        for part in parts(unit, range(len(unit)), Caps(profile.entries, profile.bytes), profile.mode):
            weight = sum(len(unit.data[i]) for i in part)
            requests, size, largest = requests + 1, size + weight, max(largest, len(part))
            above += len(part) > profile.entries or weight > profile.bytes
    lines = [
        *found.lines(),
        f"would be sent: {sum(kinds.values()):,} resources, {size / 1e6:,.1f} MB, in {requests:,} requests of at most "
        f"{largest} entries, from {source.format}",
        *(f"  {kind:<22}{n:>10,}" for kind, n in sorted(kinds.items())),
        f"tag: {tag_of(source.dataset.manifest).search}",
    ]
    if above:
        lines.append(f"note: {above} requests are larger than the server takes, since their resources cannot be parted")
    lines += [f"wrong: {what}, which is not there" for what in dangling[:10]]
    lines += [f"wrong: the server takes no such id: {name}" for name in bad_ids[:10]]
    if len(dangling) + len(bad_ids) > 20:
        lines.append(f"wrong: {len(dangling):,} references and {len(bad_ids):,} ids in all")
    return [*lines, "nothing was sent"], not (dangling or bad_ids)


def _units(source: Source) -> Iterator[Unit]:
    for wave in reference_waves(source):
        yield from wave
    yield from source.patients()
    yield source.cohort()
