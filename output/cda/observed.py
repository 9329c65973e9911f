"""Observations in columns: what each is of, its value as an element and for a reader, and of whom it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow.compute as pc

from output import reports, usual
from output.cda.wording import INTERPRETATION, Times, attributes, distinct, element, ids, shown_unit
from output.cda.writing import Writing, chosen
from output.documents.selection import NOT_DONE
from output.template import array, join, lookup, numbers, only, xml_text
from output.usual import FEMALE
from synth import clock
from synth.codes import LOINC, UCUM, Coding, Concept
from synth.record.forms import Form
from synth.record.kinds import MISSING
from synth.record.state import Held, Runs

Column = np.ndarray

_PRESSURE = "85354-9"
_PRESSURES = ("systolic", "diastolic")


@dataclass
class Observed:
    """Some observations, one row each: pairs of a document and a row of a kind of entry."""

    writing: Writing
    of: str
    pairs: Held
    _columns: dict[str, Column] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.pairs)

    def __getitem__(self, name: str) -> Column:
        if name not in self._columns:
            kind = self.kind
            column = kind.said(name) if name.startswith("value") else kind[name]
            self._columns[name] = column[self.pairs.row]
        return self._columns[name]

    @property
    def kind(self) -> Runs:
        """The table that they stand in."""
        return self.writing.kind(self.of)

    @cached_property
    def code(self) -> Column:
        """The code of each."""
        return self.kind.code[self.pairs.row]

    @cached_property
    def words_form(self) -> Column:
        """The form that has the words of each."""
        return self.kind.form[self.pairs.row]

    def where(self, mask: Column) -> Observed:
        """The observations for which the mask holds."""
        return Observed(self.writing, self.of, self.pairs.where(mask))

    def take(self, places: Column) -> Observed:
        """The observations at some positions, in that order."""
        return Observed(self.writing, self.of, Held(self.pairs.question[places], self.pairs.row[places]))

    @cached_property
    def times(self) -> Times:
        """When each was: the day alone where no more is known of it."""
        return self.writing.times(self["from"], self.words_form)

    def has_value(self) -> Column:
        """Which hold a number, a code or an instant (bool)."""
        return (self["value"] != MISSING) | (self["value_code"] != 0) | (self["value_time"] != MISSING)

    def words(self) -> Any:
        """What each is of, in words."""
        return self.writing.phrases.words(self.code, self.words_form)

    @cached_property
    def parts(self) -> tuple[Column, Column]:
        """The codes of the two parts of each that has two numbers, as a blood pressure has; else 0."""
        phrases = self.writing.phrases
        first_of = phrases.by_form("first", lambda form: phrases.index(_component(form, 0)))
        second_of = phrases.by_form("second", lambda form: phrases.index(_component(form, 1)))
        named = (first_of, second_of)
        pressure = self.writing.phrases.having("pressure", _is_pressure, self.code)
        first, second = (
            np.where(pressure, phrases.index(key), codes[self["form"]])
            for key, codes in zip(_PRESSURES, named, strict=True)
        )
        both = (first > 0) & (second > 0) & (self["value"] != MISSING) & (self["value2"] != MISSING)
        return np.where(both, first, 0), np.where(both, second, 0)

    # ---------------------------------------------------------------- panels

    @cached_property
    def panel_code(self) -> Column:
        """The code of the panel that each belongs to, 0 for none."""
        index = self.writing.phrases.index
        return self.writing.phrases.by_form("panel", lambda form: index(str(form.details.get("panel", ""))))[
            self["form"]
        ]

    @cached_property
    def panel(self) -> Column:
        """A number (uint64) for the panel that each belongs to, 0 for none: the report that it came back in, if any."""
        sent = reports.keys_of(self.kind, self.pairs.row, self.writing.batch)
        return np.where(sent != 0, sent, self.panel_code.astype(np.uint64))

    def report(self) -> Any:
        """The id of the DiagnosticReport that each came back in; null for those that went to no laboratory."""
        key = reports.keys_of(self.kind, self.pairs.row, self.writing.batch)
        owner = self.writing.batch.people["key"][self["person"]]
        return only(key != 0, ids(owner, key, "DiagnosticReport"))

    # ---------------------------------------------------------------- values

    def decimals(self) -> Column:
        """The decimals of each value."""
        return self.writing.phrases.by_form("decimals", lambda form: form.decimals)[self["form"]]

    def number(self, column: str = "value") -> Any:
        """The number in a column of each as an element; null where there is none."""
        phrases, forms = self.writing.phrases, self.writing.batch.forms
        form, value = self["form"], self[column]
        if not (value != MISSING).any():
            return None

        def opening(place: int) -> bytes:
            whole = b"REAL" if forms[place].decimals else b"INT"
            return b'<value xsi:type="' + (b"PQ" if forms[place].unit else whole) + b'" value="'

        def closing(place: int) -> bytes:
            code = unit(self.writing, forms[place].unit)
            return b'" unit="' + xml_text(code) + b'"/>' if code else b'"/>'

        pieces = [phrases.column("opening", form, opening), phrases.column("closing", form, closing)]
        return join([pieces[0].column(), numbers(value, self.decimals()), pieces[1].column()], "emit_null")

    def value(self) -> Any:
        """The value of each as an element: a number, else a code, else an instant, else that what it is of is so.

        Of what was not observed there is none."""
        coded = timed = None
        if self["value_code"].any():
            coded = self.writing.phrases.coded("value", self["value_code"], "CD or ST")
        if (self["value_time"] != MISSING).any():
            timed = join([b'<value xsi:type="TS" value="', self._instant().stamp, b'"/>'], "emit_null")
        said = only(~self.undone, b'<value xsi:type="BL" value="true"/>')
        return _first_of([self.number(), coded, timed, said], len(self))

    def shown(self) -> Any:
        """The value of each for a reader, "Yes" for what was found and has none; with its meaning beside a number."""
        number, timed = self.shown_number(), None
        coded = self.writing.phrases.called(self["value_code"]) if self["value_code"].any() else None
        if number is not None and coded is not None:
            meaning = self.writing.phrases.called(self["value_code"], before=", ").column().fill_null(b"")
            number = join([number, meaning], "emit_null")
        if number is not None:
            judged = lookup(self.judged, [b"", *(b", " + words.encode() for _, words in _JUDGEMENTS)]).column()
            number = join([number, judged], "emit_null")
        if (self["value_time"] != MISSING).any():
            timed = self._instant().readable
        return _first_of([number, coded, timed, chosen(self.undone, b"Not done", b"Yes")], len(self))

    def shown_number(self) -> Any:
        """The number of each for a reader, with its unit; null where there is none, None if there is none anywhere."""
        if not (self["value"] != MISSING).any():
            return None
        phrases, forms, form = self.writing.phrases, self.writing.batch.forms, self["form"]
        units = phrases.column("unit", form, lambda n: xml_text(shown_unit(unit(self.writing, forms[n].unit))))
        pieces = [numbers(self["value"], self.decimals()), units.column()]
        if (self["value2"] != MISSING).any():
            # "1+0" for births and losses, "120/80" for a pressure; any other second number is not shown.
            sums = phrases.by_form("sums", lambda each: each.details.get("show") == "parity+losses", bool)[form]
            second = np.where(sums | (self.parts[1] > 0), self["value2"], MISSING)
            sign = distinct(sums.astype(np.int64), lambda plus: b"+" if plus else b"/").column()
            other = join([sign, numbers(second, self.decimals())], "emit_null").fill_null(b"")
            pieces.insert(1, other)
        weeks = phrases.having("gestation", lambda concept: "gestation" in concept.key, self.code)
        weeks &= phrases.by_form("days", lambda each: unit(self.writing, each.unit) == "d", bool)[form]
        if weeks.any():
            days = np.where(weeks, self["value"], MISSING)
            week, day = (np.where(days != MISSING, part, MISSING) for part in np.divmod(days, 7))
            said = join([b" (", numbers(week), b"+", numbers(day), b" weeks)"], "emit_null")
            pieces.append(said.fill_null(b""))
        return join(pieces, "emit_null")

    def _instant(self) -> Times:
        known = self["value_time"] != MISSING
        days = self.writing.phrases.by_form("value by day", lambda form: form.by_day == "value_time", bool)
        return Times(np.where(known, self["value_time"], clock.NEVER), known & days[self["form"]])

    @cached_property
    def undone(self) -> Column:
        """Which were not observed, though they should have been (bool)."""
        return NOT_DONE[self["status"]]

    # ---------------------------------------------------------------- what a value means

    @cached_property
    def bounds(self) -> tuple[Column, Column]:
        """What is usual, from and to, in units of each value; MISSING where nothing is said."""
        table = self.writing.phrases.by_form("usual", usual.of_form)
        woman = self.writing.batch.who.sex(self["person"], self["recorded"]) == FEMALE
        return usual.bounds(table[self["form"]], woman)

    @cached_property
    def judged(self) -> Column:
        """What each number is beside what is usual: 0 nothing is said of it, else a position in _JUDGEMENTS, from 1."""
        low, high = self.bounds
        return usual.judged(self["value"], low, high, self["value_code"] > 0)

    def meaning(self) -> Any:
        """What a number means: the code that stands beside it, or how it is beside what is usual."""
        coded = np.where(self["value"] != MISSING, self["value_code"], 0)
        said = self.writing.phrases.coded("interpretationCode", coded) if coded.any() else None
        judged = self.judged
        if not judged.any():
            return said
        made = lookup(judged, [None, *(_interpretation(code, words) for code, words in _JUDGEMENTS)])
        return _first_of([said, made], len(self))

    def range(self) -> Any:
        """What is usual, as an element; null where nothing is said."""
        low, high = self.bounds
        measured = self["value"] != MISSING
        low, high = (np.where(measured, end, MISSING) for end in (low, high))
        some = (low != MISSING) | (high != MISSING)
        if not some.any():
            return None
        ends = [self._end(tag, end) for tag, end in ((b"low", low), (b"high", high))]
        inside = join([b'<referenceRange><observationRange><value xsi:type="IVL_PQ">', *ends, _RANGE_ENDS])
        return only(some, inside)

    def _end(self, tag: bytes, value: Column) -> Any:
        forms, form = self.writing.batch.forms, self["form"]
        closing = self.writing.phrases.column(
            "closing of a bound",
            form,
            lambda place: b'" unit="' + xml_text(unit(self.writing, forms[place].unit) or "1") + b'"/>',
        )
        written = join([b"<" + tag + b' value="', numbers(value, self.decimals()), closing.column()], "emit_null")
        return written.fill_null(b"")

    def shown_range(self) -> Any:
        """What is usual, for a reader; null where nothing is said."""
        low, high = self.bounds
        place = np.where(low == MISSING, 0, 2) + np.where(high == MISSING, 0, 1)
        if not place.any():
            return None
        before = lookup(place, [b"", b"up to ", b"from ", b""]).column()
        between = lookup(place, [b"", b"", b"", b" to "]).column()
        ends = [numbers(end, self.decimals()).fill_null(b"") for end in (low, high)]
        return only(place > 0, join([before, ends[0], between, ends[1]]))

    # ---------------------------------------------------------------- of whom

    def fetus(self) -> Column:
        """Which fetus each is of; 0 for the person's own."""
        return np.where(self["about_kind"] == 1, self["about_number"], 0)

    def about(self) -> Any:
        """The fetus that each is of, for a reader; null for the person's own."""
        return distinct(self.fetus(), lambda number: f" (fetus {number})".encode() if number else None)

    def subject(self) -> Any:
        """The fetus that each is of, as an element; null for the person's own."""
        return distinct(self.fetus(), lambda n: element("code", Concept("", (), f"Fetus {n}")) if n else None)


