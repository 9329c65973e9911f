"""Who gets each document: bodies and people, as its kind says and as the record knew them when it was written."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from output.documents.kinds import KINDS
from output.documents.telling import Telling
from synth import clock
from synth.record import serving
from synth.systems import authorship

Column = np.ndarray

PRACTICE, PERSON, NAMED = "practice", "person", "named"
NOBODY = -1


@dataclass
class Recipient:
    """One recipient of each document: an organisation, or a person (a row of people), or nobody (-1 in both)."""

    organisation: Column
    person: Column

    @property
    def there(self) -> Column:
        """Which documents have it (bool)."""
        return (self.organisation >= 0) | (self.person >= 0)


def practices(telling: Telling) -> Column:
    """The practice with which each document's subject was registered when it was written, or -1.

    Of a newborn who is registered nowhere yet, that of the mother."""
    return telling.once("practices", lambda: _practices(telling))


def _practices(telling: Telling) -> Column:
    return serving.practice(telling.batch.who, telling.documents.person, telling.documents.moment)


def withheld(telling: Telling) -> Column:
    """Of whom no document says where they live or go, or their mother's does not (bool): the record is restricted."""
    return telling.once("withheld", lambda: _withheld(telling))


def _withheld(telling: Telling) -> Column:
    who, person, moment = telling.batch.who, telling.documents.person, telling.documents.moment
    mother = who.birth["mother"][person]
    hers = (mother >= 0) & who.withheld(np.maximum(mother, 0), moment)
    return who.withheld(person, moment) | (hers & (moment - who.born[person] < clock.YEAR))


def recipients(telling: Telling) -> list[Recipient]:
    """The recipients of each document, in the order in which kinds name them; nobody gets what they wrote themselves.

    A restricted record goes to no body that would tell where someone lives, but to the person and to who is named.
    What would so go to nobody goes to the person, whatever its kind says."""
    return telling.once("recipients", lambda: _recipients(telling))


def _recipients(telling: Telling) -> list[Recipient]:
    hidden, practice = withheld(telling), practices(telling)
    author = telling.batch.record["document"]["organisation"][telling.documents.row]
    place = _places(telling, author)
    names = list(dict.fromkeys(name for kind in KINDS for name in kind.recipients))
    found = {name: _one(telling, name, place, practice, hidden, author) for name in names}
    nobody = ~np.logical_or.reduce([each.there for each in found.values()])
    own = _themselves(telling)
    own = np.where(own == NOBODY, telling.documents.person, own)
    found[PERSON].person = np.where(nobody, own, found[PERSON].person)
    return list(found.values())


def _one(telling: Telling, name: str, place: Column, practice: Column, hidden: Column, author: Column) -> Recipient:
    wanted = telling.by_kind(lambda kind: name in kind.recipients)
    nobody = np.full(len(telling), NOBODY, dtype=np.int64)
    if name == PERSON:
        own = _themselves(telling)
        # Of a child without a mother on record nobody else may be there to get it: no document goes to nobody.
        own = np.where((own == NOBODY) & ((practice < 0) | hidden), telling.documents.person, own)
        return Recipient(nobody, np.where(wanted, own, NOBODY))
    if name == PRACTICE:
        body = practice
    elif name == NAMED:
        body = telling.batch.record["document"]["counterpart"][telling.documents.row]
    else:
        body = _at(telling, name, place, practice)
    told = ~hidden | (name == NAMED)
    return Recipient(np.where(wanted & told & (body != author), body, NOBODY), nobody)


def _at(telling: Telling, setting: str, place: Column, practice: Column) -> Column:
    """The body of a setting that serves each document's subject."""
    number = np.full(len(telling), authorship.INDEX[authorship.setting(setting).name], dtype=np.int64)
    return serving.body(telling.batch, number, telling.documents.person, place, practice)


def _places(telling: Telling, author: Column) -> Column:
    """The place where each document's subject lives."""
    return serving.place(telling.batch.who, telling.documents.person, telling.documents.moment, author)


def _themselves(telling: Telling) -> Column:
    """The person of each document; of a child, the mother."""
    who, person = telling.batch.who, telling.documents.person
    mother = who.birth["mother"][person]
    child = telling.documents.moment - who.born[person] < _GROWN
    return np.where(child, mother, person)


_GROWN = 16 * clock.YEAR
