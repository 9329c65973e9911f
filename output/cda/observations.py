"""The sections made of observations: vital signs, results, pregnancy and birth, habits, assessments."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output.cda.observed import Observed, has_loinc
from output.cda.wording import distinct
from output.cda.writing import Part, Writing, table, template, together
from output.documents import selection
from output.template import Template, array, gather, lookup, only, xml_text
from synth.codes import LOINC, Concept
from synth.record.kinds import MISSING

Column = np.ndarray

_COLUMNS = ("Observation", "Value", "When")
_ROW = Template('<tr ID="${name}"><td>${what}${about?}</td><td>${value}</td><td>${since}</td></tr>')
_TESTED = ("Test", "Value", "Usual", "When")
_RESULT_ROW = Template("""<tr ID="${name}">
    <td>${what}${about?}</td><td>${value}</td><td>${usual?}</td><td>${since}</td>
</tr>""")

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
_SIMPLE = b'<templateId root="1.3.6.1.4.1.19376.1.5.3.1.4.13"/>'
_SCALE = b'<templateId root="2.16.840.1.113883.10.20.22.4.69"/>'


def told(writing: Writing) -> dict[str, list[Observed]]:
    """What is told in every section of observations, by what stands in it: observations, and scales before these."""
    seen = Observed(writing, "observation", selection.observations(writing.telling))
    section = _sections(seen)
    found = {name: [seen.where(section == place)] for place, name in enumerate(SECTIONS)}
    scales = Observed(writing, "assessment", selection.observations(writing.telling, "assessment"))
    found["assessments"].insert(0, scales)
    return found


def by_section(writing: Writing) -> dict[str, Part]:
    """Every section of observations, by what stands in it."""
    of = told(writing)
    scales, answers = of["assessments"]
    return {
        "vitals": _panels(of["vitals"][0], "vital", "vitals", _VITAL),
        "results": _panels(of["results"][0], "result", "results", _RESULT),
        "social": _single(of["social"][0], "social", _SOCIAL),
        "examination": _single(of["examination"][0], "finding", _SIMPLE),
        "birth": _single(of["birth"][0], "birth", _SIMPLE),
        "assessments": together([_single(scales, "scale", _SCALE), _single(answers, "answer", _SCALE)]),
    }


def _sections(seen: Observed) -> Column:
    """The section of each observation: by its category, or as its form says in so many words.

    Where a kind of document has no section for what was examined it stands with the birth, and the other way round."""

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
    for here, there in ((EXAMINATION, BIRTH), (BIRTH, EXAMINATION)):
        section = np.where((section == here) & _lacks(seen, SECTIONS[here]), there, section)
    return section


def _lacks(seen: Observed, content: str) -> Column:
    """Of which the document has no section for some content (bool)."""
    return seen.writing.telling.by_kind(lambda kind: not kind.has(content))[seen.pairs.question]


def _is_sign(concept: Concept) -> bool:
    return any(coding.system == LOINC and coding.code in _SIGNS for coding in concept.codings)


# ---------------------------------------------------------------- observations that stand alone


def _single(seen: Observed, prefix: str, claims: bytes | None) -> Part:
    writing, pairs = seen.writing, seen.pairs
    name = writing.name(prefix, pairs)
    if writing.dialect.template("observation") is None:
        return writing.part(pairs, _COLUMNS, _rows(seen, name), None)
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
            "range": seen.range(),
            **_of_whom(seen),
        },
    )
    return writing.part(pairs, _COLUMNS, _rows(seen, name), observation)


def _of_whom(seen: Observed) -> dict[str, Any]:
    return {"subject": seen.subject(), "negation": only(seen.undone, b"true") if seen.undone.any() else None}


def _claimed(seen: Observed, claims: bytes | None) -> Any:
    """The template of those that conform to it: what was not done claims none, a habit without LOINC the plainer.

    Readers look at the first template of each observation, and some fall over one that has none."""
    if claims == _SOCIAL:
        plain = ~seen.writing.phrases.having("LOINC", has_loinc, seen.code)
        return only(~seen.undone, lookup(plain.astype(np.int64), [_SOCIAL, _SIMPLE]))
    return only(~seen.undone, claims) if seen.undone.any() else claims


def _rows(seen: Observed, name: Any, tested: bool = False) -> Any:
    columns = {
        "name": name,
        "what": seen.words(),
        "about": seen.about(),
        "value": seen.shown(),
        "since": seen.times.readable,
    }
    if not tested:
        return _ROW.render(len(seen), columns)
    return _RESULT_ROW.render(len(seen), {**columns, "usual": seen.shown_range()})


# ---------------------------------------------------------------- panels


def _panels(seen: Observed, prefix: str, outer: str, claims: bytes) -> Part:
    """Observations of one moment and one panel as the components of one organizer."""
    tested = outer == "results"
    seen = seen.take(np.lexsort((seen.panel, seen["from"], seen.pairs.question)))
    writing, pairs = seen.writing, seen.pairs
    name, at = writing.name(prefix, pairs), pairs.starts(len(writing.documents))
    some = at[1:] > at[:-1]
    rows = gather(_rows(seen, name, tested), at)
    entries = _organizers(seen, name, outer, claims) if writing.dialect.template(outer) else None
    return Part([table(_TESTED if tested else _COLUMNS, rows, some)], entries, some)


def _organizers(seen: Observed, name: Any, outer: str, claims: bytes) -> Any:
    """An organizer for the observations of each panel, gathered by document."""
    writing, pairs, n, tested = seen.writing, seen.pairs, len(seen), outer == "results"
    components, starts = _components(seen, name, claims)
    begins = np.ones(n, dtype=bool)
    begins[1:] = (pairs.question[1:] != pairs.question[:-1]) | (seen["from"][1:] != seen["from"][:-1])
    begins[1:] |= seen.panel[1:] != seen.panel[:-1]
    if tested:  # a test that belongs to no panel is one of its own
        begins[1:] |= seen.panel[1:] == 0
    first = np.flatnonzero(begins)
    heads = seen.take(first)
    columns = {"from": heads.times.stamp, "components": gather(components, starts[np.append(first, n)])}
    if tested:
        codes = np.where(heads.panel_code > 0, heads.panel_code, heads.code)
        columns["panel"] = writing.phrases.elements("code", codes, heads.words_form)
        columns["id"] = heads.report()
    organizers = template(outer).render(len(first), columns)
    return gather(organizers, heads.pairs.starts(len(writing.documents)))


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
            "range": each.range(),
            **_of_whom(each),
        },
    )
    return observation, starts
