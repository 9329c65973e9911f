"""A domain of pathways as a page of the reference: its modules, pathways, signals and facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from synth.codes import Codelists
from synth.pathway.compiled import signals as met
from synth.pathway.compiled.apart import begun
from synth.pathway.language.model import END, Pathway, Step
from synth.pathway.language.words import Words
from synth.pathway.shown.steps import answer, options_of, written_code
from synth.world import vocabulary


@dataclass(frozen=True)
class Module:
    """A module of pathways: its name, the sentence that opens it, and its pathways."""

    name: str
    opens: str
    pathways: Sequence[Pathway]


def page(title: str, note: str, modules: Sequence[Module], everything: Sequence[Pathway], words: Words,
         codelists: Codelists) -> str:  # fmt: skip
    """The page of one domain as Markdown.

    note: who made it, as a comment. modules: the domain's. everything, words: the pathways of all domains, among which
    signals and facts meet, and what they declare.
    """
    lines = [f"<!-- {note} -->", "", f"# {title}", ""]
    lines += table(("module", "what it holds", "pathways"),
                    ((f"`{m.name}`", m.opens, "; ".join(p.name for p in m.pathways)) for m in modules))  # fmt: skip
    own = [p for m in modules for p in m.pathways]
    names = {p.name for p in own}
    words = replace(words, signals=(*words.signals, *begun(own)))
    heard, known = met.signals(everything), met.facts(everything)
    lines += ["", "## Signals", ""]
    lines += table(("signal", "what it means", "carries", "raised by", "heard by"), _signals(heard, names, words))
    lines += ["", "## Facts", ""]
    lines += table(("fact", "what it means", "set by", "read by"), _facts(known, names, words))
    for p in own:
        lines += ["", f"## {p.name[0].upper()}{p.name[1:]}", "", *_head(p), ""]
        lines += table(("step", "who and where", "what is written", "signals", "then"), _steps(p, codelists))
    return "\n".join(lines) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table in Markdown; "None." where it has no rows."""
    found = list(rows)
    if not found:
        yield "None."
        return
    for row in (heads, ["---"] * len(heads), *found):
        yield "| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in row) + " |"


def _signals(heard: Mapping[str, met.Met], names: set[str], words: Words) -> Iterator[tuple[str, ...]]:
    """The signals that the domain raises or hears, and who else does."""
    declared = {word.name: word for word in words.signals}
    for name, at in heard.items():
        raisers = list(dict.fromkeys(place.split(".")[0] for place in at.by))
        if not names & {*raisers, *at.to}:
            continue
        word = declared.get(name)
        means = (word.means + (f" (for later: {word.for_later})" if word.for_later else "")) if word else ""
        if name in vocabulary.EVENTS:  # which half of all pathways hear: those of the domain alone
            here = [to for to in at.to if to in names]
            yield name, "a life event", ", ".join(vocabulary.EVENTS[name]), "the world", "; ".join(here)
        else:
            yield name, means, ", ".join(word.carries) if word else "", "; ".join(raisers), "; ".join(at.to)


def _facts(known: Mapping[str, met.Met], names: set[str], words: Words) -> Iterator[tuple[str, ...]]:
    """The facts that the domain sets or reads, and who else does."""
    declared = {word.name: word for word in words.facts}
    for name, at in known.items():
        setters = list(dict.fromkeys(place.split(".")[0] for place in at.by))
        if not names & {*setters, *at.to}:
            continue
        word = declared.get(name)
        means = vocabulary.FACTS.get(name, "")
        if word is not None:
            means = word.means + (f": {', '.join(word.options)}" if word.options else "")
        if word is not None and word.for_later:
            means += f" (for later: {word.for_later})"
        yield f"`{name}`", means, "; ".join(setters), "; ".join(dict.fromkeys(at.to))


def _head(p: Pathway) -> Iterator[str]:
    options = options_of(p)
    yield f"- begins: {', '.join(p.signals)}" + (f", only if {p.only.words(options)}" if p.only is not None else "")
    if p.part_of is not None:
        yield f"- is part of: {p.part_of.name}"
    if p.beside:
        yield f"- goes on beside it: {'; '.join(one.name for one in p.beside)}"
    if p.until is not None:
        yield f"- is over: at {p.until.words(options)}" + (f" ({p.ending})" if p.ending else "")
    if p.at_death:
        yield f"- at death: {p.at_death}"
    for said in answer(p):
        yield f"- answers: {said}"
    if p.guideline:
        yield f"- follows: {p.guideline}"
    if p.confidentiality:
        yield f"- guarded: {p.confidentiality}"


def _steps(p: Pathway, codelists: Codelists) -> Iterator[tuple[str, ...]]:
    for s in p.steps:
        raised = "; ".join(f"{signal.name} (to {' and '.join(signal.targets)})" for signal in s.signals)
        yield (
            s.name,
            s.setting,
            "; ".join(_writes(p, s, codelists)),
            raised,
            "; ".join(dict.fromkeys(s.followers())) or END,
        )


def _writes(p: Pathway, s: Step, codelists: Codelists) -> Iterator[str]:
    """What a step writes, each kind once with all that is written of it."""
    options, found = options_of(p), dict[str, list[str]]()
    if s.contact is not None:
        found["contact"] = [written_code(s.contact, options, codelists)]
    for w in s.writes:
        what = written_code(w.code, options, codelists) if w.code is not None else w.slot
        changed = "" if w.change == "recorded" else f" ({w.change})"
        texts = found.setdefault(w.kind.replace("_", " "), [])
        if what + changed not in texts:
            texts.append(what + changed)
    for kind, texts in found.items():
        yield f"{kind}: {', '.join(texts)}"
