"""Whom a document names beside its subject: the babies that a mother bore, the mother of a newborn."""

from __future__ import annotations

from typing import Any

import numpy as np

from output.cda import people
from output.cda.writing import Writing
from output.template import Template, gather, join
from synth import clock
from synth.record.state import Held

Column = np.ndarray

_KIN = Template("""<participant typeCode="IND">
    <associatedEntity classCode="PRS">
        <id? root="2.16.840.1.113883.2.1.4.1" extension="${number}" assigningAuthorityName="NHS"/>
        <code code="${code}" codeSystem="2.16.840.1.113883.5.111" displayName="${relation}"/>
        <associatedPerson>${name}</associatedPerson>
    </associatedEntity>
</participant>""")
_BEFORE = clock.DAY
"""How long before an admission a baby may be born whom the document of the stay names: on the way."""


def babies(writing: Writing) -> Held:
    """The babies whom each document names, by order of birth: those born since it tells everything, alive or not."""
    return writing.telling.once("babies", lambda: _babies(writing))


def mothers(writing: Writing) -> Held:
    """The mother whom each document names, of those of a newborn."""
    wanted = writing.telling.by_kind(lambda kind: kind.kin == "mother")
    mother = np.where(wanted, writing.batch.who.birth["mother"][writing.documents.person], -1)
    question = np.flatnonzero(mother >= 0)
    return Held(question, mother[question])


def _babies(writing: Writing) -> Held:
    who, telling = writing.batch.who, writing.telling
    birth = who.birth
    of = np.where(birth["mother"] >= 0, birth["mother"], -1)
    order = np.lexsort((birth["order"], who.born, of))
    mother = of[order]
    wanted = telling.by_kind(lambda kind: kind.kin == "babies")
    person = np.where(wanted, writing.documents.person, len(of) + 1)
    first, last = (np.searchsorted(mother, person, side=side) for side in ("left", "right"))  # type: ignore[call-overload]
    count = last - first
    question = np.repeat(np.arange(len(telling)), count)
    place = np.arange(int(count.sum())) + np.repeat(first - (np.cumsum(count) - count), count)
    pairs = Held(question, order[place])
    born = who.born[pairs.row]
    moment, since = telling.moments(pairs), telling.since[question]
    recorded = birth["recorded"][pairs.row]
    return pairs.where((born >= since - _BEFORE) & (born <= moment) & (recorded <= moment))


def kin(writing: Writing, template: Template = _KIN) -> Any:
    """The participants of each document's header who are kin of its subject, in the template of a dialect."""
    return join(
        [
            _participants(template, writing, babies(writing), b"CHILD", b"child"),
            _participants(template, writing, mothers(writing), b"GESTM", b"gestational mother"),
        ]
    )


def _participants(template: Template, writing: Writing, pairs: Held, code: bytes, relation: bytes) -> Any:
    moment = writing.telling.moments(pairs)
    made = template.render(
        len(pairs),
        {
            "number": people.nhs_numbers(writing, pairs.row, moment),
            "code": code,
            "relation": relation,
            "name": people.called(writing, pairs.row, moment),
        },
    )
    return gather(made, pairs.starts(len(writing.documents)))
