"""Arguments as they are typed, read into what they mean or refused in one line."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from synth import clock
from synth.dataset.layout import BUNDLES, PACKINGS, WHOLE, Layout
from synth.errors import BadArguments
from synth.settings import Settings

VIEWS = ("whole",)
PLANNED_VIEWS = ("systems", "shared")
LARGEST_SEED = 2**63 - 1


def count(option: str, text: str | int | None, what: str) -> int | None:
    """A whole number of at least 1, or None where none was given."""
    if text is None:
        return None
    n = whole_number(option, text, f"the number of {what}")
    if n < 1:
        raise BadArguments(f"{option} {text}: the number of {what} must be 1 or more")
    return n


def positive(option: str, text: str | float | None) -> float | None:
    """A number above 0, or None where none was given."""
    if text is None:
        return None
    plain = str(text).strip()
    if not re.fullmatch(r"\d{1,9}(\.\d{1,6})?", plain, flags=re.ASCII) or not float(plain):
        raise BadArguments(f"{option} {text}: write a number above 0, such as 5 or 0.5")
    return float(plain)


def whole_number(option: str, text: str | int, meaning: str) -> int:
    """A whole number."""
    plain = str(text).strip()
    if isinstance(text, bool) or not re.fullmatch(r"[+-]?\d{1,30}", plain, flags=re.ASCII):
        raise BadArguments(f"{option} {text}: {meaning} must be a whole number in digits, such as 1000")
    return int(plain)


def seed(text: str | int) -> int:
    """A seed: a whole number from 0 to 2**63 - 1."""
    n = whole_number("--seed", text, "the seed")
    if not 0 <= n <= LARGEST_SEED:
        raise BadArguments(f"--seed {text}: the seed must lie between 0 and {LARGEST_SEED}")
    return n


def window(start: str | dt.date, end: str | dt.date) -> tuple[dt.date, dt.date]:
    """The first day and the day after the last."""
    first, last = date("--from", start), date("--to", end)
    if first >= last:
        raise BadArguments(f"--from {first} --to {last}: --from must be earlier than --to")
    return first, last


def date(option: str, text: str | dt.date) -> dt.date:
    """A date written YYYY-MM-DD, in the range of the clock."""
    written = text.isoformat() if isinstance(text, dt.date) else text.strip()
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", written, flags=re.ASCII):
        raise BadArguments(f"{option} {text}: write the date as YYYY-MM-DD, such as 2015-01-01")
    try:
        return clock.parse_date(written)
    except ValueError as error:
        raise BadArguments(f"{option}: {error}") from None


def part(option: str, text: str | tuple[int, int]) -> tuple[int, int]:
    """Part k of n, written k/n with k from 1 to n."""
    if isinstance(text, tuple):
        text = f"{text[0]}/{text[1]}"
    found = re.fullmatch(r"(\d{1,9})/(\d{1,9})", text.strip(), flags=re.ASCII)
    if not found:
        raise BadArguments(f"{option} {text}: write it as k/n, such as 1/8")
    k, n = int(found[1]), int(found[2])
    if not 1 <= k <= n:
        raise BadArguments(f"{option} {text}: in k/n, k must lie between 1 and n")
    return k, n


def formats(text: str | Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """The formats asked for, without repeats, in the order of the registry."""
    wanted = [part.strip() for part in text.split(",")] if isinstance(text, str) else list(text)
    unknown = [name for name in wanted if name not in known]
    if unknown or not wanted:
        name = unknown[0] if unknown else ""
        raise BadArguments(f"--format {name or repr(text)}: there is no such format; choose among {','.join(known)}")
    return tuple(name for name in known if name in wanted)


def view(text: str) -> str:
    """The view of the record: `whole` is everything that anyone wrote, once."""
    if text in PLANNED_VIEWS:
        raise BadArguments(f"--view {text}: not built yet; use --view whole")
    if text not in VIEWS:
        raise BadArguments(f"--view {text}: there is no such view; use --view whole")
    return text


def place(text: str | None) -> str:
    """The council as which every place is to be made, by the name that it has; empty if none was asked for."""
    if text is None:
        return ""
    from synth.world.places import composition

    if not text.strip():
        raise BadArguments("--place is empty: name a council, or leave it out")
    try:
        return composition.councils()[composition.council(text) - 1]
    except ValueError as error:
        raise BadArguments(f"--place {text}: {error}") from None


LEAST_BUNDLE = 10_000
"""Bytes below which hardly a resource fits into a bundle."""


def layout(
    bundle: str,
    entries: str | int | None,
    size: str | int | None,
    compress: str | None,
    base: str | None,
    chosen: Sequence[str],
) -> Layout:
    """How the files are laid out, for the formats chosen."""
    if bundle not in BUNDLES:
        raise BadArguments(f"--bundle {bundle}: there is no such form; choose among {','.join(BUNDLES)}")
    most = count("--bundle-entries", entries, "entries")
    largest = count("--bundle-bytes", size, "bytes")
    if largest is not None and largest < LEAST_BUNDLE:
        raise BadArguments(f"--bundle-bytes {size}: a resource must fit into a bundle; give {LEAST_BUNDLE} or more")
    if compress and compress not in PACKINGS:
        raise BadArguments(f"--compress {compress}: there is no such packing; choose among {','.join(PACKINGS)}")
    if base and not re.fullmatch(r"https?://[^\s\"\\?#]+", base):
        raise BadArguments(f"--export-base {base}: write the address that the files will have, https://host/path/")
    if bundle in WHOLE and (most or largest):
        raise BadArguments(
            f"--bundle {bundle} with a cap: it cannot be cut, since its references hold within one bundle; "
            "use --bundle transaction"
        )
    if "bundles" not in chosen and (bundle != "transaction" or most or largest):
        raise BadArguments("--bundle and its caps shape bundles: add bundles to --format")
    if "ndjson" not in chosen and (compress or base):
        raise BadArguments("--compress and --export-base shape NDJSON: add ndjson to --format")
    if base and not base.endswith("/"):
        base += "/"
    return Layout(bundle, most or 0, largest or 0, compress or "", base or "")


def settings(
    seed_text: str | int,
    start: str | dt.date,
    end: str | dt.date,
    nhs_part: str | tuple[int, int],
    place_text: str | None = None,
) -> Settings:
    """What shapes a dataset, from what was typed."""
    first, last = window(start, end)
    return Settings(seed(seed_text), first, last, part("--nhs-part", nhs_part), place(place_text))
