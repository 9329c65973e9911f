"""Secrets that were given to us, and the texts in which they must not be seen, whoever repeats them and however.

A server may say our token back: as it was, in base64, written for a URL, as hexadecimal, with spaces or line ends
strewn in, or a part of it. So what counts is not the secret but any eight letters and digits in a row of one of its
writings. What is short is looked for as it stands.
"""

from __future__ import annotations

import re

HIDDEN = "[secret]"
"""What stands in place of a secret."""
RUN = 8
"""So many letters and digits in a row of a secret's writing are not shown."""
SHORTEST = 4
"""Characters: what is shorter cannot be told from other words."""

_STEERING = re.compile(r"(?:\x1b\[|\x9b)[0-9;?]*[A-Za-z]")
"""What changes colours or moves the cursor: strewn into a secret, it is no part of it."""
PASSING = 16
"""So many secrets that pass (tokens, signed assertions) are remembered, the newest."""

_given: dict[str, tuple[set[str], set[str]]] = {}
_passing: dict[str, tuple[set[str], set[str]]] = {}


def keep(secret: str, passing: bool = False) -> None:
    """From now on a secret, and any writing of it, is left out of every text that is shown.

    passing: it is good for minutes, and others like it will follow.
    """
    if len(secret) < SHORTEST:
        return
    (_passing if passing else _given)[secret] = _looked_for(secret)
    while len(_passing) > PASSING:
        del _passing[next(iter(_passing))]


def _looked_for(secret: str) -> tuple[set[str], set[str]]:
    """What is looked for as it stands, and which letters and digits in a row."""
    whole: set[str] = set()
    runs: set[str] = set()
    for writing in _writings(secret):
        letters = _letters(writing)
        if len(letters) < RUN:
            whole.add(writing)
        else:
            runs.update(letters[at : at + RUN] for at in range(len(letters) - RUN + 1))
    return whole, runs


def redacted(text: str) -> str:
    """A text without the secrets that are kept."""
    known = [*_given.values(), *_passing.values()]
    whole = set().union(*(whole for whole, _ in known))
    for secret in sorted(whole, key=lambda each: (-len(each), each)):
        text = text.replace(secret, HIDDEN)
    runs = [some for _, some in known if some]
    if not runs:
        return text
    seen = _STEERING.sub(lambda found: " " * len(found[0]), text)
    pairs = [(at, letter.lower()[0]) for at, letter in enumerate(seen) if letter.isalnum()]
    letters = "".join(letter for _, letter in pairs)
    gone = bytearray(len(text))
    for at in range(len(letters) - RUN + 1):
        run = letters[at : at + RUN]
        if any(run in some for some in runs):
            first, last = pairs[at][0], pairs[at + RUN - 1][0]
            gone[first : last + 1] = b"\1" * (last + 1 - first)
    if not any(gone):
        return text
    shown, before = [], 0
    for letter, hidden in zip(text, gone, strict=True):
        shown.append(letter if not hidden else HIDDEN if not before else "")
        before = hidden
    return "".join(shown)


def _letters(text: str) -> str:
    return "".join(letter.lower()[0] for letter in text if letter.isalnum())


def _writings(secret: str) -> set[str]:
    """The writings in which a secret may come back: itself, backwards, for URLs and texts, in hexadecimal, in base64.

    In base64 what stands before it shifts it by up to two characters; what depends on its neighbours is not kept.
    """
    from base64 import b64encode, urlsafe_b64encode
    from urllib.parse import quote, quote_plus

    raw = secret.encode("utf-8", "surrogatepass")
    found = {secret, secret[::-1], quote(raw, safe=""), quote(quote(raw, safe=""), safe=""), quote_plus(raw)}
    found |= {raw.hex(), raw.hex(" "), ascii(secret)[1:-1], secret.swapcase()}
    for encode in (b64encode, urlsafe_b64encode):
        found.add(encode(raw).decode().rstrip("="))
        for before in range(3):
            text = encode(b"\0" * before + raw + b"\0\0").decode()
            found.add(text[(8 * before + 5) // 6 : (8 * (before + len(raw))) // 6])
    return {each for each in found if len(each) >= SHORTEST}
