"""Which entries a document tells of, kind of entry by kind of entry."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from output.documents.kinds import EITHER, KINDS
from output.documents.telling import FETUS, Telling
from synth import chance, clock
from synth.codes import Codelists
from synth.record.answers import ANSWERED_WITHIN, ASKED_OF, answered
from synth.record.forms import STATUSES, ByForm, of_each, saying
from synth.record.kinds import MISSING
from synth.record.state import Held
from synth.record.supply import ISSUE_OF
from synth.systems import kinds as systems
from synth.table import position

Column = np.ndarray


def _any_of(*statuses: str) -> Column:
    """Which statuses are among some (bool), to be indexed by status: dearer questions are asked of many rows."""
    return np.isin(np.arange(len(STATUSES)), [STATUSES.index(status) for status in statuses])


NOT_DONE = _any_of("not-done", "declined", "cancelled", "noshow")
_PLANNED = _any_of("planned", "booked")
_IN_USE = _any_of("active", "in-progress")
_BOOKED = _PLANNED | _IN_USE
_STOPPED = _any_of("stopped", "on-hold")
_COMPLETED = STATUSES.index("completed")
_SOCIAL_CARE = [systems.INDEX["adult_social_care"], systems.INDEX["childrens_social_care"]]
_MONTH = 30 * clock.DAY

TO_TAKE, GIVEN, STOPPED = range(3)
"""What a medicine is to who reads a document: in use from now on, given and done with, no longer taken."""


def not_after(instant: Column, moment: Column) -> Column:
    """Instants that had come by a moment; NEVER in place of the others."""
    return np.where(instant <= moment, instant, clock.NEVER)


def _newest(pairs: Held, what: Column, most: Column) -> Column:
    """Which pairs are among the last `most` of their document of one and the same `what` (bool)."""
    n = len(pairs)
    low = int(what.min(initial=0))
    order = np.argsort(pairs.question * (1 + int(what.max(initial=0)) - low) + what - low, kind="stable")
    question, same = pairs.question[order], what[order]
    last = np.ones(n, dtype=bool)
    last[:-1] = (question[1:] != question[:-1]) | (same[1:] != same[:-1])
    ends = np.flatnonzero(last)
    behind = ends[np.searchsorted(ends, np.arange(n))] - np.arange(n)  # how many newer ones there are
    keep = np.zeros(n, dtype=bool)
    keep[order] = behind < most[order]
    return keep


def contacts(telling: Telling) -> Held:
    """The stays of each document, or the consultations of the year before it."""
    return telling.once("contacts", lambda: _contacts(telling))


def _contacts(telling: Telling) -> Held:
    table, pairs = telling.kind("contact"), telling.held("contact")
    row, moment = pairs.row, telling.moments(pairs)
    recent = (table.begins[row] > telling.since[pairs.question]) & ~np.isin(table["system"][row], _SOCIAL_CARE)
    consulted = telling.by_kind(lambda kind: kind.contacts == "consultations")[pairs.question]
    told = pairs.where(consulted & recent & (table.begins[row] <= moment))
    most = telling.by_kind(lambda kind: kind.last or len(table), np.int64)[told.question]
    told = told.where(_newest(told, np.zeros(len(told), dtype=np.int64), most))
    stays = telling.stays
    question, row = (np.concatenate(both) for both in ((told.question, stays.question), (told.row, stays.row)))
    order = np.argsort(question, kind="stable")
    return Held(question[order], row[order])


def procedures(telling: Telling) -> Held:
    """What was done, or was not: since the document tells everything; in one of the whole record, ever."""
    return telling.once("procedures", lambda: _procedures(telling))


def _procedures(telling: Telling) -> Held:
    table, pairs = telling.kind("procedure"), telling.held("procedure")
    told = _ever_or_since(telling, "procedure", pairs) & _of_whom(telling, "procedure", pairs)
    told &= ~_minor_before(telling, pairs, table.code[pairs.row], table.begins[pairs.row])
    told &= _confined(telling, pairs, table.code[pairs.row]) & ~_left_out(telling, pairs, table.code[pairs.row])
    told &= ~_left_out(telling, pairs, table.said("value_code")[pairs.row])
    pairs = pairs.where(~_PLANNED[table["status"][pairs.row]] & told)
    again = _newest(pairs, _thing(telling, "procedure", pairs), np.ones(len(pairs), dtype=np.int64))
    return pairs.where(again | telling.by_kind(lambda each: "procedures" not in each.ever)[pairs.question])


def _thing(telling: Telling, kind: str, pairs: Held) -> Column:
    """A number for what each pair is of, in which care episode; of what has no code, for the words of its form."""
    table = telling.kind(kind)
    code, form = table.code[pairs.row], table.form[pairs.row]
    what = np.where(code > 0, code, len(telling.batch.codelists.concepts) + form).astype(np.uint64)
    return np.unique(chance.join(table["care_episode"][pairs.row], what), return_inverse=True)[1].reshape(-1)


def conditions(telling: Telling) -> Held:
    """What someone has, and had unless it is minor."""
    table, pairs = telling.kind("condition"), telling.held("condition")
    ended = not_after(table.ends[pairs.row], telling.moments(pairs))
    code = table.code[pairs.row]
    over = (ended <= telling.moments(pairs)) & _left_out(telling, pairs, code)
    return pairs.where(~_minor_before(telling, pairs, code, ended) & ~over)


def _minor_before(telling: Telling, pairs: Held, code: Column, at: Column) -> Column:
    """What is minor for the kind of document, and was (or ended) before what it tells of everything (bool)."""
    minor = _named(telling.batch.codelists, "minor")[telling.documents.type[pairs.question], code]
    return minor & (at < telling.since[pairs.question])


def _ever_or_since(telling: Telling, kind: str, pairs: Held) -> Column:
    """Which pairs are of the time of which the document tells everything, or are told of whenever they were (bool)."""
    ever = telling.by_kind(lambda each: f"{kind}s" in each.ever)[pairs.question]
    return ever | (telling.kind(kind).begins[pairs.row] >= telling.since[pairs.question])


def immunisations(telling: Telling) -> Held:
    """Vaccines given, and those not given: since the document tells everything; in one of the whole record, ever."""
    table, pairs = telling.kind("immunisation"), telling.held("immunisation")
    return pairs.where(~_PLANNED[table["status"][pairs.row]] & _ever_or_since(telling, "immunisation", pairs))


def medicines(telling: Telling) -> tuple[Held, Column]:
    """Medicines since the document tells everything, and those then in use; and what each is (TO_TAKE ...)."""
    table, pairs = telling.kind("prescription"), telling.held("prescription")
    issues = of_each(telling.batch.forms, "issue", lambda form: ISSUE_OF in form.details)
    pairs = pairs.where(~issues[table.form[pairs.row]])  # the course is told of, and not each pack of it
    row, moment, since = pairs.row, telling.moments(pairs), telling.since[pairs.question]
    begins, until = table.begins[row], table["until"][row]
    at_once = (until <= begins) & ~_IN_USE[table["status"][row]]
    stopped = _STOPPED[table["status"][row]] & ((until <= moment) | (until == clock.NEVER))
    state = np.where(stopped | ((until <= moment) & ~at_once), STOPPED, np.where(at_once, GIVEN, TO_TAKE))
    # What began and ended after the document began to tell was given, unless someone stopped it.
    state = np.where((state == STOPPED) & ~stopped & (begins >= since), GIVEN, state)
    ended = np.where(at_once, begins, until)
    days = telling.by_kind(lambda kind: kind.given_days, np.int64)[pairs.question]
    past = np.where((state == GIVEN) & (days > 0), np.maximum(since, moment - days * clock.DAY), since)
    left_out = (state == GIVEN) & _left_out(telling, pairs, table.code[pairs.row])  # as is done at every such stay
    told = (state == TO_TAKE) | (ended >= past) & ~left_out
    pairs, state = pairs.where(told), state[told]
    order = np.lexsort((state, pairs.question))
    return Held(pairs.question[order], pairs.row[order]), state[order]


def allergies(telling: Telling) -> tuple[Held, Column]:
    """Every allergy once, in whichever care episode it was asked, or that none is known; and which say that (bool).

    Of several statements on one substance the newest is told that says the reaction; that none is known is said once,
    and only where no allergy stands."""
    table, pairs = telling.kind("allergy"), telling.held("allergy", everywhere=True)
    codelists, code = telling.batch.codelists, table.code[pairs.row]
    none = saying(telling.batch.forms, "none_known")[table["form"][pairs.row]]
    allergic = np.zeros(len(telling), dtype=bool)
    allergic[pairs.question[~none]] = True
    keep = ~none | ~allergic[pairs.question]
    pairs, code, none = pairs.where(keep), code[keep], none[keep]
    what = np.where(none, -1, np.where(code > 0, code, len(codelists.concepts) + table.form[pairs.row]))
    order = np.lexsort((table.said("value_code")[pairs.row] > 0, pairs.question))
    pairs, what, none = Held(pairs.question[order], pairs.row[order]), what[order], none[order]
    newest = _newest(pairs, what, np.ones(len(pairs), dtype=np.int64))
    pairs, none = pairs.where(newest), none[newest]
    order = np.lexsort((table.begins[pairs.row], pairs.question))
    return Held(pairs.question[order], pairs.row[order]), none[order]


def observations(telling: Telling, kind: str = "observation") -> Held:
    """What was observed since the document tells everything, and the last from before of what its kind names.

    Of one thing observed many times a document tells the last few (`repeats`)."""
    return telling.once(kind, lambda: _observations(telling, kind))


def _observations(telling: Telling, kind: str) -> Held:
    table, pairs = telling.kind(kind), telling.held(kind)
    pairs = pairs.where(_of_whom(telling, kind, pairs) & _confined(telling, pairs, table.code[pairs.row]))
    pairs = pairs.where(~_in_header(telling)[table["form"][pairs.row]])
    pairs = pairs.where(~_left_out(telling, pairs, table.code[pairs.row]))
    row, question = pairs.row, pairs.question
    code, form, codes = table.code[row], table.form[row], telling.batch.codelists
    what = np.where(code > 0, _excluding(codes)[code], len(codes.concepts) + form)
    since, recorded = telling.since[question], table["recorded"][row]
    event = (table["from"][row] >= since) | (recorded >= since)
    before = ~event & _named(telling.batch.codelists, "before")[telling.documents.type[question], code]
    keep = (event & ~_complaints_before(telling, kind, pairs)) | before
    pairs, what, event = pairs.where(keep), what[keep], event[keep]
    # What is measured may change from one time to the next; what is found or said stands as it was last.
    measured = table["value"][pairs.row] != MISSING
    most = np.where(measured, telling.by_kind(lambda each: each.repeats, np.int64)[pairs.question], 1)
    newest = _newest(pairs, what, most)
    alone = _newest(pairs, what, np.ones(len(pairs), dtype=np.int64))  # the last of all: no older one stands beside it
    return pairs.where(np.where(event, newest, alone))


@lru_cache(maxsize=4)
def _excluding(codes: Codelists) -> Column:
    """For each code the one that stands for it and for what it excludes, which is itself for most."""
    stands = np.arange(len(codes.concepts))
    stands[[codes.index(key) for key in EITHER]] = [codes.index(key) for key in EITHER.values()]
    return stands


def _in_header(telling: Telling) -> ByForm:
    """Which forms say what a document's header says of its subject (bool): the ethnic category, the language."""
    return of_each(
        telling.batch.forms,
        "in a header",
        lambda form: form.details.get("demographic") in ("ethnic_group", "language"),
    )


