"""What stood and what stands in a place into which noise was put, as text: words, digits, days, values, ids."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output import columns as text
from output import registry
from output.fhir.base.words import postcode, telephones
from output.tables.cells import ids
from synth import clock
from synth.dataset.people import spelt
from synth.record import words
from synth.record.kinds import MEANS, MISSING
from synth.table import Table

_TEXT = pa.large_string()
_LISTS = {"given": ("names", "given"), "surname": ("names", "family"), "street": ("addresses", "street"),
          "locality": ("addresses", "locality")}  # fmt: skip


def cells_of(place: tuple[str, str], rows: Table, value: np.ndarray, owner: np.ndarray) -> pa.Array:
    """The text of each value in one place: a kind of entry and its column; null where nothing stands there.

    rows: with the columns of `sharing.noise.planting.NOISE`; owner: the key of the person of each (uint64)."""
    kind, column = place
    there = value != MISSING
    safe = np.where(there, value, 0)
    made = _made(kind, column, rows, safe, owner)
    return pc.if_else(pa.array(there), made.cast(_TEXT), pa.scalar(None, _TEXT))


def _made(kind: str, column: str, rows: Table, value: np.ndarray, owner: np.ndarray) -> pa.Array:
    if column in _LISTS:
        of, part = _LISTS[column]
        return spelt(getattr(words, of)()[part], value)
    if column == "postcode":
        return postcode(value)
    if column == "from":
        return text.text(clock.date_text(clock.uk_day(value)))
    if column == "recorded":
        return text.text(clock.instant_text(value))
    if column == "entry":
        return ids(owner, value.view(np.uint64), registry.KINDS[kind].identified)
    if kind == "contact_point":
        mobiles, lines = telephones()
        many = len(mobiles)
        place = np.where(rows["means"] == MEANS.index("mobile"), value % many, many + value % len(lines))
        return pa.concat_arrays([mobiles, lines]).take(pa.array(place))
    return text.numbers(value, rows["decimals"])
