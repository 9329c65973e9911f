"""Names and addresses as the messages have them: those that someone had at a moment, as STU3 writes them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from output.columns import Column, lookup, only
from output.fhir.base.words import date_column, line, postcode, word
from output.fhir.subject.context import Context
from output.template import Template
from synth import clock
from synth.table import Table

NAME = Template("""{
    "use": "official",
    "text": "${prefix} ${given}${middle_text?} ${family}${second?}",
    "family": "${family}${second?}",
    "given": ["${given}", ?"${middle}"],
    "prefix": ["${prefix}"]
}""")

ADDRESS = Template("""{
    "use": "${use}",
    "text": "${line}${locality_text?}, ${town}, ${postcode}",
    "line": ["${line}", ?"${locality}", "${town}"],
    "postalCode": "${postcode}",
    "period": {"start": "${start}", "end"?: "${end}"}
}""")
"""The demographics service tells no town from other lines, so that all of them are lines."""


def human_name(context: Context, row: np.ndarray) -> Column:
    """The name in each row of the record's names, as the official one; null where the row is -1."""
    if not len(row):
        return pa.array([], pa.large_binary())
    t = context.who.runs("name").table
    used, place = np.unique(np.maximum(row, 0), return_inverse=True)
    some = t.take(used)
    written = NAME.render(len(used), {
        "prefix": word("name prefix", np.maximum(some["prefix"], 0)),
        "given": word("name given", some["given"]),
        "middle": word("name given", some["middle"]),
        "middle_text": word("name given", some["middle"], b" "),
        "family": word("name family", np.maximum(some["surname"], 0)),
        "second": word("name family", some["second"], b"-"),
    })  # fmt: skip
    return only(row >= 0, lookup(place, written))


def address(context: Context, row: np.ndarray, use: bytes, until: np.ndarray | None = None) -> Column:
    """The address in each row of the record's addresses; null where the row is -1.

    use: what it is to someone. until: the instants at which they had ceased to live there, if they had."""
    t = context.who.runs("address").table
    if not len(t):
        return None
    some: Table = t.take(np.maximum(row, 0))
    settled = some["street"] >= 0
    since = np.where(some["from"] > clock.LONG_AGO, some["from"], some["recorded"])
    written = ADDRESS.render(len(row), {
        "use": use,
        "line": line(some),
        "locality": word("address locality", np.where(settled, some["locality"], -1)),
        "locality_text": word("address locality", np.where(settled, some["locality"], -1), b", "),
        "town": word("address town", some["town"]),
        "postcode": postcode(some["postcode"]),
        "start": date_column(since),
        "end": None if until is None else date_column(until),
    })  # fmt: skip
    return only(row >= 0, written)