def _complaints_before(telling: Telling, kind: str, pairs: Held) -> Column:
    """What was complained of (it has no value) in consultations that the document does not tell of (bool)."""
    table = telling.kind(kind)
    counts = telling.by_kind(lambda each: each.last > 0)[pairs.question]
    if not counts.any():
        return counts
    told, contact = contacts(telling), table["contact"][pairs.row]
    valued = [table.said(name)[pairs.row] != none for name, none in (("value", MISSING), ("value_code", 0),
                                                                     ("value_time", MISSING))]  # fmt: skip
    entry = telling.kind("contact")["entry"][told.row]
    asked, listed = (each.question.astype(np.uint64) for each in (pairs, told))
    here = np.isin(chance.join(asked, contact), chance.join(listed, entry))
    return counts & (contact != 0) & ~np.logical_or.reduce(valued) & ~here


@lru_cache(maxsize=64)
def _named(codes: Codelists, by: str) -> Column:
    """Of each kind of document and each code (bool): whether the kind names it, in the list of this name."""
    named = np.zeros((len(KINDS), len(codes.concepts)), dtype=bool)
    for number, each in enumerate(KINDS):
        named[number, [codes.index(key) for key in getattr(each, by)]] = True
    return named


def _confined(telling: Telling, pairs: Held, code: Column) -> Column:
    """Which pairs the document tells of, if it tells of some codes alone (bool)."""
    every = telling.by_kind(lambda each: not each.only)[pairs.question]
    if every.all():
        return every
    return every | _named(telling.batch.codelists, "only")[telling.documents.type[pairs.question], code]


