"""The notation of templates: the JSON or XML that each will be, with named slots. Read here into parts.

    ${name}             a slot. Inside quotes or between tags the text of a column; in JSON without
                        quotes a whole value (a number, true, a ready object), or whole members.
    ${name|other}       the first of several slots that is not null.
    ${name?}            a slot that may be null: then nothing stands there.
    "key"?: value       an optional member: it goes, comma and all, where a slot in it is null. If all
                        that is in it is optional, it goes where all of that has gone. In arrays:
                        ?value. In XML: <element? ...> and attribute?="...".
    "a"?: x | "b"?: y   a choice: the first that is there. In XML: <a? .../> <?or?> <b? .../>
    ...rows value       one element for each row of `rows` that belongs to this one. In XML:
                        <element*rows ...>
    ${name}, where `name` is another template: that template stands there, with its own slots.

Space that is not inside quotes is for the reader's eye and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Slot:
    """Where a column goes: the first of several that is not null."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Optional:
    """Parts that go where a slot in them is null."""

    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Either:
    """The first of several that is there; `may_lack` if none need be."""

    options: tuple[Optional, ...]
    may_lack: bool


@dataclass(frozen=True)
class Many:
    """Parts once for each row of a table of children."""

    rows: str
    parts: tuple[Part, ...]
    separator: bytes


@dataclass(frozen=True)
class Separated:
    """Parts any of which may lack, with commas between those that are there; nothing if all lack."""

    items: tuple[Part, ...]


Part = bytes | Slot | Optional | Either | Many | Separated
Parts = tuple[Part, ...]
Nested = Mapping[str, Parts]

_SLOT = re.compile(r"\$\{([^{}]*)\}")


def read(source: str, nested: Nested) -> Parts:
    """The parts of a template, written in XML if it begins with "<", else in JSON."""
    reader = _Xml(source, nested) if source.lstrip().startswith("<") else _Json(source, nested)
    return merged(reader.read())


def merged(parts: list[Part] | Parts) -> Parts:
    """The same parts, with neighbouring literals as one."""
    out: list[Part] = []
    for part in parts:
        if isinstance(part, bytes) and out and isinstance(out[-1], bytes):
            out[-1] += part
        elif part != b"":
            out.append(part)
    return tuple(out)


def may_lack(part: Part) -> bool:
    """Whether what is around it stays when this part is not there."""
    return isinstance(part, Optional) or (isinstance(part, Either) and part.may_lack)


@dataclass
class _Item:
    """A member, an element or a choice of them."""

    parts: list[Part]
    optional: bool


class _Reader:
    tokens: list[str]

    def __init__(self, source: str, nested: Nested) -> None:
        self.source, self.nested, self.place = source, nested, 0

    def fail(self, message: str) -> ValueError:
        around = " ".join(self.tokens[max(0, self.place - 5) : self.place + 5])
        return ValueError(f"template: {message} near: {around}")

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.peek()
        if not token or (wanted and token != wanted):
            raise self.fail(f"'{wanted or 'more'}' expected")
        self.place += 1
        return token

    def slot(self, inside: str) -> list[Part]:
        name = inside.strip()
        if name in self.nested:
            return list(self.nested[name])
        slot = Slot(tuple(each.strip() for each in name.removesuffix("?").split("|")))
        return [Optional((slot,))] if name.endswith("?") else [slot]

    def text(self, text: str) -> list[Part]:
        pieces = _SLOT.split(text)
        parts: list[Part] = []
        for literal, inside in zip(pieces[::2], [*pieces[1::2], None], strict=True):
            parts.append(literal.encode())
            if inside is not None:
                parts += self.slot(inside)
        return parts

    def choice(self, first: _Item, more: str, one: Callable[[], _Item]) -> _Item:
        items = [first]
        while self.peek() == more:
            self.take()
            items.append(one())
        if len(items) == 1:
            return first
        if not all(item.optional for item in items[:-1]):
            raise self.fail("only the last of a choice may stand without '?'")
        lacks = items[-1].optional
        options = tuple(Optional(merged(item.parts)) for item in items)
        return _Item([Either(options, lacks)], lacks)


