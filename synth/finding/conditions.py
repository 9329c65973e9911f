"""The small language of conditions: read by a parser of its own into a tree, and asked of columns of people.

    condition  = every ("or" every)*
    every      = one ("and" one)*
    one        = "not" one | "(" condition ")" | story | asked sign value | asked
    asked      = particular | entries | ("first" | "last") entries
    entries    = kind | kind "(" code ")"
    sign       = "=" | "!=" | "<" | "<=" | ">" | ">="

A particular alone asks whether it is known, entries alone whether there is one. `and` binds closer than `or`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from synth.errors import BadArguments
from synth.evidence.units import among
from synth.finding import entries
from synth.finding.entries import ASKED, Entries
from synth.table import at

Column = np.ndarray
Test = Callable[[pa.Table], Column]

LONGEST = 2_000
"""Letters that a condition may have."""
DEEPEST = 50
"""Brackets and `not` that may stand within each other."""
_TOKEN = re.compile(
    r"\s*(?:(?P<word>[A-Za-z_][A-Za-z0-9_]*)|(?P<value>[0-9][0-9-]*)"
    r"|\"(?P<text>[^\"]*)\"|(?P<sign><=|>=|!=|[=<>()]))"
)

WORDS, DAYS, NUMBERS = "words", "a day such as 2020-01-31", "a whole number"
PARTICULARS = {
    "name": WORDS, "sex": WORDS, "born": DAYS, "died": DAYS, "place": WORDS, "practice": WORDS, "ethnic_group": WORDS,
    "cause_of_death": WORDS, "decile": NUMBERS, "family": NUMBERS, "member": NUMBERS, "children": NUMBERS,
    "kin": NUMBERS,
}  # fmt: skip
"""What may be asked for beside stories, and what it is: the columns of people.csv; `children`, how many people have the
person as mother, and `kin`, how many others of the family there are."""
_SIGNS: dict[str, Callable[..., Column]] = {
    "=": pc.equal, "!=": pc.not_equal, "<": pc.less, "<=": pc.less_equal, ">": pc.greater, ">=": pc.greater_equal,
}  # fmt: skip


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


def condition(text: str, stories: Sequence[str], codes: Collection[str] | None = None) -> Test:
    """What a condition asks, as a function of people (columns of text, as people.csv has them) to a mask (bool).

    stories: the names that there are; codes: the keys of the codelists, None where they cannot be looked up. What it
    asks of someone's entries (`asked_of`) stands in further columns (`entries.told`). BadArguments in one line, with a
    caret before what is wrong.
    """
    return _parsed(text, stories, codes)[0]


def asked_of(text: str, stories: Sequence[str]) -> list[Entries]:
    """The entries of which a condition asks, each once, in the order in which it names them."""
    return list(dict.fromkeys(_parsed(text, stories, None)[1]))


def _parsed(text: str, stories: Sequence[str], codes: Collection[str] | None) -> tuple[Test, list[Entries]]:
    if len(text) > LONGEST:
        raise BadArguments(f"the condition has more than {LONGEST} letters: ask for less at once")
    parser = _Parser(text, stories, codes)
    return parser.whole(), parser.entries


class _Parser:
    def __init__(self, text: str, stories: Sequence[str], codes: Collection[str] | None) -> None:
        self.text, self.stories, self.codes, self.deep = text, stories, codes, 0
        self.entries: list[Entries] = []
        self.tokens, self.place = list(self._tokens()), 0

    def _tokens(self) -> list[_Token]:
        found, at = [], 0
        while self.text[at:].strip():
            match = _TOKEN.match(self.text, at)
            if not match:
                at += len(self.text[at:]) - len(self.text[at:].lstrip())
                raise self.wrong(at, "this is no word, number or sign; put text between double quotes")
            kind = str(match.lastgroup)
            found.append(_Token(kind, match[kind], match.start(kind) - (kind == "text")))
            at = match.end()
        return [*found, _Token("end", "", len(self.text.rstrip()))]

    def wrong(self, at: int, what: str) -> BadArguments:
        """A fault of the condition, shown where it stands."""
        return BadArguments(f"{self.text[:at]}^{self.text[at:]}: at the caret: {what}")

    @property
    def now(self) -> _Token:
        return self.tokens[self.place]

    def taken(self) -> _Token:
        token = self.now
        self.place += 1
        return token

    def is_word(self, word: str) -> bool:
        return self.now.kind == "word" and self.now.text == word

    def whole(self) -> Test:
        """The whole of it."""
        found = self.any_of()
        if self.now.kind != "end":
            raise self.wrong(self.now.at, "write and or or before this")
        return found

    def any_of(self) -> Test:
        parts = [self.all_of()]
        while self.is_word("or"):
            self.taken()
            parts.append(self.all_of())
        return parts[0] if len(parts) == 1 else lambda people: np.logical_or.reduce([part(people) for part in parts])

    def all_of(self) -> Test:
        parts = [self.one()]
        while self.is_word("and"):
            self.taken()
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else lambda people: np.logical_and.reduce([part(people) for part in parts])

    def one(self) -> Test:
        token = self.taken()
        self.deep += 1
        if self.deep > DEEPEST:
            raise self.wrong(token.at, f"more than {DEEPEST} brackets and nots within each other")
        try:
            if token.kind == "word" and token.text == "not":
                inner = self.one()
                return lambda people: ~inner(people)
            if token.text == "(" and token.kind == "sign":
                found = self.any_of()
                if self.now.text != ")":
                    raise self.wrong(self.now.at, "a bracket is not closed")
                self.taken()
                return found
            if token.kind != "word" or token.text in ("and", "or"):
                raise self.wrong(token.at, "a story, a particular, not or a bracket is due here")
            return self._asked(token)
        finally:
            self.deep -= 1

    def _asked(self, token: _Token) -> Test:
        name = token.text
        if name in PARTICULARS:
            return self._compared(name, PARTICULARS[name]) if self.signed else _known(name)
        if name in ASKED:
            one = self._entries(name)
            return self._compared(one.name, NUMBERS) if self.signed else lambda people: _mask(
                pc.greater(people[one.name], 0))  # fmt: skip
        if name in (entries.FIRST, entries.LAST) and self.now.kind == "word":
            return self._compared(self._entries(self.taken().text, self.place - 1).day(name), DAYS)
        if name not in self.stories:
            there = [*self.stories, *PARTICULARS, *ASKED]
            raise self.wrong(token.at, f"no story or particular '{name}': {among(there, name)}")
        return lambda people: _mask(pc.match_substring_regex(people["stories"], rf"(^| ){name}( |$)"))

    @property
    def signed(self) -> bool:
        """Whether a comparison comes next."""
        return self.now.text in _SIGNS and self.now.kind == "sign"

    def _entries(self, called: str, place: int | None = None) -> Entries:
        """Entries of a kind, perhaps with a code between brackets. place: the token that names them."""
        token = self.tokens[self.place - 1 if place is None else place]
        if called not in ASKED:
            raise self.wrong(token.at, f"no kind of entry '{called}': {among([*ASKED], called)}")
        one = Entries(called)
        if self.now.text == "(" and self.now.kind == "sign":
            self.taken()
            code = self.taken()
            if code.kind not in ("word", "text") or not code.text:
                raise self.wrong(code.at, 'a code is due here, the key of a codelist; "hv_*" is any that begins so')
            known = self.codes
            if known is not None and not any(fnmatchcase(key, code.text) for key in known):
                raise self.wrong(code.at, f"no code '{code.text}': {among(sorted(known), code.text)}")
            if self.now.text != ")":
                raise self.wrong(self.now.at, "a bracket is not closed")
            self.taken()
            one = Entries(called, code.text)
        self.entries.append(one)
        return one

    def _compared(self, name: str, kind: str) -> Test:
        if not self.signed:
            raise self.wrong(self.now.at, f"{name} is {kind}: compare it, as with < or >=")
        sign, value = self.taken().text, self.taken()
        fits = {WORDS: value.kind in ("word", "text", "value"), NUMBERS: re.fullmatch(r"\d{1,9}", value.text),
                DAYS: re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.text)}[kind]  # fmt: skip
        if not fits:
            raise self.wrong(value.at, f"{name} is {kind}")
        if kind == WORDS and sign not in ("=", "!="):
            raise self.wrong(value.at, f"{name} is {kind}: ask with = or !=")
        ask = _SIGNS[sign]
        if kind == NUMBERS:
            return lambda people: _mask(ask(_numbers(people, name), int(value.text)))
        return lambda people: _known(name)(people) & _mask(ask(people[name], value.text))


def _known(name: str) -> Test:
    if name in ("children", "kin"):
        return lambda people: _mask(pc.greater(_numbers(people, name), 0))
    return lambda people: _mask(pc.not_equal(people[name], ""))


def _mask(found: pa.ChunkedArray) -> Column:
    return pc.fill_null(found, False).to_numpy(zero_copy_only=False).astype(bool)


def _numbers(people: pa.Table, name: str) -> pa.ChunkedArray | pa.Array:
    """A particular as whole numbers, null where it is not known."""
    if name == "kin":
        _, place, many = np.unique(people["family"].to_numpy(), return_inverse=True, return_counts=True)
        return pa.array(many[place.reshape(-1)] - 1)
    if name == "children":
        mothers, many = np.unique(people["mother"].to_numpy().astype(str), return_counts=True)
        row = pc.fill_null(pc.index_in(people["id"], value_set=pa.array(mothers, pa.string())), -1).to_numpy()
        return pa.array(at(many, row))
    column = people[name]
    if pa.types.is_integer(column.type):  # a count of entries
        return column
    return pc.cast(pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column), pa.int64())