_JUDGEMENTS = (("N", "normal"), ("L", "low"), ("H", "high"))
"""How a value may be beside what is usual: codes of ObservationInterpretation, in the order of `output.usual`."""
_RANGE_ENDS = b"</value></observationRange></referenceRange>"


def _interpretation(code: str, words: str) -> bytes:
    coding = Coding(INTERPRETATION, code, words.capitalize())
    return f"<interpretationCode {attributes(coding)}/>".encode()


def _component(form: Form, place: int) -> str:
    return str((form.details.get("components") or ("", ""))[place])


def _is_pressure(concept: Concept) -> bool:
    return any(coding.code == _PRESSURE for coding in concept.codings)


def has_loinc(concept: Concept) -> bool:
    """Whether a concept has a LOINC code."""
    return any(coding.system == LOINC for coding in concept.codings)


def unit(writing: Writing, written: str) -> str:
    """The UCUM code of a unit as forms write it: a key of the codelists, perhaps without `unit_`, or the
    code."""
    for key in (written, f"unit_{written}"):
        if written and key in writing.batch.codelists:
            return writing.batch.codelists.of_system(key, UCUM).code
    return written


def _first_of(columns: list[Any], n: int) -> Any:
    there = [array(column, n) for column in columns if column is not None]
    return pc.coalesce(*there) if there else None