class _Json(_Reader):
    _TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\$\{[^{}]*\}|\.\.\.[\w.]+|[{}\[\]:,|?]|[-+.\w]+|\s+|.', re.DOTALL)

    def read(self) -> list[Part]:
        self.tokens = [token for token in self._TOKEN.findall(self.source) if not token.isspace()]
        parts = self.value()
        if self.peek():
            raise self.fail("the template goes on after its end")
        return parts

    def value(self) -> list[Part]:
        token = self.take()
        if token in "{[":
            close, one = ("}", self.member) if token == "{" else ("]", self.element)
            return [token.encode(), *_sequence(self.items(close, one)), close.encode()]
        if token[0] == '"':
            return self.text(token)
        if token.startswith("${"):
            return self.slot(token[2:-1])
        if re.fullmatch(r"[-+.\w]+", token):
            return [token.encode()]
        raise self.fail(f"'{token}' is no value")

    def items(self, close: str, one: Callable[[], _Item]) -> list[_Item]:
        found: list[_Item] = []
        while self.peek() != close:
            if found:
                self.take(",")
            found.append(self.choice(one(), "|", one))
        self.take(close)
        return found

    def optional(self) -> bool:
        if self.peek() != "?":
            return False
        self.place += 1
        return True

    def member(self) -> _Item:
        key = self.take()
        if key.startswith("${"):
            return _Item(self.slot(key[2:-1]), self.optional())
        if key[0] != '"':
            raise self.fail(f"'{key}' is no key")
        optional = self.optional()
        self.take(":")
        return _Item([key.encode(), b":", *self.value()], optional)

    def element(self) -> _Item:
        if self.peek().startswith("..."):
            rows = self.take()[3:]
            return _Item([Many(rows, merged(self.value()), b",")], True)
        optional = self.optional()
        return _Item(self.value(), optional)


def _sequence(items: list[_Item]) -> list[Part]:
    """Members or elements with their commas, each of which goes with the optional one that it belongs to."""
    first = next((place for place, item in enumerate(items) if not item.optional), -1)
    if first < 0 and items:
        return [Separated(tuple(_whole(item.parts) for item in items))]
    parts: list[Part] = []
    for place, item in enumerate(items):
        before, after = (b"", b",") if place < first else (b"," if place > first else b"", b"")
        if item.optional:
            parts.append(_whole(item.parts, before, after))
        else:
            parts += [before, *item.parts, after]
    return parts


def _whole(parts: list[Part], before: bytes = b"", after: bytes = b"") -> Part:
    if len(parts) == 1 and isinstance(parts[0], Either):
        options = (merged([before, *option.parts, after]) for option in parts[0].options)
        return Either(tuple(Optional(option) for option in options), parts[0].may_lack)
    return Optional(merged([before, *parts, after]))


class _Xml(_Reader):
    _TOKEN = re.compile(r'<!--.*?-->|<\?.*?\?>|<(?:[^<>"]|"[^"]*")*>|[^<]+|<', re.DOTALL)
    _TAG = re.compile(r"<([\w:.-]+)(\?|\*[\w.]+)?(.*?)(/?)>", re.DOTALL)
    _ATTRIBUTE = re.compile(r'\s*([\w:.-]+)(\?)?="([^"]*)"|\s*(\S+)', re.DOTALL)

    def read(self) -> list[Part]:
        tokens = self._TOKEN.findall(self.source)
        self.tokens = [token for token in tokens if not (token.isspace() or token.startswith("<!--"))]
        return self.content("")

    def content(self, close: str) -> list[Part]:
        parts: list[Part] = []
        while self.peek() != close:
            token = self.peek()
            if token.startswith("</"):
                raise self.fail(f"'{close}' expected")
            if token.startswith("<?") or not token.startswith("<"):
                self.take()
                parts += self.text(re.sub(r"^\s*\n\s*|\s*\n\s*$|(?<=})\s*\n\s*(?=\${)", "", token))
                continue
            item = self.choice(self.element(), "<?or?>", self.element)
            parts += [_whole(item.parts)] if item.optional else item.parts
        return parts

    def element(self) -> _Item:
        tag = self._TAG.fullmatch(self.take())
        if not tag:
            self.place -= 1
            raise self.fail("an element expected")
        name, mark, attributes, empty = tag.groups()
        parts: list[Part] = [b"<" + name.encode()]
        for key, optional, value, wrong in self._ATTRIBUTE.findall(attributes.rstrip()):
            if wrong:
                raise self.fail(f"'{wrong}' is no attribute")
            written = [f' {key}="'.encode(), *self.text(value), b'"']
            parts += [Optional(merged(written))] if optional else written
        if empty:
            parts.append(b"/>")
        else:
            close = f"</{name}>"
            parts += [b">", *self.content(close), close.encode()]
            self.take(close)
        if mark and mark != "?":
            return _Item([Many(mark[1:], merged(parts), b"")], True)
        return _Item(parts, mark == "?")
