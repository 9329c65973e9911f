"""The words of people's particulars, in columns: names, addresses, postcodes, telephones, days."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output.columns import BYTES, Column, array, join, json_text, lookup, numbers, only, table, text
from synth import clock
from synth.record import words
from synth.table import Table


def date_column(instants: np.ndarray, known: np.ndarray | None = None) -> Column:
    """The day of each instant by British clocks, as YYYY-MM-DD; null where it is not known."""
    if known is None:
        return text(clock.date_text(clock.uk_day(instants)))
    return only(known, text(clock.date_text(clock.uk_day(np.where(known, instants, 0)))))


@lru_cache(maxsize=1)
def every_word() -> dict[str, pa.LargeBinaryArray]:
    """Every word of names and addresses, escaped once."""
    found = {f"name {part}": listed for part, listed in words.names().items()}
    found |= {f"address {part}": listed for part, listed in words.addresses().items()}
    return {part: table(json_text(word) for word in listed) for part, listed in found.items()}


def word(part: str, index: np.ndarray, before: bytes = b"") -> Column:
    """The word at each index, null where it is -1."""
    known = index >= 0
    listed = every_word()[part]
    index, misspelt = words.extended(_listed(part), index)
    if misspelt:
        listed = pa.concat_arrays([listed, table(map(json_text, misspelt))])
    if before:
        listed = join([before, listed])
    column = lookup(np.maximum(index, 0), listed)
    return column if known.all() else only(known, column)


def _listed(part: str) -> list[str]:
    """The words of a part, as they are."""
    of, _, name = part.partition(" ")
    return (words.names() if of == "name" else words.addresses())[name]


def line(a: Table) -> pa.LargeBinaryArray:
    """The first line of each address, as `words.line_text` writes it, after the name of a communal home."""
    settled = a["street"] >= 0
    flat = only(a["flat"] > 0, join([b"Flat ", numbers(a["flat"]), b", "]))
    named = {number: json_text(f"{name}, ") for number, name in words.establishments(a["establishment"]).items()}
    numbers_, index = np.unique(a["establishment"], return_inverse=True)
    home = lookup(index, [named.get(int(number)) for number in numbers_]) if named else None
    parts = [array(home, len(a))] if home is not None else []
    parts += [array(flat, len(a)), numbers(a["number"]), b" ", array(word("address street", a["street"]), len(a))]
    house = join(parts)
    nowhere = json_text(words.line_text(0, 0, -1))
    return pc.if_else(pa.array(settled), house, pa.scalar(nowhere, BYTES))


@lru_cache(maxsize=1)
def _postcode_parts() -> tuple[pa.LargeBinaryArray, pa.LargeBinaryArray]:
    """Outward halves by place, the last that of no fixed abode, and inward halves by the rest."""
    outward = [words.district(post) for post in range(words.wales() + 1)]
    per_place = words.UNITS_OF_POST
    inward = [words.postcode_text_one(number).removeprefix(outward[0]) for number in range(per_place)]
    nowhere = words.postcode_text_one(words.NO_FIXED_ABODE)
    return table(json_text(half) for half in [*outward, nowhere]), table(json_text(half) for half in [*inward, ""])


def postcode(number: np.ndarray) -> pa.LargeBinaryArray:
    """Each postcode as `words.postcode_text_one` writes it."""
    outward, inward = _postcode_parts()
    nowhere = number == words.NO_FIXED_ABODE
    place, rest = np.divmod(np.where(nowhere, 0, number), words.UNITS_OF_POST)
    place, rest = np.where(nowhere, len(outward) - 1, place), np.where(nowhere, len(inward) - 1, rest)
    return join([lookup(place, outward).column(), lookup(rest, inward).column()])


@lru_cache(maxsize=1)
def telephones() -> tuple[pa.LargeBinaryArray, pa.LargeBinaryArray]:
    """Every mobile and every landline that nobody has."""
    numbers_ = range(1000)
    return table(json_text(words.mobile(n)) for n in numbers_), table(json_text(words.landline(n)) for n in numbers_)


@lru_cache(maxsize=2)
def mail_words(part: str) -> pa.LargeBinaryArray:
    """The words of names as they stand in a mail address: what `words.email` makes before the @."""
    return table(words.email(word).partition("@")[0].encode() or b"x" for word in words.names()[part])
