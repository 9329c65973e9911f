"""A pathway in words, step by step: who, when, by what chance, what is written, what comes next, and on whose word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from synth.codes import Codelists
from synth.evidence import Number
from synth.pathway.compiled import parents
from synth.pathway.language.expressions import (
    Age,
    ByOption,
    Code,
    CodeBy,
    Constant,
    Draw,
    Expression,
    Fact,
    Local,
    Of,
    OthersInFamily,
    Value,
    Where,
    spaced,
    whole,
)
from synth.pathway.language.model import END, REST, Choice, Pathway, Step, When, Write
from synth.pathway.language.notes import COUNT, QUANTITY, notes_of
from synth.pathway.shown import figures
from synth.world import vocabulary

Options = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Told:
    """A pathway or a step of it in words: a title, what is said of it under headings, and the numbers it rests on.

    lines: (heading, what is said) in order. numbers: (name, what it says, its sources), each once.
    """

    title: str
    lines: tuple[tuple[str, str], ...]
    numbers: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = ()
    steps: tuple[Told, ...] = field(default=())


def told(p: Pathway, codelists: Codelists) -> Told:
    """A pathway in words."""
    p = parents.as_read(p)
    options = options_of(p)
    lines = [("begins", " or ".join(_begins(name) for name in p.signals))]
    if p.answers is not None:
        lines += [("answers", said) for said in answer(p)]
    if p.guideline:
        lines.append(("follows", p.guideline))
    if p.only is not None:
        lines.append(("only if", p.only.words(options)))
    read = parents.inherited(p)
    if p.part_of is not None:
        kept = [spaced(note.name) for name, (_, note) in read.items() if name in p.takes]
        lines.append(("part of", p.part_of.name + (f", of which it reads: {', '.join(kept)}" if kept else "")))
    if p.beside:
        lines.append(("beside it", "; ".join(one.name for one in p.beside)))
    if taken := [name for name in p.takes if name not in read]:
        lines.append(("is told", ", ".join(spaced(name) for name in taken)))
    lines += [("remembers", text) for text in _remembered(p)]
    if p.until is not None:
        lines.append(("is over", f"at {p.until.words(options)}" + (f": {p.ending}" if p.ending else "")))
    if p.at_death:
        lines.append(("at death", p.at_death))
    if p.confidentiality:
        lines.append(("guarded", p.confidentiality))
    thresholds = (p.answers.at_least, p.answers.below, p.answers.ignored) if p.answers is not None else ()
    heads = [e for e in (p.only, p.until, *thresholds) if e is not None]
    steps = tuple(_step(p, s, options, codelists) for s in p.steps)
    return Told(p.name, tuple(lines), _numbers(heads), steps)


def _begins(signal: str) -> str:
    """A signal that starts a pathway, and whose it is to raise."""
    return f"with the life event '{signal}'" if signal in vocabulary.EVENTS else f"when '{signal}' is signalled"


def answer(p: Pathway) -> Iterator[str]:
    """What a pathway is the consequence of, who acts by when, and how often nobody does."""
    f = p.answers
    if f is None:
        return
    bounds = (("at least", f.at_least), ("below", f.below))
    past = " and ".join(f"{word} {_words(number, {})}" for word, number in bounds if number is not None)
    acts = next(s for s in p.steps if s.setting)
    by_when = "; ".join(_when(p, acts, options_of(p))) or "at once"
    yield f"{' or '.join(map(spaced, f.of))} {past}"
    yield f"acted on by {acts.setting} ({acts.name}), {by_when}; by nobody: {_chance(f.ignored)}"


def _remembered(p: Pathway) -> Iterator[str]:
    """What the episode keeps, each note with what it means, in what it is measured and what it may be."""
    declared = notes_of(p.notes) if p.notes else {}
    for name in dict.fromkeys([*p.takes, *(name for s in p.steps for name in s.draws)]):
        if name in declared:
            note = declared[name]
            unit = f", {note.unit}" if note.kind in (QUANTITY, COUNT) and note.unit else ""
            one_of = f": {', '.join(map(spaced, note.options))}" if note.options else ""
            yield f"{spaced(name)} ({note.means}{unit}{one_of})"


def options_of(p: Pathway) -> dict[str, tuple[str, ...]]:
    """What each local may be, where a number of the evidence names it: the words of its options."""
    found: dict[str, tuple[str, ...]] = {}
    for s in p.steps:
        for name, value in s.draws.items():
            parts = whole(value).walk()
            known = [part.number.options for part in parts if isinstance(part, Draw) and part.number.form == "shares"]
            if known and all(len(each) == len(known[0]) for each in known):
                found[name] = known[0]
    return found


def branches(s: Step, options: Options) -> list[tuple[str, str]]:
    """The steps that may come next, each with what leads there, in words; empty words where nothing is asked."""
    if isinstance(s.then, Choice):
        return [(name, _chance(of)) for name, of in s.then.options.items()]
    if isinstance(s.then, When):
        asked = [(name, condition.words(options)) for name, condition in s.then.conditions.items()]
        return [*asked, (s.then.otherwise, "otherwise")]
    return [(s.then, "")] if s.then else []


def _chance(of: Draw | Expression | str) -> str:
    if of == REST:
        return "the rest"
    if isinstance(of, Draw):
        amount = figures.brief(of.number)
        return f"{spaced(of.number.name)}{f', {amount}' if amount else ''}"
    return str(of)


def _step(p: Pathway, s: Step, options: Options, codelists: Codelists) -> Told:
    lines = [("who and where", s.setting)] if s.setting else []
    lines += [("when", text) for text in _when(p, s, options)]
    lines += [("decides", f"{spaced(name)}: {_words(whole(value), options)}") for name, value in s.draws.items()]
    if s.contact is not None:
        asked = f", if {_words(s.contact_when, options)}" if s.contact_when is not None else ""
        lines.append(("meets", f"{written_code(s.contact, options, codelists)} ({_length(s.lasts, options)}){asked}"))
    lines += [("writes", text) for w in s.writes for text in _write(w, options, codelists)]
    lines += [("from now on", f"{spaced(name)} = {_words(whole(value), options)}") for name, value in s.sets.items()]
    for raised in s.signals:
        asked = f", if {_words(raised.when, options)}" if raised.when is not None else ""
        lines.append(("signals", f"{raised.name}, to {' and '.join(map(spaced, raised.targets))}{asked}"))
    for name, why in branches(s, options):
        to = "nothing more" if name == END else name
        lines.append(("then", f"{to}{f': {why}' if why else ''}"))
    if not s.followers() and not branches(s, options):
        lines.append(("then", "nothing more"))
    return Told(s.name, tuple(lines), _numbers(_expressions(s)))


_LONG = 150
"""Letters above which what is worked out is told by what it rests on."""


def _words(e: Expression, options: Options) -> str:
    """An expression in words; where that is more than anyone reads, what it is worked out from."""
    said = e.words(options)
    if len(said) <= _LONG:
        return said
    rests = [part.words(options) for part in e.walk() if isinstance(part, (Local, Fact, Of, Draw, OthersInFamily, Age))]
    return f"what follows from {', '.join(dict.fromkeys(rests))}"


def _when(p: Pathway, s: Step, options: Options) -> Iterator[str]:
    first = s is p.steps[0] or s.name in (p.ending, p.at_death)
    if isinstance(s.after, Draw):
        for text in figures.said(s.after.number):
            yield f"after {spaced(s.after.number.name)}: {text}"
    elif isinstance(s.after, Expression) and not (isinstance(s.after, Constant) and s.after.value == 0):
        yield f"after {_words(s.after, options)}"
    if s.at is not None:
        yield f"not before {_words(s.at, options)}"
    elif not isinstance(s.after, Expression) and not s.after:
        yield "at that moment" if first else "at once"
    if s.hours:
        yield "at any hour" if s.hours == "always" else f"in {s.hours} hours"


def _length(lasts: Value | None, options: Options) -> str:
    if lasts is None:
        return "as long as is usual there"
    if isinstance(lasts, Draw):
        return figures.brief(lasts.number) or figures.said(lasts.number)[0]
    return f"{whole(lasts).words(options)} minutes"


def written_code(code: str | Expression, options: Options, codelists: Codelists) -> str:
    """A code as the words that stand in the record; those of several with what chooses between them."""
    if isinstance(code, str):
        return codelists.concept(code).text if code in codelists else f"{spaced(code)} (in no codelist)"
    if isinstance(code, Code):
        return written_code(code.key, options, codelists) if code.key else "nothing"
    if isinstance(code, Where):
        then, otherwise = (written_code(part, options, codelists) for part in (code.then, code.otherwise))
        return f"{then} if {code.condition.words(options)}, otherwise {otherwise}"
    if isinstance(code, (CodeBy, ByOption)):
        keys = code.keys if isinstance(code, CodeBy) else tuple(str(to) for _, to in code.values)
        by = code.number if isinstance(code, CodeBy) else code.option
        texts = dict.fromkeys(written_code(Code(key), options, codelists) for key in keys)
        return f"one of {'; '.join(texts)} (by {by.words(options)})"
    return code.words(options)


def _write(w: Write, options: Options, codelists: Codelists) -> Iterator[str]:
    if w.code is None or (isinstance(w.code, str) and not w.code):
        what = w.text or w.slot  # in words alone
    else:
        what = written_code(w.code, options, codelists)
    said = f"{spaced(w.kind)}: {what}"
    if w.value is not None:
        said += f" = {_words(w.value, options)}"
    if w.unit:
        said += f" {codelists.concept(w.unit).text if w.unit in codelists else w.unit}"
    if w.value_code is not None:
        said += f" = {written_code(w.value_code, options, codelists)}"
    if w.change != "recorded":
        said += f", {w.change}"
    if w.status:
        said += f" ({w.status})"
    for word, e in (("from", w.begins), ("until", w.until), ("about fetus", w.about), ("if", w.when)):
        if e is not None:
            said += f", {word} {_words(e, options)}"
    if w.worded_by is not None:
        ways = sum(map(len, w.wordings.values()))
        said += f", in one of {ways} wordings by {_words(w.worded_by, options)}"
    if w.recorded is not None:
        said += f", recorded after {_words(w.recorded, options)}"
    if w.setting:
        said += f", by {w.setting}"
    if w.confidentiality != "normal":
        said += f", {w.confidentiality}"
    yield said


def _expressions(s: Step) -> list[Expression]:
    every: list[object] = [s.after, s.at, *s.draws.values(), s.contact, s.contact_when, s.lasts, *s.sets.values()]
    every += [e for w in s.writes for e in w.expressions()]
    every += [e for raised in s.signals for e in (*raised.carries.values(), raised.when)]
    if isinstance(s.then, Choice):
        every += s.then.options.values()
    if isinstance(s.then, When):
        every += s.then.conditions.values()
    return [e for e in every if isinstance(e, Expression)]


def _numbers(expressions: Sequence[Expression]) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """The numbers that expressions draw, in their order, each once."""
    found: dict[str, Number] = {}
    for e in expressions:
        for part in e.walk():
            if isinstance(part, Draw):
                found.setdefault(part.number.name, part.number)
    return tuple(
        (spaced(name), tuple(figures.said(number)), tuple(dict.fromkeys(number.sources)))
        for name, number in found.items()
    )
