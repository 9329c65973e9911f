"""Notes that nobody needs: kept and never read, or declared and never kept.

A note is read where an expression asks for it: to decide, to write, to set or to hand on; where the evidence has bands
or risks of its name; and where a signal goes to the person that it holds. Pathways that share a class of notes, and
the parts of one, read for each other. Only a whole library can be looked at so: in a part much is unread.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from synth.pathway.compiled import naming, parents
from synth.pathway.language import expressions as x
from synth.pathway.language import notes
from synth.pathway.language.courses import AtCourse
from synth.pathway.language.model import Choice, Pathway


def check(pathways: Sequence[Pathway]) -> Iterator[str]:
    """The faults of the notes of a whole library, as its authors wrote it, each with its mend."""
    read = {p.name: _read(p) for p in pathways}
    said: set[str] = set()
    kept = {p.name: {*p.takes, *(name for s in p.steps for name in s.draws)} for p in pathways}
    for declared, users in _classes(pathways).items():
        readers = [p for p in pathways if p in users or any(parent in users for parent in parents.ancestors(p))]
        own = {note.name for note in vars(declared).values() if isinstance(note, notes.Note)}
        for name in sorted(own):
            keeper = next((p.name for p in users if name in kept[p.name]), "")
            if not keeper:
                yield (f"{users[0].name}: '{name}' is a note of {declared.__name__}, but nothing takes or draws it: "
                       "take it out")  # fmt: skip
            elif not any(name in read[p.name] for p in readers):
                said.add(name)
                yield (f"{keeper}: it keeps '{name}' of {declared.__name__}, which nothing reads: read it, or take it "
                       "out")  # fmt: skip

    for p in pathways:
        if p.notes is None and kept[p.name]:
            yield (f"{p.name}: it keeps '{sorted(kept[p.name])[0]}' but declares no notes: give it notes=..., a class "
                   "that says what each is")  # fmt: skip
        parts = [part for part in pathways if p in parents.ancestors(part)]
        for name in p.takes:
            if name not in said and not any(name in read[each.name] for each in (p, *parts)):
                yield f"{p.name}: it takes '{name}', which nothing in it reads: read it, or leave it out of takes"


def _classes(pathways: Sequence[Pathway]) -> dict[type[notes.Notes], list[Pathway]]:
    """The classes of notes with the pathways that keep them, or a class that extends them."""
    found: dict[type[notes.Notes], list[Pathway]] = {}
    for p in pathways:
        for base in p.notes.__mro__ if p.notes else ():
            if issubclass(base, notes.Notes) and base is not notes.Notes:
                found.setdefault(base, []).append(p)
    return found


def _read(p: Pathway) -> set[str]:
    """The names that a pathway reads."""
    found = {to for s in p.steps for signal in s.signals for to in signal.targets}
    found |= {str(w.details.get("about_person", "")) for s in p.steps for w in s.writes}
    chances = [c for s in p.steps if isinstance(s.then, Choice) for c in s.then.options.values()]
    for e in (*naming.expressions(p), *(part for c in chances if isinstance(c, x.Expression) for part in c.walk())):
        if isinstance(e, x.Local):
            found.add(e.name)
        elif isinstance(e, (x.Of, AtCourse)):
            found.add(e.who)
        elif isinstance(e, x.Draw):
            risks = {f"risk:{risk.name}": risk.fact for risk in e.number.risks}
            found |= {risks.get(d.fact, d.fact) for d in e.number.dimensions}
    return found
