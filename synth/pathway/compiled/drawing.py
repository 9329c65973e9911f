"""Pathways as pictures and tables: what `synth pathways list` and `draw` show."""

from __future__ import annotations

from synth.pathway.compiled import parents
from synth.pathway.language.expressions import Draw
from synth.pathway.language.model import END, Pathway
from synth.pathway.shown.steps import branches, options_of


def mermaid(p: Pathway) -> str:
    """A pathway as a Mermaid flow chart, with its signals, delays, chances and conditions."""
    p = parents.as_read(p)
    names = {s.name: f"s{i}" for i, s in enumerate(p.steps)}
    lines = ["flowchart TD"]
    belongs = f"<br>part of {_text(p.part_of.name)}" if p.part_of is not None else ""
    for i, signal in enumerate(p.signals):
        lines.append(f'    in{i}(["{_text(signal)}{belongs}"]) --> s0')
    for s in p.steps:
        label = _text(s.name) + (f"<br><i>{_text(s.setting)}</i>" if s.setting else "")
        lines.append(f'    {names[s.name]}["{label}"]')
    ends, options = False, options_of(p)
    for s in p.steps:
        for name, label in branches(s, options):
            to = "finish" if name == END else names.get(name, "finish")
            ends |= to == "finish"
            delay = _delay(p, name)
            text = ", ".join(t for t in (label, delay) if t)
            lines.append(f'    {names[s.name]} -->|"{_text(text)}"| {to}' if text else f"    {names[s.name]} --> {to}")
        for j, raised in enumerate(s.signals):
            out = f"{names[s.name]}out{j}"
            asked = f", if {raised.when.words(options)}" if raised.when is not None else ""
            to = f"{raised.name} to {' and '.join(raised.targets)}{asked}"
            lines.append(f'    {names[s.name]} -.-> {out}>"{_text(to)}"]')
    for role, step in (("when it is over", p.ending), ("at death", p.at_death)):
        if step in names:
            lines.append(f'    {role.replace(" ", "_")}{{{{"{role}"}}}} --> {names[step]}')
    if ends:
        lines.append("    finish((end))")
    return "\n".join(lines) + "\n"


def _delay(p: Pathway, name: str) -> str:
    for s in p.steps:
        if s.name == name and isinstance(s.after, Draw):
            return f"after {s.after.number.name.replace('_', ' ')}"
    return ""


def _text(text: str) -> str:
    return text.replace('"', "'")
