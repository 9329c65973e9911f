"""The sections made of observations: vital signs, results, pregnancy and birth, habits, assessments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow.compute as pc

from output.cda.observed import Observed, has_loinc
from output.cda.wording import distinct
from output.cda.writing import Part, Writing, numbered, table, template, together
from output.documents import selection
from output.template import Coded, Template, array, gather, join, lookup, only, xml_text
from synth.codes import LOINC, Concept
from synth.record.kinds import MISSING

Column = np.ndarray

_COLUMNS = ("Observation", "Value", "When")
_TESTED = ("Test", "Value", "Usual", "When")
_ROW = Template("""<tr ID="${name}">
    <td>${what}${about?}</td><td>${value}</td>${usual?}<td>${since}</td>
</tr>""")
_ENTRY = template("observation").between("opening", "closing")
_AROUND = ((b"<entry>", b"</entry>"), (b"<component>", b"</component>"))
"""What stands around an observation that stands alone, and around one of a panel."""

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
_CLAIMS = (_VITAL, _RESULT, _SOCIAL, _SCALE, _SIMPLE, _SIMPLE, None)
"""The template that an observation claims by its section, and after these that it claims none."""
_PREFIXES = ("vital", "result", "social", "answer", "finding", "birth")
"""How the names of rows begin, by their section."""
_SCALES = ("", "", "", "scale", "", "")
"""The same of what scales say."""
_PANELS = {VITALS: "vitals", RESULTS: "results"}
"""Sections whose observations stand in panels, and the template of these."""
_IN_PANELS = np.isin(np.arange(len(SECTIONS)), list(_PANELS))


def told(writing: Writing) -> dict[str, list[Observed]]:
    """What is told in every section of observations, by what stands in it: observations, and scales before these."""
    seen, section = _observations(writing)
    found = {name: [seen.where(section == place)] for place, name in enumerate(SECTIONS)}
    found["assessments"].insert(0, _scales(writing))
    return found


def by_section(writing: Writing) -> dict[str, Part]:
    """Every section of observations, by what stands in it."""
    observed = _Written(*_observations(writing), _PREFIXES)
    scales = _scales(writing)
    scaled = _Written(scales, np.full(len(scales), ASSESSMENTS), _SCALES)
    found = {name: observed.part(place) for place, name in enumerate(SECTIONS)}
    found["assessments"] = together([scaled.part(ASSESSMENTS), found["assessments"]])
    return found


def _scales(writing: Writing) -> Observed:
    pairs = selection.observations(writing.telling, "assessment")
    return Observed(writing, "assessment", writing.telling.told("assessments", pairs))


def _observations(writing: Writing) -> tuple[Observed, Column]:
    """The observations that documents tell of, and the section of each."""
    seen = Observed(writing, "observation", selection.observations(writing.telling))
    section = _sections(seen)
    kept = ~np.stack([_lacks(seen, name) for name in SECTIONS])[section, np.arange(len(seen))]
    return seen.where(kept), section[kept]


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


# ---------------------------------------------------------------- rows and entries


class _Written:
    """Some observations as rows and entries: all together, section by section, and cut by section and document.

    Those of one moment and one panel are the components of one organizer; the others stand alone."""

    def __init__(self, seen: Observed, section: Column, prefixes: Sequence[str]) -> None:
        in_panel = _IN_PANELS[section]
        panel, begins = np.where(in_panel, seen.panel, np.uint64(0)), np.where(in_panel, seen["from"], 0)
        order = np.lexsort((panel, begins, seen.pairs.question, section))
        self.seen, self.section, self.in_panel = seen.take(order), section[order], in_panel[order]
        self.writing, self.n = seen.writing, len(seen.writing.documents)
        place = self.section * self.n + self.seen.pairs.question
        self.starts = np.searchsorted(place, np.arange(len(SECTIONS) * self.n + 1)).astype(np.int64)
        count = np.arange(len(order), dtype=np.int64) - np.searchsorted(place, place) + 1
        self.name = numbered(prefixes, self.section, count)
        self.rows = self._rows()
        self.coded = self.writing.dialect.template("observation") is not None
        if self.coded:
            self.entries, self.starts_of_entries = self._entries()

    def part(self, section: int) -> Part:
        """What stands in a section."""
        at = self.starts[section * self.n : (section + 1) * self.n + 1]
        some = at[1:] > at[:-1]
        entries = None
        if self.coded:
            alone = section not in _PANELS
            entries = gather(self.entries, self.starts_of_entries[at]) if alone else self._organizers(section, at)
        columns = _TESTED if section == RESULTS else _COLUMNS
        return Part([table(columns, gather(self.rows, at), some)], entries, some)

    def _rows(self) -> Any:
        seen, result = self.seen, self.section == RESULTS
        usual = None
        if result.any():
            told = array(seen.shown_range(), len(seen)).fill_null(b"")
            usual = only(result, join([b"<td>", told, b"</td>"]))
        columns = {
            "name": self.name,
            "what": seen.words(),
            "about": seen.about(),
            "value": seen.shown(),
            "usual": usual,
            "since": seen.times.readable,
        }
        return _ROW.render(len(seen), columns)

    def _entries(self) -> tuple[Any, Column]:
        """The entries of each observation, and where each observation's start: in a panel a blood pressure has two."""
        lists, codes = self.writing.batch.codelists, np.stack(self.seen.parts) * self.in_panel
        count = 1 + (codes[1] > 0).astype(np.int64)
        starts = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
        of = np.repeat(np.arange(len(count)), count)
        second = np.arange(len(of)) - starts[of]
        each, part = self.seen.take(of), codes[second, of]
        value = each.value()
        if second.any():
            value = pc.if_else(second == 1, array(each.number("value2"), len(of)), array(value, len(of)))
        opening, closing = (
            lookup(self.in_panel[of].astype(np.int64), list(side)) for side in zip(*_AROUND, strict=True)
        )
        observation = _ENTRY.render(
            len(of),
            {
                "opening": opening,
                "closing": closing,
                "template": self._claimed(each, self.section[of]),
                "id": self.writing.id(each.of, each.pairs.row),
                "part": distinct(part, lambda i: xml_text(lists.key(i)) if i else None),
                "code": self.writing.phrases.elements("code", np.where(part > 0, part, each.code), each.words_form),
                "name": Coded(self.name.index[of], self.name.table),
                "from": each.times.stamp,
                "value": value,
                "meaning": each.meaning(),
                "range": each.range(),
                "subject": each.subject(),
                "negation": only(each.undone, b"true") if each.undone.any() else None,
            },
        )
        return observation, starts

    def _claimed(self, each: Observed, section: Column) -> Coded:
        """The template of those that conform to it: what was not done claims none, a habit without LOINC the plainer.

        Readers look at the first template of each observation, and some fall over one that has none."""
        plain = (section == SOCIAL) & ~self.writing.phrases.having("LOINC", has_loinc, each.code)
        claim = np.where(plain, BIRTH, section)
        return lookup(np.where(each.undone & ~_IN_PANELS[section], len(SECTIONS), claim), _CLAIMS)

    def _organizers(self, section: int, at: Column) -> Any:
        """An organizer for the observations of each panel of a section, gathered by document."""
        first, last = int(at[0]), int(at[-1])
        seen = self.seen.take(np.arange(first, last))
        question, begins = seen.pairs.question, np.ones(len(seen), dtype=bool)
        begins[1:] = (question[1:] != question[:-1]) | (seen["from"][1:] != seen["from"][:-1])
        begins[1:] |= seen.panel[1:] != seen.panel[:-1]
        if section == RESULTS:  # a test that belongs to no panel is one of its own
            begins[1:] |= seen.panel[1:] == 0
        places = np.flatnonzero(begins)
        heads = seen.take(places)
        components = gather(self.entries, self.starts_of_entries[np.append(first + places, last)])
        columns = {"from": heads.times.stamp, "components": components}
        if section == RESULTS:
            codes = np.where(heads.panel_code > 0, heads.panel_code, heads.code)
            columns["panel"] = self.writing.phrases.elements("code", codes, heads.words_form)
            columns["id"] = heads.report()
        organizers = template(_PANELS[section]).render(len(places), columns)
        return gather(organizers, heads.pairs.starts(self.n))
