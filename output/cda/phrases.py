"""Words and elements of CDA for codes and forms: each made once, and kept from batch to batch.

A number below the length of the codelists stands for a concept; the numbers after it for the words of a form.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from output.cda.dialects import HL7, Dialect
from output.cda.wording import brief
from output.distinct import distinct
from output.template import Coded, lookup, xml_text
from synth.codes import Codelists, Concept
from synth.record.forms import ByForm, Form, having, of_each

Column = np.ndarray
Make = Callable[[int], bytes | None]

_KEPT: list[Phrases] = []
_MOST = 4


def phrases(codelists: Codelists, forms: Sequence[Form], dialect: Dialect = HL7) -> Phrases:
    """The phrases of some codelists and forms in a dialect, the same object for the same ones."""
    for kept in _KEPT:
        if kept.codelists is codelists and kept.forms is forms and kept.dialect is dialect:
            return kept
    del _KEPT[_MOST - 1 :]
    _KEPT.insert(0, Phrases(codelists, forms, dialect))
    return _KEPT[0]


class Phrases:
    """The codelists and forms of batches as columns of CDA."""

    def __init__(self, codelists: Codelists, forms: Sequence[Form], dialect: Dialect = HL7) -> None:
        self.codelists, self.forms, self.dialect = codelists, forms, dialect
        self._made: dict[str, dict[int, bytes | None]] = {}
        self._of_pairs: dict[str, dict[Any, bytes | None]] = {}
        self._having: dict[str, Column] = {}
        self.size = len(codelists.concepts)

    def column(self, name: str, index: Column, make: Make) -> Coded:
        """What `make` gives for each number (0 and up); made once for each, and kept under a name."""
        if not len(index):
            return lookup(index, [None])
        numbers, place = distinct(index)
        made = self._made.setdefault(name, {})
        for number in numbers.tolist():
            if number not in made:
                made[number] = make(number)
        return lookup(place, [made[number] for number in numbers.tolist()])

    def of_pairs(self, name: str, first: Column, second: Column, make: Callable[[int, int], bytes | None]) -> Coded:
        """What `make` gives for each pair of numbers; made once for each, and kept under a name."""
        many = 1 + int(second.max(initial=0))
        pairs, place = np.unique(first * many + second, return_inverse=True)
        made: dict[Any, bytes | None] = self._of_pairs.setdefault(name, {})
        found = []
        for pair in pairs.tolist():
            both = divmod(pair, many)
            if both not in made:
                made[both] = make(*both)
            found.append(made[both])
        return lookup(place.reshape(-1), found or [None])

    def by_form(self, name: str, of: Callable[[Form], Any], dtype: Any = np.int64) -> ByForm:
        """What each form says, to be indexed by form; kept under a name."""
        return of_each(self.forms, f"CDA {name}", of, dtype)

    def having(self, name: str, test: Callable[[Concept], bool], code: Column) -> Column:
        """For which codes the concept passes a test (bool); kept under a name."""
        if name not in self._having:
            self._having[name] = np.array([test(concept) for concept in self.codelists.concepts], dtype=bool)
        return self._having[name][code]

    def index(self, key: str) -> int:
        """The number of a key of the codelists, 0 if none has it."""
        return self.codelists.index(key) if key in self.codelists else 0

    # ---------------------------------------------------------------- codes

    def coded(self, tag: str, code: Column, kind: str = "") -> Coded:
        """The coded element of each code; null for none."""
        concepts = self.codelists.concepts
        return self.column(f"{tag} {kind}", code, lambda i: self.dialect.element(tag, concepts[i], kind) if i else None)

    def called(self, code: Column, before: str = "") -> Coded:
        """The words of each code, after some others; null for none."""
        concepts = self.codelists.concepts
        return self.column(f"words {before}", code, lambda i: xml_text(before + concepts[i].text) if i else None)

    # ---------------------------------------------------------------- codes and forms

    def named(self, code: Column, form: Column) -> Column:
        """A number for what each entry is called: that of its code, else one for the words of its form."""
        return np.where(code > 0, code, self.size + form)

    def concept(self, number: int) -> Concept:
        """The concept of such a number."""
        if number < self.size:
            return self.codelists.concepts[number]
        form = self.forms[number - self.size]
        return Concept("", (), form.text or form.slot)

    def elements(self, tag: str, code: Column, form: Column, kind: str = "") -> Coded:
        """The coded element of each entry; the words of its form where it has no code."""
        named = self.named(code, form)
        return self.column(f"entry {tag} {kind}", named, lambda n: self.dialect.element(tag, self.concept(n), kind))

    def words(self, code: Column, form: Column) -> Coded:
        """The words of each entry: those of its code and what its form adds to them."""
        noted = self.by_form("noted", lambda each: bool(each.text), bool)[form] & (code > 0)
        size = self.size + len(self.forms)

        def said(number: int) -> bytes:
            if number < size:
                return xml_text(self.concept(number).text)
            of_form, concept = divmod(number - size, self.size)
            return xml_text(f"{self.codelists.concepts[concept].text}: {self.forms[of_form].text}")

        return self.column("entry words", np.where(noted, size + form * self.size + code, self.named(code, form)), said)

    def detail(self, key: str, first: Column, last: Column) -> Coded | None:
        """What the forms of each entry's last or first change say of a detail, in words; None if no form does."""

        def words(said: str) -> bytes | None:
            return xml_text(brief(self.codelists.concept(said).text if said in self.codelists else said)) or None

        return self._detail(key, "words", first, last, words)

    def detail_element(self, key: str, tag: str, first: Column, last: Column, kind: str = "") -> Coded | None:
        """The same as a coded element."""

        def coded(said: str) -> bytes | None:
            if not said:
                return None
            concept = self.codelists.concept(said) if said in self.codelists else Concept("", (), said)
            return self.dialect.element(tag, concept, kind)

        return self._detail(key, tag, first, last, coded)

    def _detail(
        self, key: str, what: str, first: Column, last: Column, of: Callable[[str], bytes | None]
    ) -> Coded | None:
        if not having(self.forms, key):
            return None

        def make(after: int, before: int) -> bytes | None:
            return of(str(self.forms[after].details.get(key) or self.forms[before].details.get(key) or ""))

        return self.of_pairs(f"detail {key} {what}", last, first, make)
