"""Text from outside (a server, a dataset, a path), made fit for a terminal, a log, a journal or a report.

Whatever is printed or written down for people goes through `printable`: what would move the cursor, change colours or
the title of a window, or turn the order of letters round is written as it would be in Python; and secrets that were
given to us are not shown, whoever says them.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from synth.secrecy import redacted


def printable(text: str) -> str:
    r"""A text in which all is seen: control characters, marks of direction and the like stand as \x1b, \u202e."""
    text = redacted(text)
    if text.isprintable():
        return text
    return "".join(_seen(each) for each in text)


def printable_in(value: Any) -> Any:
    """Facts for a report in JSON with every text in them, names of members too, made printable."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {printable(str(name)): printable_in(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [printable_in(member) for member in value]
    return value


def _seen(letter: str) -> str:
    if letter.isprintable() or unicodedata.category(letter) == "Zs":
        return letter
    return letter.encode("unicode_escape").decode("ascii")
