"""Which families make up the number that was asked for."""

from __future__ import annotations

from synth import clock, keys
from synth.dataset.layout import Layout
from synth.dataset.plan import Plan
from synth.errors import BadArguments
from synth.settings import Settings
from synth.world import tables
from synth.world.families.families import YEAR4
from synth.world.identity import nhs_numbers
from synth.world.places import places

MOST_IN_FAMILY = 4
"""More patients to a family, on average, than there ever are: a bound that refuses at once what cannot be."""


def plan(
    settings: Settings,
    formats: tuple[str, ...],
    patients: int | None,
    families: int | None,
    view: str = "whole",
    layout: Layout | None = None,
) -> Plan:
    """The plan of a dataset of exactly so many patients, or of so many families; BadArguments if it cannot be."""
    if (patients is None) == (families is None):
        raise BadArguments("say how many: either --patients N or --families N")
    _check_window(settings)
    files = layout or Layout()
    if families is not None:
        _check("--families", families, largest_family(settings))
        return Plan(settings, formats, {"families": families}, families, (), view, files)
    assert patients is not None
    _check("--patients", patients, largest_family(settings) * MOST_IN_FAMILY)
    from synth.world.counting import choose_families

    try:
        chosen = choose_families(patients, settings)
    except (nhs_numbers.NumbersExhausted, places.PlacesExhausted) as error:
        raise BadArguments(f"--patients {patients}: {error}") from None
    last = max([chosen.whole - 1, *chosen.filling])
    if last >= largest_family(settings):
        raise BadArguments(_too_many("--patients", patients, settings))
    return Plan(settings, formats, {"patients": patients}, chosen.whole, tuple(map(int, chosen.filling)), view, files)


def _check_window(settings: Settings) -> None:
    """Deaths are drawn for so many years from `--from` on, and no window is longer."""
    years = int(tables.toml("deaths")["horizon"]["value"])
    if settings.ends > (settings.start_day + years * YEAR4 // 4) * clock.DAY:
        raise BadArguments(
            f"--from {settings.start} --to {settings.end}: the window is too long, --to may be at most {years} "
            "years after --from"
        )


def largest_family(settings: Settings) -> int:
    """How many families can be: there are so many NHS numbers that no one has, and so many places."""
    return min(nhs_numbers.largest_block(*settings.nhs_part) * keys.BLOCK, places.capacity())


def _check(option: str, n: int, most: int) -> None:
    if n > most:
        raise BadArguments(f"{option} {n}: too many: there are NHS numbers and places for at most {most}")


def _too_many(option: str, n: int, settings: Settings) -> str:
    return f"{option} {n}: too many: there are NHS numbers and places for {largest_family(settings)} families"
