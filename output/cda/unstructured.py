"""Documents that are not coded: a header, and as their body a PDF or plain text that says what a coded one would say.

The words are those of the narrative: title, person, sections. A PDF is made with no date and no id of its own, and is
not packed, so that its bytes depend on the words alone.
"""

from __future__ import annotations

import base64
import html
import io
import re
import textwrap
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from output.cda import people
from output.cda.chain import Chain
from output.cda.dialects import PDF
from output.cda.sections import parts_of
from output.cda.wording import Times
from output.cda.writing import Part, Writing
from output.columns import BYTES, table
from output.documents.kinds import KINDS, SECTIONS, Section
from output.template import join, lookup, xml_text

_MARKS = ((r"</t[hd]><t[hd][^>]*>", " | "), (r"</(tr|paragraph|item|caption)>", "\n"), (r"<[^>]*>", ""))
"""What elements of the narrative become in plain text, one after another."""

_WIDTH, _LINES, _SIZE, _LEADING, _LEFT, _TOP = 100, 58, 9, 12.5, 50, 790
"""A page of A4: signs in a line and lines on a page; in points the size, the distance of lines and the edges."""


def body(writing: Writing) -> Any:
    """The body of each document as an element."""
    words = text(writing)
    if writing.dialect is not PDF:
        return join([b'<nonXMLBody><text mediaType="text/plain">', words, b"</text></nonXMLBody>"])
    made = table(base64.b64encode(pdf(html.unescape(each.decode()))) for each in words.to_pylist())
    opening = b'<nonXMLBody><text mediaType="application/pdf" representation="B64">'
    return join([opening, made, b"</text></nonXMLBody>"])


def text(writing: Writing) -> Any:
    """What each document says, in lines, with what XML reserves escaped."""
    who, person, moment = writing.batch.who, writing.documents.person, writing.documents.moment
    parts = parts_of(writing)
    pieces: list[Any] = [
        lookup(writing.documents.type, [xml_text(kind.title) for kind in KINDS]).column(),
        b"<caption></caption>", people.shown_name(writing, person, moment), b", born ",
        Times(who.born[person]).readable_date, b", NHS number ", people.shown_nhs_number(writing, person, moment),
        b"<caption></caption>Written ", Times(moment).readable, b"<caption></caption>",
    ]  # fmt: skip
    chain = Chain()
    for section in SECTIONS.values():
        _section(writing, section, parts[section.content], chain)
    words = join([*pieces, *chain.whole()]).cast(pa.large_string())
    for pattern, instead in _MARKS:
        words = pc.replace_substring_regex(words, pattern, instead)
    return words.cast(BYTES)


def _section(writing: Writing, section: Section, part: Part, chain: Chain) -> None:
    has = writing.telling.by_kind(lambda kind: section.name in kind.sections)
    some = part.some & has
    told = some | (has & bool(section.nothing))
    if not told.any():
        return
    chain.where(told, b"<caption></caption>" + xml_text(section.title) + b"<caption></caption>")
    if section.nothing:
        chain.where(told & ~some, xml_text(section.nothing) + b"<caption></caption>")
    for block in part.blocks:
        here = some & block.some
        if here.any():
            chain.block(block, here)


def pdf(words: str) -> bytes:
    """Some lines as a PDF of A4: the first is its title; long ones go on below, indented."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1, pageCompression=0)
    title, _, _ = words.partition("\n")
    canvas.setTitle(_plain(title))
    lines = [line for each in words.split("\n") for line in _folded(each)]
    pages = [lines[begin : begin + _LINES] for begin in range(0, len(lines), _LINES)]
    for number, page in enumerate(pages, 1):
        written = canvas.beginText(_LEFT, _TOP)
        written.setFont("Helvetica", _SIZE, _LEADING)
        for line in page:
            written.textLine(line)
        canvas.drawText(written)
        canvas.setFont("Helvetica", _SIZE)
        canvas.drawString(_LEFT, _LEFT / 2, f"{_plain(title)}, page {number} of {len(pages)}")
        canvas.showPage()
    canvas.save()
    # Offsets into the file stay what they are: what is the library's own is blanked, not cut out.
    return _OWN.sub(lambda found: b" " * len(found[0]), file.getvalue())


_OWN = re.compile(rb"/(?:CreationDate|ModDate) \([^)]*\)|/ID\s*\[[^\]]*\]|% ReportLab generated PDF document[^\n]*")
"""What the library says of itself: when, by which id, from where."""


def _folded(line: str) -> Iterator[str]:
    yield from textwrap.wrap(_plain(line), _WIDTH, subsequent_indent="    ") or [""]


def _plain(line: str) -> str:
    """A line in the signs that the fonts of every PDF reader have."""
    return line.translate(_SIGNS).encode("cp1252", "replace").decode("cp1252")


_SIGNS = {ord("⁹"): "^9", ord("≥"): ">=", ord("≤"): "<=", ord("−"): "-"}