def _left_out(telling: Telling, pairs: Held, code: Column) -> Column:
    """Which pairs the kind of document does not tell of, as their code or that of their outcome says (bool)."""
    return _named(telling.batch.codelists, "without")[telling.documents.type[pairs.question], code]


def _of_whom(telling: Telling, kind: str, pairs: Held) -> Column:
    """Which pairs are of the person, or of a fetus where the document tells of it (bool)."""
    fetus = telling.kind(kind)["about_kind"][pairs.row] == FETUS
    return ~fetus | telling.by_kind(lambda each: each.fetus)[pairs.question]


# ---------------------------------------------------------------- what is to come


def appointments(telling: Telling) -> Held:
    """Appointments that are booked and still to come."""
    table = telling.kind("appointment")
    pairs = telling.held("appointment", among=_BOOKED[table["status"]])
    return pairs.where(table["from"][pairs.row] > telling.moments(pairs))


def requests(telling: Telling) -> Held:
    """Requests to others that are open: not ended, not answered, and what they ask for not done."""
    table, pairs = telling.kind("referral"), telling.held("referral")
    row, moment = pairs.row, telling.moments(pairs)
    status, begins = table["status"][row], table.begins[row]
    # A request that was made at once, without more being written about it, is open for a while.
    waiting = np.where(table["counterpart"][row] >= 0, ANSWERED_WITHIN, _MONTH)
    asked = (status == _COMPLETED) & (begins > moment - waiting)
    is_open = (_BOOKED[status] | asked) & (not_after(table.ends[row], moment) == clock.NEVER)
    is_open &= (_answered(telling)[row] > moment) & ~_done(telling, pairs)
    is_open &= ~np.isin(table["system"][row], _SOCIAL_CARE)  # a council's own requests are no health service's to tell
    return pairs.where(is_open)


