"""Resources in a line of words each, read from their bytes: a day, what it is, its value."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from output.columns import BYTES, join, only
from output.fhir.base.rendered import Rendered

_WORDS = r'"(?P<%s>(?:[^"\\]|\\.)*)"'
"""A JSON string, whose text is called as one says."""

_CONCEPT = r'\{(?:"coding":\[(?:\{[^{}]*\},?)*\],)?"text":' + _WORDS
_DAY = (
    r'"(?:effectiveDateTime|onsetDateTime|occurrenceDateTime|performedDateTime|authoredOn|recordedDate|sent|dateTime'
    r'|created|recorded|date|authored|collectedDateTime|occurredDateTime|startDate|start)":"(?P<a>\d{4}-\d\d-\d\d)'
)
_NAMED = (
    r'"target":\[\{"reference":"[^"]*","display":' + _WORDS % "a",
    r'"description":' + _WORDS % "a" + ',"focus"',
    r'"(?:code|vaccineCode|medicationCodeableConcept)":' + _CONCEPT % "a",
    r'"text":' + _WORDS % "a",
    r'"(?:title|name|description)":' + _WORDS % "a",
)
_NUMBER = r'"valueQuantity":\{"value":(?P<%s>-?[0-9.]+)'
_UNIT = r'[^{}]*?"unit":' + _WORDS
_PAIR = r'"component":\[.*?' + _NUMBER % "a" + r"[^{}]*\}.*?" + _NUMBER % "b" + _UNIT % "c"
_VALUES = (
    (_PAIR, {"a": b" ", "b": b"/", "c": b" "}),
    (_NUMBER % "a" + _UNIT % "b", {"a": b" ", "b": b" "}),
    (r'"valueCodeableConcept":' + _CONCEPT % "a", {"a": b": "}),
    (r'"value(?:String|DateTime)":' + _WORDS % "a", {"a": b": "}),
    (r'"valueInteger":(?P<a>-?\d+)', {"a": b" "}),
)
"""How the value of an observation is written, the first that is there, with what stands before each piece of it."""

_TIMELESS = ("RelatedPerson", "FamilyMemberHistory", "Questionnaire")
"""Types of which no day says when they were: the days in them are of something else."""


def plain(kind: str) -> str:
    """A type of resource in words: QuestionnaireResponse is "Questionnaire response"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind).capitalize()


def said(each: Rendered) -> pa.LargeBinaryArray:
    """One line for each resource of a type, fit to stand between the tags of XHTML within a JSON string."""
    lines = each.lines.cast(pa.large_string())
    otherwise = pa.scalar(plain(each.resource_type).encode(), BYTES)
    what = pc.coalesce(*(_found(lines, pattern, {"a": b""}) for pattern in _NAMED), otherwise)
    pieces = [what]
    if each.resource_type not in _TIMELESS:
        day = _found(lines, _DAY, {"a": b""})
        pieces.insert(0, join([day, pa.repeat(pa.scalar(b": ", BYTES), len(day))], "emit_null").fill_null(b""))
    if each.resource_type == "Observation":
        pieces.append(pc.coalesce(*(_found(lines, *how) for how in _VALUES), pa.scalar(b"", BYTES)))
    return _markup(join(pieces))


def _found(lines: pa.LargeStringArray, pattern: str, before: Mapping[str, bytes]) -> pa.LargeBinaryArray:
    """What a pattern finds in each line, its pieces joined; null where it finds nothing."""
    found = pc.extract_regex(lines, pattern)
    pieces: list[pa.LargeBinaryArray | bytes] = []
    for name, literal in before.items():
        pieces += [literal, found.field(name).cast(BYTES)]
    whole = join(pieces)
    return only(found.is_valid().to_numpy(zero_copy_only=False), whole)  # type: ignore[return-value]


def _markup(words: pa.LargeBinaryArray) -> pa.LargeBinaryArray:
    for character, entity in ((b"&", b"&amp;"), (b"<", b"&lt;"), (b">", b"&gt;")):
        words = pc.replace_substring(words, character, entity)
    return words
