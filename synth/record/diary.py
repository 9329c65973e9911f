"""The diary of a family: nobody is in two places at once, and whoever sees two of a family sees one after the other.

Pathways plan without a look at each other, so that now and then two contacts of one person fall together. Then the one
that was to begin first keeps its time, and the other waits for the next free quarter of an hour of the same opening
hours, with all that was written at it. Those of one family whom one service sees from one moment on (a mother and her
baby) are one *visit*, and wait together. So what is in the record rests on nothing that comes later, and on nobody of
another family. Stays are no contacts of this kind. Who lies in an acute hospital is seen there: what was planned for
that time elsewhere waits until the discharge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from synth import clock
from synth.calendar import opening
from synth.record.forms import ByForm, Form, of_each
from synth.record.kinds import CHANGES, MISSING
from synth.record.state import matching
from synth.record.where_done import settings_of
from synth.settings import Settings
from synth.systems import authorship
from synth.table import Table, at, moment_key, position, ranks, starts
from synth.world.population import Population

Column = np.ndarray

_WHOLE, _BEGUN, _PLANNED, _AMENDED, _ENDED = (
    CHANGES.index(name) for name in ("recorded", "begun", "planned", "amended", "ended")
)
_HOSPITAL = ("acute_trust", "emergency_department")
"""Kinds of organisation in which someone lies who is seen nowhere else."""
_SEEN_THERE = ("acute", "maternity", "adult_social_care", "childrens_social_care")
"""Systems of those who come to the ward, or meet about someone who is there."""
_ANY = (_WHOLE, _AMENDED)
"""What is not said at a contact that was none: nothing is found, nor authorised for another year."""
_LOST = dict.fromkeys(("condition", "prescription"), (*_ANY, _BEGUN, _PLANNED))
"""Kinds of which nothing begins there either: nobody was told of the illness, nor given the medicine."""
_NONE = -(2**62)
"""Stands where nothing came before."""


def in_turn(
    written: Mapping[str, Table], forms: Sequence[Form], population: Population, settings: Settings
) -> dict[str, Table]:
    """What was written, with contacts of one person (or by one role with one family) one after the other.

    written: tables with `record.kinds.ENGINE_COLUMNS`, in any order. What was written at a contact moves with it; a
    contact whose turn would come after the person's death or departure was none, and nor is what was seen at it.
    """
    out, contacts = dict(written), written.get("contact")
    if contacts is None or not len(contacts):
        return out
    occupies = of_each(forms, "occupies", _occupies, bool)
    seen = (contacts["change"] == _WHOLE) & occupies[contacts["form"]] & (contacts["recorded"] >= settings.begins)
    seen &= contacts["until"] > contacts["from"]
    contacts = contacts.take(np.flatnonzero(seen))
    free = _home_from(written["contact"], contacts, forms)
    waits = waits_of(contacts, forms, population["family"][contacts["person"]], free)
    if not waits.any():
        return out
    late = contacts.take(np.flatnonzero(waits > 0))
    late.columns["wait"] = waits[waits > 0]
    late.columns["alone"] = _alone(contacts)[waits > 0]
    late.columns["on_ward"] = free[waits > 0] > _NONE
    last = np.minimum(population["died"], population["leaves"])[late["person"]]
    # Who is still in hospital on the last day is seen after it, as a longer window would show.
    unknown = np.maximum(settings.ends - late["from"], late["wait"])
    late.columns["wait"] = np.where(free[waits > 0] == clock.NEVER, unknown, late["wait"])
    late.columns["gone"] = late["from"] + late["wait"] >= last
    # What had begun before ends with the life, or the stay in England, and not at a contact that was none.
    late.columns["wait"] = np.where(late["gone"], np.maximum(last - late["from"], 0), late["wait"])
    late.columns["last"] = last
    late = late.take(np.argsort(late["entry"]))
    begun = _begun(written, late)
    counts = of_each(forms, "weeks and days", lambda form: form.details.get("show") == "weeks+days", bool)
    return {kind: _moved(kind, table, late, begun, counts) for kind, table in out.items()}


def _occupies(form: Form) -> bool:
    """Whether its contacts take up the time of the person: what is done without the person does not."""
    setting = authorship.SETTINGS.get(form.setting)
    return setting is not None and setting.channel != authorship.NO_CHANNEL


def _alone(contacts: Table) -> Column:
    """Which contacts are the only ones of their person that were to begin at their moment (bool)."""
    _, place, many = np.unique(
        moment_key(contacts["person"], contacts["from"]), return_inverse=True, return_counts=True
    )
    return many[place.reshape(-1)] == 1


# ---------------------------------------------------------------- how long each waits


def _home_from(written: Table, contacts: Table, forms: Sequence[Form]) -> Column:
    """When whoever lies in hospital at the time of a contact elsewhere is at home again; far back for all others.

    NEVER where that is not known by the last day. written: contacts of every kind, the stays among them."""
    ward = of_each(forms, "on a ward", _on_a_ward)
    there = of_each(forms, "seen on a ward", _seen_there)
    free = np.full(len(contacts), _NONE)
    begun = np.flatnonzero((written["change"] == _BEGUN) & ward[written["form"]])
    begun = begun[np.argsort(written["person"][begun], kind="stable")]
    over = np.flatnonzero(written["change"] == _ENDED)
    over = over[np.argsort(written["entry"][over], kind="stable")]
    end = position(written["entry"][over], written["entry"][begun])
    until = at(written["until"][over], end, clock.NEVER)
    pairs = matching(written["person"][begun], contacts["person"])
    begins, ends = written["from"][begun][pairs.row], until[pairs.row]
    planned = contacts["from"][pairs.question]
    inside = (planned >= begins) & (planned < ends) & ~there[contacts["form"][pairs.question]]
    np.maximum.at(free, pairs.question[inside], ends[inside])
    return free


def _on_a_ward(form: Form) -> bool:
    """Whether it is written where someone lies who is seen nowhere else."""
    setting = authorship.SETTINGS.get(form.setting)
    return setting is not None and setting.organisation in _HOSPITAL


def _seen_there(form: Form) -> bool:
    """Whether who writes it sees people on a ward too."""
    setting = authorship.SETTINGS.get(form.setting)
    return setting is None or setting.system in _SEEN_THERE


def waits_of(contacts: Table, forms: Sequence[Form], family: Column, free: Column | None = None) -> Column:
    """How many minutes each contact waits (int64), 0 for almost all.

    contacts: with person, entry, form, from and until; family: of each person (int64); free: before when each cannot
    be, far back for most. A visit is a setting, a family and a moment; it begins when all whom it sees, and the role of
    staff that sees them, are done with what was to begin before it. What has to wait for another day has its turn among
    what is planned for that day: it holds up nothing of the days between.
    """
    setting_of = settings_of(forms)
    setting, planned, waits = setting_of[contacts["form"]], contacts["from"], np.zeros(len(contacts), dtype=np.int64)
    rows = np.arange(len(contacts))
    free = np.full(len(contacts), _NONE) if free is None else np.where(free == clock.NEVER, planned + 1, free)
    while len(rows):
        begun = _begun_at(planned, contacts.take(rows), setting[rows], family[rows], free[rows])
        waits[rows] = begun - contacts["from"][rows]
        another_day = clock.uk_day(begun) > clock.uk_day(planned)
        again = np.isin(family[rows], family[rows[another_day]])  # nobody of another family is in their way
        rows, planned = rows[again], np.where(another_day, begun, planned)[again]
    return waits


def _begun_at(begins: Column, contacts: Table, setting: Column, family: Column, free: Column) -> Column:
    """When each contact begins that is planned for an instant (int64)."""
    person, length = contacts["person"], contacts["until"] - contacts["from"]
    order = np.lexsort((contacts["entry"], contacts["form"], person, setting, begins, family))
    # A second contact of one person at one visit is a visit of its own, after the first.
    turn = ranks(*(column[order] for column in (family, begins, setting, person)))
    by_turn = np.lexsort((turn, *(column[order] for column in (setting, begins, family))))
    order, turn = order[by_turn], turn[by_turn]
    visit_starts = starts(*(column[order] for column in (family, begins, setting)), turn)
    first = np.flatnonzero(visit_starts)
    visit = np.cumsum(visit_starts) - 1
    who, lasts, planned = person[order], length[order], begins[order][first]
    people = np.lexsort((visit, who))
    role = authorship.roles(setting[order][first])
    staffed = np.flatnonzero(role >= 0)
    owner = family[order][first][staffed] * len(authorship.SETTINGS) + role[staffed]
    staff = np.argsort(owner, kind="stable")
    bits, where = contacts["entry"][order][first], setting[order][first]
    begun, day = planned, clock.uk_day(planned)
    while True:
        put_off = clock.uk_day(begun) > day
        ends = np.where(put_off[visit], planned[visit], begun[visit] + lasts)
        until = np.maximum.reduceat(free[order], first)
        np.maximum.at(until, visit[people], _latest_before(who[people], ends[people]))
        done = np.maximum.reduceat(ends, first)
        busy = staffed[staff]
        until[busy] = np.maximum(until[busy], _latest_before(owner[staff], done[busy]))
        late, again = np.flatnonzero(until > planned), planned.copy()
        again[late] = _next(planned[late], until[late], bits[late], where[late])
        if np.array_equal(again, begun):
            break
        begun = again  # each round settles those who wait for what the last has settled
    out = np.empty(len(order), dtype=np.int64)
    out[order] = begun[visit]
    return out


def _latest_before(owner: Column, ends: Column) -> Column:
    """The latest end of the rows of the same owner that stand before each row (by owner); far back for the first."""
    if not len(owner):
        return ends
    _, number = np.unique(owner, return_inverse=True)
    number = number.reshape(-1)
    latest = np.maximum.accumulate(moment_key(number, ends))
    before = np.full(len(owner), _NONE)
    same = np.flatnonzero(number[1:] == number[:-1]) + 1
    # The key of an owner and 0 taken off leaves the instant.
    before[same] = latest[same - 1] - moment_key(number[same], np.zeros(len(same), dtype=np.int64))
    return before


def _next(planned: Column, free: Column, bits: Column, setting: Column) -> Column:
    """The next quarter of an hour at or after an instant in the hours of each setting, if the plan kept them."""
    begins, hours = free.copy(), authorship.hours_of(setting)
    for pattern in np.unique(hours).tolist():
        rows = np.flatnonzero(hours == pattern)
        kept = opening.in_hours(planned[rows], pattern)
        begins[rows] = opening.next_quarter(free[rows], bits[rows], pattern, kept)
    return begins


# ---------------------------------------------------------------- what moves with a contact


def _begun(written: Mapping[str, Table], late: Table) -> tuple[Column, Column]:
    """The keys of the runs of changes that began at a contact that waits, ascending, and the position of each."""
    keys, places = [], []
    for kind, table in written.items():
        if kind in ("contact", "appointment") or not len(table):
            continue
        rows = np.flatnonzero(np.isin(table["change"], (_BEGUN, _PLANNED)))
        place = position(late["entry"], table["contact"][rows])
        of_it = (place < 0) & (table["contact"][rows] == 0)
        place[of_it] = _of_one_moment(table, rows[of_it], late)
        found = place >= 0
        keys.append(table["entry"][rows[found]])
        places.append(place[found])
    if not keys:
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
    entry, place = np.concatenate(keys), np.concatenate(places)
    order = np.argsort(entry, kind="stable")
    return entry[order], place[order]


def _of_one_moment(table: Table, rows: Column, late: Table) -> Column:
    """The contact that waits (position in `late`) from whose moment each row without a contact is, or -1.

    What its own episode writes while it lasts, and what others begin at its very moment (the next appointment)."""
    found = np.full(len(rows), -1, dtype=np.int64)
    episodes, number = np.unique(late["episode"], return_inverse=True)
    own = position(episodes, table["episode"][rows])
    for owner, of, wanted in ((number.reshape(-1), own, own >= 0), (late["person"], table["person"][rows], None)):
        order = np.lexsort((late["from"], owner))
        keys = moment_key(owner[order], late["from"][order])
        recorded = table["recorded"][rows]
        place = np.searchsorted(keys, moment_key(of, recorded), side="right") - 1
        at = order[np.maximum(place, 0)]
        if wanted is None:
            fits = (place >= 0) & (owner[at] == of) & (late["from"][at] == recorded) & late["alone"][at]
        else:
            fits = wanted & (place >= 0) & (owner[at] == of) & (recorded <= late["until"][at] + late["wait"][at])
        found = np.where((found < 0) & fits, at, found)
    return found


def _moved(kind: str, table: Table, late: Table, begun: tuple[Column, Column], counts: ByForm) -> Table:
    """A table in which what was written at contacts that wait has moved with them.

    counts: of each form whether its value counts the days up to the moment, as gestation does: it grows with the wait.
    """
    if not len(table):
        return table
    every = np.arange(len(table))
    at = position(late["entry"], table["entry" if kind == "contact" else "contact"])
    if kind != "contact":
        loose = np.flatnonzero((at < 0) & (table["contact"] == 0))
        at[loose] = _of_one_moment(table, loose, late)
    if kind == "appointment":  # what is booked at a contact that waits for a stay is booked all the same
        at[(at >= 0) & late["on_ward"][at] & (table["change"] == _PLANNED)] = -1
    rows = every[at >= 0]
    if not len(rows):
        return table
    run = position(begun[0], table["entry"])
    # What was to begin at a contact that was none has no later changes either.
    never = run >= 0
    never[never] = late["gone"][begun[1][run[never]]] if kind in _LOST else False
    none = late["gone"][at[rows]] & np.isin(table["change"][rows], _LOST.get(kind, _ANY))
    lost, rows = np.union1d(rows[none], every[never]), rows[~none & ~never[rows]]
    chosen = at[rows]
    columns = {name: table[name].copy() for name in ("from", "until", "recorded", "value", "value_time")}
    begins, ends, wait, last = (late[name][chosen] for name in ("from", "until", "wait", "last"))

    def shift(name: str, some: Column, begins: Column, ends: Column, wait: Column, last: Column) -> None:
        values = columns[name][some]
        moved = np.minimum(values + wait, np.maximum(last, values))
        columns[name][some] = np.where((values >= begins) & (values <= ends), moved, values)

    # An appointment was made for its time, whenever the person is seen.
    for name in () if kind == "appointment" else ("from", "until", "value_time"):
        shift(name, rows, begins, ends, wait, last)
    if kind == "prescription":  # a course is as long as it was meant to be, whenever it begins
        planned = columns["until"][rows]
        columns["until"][rows] = np.where((planned > ends) & (planned != clock.NEVER), planned + wait, planned)
    days = clock.uk_day(columns["from"][rows]) - clock.uk_day(table["from"][rows])
    columns["value"][rows] += np.where(counts[table["form"][rows]] & (table["value"][rows] != MISSING), days, 0)
    recorded = columns["recorded"][rows]
    told = np.where(recorded <= ends, recorded + wait, np.maximum(recorded, ends + wait))
    columns["recorded"][rows] = np.minimum(told, np.maximum(last, recorded))
    # What is so from its writing on, as a medicine that is begun, is so from the moved one.
    at_once = table["from"][rows] == recorded
    columns["from"][rows] = np.where(at_once, columns["recorded"][rows], columns["from"][rows])
    later = every[(run >= 0) & (at < 0) & ~never]
    if len(later):
        place = begun[1][run[later]]
        shift("from", later, *(late[name][place] for name in ("from", "until", "wait", "last")))
        first = rows[at_once & (run[rows] >= 0)]  # of each run the change that began it
        first = first[np.argsort(table["entry"][first], kind="stable")]
        since = position(table["entry"][first], table["entry"][later])
        alike = (since >= 0) & (table["from"][first[since]] == table["from"][later]) if len(first) else since >= 0
        columns["from"][later[alike]] = columns["from"][first[since[alike]]]
        columns["recorded"][later] = np.maximum(columns["recorded"][later], columns["from"][later])
    moved = Table({**table.columns, **columns})
    return moved.take(np.delete(every, lost)) if len(lost) else moved
