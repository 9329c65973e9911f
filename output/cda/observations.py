"""The sections made of observations: vital signs, results, pregnancy and birth, habits, assessments."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output.cda import headings
from output.cda.entries import YEAR
from output.cda.observed import Observed, has_loinc
from output.cda.wording import distinct
from output.cda.writing import Part, Writing, template, together
from output.template import Template, array, gather, only, xml_text
from synth.codes import LOINC, Concept
from synth.record.kinds import MISSING

Column = np.ndarray

_ROW = Template('<tr ID="${name}"><td>${what}${about?}</td><td>${value?}</td><td>${since}</td></tr>')

_ENTRY = Template("<entry>${observation}</entry>", observation=template("observation"))
_COMPONENT = Template("<component>${observation}</component>", observation=template("observation"))

VITALS, RESULTS, SOCIAL, ASSESSMENTS, EXAMINATION, BIRTH = range(6)
SECTIONS = ("vitals", "results", "social", "assessments", "examination", "birth")
"""The sections that observations stand in."""

_BY_CATEGORY = {"vital-signs": VITALS, "laboratory": RESULTS, "imaging": RESULTS, "social-history": SOCIAL,
                "survey": ASSESSMENTS, "exam": EXAMINATION}  # fmt: skip
_BY_NAME = {name: place for place, name in enumerate(SECTIONS)}
_SIGNS = frozenset(("29463-7", "8302-2", "39156-5", "8310-5", "8867-4", "9279-1", "2708-6", "9843-4", "85354-9"))
"""LOINC codes of vital signs: their observations are so even if their form names no category."""

_RESULT = b'<templateId root="2.16.840.1.113883.10.20.22.4.2" extension="2015-08-01"/>'
_VITAL = b'<templateId root="2.16.840.1.113883.10.20.22.4.27" extension="2014-06-09"/>'
_SOCIAL = b'<templateId root="2.16.840.1.113883.10.20.22.4.38" extension="2015-08-01"/>'
_SCALE = b'<templateId root="2.16.840.1.113883.10.20.22.4.69"/>'


def by_section(writing: Writing) -> dict[str, Part]:
    """Every section of observations, by name."""
    seen = _recent(Observed(writing, "observation", writing.held("observation")))
    scales = _recent(Observed(writing, "assessment", writing.held("assessment")))
    section = _sections(seen)
    answers = _single(seen.where(section == ASSESSMENTS), "answer", _SCALE)
    return {
        "vitals": _panels(seen.where(section == VITALS), "vital", "vitals", _VITAL),
        "results": _panels(seen.where(section == RESULTS), "result", "results", _RESULT),
        "social": _single(seen.where(section == SOCIAL), "social", _SOCIAL),
        "examination": _single(seen.where(section == EXAMINATION), "finding", None),
        "birth": _single(seen.where(section == BIRTH), "birth", None),
        "assessments": together([_single(scales, "scale", _SCALE), answers]),
    }


def _recent(seen: Observed) -> Observed:
    """All that a discharge summary tells of; of the whole record, the year before."""
    recent = seen["from"] > seen.writing.moments(seen.pairs) - YEAR
    return seen.where(~seen.writing.whole_record[seen.pairs.question] | recent)


def _sections(seen: Observed) -> Column:
    """The section of each observation: by its category, or as its form says in so many words."""

    def place(form: Any) -> int:
        named = _BY_NAME.get(str(form.details.get("section", "")))
        category = form.category.replace("_", "-").removeprefix("observation-category-")
        return named if named is not None else _BY_CATEGORY.get(category, BIRTH if category else -1)

    section = seen.writing.phrases.by_form("section", place)[seen["form"]]
    signs = seen.writing.phrases.having("sign", _is_sign, seen.code)
    section = np.where(section < 0, np.where(signs, VITALS, BIRTH), section)
    section = np.where(seen.code == seen.writing.phrases.index("birth_weight"), BIRTH, section)
    # A panel of vital signs holds numbers alone; a result needs a value.
    section = np.where((section == VITALS) & (seen["value"] == MISSING), EXAMINATION, section)
    section = np.where((section == RESULTS) & ~seen.has_value(), EXAMINATION, section)
    types = seen.writing.types(seen.pairs)
    maternity, gp = (types == headings.INDEX[name] for name in (headings.MATERNITY, headings.GP))
    section = np.where((section == EXAMINATION) & maternity, BIRTH, section)
    return np.where((section == BIRTH) & gp, EXAMINATION, section)


def _is_sign(concept: Concept) -> bool:
    return any(coding.system == LOINC and coding.code in _SIGNS for coding in concept.codings)


# ---------------------------------------------------------------- observations that stand alone


def _single(seen: Observed, prefix: str, claims: bytes | None) -> Part:
    writing, pairs = seen.writing, seen.pairs
    name = writing.name(prefix, pairs)
    observation = _ENTRY.render(
        len(pairs),
        {
            "template": _claimed(seen, claims),
            "id": writing.id(seen.of, pairs.row),
            "part": None,
            "code": writing.phrases.elements("code", seen.code, seen.words_form),
            "name": name,
            "from": seen.times.stamp,
            "value": seen.value(),
            "meaning": seen.meaning(),
            "subject": seen.subject(),
        },
    )
    return writing.part(pairs, _rows(seen, name), observation)


def _claimed(seen: Observed, claims: bytes | None) -> Any:
    """The template of those that conform to it: a scale has a value, a habit a LOINC code."""
    if claims == _SCALE:
        return only(seen.has_value(), claims)
    if claims == _SOCIAL:
        return only(seen.writing.phrases.having("LOINC", has_loinc, seen.code), claims)
    return claims


def _rows(seen: Observed, name: Any) -> Any:
    return _ROW.render(
        len(seen),
        {
            "name": name,
            "what": seen.words(),
            "about": seen.about(),
            "value": seen.shown(),
            "since": seen.times.readable,
        },
    )


# ---------------------------------------------------------------- panels


def _panels(seen: Observed, prefix: str, outer: str, claims: bytes) -> Part:
    """Observations of one moment and one panel as the components of one organizer."""
    writing, pairs, n = seen.writing, seen.pairs, len(seen)
    name = writing.name(prefix, pairs)
    components, starts = _components(seen, name, claims)
    index = writing.phrases.index
    of_form = writing.phrases.by_form("panel", lambda form: index(str(form.details.get("panel", ""))))
    panel = of_form[seen["form"]]
    begins = np.ones(n, dtype=bool)
    begins[1:] = (pairs.question[1:] != pairs.question[:-1]) | (seen["from"][1:] != seen["from"][:-1])
    begins[1:] |= panel[1:] != panel[:-1]
    first = np.flatnonzero(begins)
    heads = seen.take(first)
    columns = {
        "id": writing.id(seen.of, heads.pairs.row), "from": heads.times.stamp,
        "components": gather(components, starts[np.append(first, n)]),
    }  # fmt: skip
    if outer == "results":
        panels = writing.phrases.coded("code", panel[first]).column()
        columns["panel"] = panels.fill_null(b'<code nullFlavor="NI"/>')
    organizers = template(outer).render(len(first), columns)
    documents = len(writing.documents)
    at = pairs.starts(documents)
    entries = gather(organizers, heads.pairs.starts(documents))
    return Part(gather(_rows(seen, name), at), entries, at[1:] > at[:-1])


def _components(seen: Observed, name: Any, claims: bytes) -> tuple[Any, Column]:
    """The components of each observation, and where each observation's start: a blood pressure has two."""
    writing, lists = seen.writing, seen.writing.batch.codelists
    codes = np.stack(seen.parts())
    count = 1 + (codes[1] > 0).astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    of = np.repeat(np.arange(len(seen)), count)
    second = np.arange(len(of)) - starts[of]
    each, part = seen.take(of), codes[second, of]
    value = each.value()
    if second.any():
        value = pc.if_else(second == 1, array(each.number("value2"), len(of)), array(value, len(of)))
    observation = _COMPONENT.render(
        len(of),
        {
            "template": claims,
            "id": writing.id(seen.of, each.pairs.row),
            "part": distinct(part, lambda i: xml_text(lists.key(i)) if i else None),
            "code": writing.phrases.elements("code", np.where(part > 0, part, each.code), each.words_form),
            "name": name.take(pa.array(of)),
            "from": each.times.stamp,
            "value": value,
            "meaning": each.meaning(),
            "subject": each.subject(),
        },
    )
    return observation, starts
