"""The sections that are words alone: the practice, mother and babies, who wrote the document, and who gets it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from output.cda import bodies, people
from output.cda.relatives import babies, mothers
from output.cda.wording import Times, distinct
from output.cda.writing import Block, Part, Writing, prose, table
from output.documents.recipients import practices, recipients, withheld
from output.template import gather, join, lookup, only
from synth.record.state import Held

Column = np.ndarray

_P, _P_END = b"<paragraph>", b"</paragraph>"


def practice(writing: Writing) -> Part:
    """The practice with which someone was registered, by name, address and code."""
    body, hidden = practices(writing.telling), withheld(writing.telling)
    there = distinct(body + 1, lambda n: bodies.told(n - 1) if n else None)
    said = lookup(hidden.astype(np.int64), [None, _P + b"Not shown: the record is restricted." + _P_END]).column()
    known = only(~hidden, join([_P, there.column(), _P_END], "emit_null"))
    return prose(pa.compute.coalesce(known, said))


def author(writing: Writing) -> Part:
    """Who wrote the document, in which role and for whom, and when."""
    who = bodies.authors_told(writing).column()
    return prose(join([_P, who, b", ", Times(writing.documents.moment).readable, _P_END]))


def distribution(writing: Writing) -> Part:
    """Who gets the document."""
    lines: list[Any] = []
    for one in recipients(writing.telling):
        body = distinct(one.organisation + 1, lambda n: bodies.told(n - 1) if n else None)
        name = people.some_called(writing, one.person, people.shown_name)
        said = pa.compute.coalesce(body.column(), name) if name is not None else body.column()
        lines.append(join([b"<item>", said, b"</item>"], "emit_null").fill_null(b""))
    inside = join(lines)
    some = pa.compute.greater(pa.compute.binary_length(inside), 0).to_numpy(zero_copy_only=False)
    return Part([Block(b"<list>", inside, b"</list>", some)], None, some)


# ---------------------------------------------------------------- mother and babies

_BABY = ("Baby", "Born", "Sex", "Outcome", "Birth weight", "NHS number")
_MOTHER = ("Mother", "NHS number")
_OUTCOMES = (b"Born alive", b"Stillborn")


def kin(writing: Writing, part: Part) -> Part:
    """What a section of a birth tells, headed by those whom the document names beside its subject."""
    blocks = [block for block in (_babies(writing), _mother(writing)) if block is not None]
    some = np.logical_or.reduce([part.some, *(block.some for block in blocks)])
    return Part([*blocks, *(_within(part))], part.entries, some)


def _within(part: Part) -> list[Block]:
    return [Block(b.before, b.inside, b.after, b.some & part.some) for b in part.blocks]


def _babies(writing: Writing) -> Block | None:
    pairs = babies(writing)
    if not len(pairs):
        return None
    moment, who = writing.telling.moments(pairs), writing.batch.who
    baby, birth = pairs.row, writing.batch.who.birth
    number = people.shown_nhs_number(writing, baby, moment)
    weight = people.birth_weight(writing, pairs)
    sex = lookup(who.sex(baby, moment), [b"Not known", b"Male", b"Female"]).column()
    outcome = lookup(birth["stillborn"][baby], list(_OUTCOMES)).column()
    cells = [people.shown_name(writing, baby, moment), Times(who.born[baby]).readable, sex, outcome, weight, number]
    return _rows(writing, pairs, cells, _BABY)


def _mother(writing: Writing) -> Block | None:
    pairs = mothers(writing)
    if not len(pairs):
        return None
    moment = writing.telling.moments(pairs)
    cells = [
        people.shown_name(writing, pairs.row, moment),
        people.shown_nhs_number(writing, pairs.row, moment),
    ]
    return _rows(writing, pairs, cells, _MOTHER)


def _rows(writing: Writing, pairs: Held, cells: list[Any], columns: tuple[str, ...]) -> Block:
    pieces: list[Any] = [b"<tr>"]
    for cell in cells:
        pieces += [b"<td>", cell, b"</td>"]
    rows = join([*pieces, b"</tr>"])
    starts = pairs.starts(len(writing.documents))
    return table(columns, gather(rows, starts), starts[1:] > starts[:-1])
