"""Arguments as they are typed, read into what they mean or refused in one line.

Each reader takes the option's name, for the message, and what was given for it: text as it was typed, or the value
that it means, which stays as it is. Numpy is imported where it is needed: the command line reads this file first.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from synth.dataset.layout import BUNDLES, DIALECTS, FORMATS, PACKINGS
from synth.errors import BadArguments
from synth.settings import Settings

WHOLE, OF_SYSTEMS, SHARED = VIEWS = ("whole", "systems", "shared")
LARGEST_SEED = 2**63 - 1
NULL = "null:"
"""The folder that is none: everything is rendered and hashed, and nothing kept."""

Reader = Callable[[str, Any], Any]
"""What reads one argument: of the option's name and what was given, the value."""


def count(option: str, text: str | int | None, what: str) -> int | None:
    """A whole number of at least 1, or None where none was given."""
    if text is None:
        return None
    n = whole_number(option, text, f"the number of {what}")
    if n < 1:
        raise BadArguments(f"{option} {text}: the number of {what} must be 1 or more")
    return n


def counting(what: str) -> Reader:
    """What reads a number of things, as `count` does."""
    return lambda option, text: count(option, text, what)


def positive(option: str, text: str | float | None) -> float | None:
    """A number above 0, or None where none was given."""
    if text is None:
        return None
    plain = str(text).strip()
    if not re.fullmatch(r"\d{1,9}(\.\d{1,6})?", plain, flags=re.ASCII) or not float(plain):
        raise BadArguments(f"{option} {text}: write a number above 0, such as 5 or 0.5")
    return float(plain)


def share(option: str, text: str | float) -> float:
    """A share: a number from 0 to 1."""
    plain = str(text).strip()
    if isinstance(text, bool) or not re.fullmatch(r"0(\.\d{1,6})?|1(\.0{1,6})?", plain, flags=re.ASCII):
        raise BadArguments(f"{option} {text}: write a share from 0 to 1, such as 0.95")
    return float(plain)


def whole_number(option: str, text: str | int, meaning: str) -> int:
    """A whole number."""
    plain = str(text).strip()
    if isinstance(text, bool) or not re.fullmatch(r"[+-]?\d{1,30}", plain, flags=re.ASCII):
        raise BadArguments(f"{option} {text}: {meaning} must be a whole number in digits, such as 1000")
    return int(plain)


def seed(option: str, text: str | int) -> int:
    """A seed: a whole number from 0 to 2**63 - 1."""
    n = whole_number(option, text, "the seed")
    if not 0 <= n <= LARGEST_SEED:
        raise BadArguments(f"{option} {text}: the seed must lie between 0 and {LARGEST_SEED}")
    return n


def window(start: str | dt.date, end: str | dt.date) -> tuple[dt.date, dt.date]:
    """The first day and the day after the last."""
    first, last = date("--from", start), date("--to", end)
    if first >= last:
        raise BadArguments(f"--from {first} --to {last}: --from must be earlier than --to")
    return first, last


def date(option: str, text: str | dt.date) -> dt.date:
    """A date written YYYY-MM-DD, in the range of the clock."""
    from synth import clock

    written = text.isoformat() if isinstance(text, dt.date) else words(option, text).strip()
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", written, flags=re.ASCII):
        raise BadArguments(f"{option} {text}: write the date as YYYY-MM-DD, such as 2015-01-01")
    try:
        return clock.parse_date(written)
    except ValueError as error:
        raise BadArguments(f"{option}: {error}") from None


def part(option: str, text: str | tuple[int, int]) -> tuple[int, int]:
    """Part k of n, written k/n with k from 1 to n."""
    written = "/".join(map(str, text)) if isinstance(text, tuple) else words(option, text).strip()
    found = re.fullmatch(r"(\d{1,9})/(\d{1,9})", written, flags=re.ASCII)
    if not found:
        raise BadArguments(f"{option} {written}: write it as k/n, such as 1/8")
    k, n = int(found[1]), int(found[2])
    if not 1 <= k <= n:
        raise BadArguments(f"{option} {written}: in k/n, k must lie between 1 and n")
    return k, n