def _answered(telling: Telling) -> Column:
    """When each referral was answered by a contact, by row of the record; NEVER for those that were not."""
    last, _ = answered(*(telling.kind(kind).at_the_end(ASKED_OF) for kind in ("referral", "contact")))
    at = np.full(len(telling.kind("referral")), clock.NEVER, dtype=np.int64)
    if len(last):
        entry, person = telling.kind("referral")["entry"], telling.kind("referral")["person"]
        order = np.argsort(last["entry"], kind="stable")
        place = position(last["entry"][order], entry)
        row = order[place]
        found = (place >= 0) & (last["person"][row] == person)
        at[found] = last["answered_at"][row[found]]
    return at


def _done(telling: Telling, pairs: Held) -> Column:
    """Which requests are for something that has been done since, by its code (bool)."""
    table, done = telling.kind("referral"), telling.kind("procedure")
    held = telling.held("procedure", everywhere=True, among=np.isin(done.code, table.code))
    held = held.where(~(NOT_DONE | _PLANNED)[done["status"][held.row]])
    size = len(telling.batch.codelists.concepts)
    asked = pairs.question * size + table.code[pairs.row]
    latest: Column = np.full(len(pairs), clock.LONG_AGO, dtype=np.int64)
    key = held.question * size + done.code[held.row]
    order = np.argsort(key, kind="stable")  # of one code the last stands last
    place = np.searchsorted(key[order], asked, side="right") - 1
    if len(order):
        found = (place >= 0) & (key[order][place] == asked) & (table.code[pairs.row] > 0)
        latest[found] = done.begins[held.row][order][place[found]]
    return latest >= table.begins[pairs.row]


def advice(telling: Telling) -> Held:
    """What the person was told to do, and when to come back, at the stay or visit of which a document tells."""
    told = of_each(telling.batch.forms, "instruction", lambda form: form.category == "instruction")
    table = telling.kind("communication")
    pairs = telling.held("communication", among=told[table.form])
    of_stay = telling.by_kind(lambda kind: kind.contacts != "consultations")[pairs.question]
    return pairs.where(of_stay & (table.begins[pairs.row] >= telling.since[pairs.question]))


def plans(telling: Telling) -> Held:
    """Plans in force."""
    return _in_force(telling, "plan", telling.held("plan"))


def alerts(telling: Telling) -> Held:
    """Alerts in force, of the person and not only of the care episode."""
    return _in_force(telling, "flag", telling.held("flag", everywhere=True))


def _in_force(telling: Telling, kind: str, pairs: Held) -> Held:
    table = telling.kind(kind)
    ended = not_after(table.ends[pairs.row], telling.moments(pairs))
    status = table["status"][pairs.row]
    asked = (status == _COMPLETED) & (table.begins[pairs.row] > telling.moments(pairs) - _MONTH) & (kind == "plan")
    return pairs.where((_BOOKED[status] | asked) & (ended == clock.NEVER))
