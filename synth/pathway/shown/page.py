"""A pathway in words as a page of HTML that stands alone: no script, nothing from elsewhere, made to be printed too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from synth.pathway.shown.steps import Told

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1c2430; background: #f4f6f8; margin: 0; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.7rem; margin: 0 0 .5rem; } h2 { font-size: 1.15rem; margin: 0 0 .5rem; }
h1::first-letter { text-transform: uppercase; } h2 .number { color: #5b6b7f; font-weight: normal; }
section { background: #fff; border: 1px solid #d5dce4; border-radius: .4rem; padding: 1rem 1.2rem; margin: 1rem 0; }
dl { display: grid; grid-template-columns: 9rem 1fr; gap: .2rem 1rem; margin: 0; }
dt { color: #4a5868; } dd { margin: 0; overflow-wrap: anywhere; } dd p { margin: 0; }
table { border-collapse: collapse; width: 100%; margin-top: .8rem; font-size: .92rem; }
th:first-child { width: 18%; } th:nth-child(2) { width: 38%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-top: 1px solid #e3e8ee; }
th { color: #4a5868; font-weight: 600; } td p { margin: 0; } .assumed { color: #8a4b00; }
a { color: #1d4f91; }
@media print { body { background: #fff; } section { break-inside: avoid; } }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dt { margin-top: .4rem; } }
""".strip()


def page(of: Told) -> str:
    """A pathway in words as HTML; every step has an anchor, and what comes next leads there."""
    places = {step.title: f"step-{number}" for number, step in enumerate(of.steps, 1)}
    parts = [f"<section>{_said(of, places)}</section>"]
    for number, step in enumerate(of.steps, 1):
        head = f'<h2><span class="number">{number}.</span> {escape(step.title)}</h2>'
        parts.append(f'<section id="step-{number}">{head}{_said(step, places)}</section>')
    return document(of.title, parts)


def document(title: str, parts: Iterable[str], style: str = "") -> str:
    """A page that stands alone: its title, and parts of HTML one below the other; style: rules besides."""
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}{style}</style></head>\n"
        f"<body><main><h1>{escape(title)}</h1>\n" + "\n".join(parts) + "\n</main></body></html>\n"
    )


def _said(of: Told, places: dict[str, str]) -> str:
    return "".join([*_list(of, places), *_table(of)])


def _list(of: Told, places: dict[str, str]) -> Iterator[str]:
    yield "<dl>"
    for heading, group in groupby(of.lines, key=lambda line: line[0]):
        texts = [_linked(text, places) if heading == "then" else escape(text) for _, text in group]
        yield f"<dt>{escape(heading)}</dt><dd>{''.join(f'<p>{text}</p>' for text in texts)}</dd>"
    yield "</dl>"


def _linked(text: str, places: dict[str, str]) -> str:
    """What comes next, with a link to it."""
    name, mark, why = text.partition(": ")
    if name not in places:
        return escape(text)
    return f'<a href="#{places[name]}">{escape(name)}</a>{escape(mark + why)}'


def _table(of: Told) -> Iterator[str]:
    if not of.numbers:
        return
    yield "<table><thead><tr><th>number</th><th>what it says</th><th>source</th></tr></thead><tbody>"
    for name, said, sources in of.numbers:
        told = "".join(f"<p>{escape(text)}</p>" for text in said)
        named = "".join(
            f"<p{' class=assumed' if source.startswith('assumption') else ''}>{escape(source)}</p>"
            for source in sources
        )
        yield f"<tr><td>{escape(name)}</td><td>{told}</td><td>{named}</td></tr>"
    yield "</tbody></table>"