def formats(option: str, text: str | Sequence[str]) -> tuple[str, ...]:
    """The formats asked for, without repeats, in the order in which they are written."""
    several = isinstance(text, Sequence) and not isinstance(text, str)
    wanted = list(text) if several else [one.strip() for one in words(option, text).split(",")]
    unknown = [name for name in wanted if name not in FORMATS]
    if unknown or not wanted:
        name = unknown[0] if unknown else ""
        raise BadArguments(f"{option} {name or repr(text)}: there is no such format; choose among {','.join(FORMATS)}")
    return tuple(name for name in FORMATS if name in wanted)


def view(option: str, text: str) -> str:
    """The view of the record: `whole` is everything that anyone wrote, once; `systems` what each system holds; `shared`
    what the systems of each place contribute to its shared care record."""
    if text not in VIEWS:
        raise BadArguments(f"{option} {text}: there is no such view; choose among {', '.join(VIEWS)}")
    return text


def place(option: str, text: str | None) -> str | None:
    """The council as which every place is to be made, by the name that it has; None if none was asked for."""
    if text is None:
        return None
    from synth.world.places import composition

    if not words(option, text).strip():
        raise BadArguments(f"{option} is empty: name a council, or leave it out")
    try:
        return composition.councils()[composition.council(text) - 1]
    except ValueError as error:
        raise BadArguments(f"{option} {text}: {error}") from None


LEAST_BUNDLE = 10_000
"""Bytes below which hardly a resource fits into a bundle."""


def bundle(option: str, text: str) -> str:
    """A form of the bundles."""
    if text not in BUNDLES:
        raise BadArguments(f"{option} {text}: there is no such form; choose among {','.join(BUNDLES)}")
    return text


def dialect(option: str, text: str) -> str:
    """A dialect of CDA."""
    if text not in DIALECTS:
        raise BadArguments(f"{option} {text}: there is no such dialect; choose among {','.join(DIALECTS)}")
    return text


def bundle_bytes(option: str, text: str | int | None) -> int | None:
    """The most bytes of a bundle, or None for as many as there are."""
    largest = count(option, text, "bytes")
    if largest is not None and largest < LEAST_BUNDLE:
        raise BadArguments(f"{option} {text}: a resource must fit into a bundle; give {LEAST_BUNDLE} or more")
    return largest


def compress(option: str, text: str | None) -> str | None:
    """How NDJSON is packed, or None for plain."""
    if text and text not in PACKINGS:
        raise BadArguments(f"{option} {text}: there is no such packing; choose among {','.join(PACKINGS)}")
    return text or None


def export_base(option: str, text: str | None) -> str | None:
    """The address under which the files will stand, with a slash at its end; None for none."""
    if not text:
        return None
    if not re.fullmatch(r"https?://[^\s\"\\?#]+", words(option, text)):
        raise BadArguments(f"{option} {text}: write the address that the files will have, https://host/path/")
    return text if text.endswith("/") else f"{text}/"


def folder(option: str, text: str | Path | None) -> Path | None:
    """The folder to write to, or None to keep nothing."""
    if text is None or str(text) == NULL:
        return None
    if not isinstance(text, str | Path):
        raise BadArguments(f"{option} {text!r}: name a folder")
    if not str(text).strip() or "\0" in str(text):
        raise BadArguments(f"{option} is empty: name a folder")
    return Path(text)


def switch(option: str, given: bool) -> bool:
    """A switch: it is on or off."""
    if not isinstance(given, bool):
        raise BadArguments(f"{option} {given!r}: it is a switch: say True or False")
    return given


def words(option: str, text: Any) -> str:
    """What was given, which must be text."""
    if not isinstance(text, str):
        raise BadArguments(f"{option} {text!r}: write it as text, as on the command line")
    return text


def settings(
    seed_text: str | int,
    start: str | dt.date,
    end: str | dt.date,
    nhs_part: str | tuple[int, int],
    place_text: str | None = None,
) -> Settings:
    """What shapes a dataset, from what was typed or stands in a manifest."""
    first, last = window(start, end)
    council = place("--place", place_text) or ""
    return Settings(seed("--seed", seed_text), first, last, part("--nhs-part", nhs_part), council)
