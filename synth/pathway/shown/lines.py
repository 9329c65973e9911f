"""A pathway in words as lines of plain text: what `synth pathways show` prints."""

from __future__ import annotations

from collections.abc import Iterator

from synth.pathway.shown.steps import Told

_WIDE = 14
"""Letters of the column of headings."""


def lines(of: Told) -> Iterator[str]:
    """A pathway in words, line by line: first the whole of it, then each step, numbered in its order."""
    yield of.title
    yield from _said(of)
    for number, step in enumerate(of.steps, 1):
        yield ""
        yield f"{number}. {step.title}"
        yield from _said(step)


def _said(of: Told) -> Iterator[str]:
    before = ""
    for heading, text in of.lines:
        yield f"   {'' if heading == before else heading:<{_WIDE}}{text}"
        before = heading
    for at, (name, said, sources) in enumerate(of.numbers):
        yield f"   {'' if at else 'numbers':<{_WIDE}}{name}: {said[0] if said else ''}"
        for text in said[1:]:
            yield f"   {'':<{_WIDE}}  {text}"
        for source in sources:
            yield f"   {'':<{_WIDE}}  [{source}]"
