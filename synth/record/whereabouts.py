"""Where people live and how they are reached, as a record has it: addresses, telephones, mail addresses."""

from __future__ import annotations

import numpy as np

from synth import chance, clock
from synth.record.kinds import MEANS
from synth.record.scribe import Scribe
from synth.table import Table, starts
from synth.world import tables
from synth.world.families import homes
from synth.world.places import contacts

Column = np.ndarray

_LANDLINE, _MAIL = (chance.name_hash(f"output.people.{n}") for n in ("landline", "mail"))  # as drawn from the first
_CAME = chance.name_hash("output.people.means came")
_OWN = 16
"""From this birthday on someone is reached by means of their own, before it by a parent's."""
_SAID = ("flat", "number", "street", "locality", "town", "postcode", "uprn", "establishment", "place")


def addresses(scribe: Scribe) -> Table:
    """Where each person has lived in the window, at second homes and for some weeks too."""
    p = scribe.population
    h, a = p.households, p.addresses
    there = a["family"] * 4096 + a["household"]
    wanted = p["family"][h["person"]] * 4096 + h["household"]
    first = np.searchsorted(there, wanted)
    count = np.searchsorted(there, wanted, side="right") - first
    row = np.repeat(np.arange(len(h)), count)
    place = np.repeat(first - np.cumsum(count) + count, count) + np.arange(int(count.sum()))
    person = h["person"][row]
    begins = np.maximum(h["from"][row], a["from"][place])
    # Since when those live there who did so on the first day is not known.
    begins = np.where(begins > clock.LONG_AGO, np.maximum(begins, p["born"][person]), begins)
    until = np.minimum(h["until"][row], a["until"][place])
    seen = (begins < until) & (begins <= scribe.now[person])
    person, row, place, begins, until = (column[seen] for column in (person, row, place, begins, until))
    second = np.isin(h["kind"][row], homes.BESIDE)
    says = {
        "second": second,
        **{name: a[name][place] for name in _SAID},
        "decile": p.attributes["decile"][person],
        "household": h["household"][row],
    }
    # Two homes may begin at one moment: the household tells them apart.
    return scribe.written("address", person, begins, until, says, which=h["household"][row] * 2 + second, lasting=False)


def contact_points(scribe: Scribe) -> Table:
    """How each person is reached, since there is such a thing: all by a mobile, some by a landline or by mail."""
    e, p = tables.toml("identity")["contact_points"], scribe.population
    person, owner, begins, until = _owners(scribe)
    key = p["key"][owner]
    home = chance.join(key, p["family"][person])
    line = np.flatnonzero(chance.below(chance.draw(home, _LANDLINE, 1), 100) < int(e["landline"]))
    which = chance.below(chance.draw(home[line], _LANDLINE), 1000)
    mobile = {"person": person, "from": begins, "until": until, "owner": owner, "number": contacts.mobiles(key)}
    landline = {**{name: column[line] for name, column in mobile.items()}, "number": which}
    mail = _mail(scribe, int(e["mail"]))
    every = (("mobile", mobile, key), ("landline", landline, home[line]), ("mail", mail, p["key"][mail["owner"]]))
    parts = [(_since(scribe, name, part, of), name) for name, part, of in every]
    whole = {name: np.concatenate([_column(part, name) for part, _ in parts])
             for name in ("person", "from", "until", "owner", "number", "given", "surname")}  # fmt: skip
    means = np.repeat([MEANS.index(name) for _, name in parts], [len(part["person"]) for part, _ in parts])
    return scribe.written("contact_point", whole["person"], whole["from"], whole["until"],
                          {**whole, "means": means}, which=means, lasting=False)  # fmt: skip


def _since(scribe: Scribe, means: str, part: dict[str, Column], key: Column) -> dict[str, Column]:
    """What of some means of being reached is left where nobody has any before its time. key: of who or which home."""
    years = tables.toml("identity")["contact_points_came"][means]
    begin = clock.day_of(int(years["least"]))
    days = clock.day_of(int(years["most"]) + 1) - begin
    came = (begin + chance.below(chance.draw(key, _CAME, MEANS.index(means)), days)) * clock.DAY
    begins = np.maximum(part["from"], came)
    there = (begins < part["until"]) & (begins <= scribe.now[part["person"]])
    return {name: column[there] for name, column in {**part, "from": begins}.items()}


def _column(part: dict[str, Column], name: str) -> Column:
    return part[name] if name in part else np.full(len(part["person"]), -1, dtype=np.int64)


def _grown(scribe: Scribe) -> Column:
    """The instant from which each person is reached by means of their own."""
    born = clock.uk_day(scribe.population["born"])
    return clock.birthday(born, _OWN) * clock.DAY


def _owners(scribe: Scribe) -> tuple[Column, Column, Column, Column]:
    """By whose telephone each person is reached in turn: person, owner (rows), from, until."""
    p = scribe.population
    every, born, grown = np.arange(len(p)), p["born"], _grown(scribe)
    parent = np.where(p["mother"] >= 0, p["mother"], p["father"])
    child = np.flatnonzero(parent >= 0)
    adopted = scribe.adopted > clock.LONG_AGO
    own = np.where(parent >= 0, grown, born)
    until = np.where(adopted, np.minimum(scribe.adopted, grown), grown)
    parts = [(every, every, own, np.full(len(p), clock.NEVER)), (child, parent[child], born[child], until[child])]
    if len(p.adoptions):
        who, adopter = p.adoptions["person"], p.adoptions["adopter"]
        young = (adopter >= 0) & adopted[who] & (scribe.adopted[who] < grown[who])
        who, adopter = who[young], adopter[young]
        parts.append((who, adopter, scribe.adopted[who], grown[who]))
    person, owner, begins, ends = (np.concatenate(c) for c in zip(*parts, strict=True))
    some = np.flatnonzero((begins < ends) & (begins <= scribe.now[person]))
    return person[some], owner[some], begins[some], ends[some]


def _mail(scribe: Scribe, share: int) -> dict[str, Column]:
    """Mail addresses of adults: of the names that they bear, each for as long as they bear it."""
    p, t = scribe.population, scribe.population.names
    person = t["person"]
    has = chance.below(chance.draw(p["key"], _MAIL), 100) < share
    first = np.flatnonzero(starts(person, t["given"], t["family"]))
    last = np.append(first[1:], len(t)) - 1 if len(first) else first
    begins = np.maximum(t["from"][first], _grown(scribe)[person[first]])
    until = t["until"][last]
    some = np.flatnonzero(has[person[first]] & (begins < until) & (begins <= scribe.now[person[first]]))
    row, who = first[some], person[first[some]]
    number = chance.below(chance.draw(p["key"][who], _MAIL, 1), 900) + 100
    return {"person": who, "from": begins[some], "until": until[some], "owner": who, "number": number,
            "given": t["given"][row], "surname": t["family"][row]}  # fmt: skip
