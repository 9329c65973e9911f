"""How often each noise strikes: the names `light` and `heavy`, or a file of a user's own, as it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from synth import source_files
from synth.errors import BadArguments, BrokenSource, one_line

FILE = Path(__file__).with_name("noise.toml")
PRESETS = ("light", "heavy")
_MEMBERS = {"title", "of", *PRESETS, "unit", "source"}


@dataclass(frozen=True)
class Rates:
    """How often each noise strikes, by name, those that never do left out; said: as it was asked for."""

    said: str
    rates: tuple[tuple[str, Decimal], ...]

    def __str__(self) -> str:
        return self.said

    def told(self) -> dict[str, str]:
        """The rates as a manifest says them: plain decimals, so that a reader has just these."""
        return {name: f"{rate.normalize():f}" for name, rate in self.rates}


NONE = Rates("", ())


@dataclass(frozen=True)
class Said:
    """What the file beside this module says of a noise."""

    title: str
    of: str
    light: Decimal
    heavy: Decimal
    source: str


@lru_cache(maxsize=1)
def noises() -> dict[str, Said]:
    """What is said of each noise, by name, in the order in which they are made; BrokenSource if a word is missing."""
    written = source_files.toml_of(FILE)
    found, wrong = {}, []
    for name, says in written.tables.items():
        lacking = sorted(_MEMBERS ^ set(says))
        if lacking or says.get("unit") != "probability":
            wrong.append(f"{written.at(name)}: [{name}] needs {', '.join(sorted(_MEMBERS))}, unit probability, alone")
            continue
        if None in (_rate(says[preset]) for preset in PRESETS):
            wrong.append(f"{written.at(name)}: [{name}]: a rate is no probability: write 0 to 1")
            continue
        light, heavy = (Decimal(says[preset]) for preset in PRESETS)
        found[name] = Said(says["title"], says["of"], light, heavy, says["source"])
    if wrong:
        raise BrokenSource("\n".join(wrong))
    return found


def read(option: str, given: str | Path | Rates | None) -> Rates | None:
    """The rates that are asked for by a name, or in a file that says `name = rate` a line; None for none.

    What is not in a file never strikes. BadArguments in one line where it cannot be."""
    if given is None or isinstance(given, Rates):
        return given or None
    from synth.evidence.units import among  # which reads numbers: nothing heavy before something is asked

    said = str(given).strip()
    if said in PRESETS:
        return of_mapping(said, {name: getattr(says, said) for name, says in noises().items()})
    path = Path(said)
    if not said or not path.is_file():
        raise BadArguments(f"{option} {said or repr(said)}: say light or heavy, or name a TOML file of rates")
    try:
        written = source_files.toml_of(path)
    except BrokenSource as error:
        raise BadArguments(f"{option} {said}: {one_line(error)}") from None
    for name, rate in written.tables.items():
        if name not in noises():
            raise BadArguments(f"{option} {written.at(name)}: there is no noise '{name}': {among([*noises()], name)}")
        if _rate(rate) is None:
            raise BadArguments(f"{option} {written.at(name)}: {name} must be a number from 0 to 1, such as 0.02")
    return of_mapping(path.name, written.tables)


def of_mapping(said: str, given: Mapping[str, Any]) -> Rates:
    """Rates by name, in the order of the noises; ValueError where a name or a number cannot be."""
    rates = {name: _rate(rate) for name, rate in given.items()}
    if None in rates.values() or rates.keys() - noises().keys():
        raise ValueError(f"the noise '{said}' has a name or a rate that there cannot be")
    return Rates(said, tuple((name, rate) for name in noises() if (rate := rates.get(name))))


def of_manifest(told: Mapping[str, Any] | None) -> Rates:
    """The rates that a manifest tells of; ValueError where they cannot be."""
    return of_mapping("manifest", told) if told else NONE


def _rate(given: Any) -> Decimal | None:
    """A rate as a number from 0 to 1, None where it is none. Text as a manifest has it counts."""
    if isinstance(given, bool) or not isinstance(given, int | str | Decimal):
        return None
    try:
        rate = Decimal(given)
    except ArithmeticError:
        return None
    return rate if rate.is_finite() and 0 <= rate <= 1 and -rate.as_tuple().exponent <= 12 else None  # type: ignore[operator]
