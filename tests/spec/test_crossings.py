"""What crosses between systems, over a whole batch: in its time, to whom it goes, and however the work is cut."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from synth import clock
from synth.record.batch import Batch
from synth.record.kinds import CHANGES, CONFIDENTIALITY, IDENTITY
from synth.scale.blocks import blocks_of
from synth.scale.sources import LIBRARY, library
from synth.settings import Settings
from synth.sharing.channels import FATES, HELD, LOST, MISFILED, ON_ITS_WAY, OUT_OF_ORDER, UNREADABLE
from synth.sharing.crossings import COLUMNS, crossings, is_held
from synth.sharing.filing import crossed as crossed_letters
from synth.sharing.filing import filings, started
from synth.sharing.flows import ENTRIES, flows
from synth.sharing.leaving import answers_to
from synth.simulate import simulate
from synth.systems import kinds
from synth.table import Table
from synth.world.building import build

FAMILIES = np.arange(512)
FLOWS = {flow.name: number for number, flow in enumerate(flows())}


@pytest.fixture(scope="module")
def table(crossed: Table) -> Table:
    return crossed


def keys(table: Table) -> np.ndarray:
    """The keys of entries, without those of names: a maiden name has another key once it is known to give way."""
    return np.where(table["kind"] == ENTRIES.index("name"), np.uint64(0), table["entry"])


def told(table: Table, batch: Batch) -> set[tuple]:
    """What stands in crossings, with persons by family and member and without rows."""
    keys = [batch.people["key"][table["person"]], np.where(table["filed"] >= 0, batch.people["key"][table["filed"]], 0)]
    rest = [table[name] for name in COLUMNS if name not in ("person", "row", "filed")]
    return set(zip(*(column.tolist() for column in (*keys, *rest)), strict=True))


def of(table: Table, name: str) -> Table:
    return table.take(table["flow"] == FLOWS[name])


def change(batch: Batch, table: Table, column: str) -> np.ndarray:
    """A column of the change that each crossing carries."""
    out = np.empty(len(table), dtype=np.uint64 if column == "entry" else np.int64)
    for number, kind in enumerate(ENTRIES):
        rows = np.flatnonzero(table["kind"] == number)
        source = batch.identity[kind] if kind in IDENTITY else batch.record[kind]
        out[rows] = source[column][table["row"][rows]]
    return out


def test_each_crossing_carries_a_change_of_its_person_and_is_sent_once_it_is_recorded(
    batch: Batch, table: Table
) -> None:
    assert len(table) > 10_000 and list(table.columns) == list(COLUMNS)
    assert np.array_equal(change(batch, table, "person"), table["person"])
    assert np.array_equal(change(batch, table, "entry"), table["entry"])
    assert np.array_equal(change(batch, table, "version"), table["version"])
    assert (table["sent"] >= change(batch, table, "recorded")).all()
    assert (table["sent"] < batch.settings.ends).all() and batch.people["patient"][table["person"]].all()
    own = (table["sender_system"] == table["receiver_system"]) & (table["sender"] == table["receiver"])
    assert not own.any()


def test_however_the_work_is_cut_the_same_crosses(batch: Batch, table: Table) -> None:
    parts = [told(crossings(part), part) for _, part in blocks_of(batch, [0, 1])]
    assert len(parts[0]) + len(parts[1]) == len(table)
    assert parts[0] | parts[1] == told(table, batch)


def test_what_had_arrived_by_a_day_does_not_depend_on_where_the_window_ends(batch: Batch, table: Table) -> None:
    settings = replace(Settings(), end=dt.date(2021, 1, 1))
    short = simulate(FAMILIES, settings, library(LIBRARY))
    found = crossings(short)
    coming = found["fate"] == ON_ITS_WAY
    assert 0 < coming.sum() < len(found) / 50
    later = (table["again"] < clock.NEVER) & (table["again"] >= settings.ends)  # by then it had come once
    known = Table({
        **table.columns,
        "again": np.where(later, clock.NEVER, table["again"]),
        "fate": np.where(later, FATES.index("delivered"), table["fate"]),
        "entry": keys(table),
    })  # fmt: skip
    found = Table({**found.columns, "entry": keys(found)})
    assert told(found.take(found["received"] < clock.NEVER), short) == told(
        known.take(known["received"] < settings.ends), batch
    )


def test_what_is_lost_or_on_its_way_is_filed_nowhere_and_all_else_has_its_time(table: Table) -> None:
    gone = np.isin(table["fate"], (LOST, ON_ITS_WAY))
    assert (table["received"][gone] == clock.NEVER).all()
    assert (table["received"][~gone] >= table["sent"][~gone]).all()
    assert np.array_equal(table["filed"] == table["person"], is_held(table))
    assert ((table["filed"] >= 0) == np.isin(table["fate"], (*HELD, MISFILED))).all()
    assert ((table["again"] < clock.NEVER) == (table["fate"] == FATES.index("duplicated"))).all()


def test_what_is_filed_in_the_wrong_record_is_that_of_someone_in_the_same_household(batch: Batch, table: Table) -> None:
    wrong = table.take(table["fate"] == MISFILED)
    assert (batch.who.runs("death").standing(wrong["filed"], wrong["sent"]) < 0).all()
    assert len(wrong) > 5
    home = batch.identity["address"]["household"]
    house = [home[batch.who.home(wrong[name], wrong["sent"])] for name in ("person", "filed")]
    assert np.array_equal(*house) and (wrong["person"] != wrong["filed"]).all()
    assert np.array_equal(batch.people["family"][wrong["person"]], batch.people["family"][wrong["filed"]])


def test_nothing_is_passed_on_before_it_has_come_nor_what_never_came(table: Table) -> None:
    for name, before in (
        ("birth_to_child_health", "birth_to_demographics"),
        ("blood_spot_outcome", "blood_spot_to_child_health"),
    ):
        first, then = of(table, before), of(table, name)
        came = {(entry, system, body): when for entry, system, body, when, held in zip(
            first["entry"].tolist(), first["receiver_system"].tolist(), first["receiver"].tolist(),
            first["received"].tolist(), is_held(first).tolist(), strict=True) if held}  # fmt: skip
        assert len(then)
        for entry, system, body, sent in zip(then["entry"].tolist(), then["sender_system"].tolist(),
                                             then["sender"].tolist(), then["sent"].tolist(), strict=True):  # fmt: skip
            assert sent >= came[entry, system, body]


def test_whoever_takes_in_a_request_answers_its_sender_once_and_what_was_lost_has_no_answer(table: Table) -> None:
    became: tuple[set[int], set[int]] = set(), set()  # of what was asked, and of the answers
    for flow in (flow for flow in flows() if flow.answers):
        asked, then = of(table, flow.answers), of(table, flow.name)
        came = asked.take(asked["received"] < clock.NEVER)
        by_key, sent = np.argsort(answers_to(flow, came), kind="stable"), np.argsort(then["message"], kind="stable")
        came, then = came.take(by_key), then.take(sent)
        assert np.array_equal(answers_to(flow, came), then["message"]) and len(came) > 1000
        assert len(np.unique(then["message"])) == len(then), "one answer to each, also to what came twice"
        for name in ("person", "kind", "row", "entry", "version"):
            assert np.array_equal(came[name], then[name])
        assert np.array_equal(then["sent"], came["received"]) and (came["received"] > came["sent"]).all()
        for one, other in (("sender", "receiver"), ("receiver", "sender")):
            assert np.array_equal(came[one], then[other])
            assert np.array_equal(came[f"{one}_system"], then[f"{other}_system"])
        for some, one in zip(became, (asked, then), strict=True):
            some.update(one["fate"].tolist())
    assert {LOST, UNREADABLE, MISFILED} <= became[0] and {LOST, UNREADABLE} <= became[1]
    assert MISFILED not in became[1], "an answer is matched by the id of what it answers"


def test_a_letter_that_never_came_is_filed_by_nobody_and_nothing_is_done_about_it(batch: Batch) -> None:
    forms, filed, lost, held = batch.forms, 0, 0, 0
    for signal, pathway in filings():
        mine = np.array([form.pathway == pathway for form in forms])
        written = [table["episode"][mine[table["form"]]] for table in batch.record.values()]
        episodes, linked = np.unique(np.concatenate(written)), np.zeros(0, dtype=np.uint64)
        for kind, letters in crossed_letters(batch):
            done = np.isin(started(batch, letters, kind, signal, pathway), episodes)
            assert not done[~is_held(letters)].any(), "what is filed has come"
            linked = np.append(linked, started(batch, letters, kind, signal, pathway)[done])
            lost, held = lost + int((~is_held(letters)).sum()), held + int(done.sum())
        filed += len(episodes)
        assert len(np.unique(linked)) > 0.99 * len(episodes), "the rest is of letters from before the window"
    assert lost > 100 and held > 0.98 * filed > 3000


def test_a_letter_is_filed_when_it_has_come_and_what_it_asks_for_is_done_after_that(batch: Batch) -> None:
    """Of those filed one in seven once was on a day on which, by the truth, it was still on its way."""
    came: dict[int, int] = {}
    for kind, letters in crossed_letters(batch):
        held = letters.take(np.flatnonzero(is_held(letters)))
        for signal, pathway in filings():
            for key, at in zip(*(c.tolist() for c in (started(batch, held, kind, signal, pathway), held["received"])),
                               strict=True):  # fmt: skip
                came[key] = min(at, came.get(key, clock.NEVER))
    mine, looked = {pathway for _, pathway in filings()}, 0
    about = np.array([form.pathway in mine for form in batch.forms])
    for table in batch.record.values():
        rows = np.flatnonzero(about[table["form"]])
        for episode, recorded in zip(table["episode"][rows].tolist(), table["recorded"][rows].tolist(), strict=True):
            assert recorded >= came.get(episode, 0)
            looked += episode in came
        moment = (table["person"] << 32) + table["recorded"]
        assert (moment[1:] >= moment[:-1]).all(), "what moved stands where it belongs"
    assert looked > 3000


def test_a_move_of_practice_carries_what_the_old_one_wrote_and_was_sent_and_not_all_can_be_taken_in(
    batch: Batch, table: Table
) -> None:
    moved = of(table, "record_moves")
    registered = batch.record["registration"]
    begun = {(person, body, when) for person, body, when, change in zip(
        registered["person"].tolist(), registered["organisation"].tolist(), registered["recorded"].tolist(),
        registered["change"].tolist(), strict=True) if change == CHANGES.index("begun")}  # fmt: skip
    for person, body, when in zip(*(moved[name].tolist() for name in ("person", "receiver", "sent")), strict=True):
        assert (person, body, when) in begun
    assert (change(batch, moved, "recorded") < moved["sent"]).all(), "only what was written before the move"
    author = change(batch, moved, "organisation")
    own = author == moved["sender"]
    assert own.any() and (~own).any(), "also what had come with an earlier move"
    came: dict[tuple[int, int], int] = {}
    columns = (moved["entry"], moved["receiver"], moved["received"], is_held(moved))
    for entry, receiver, when, held in zip(*(column.tolist() for column in columns), strict=True):
        if held:  # who comes back to a practice and leaves it again brings it twice
            came[entry, receiver] = min(when, came.get((entry, receiver), clock.NEVER))
    for entry, sender, sent in zip(*(moved[name][~own].tolist() for name in ("entry", "sender", "sent")), strict=True):
        assert (entry, sender) in came and came[entry, sender] < sent
    parts = moved["fate"] == FATES.index("unreadable")
    whole = np.isin(moved["message"], np.unique(moved["message"][is_held(moved)]))
    assert 0.02 < parts[whole].mean() < 0.06, "a little of what comes cannot be coded"


def test_all_that_a_practice_wrote_of_someone_who_leaves_it_is_sent(batch: Batch, table: Table) -> None:
    moved = of(table, "record_moves")
    conditions, number = batch.record["condition"], ENTRIES.index("condition")
    gp = conditions["system"] == kinds.INDEX["gp"]
    sent = set(zip(*(moved[name].tolist() for name in ("entry", "sender", "sent")), strict=True))
    checked = 0
    for person, sender, when in set(zip(*(moved[name].tolist() for name in ("person", "sender", "sent")), strict=True)):
        mine = gp & (conditions["person"] == person) & (conditions["organisation"] == sender)
        for entry in np.unique(conditions["entry"][mine & (conditions["recorded"] < when)]).tolist():
            assert (entry, sender, when) in sent
            checked += 1
    assert checked > 20 and (moved["kind"] == number).any()


def test_every_birth_is_told_to_child_health_health_visiting_and_the_screening_of_hearing(
    batch: Batch, table: Table
) -> None:
    who, settings = batch.who, batch.settings
    born = np.flatnonzero((who.born >= settings.begins) & (who.birth["mother"] >= 0) & batch.people["patient"])
    early = born[who.born[born] < settings.ends - 3 * clock.DAY]
    birth = of(table, "birth_to_child_health")
    systems = [kinds.INDEX[name] for name in ("child_health_information", "health_visiting", "maternity")]
    for system in systems:
        told_of = np.sort(birth["person"][birth["receiver_system"] == system])
        assert np.isin(early, told_of).all() and len(np.unique(told_of)) == len(told_of)


def test_a_national_service_is_told_of_nobody_who_has_no_number_yet_save_to_be_given_one(
    batch: Batch, table: Table
) -> None:
    to = table.take(np.array([kind.national for kind in kinds.KINDS])[table["receiver_system"]])
    asks = np.array([flow.gives_number for flow in flows()])[to["flow"]]
    known = batch.who.nhs_number(to["person"], to["sent"]) >= 0
    known |= to["sent"] < batch.who.sealed[to["person"]]
    assert known[~asks].all() and not known[asks].all() and (~asks).sum() > 3


def test_a_stillbirth_is_told_as_a_birth_is() -> None:
    settings = Settings()
    people = build(np.arange(4096), settings)
    rows = people["stillborn"].astype(bool) & (people["born"] >= settings.begins) & (people["born"] < settings.ends)
    still = simulate(np.unique(people["family"][rows])[:4], settings, library(LIBRARY))
    birth = of(crossings(still), "birth_to_child_health")
    told_of = birth["person"][still.who.birth["stillborn"][birth["person"]] == 1]
    born = (still.who.birth["stillborn"] == 1) & (still.who.born < settings.ends - 3 * clock.DAY)
    assert born.any() and np.array_equal(np.unique(told_of), np.flatnonzero(born))


def test_messages_of_a_form_are_counted_by_their_sender_for_each_person(table: Table) -> None:
    forms = [flow.form for flow in flows()]
    form = np.array([forms.index(one) for one in forms])[table["flow"]]
    seen: dict[tuple, dict[int, int]] = {}
    columns = (table["person"], table["sender_system"], table["sender"], form, table["message"], table["sequence"])
    for *owner, message, sequence in zip(*(column.tolist() for column in columns), strict=True):
        assert seen.setdefault(tuple(owner), {}).setdefault(message, sequence) == sequence
    assert all(sorted(found.values()) == list(range(1, len(found) + 1)) for found in seen.values())
    assert max(len(found) for found in seen.values()) > 5


def test_what_came_out_of_order_came_after_a_later_one(table: Table) -> None:
    wrong = np.flatnonzero(table["fate"] == OUT_OF_ORDER)
    assert len(wrong) > 10
    channel = np.array([hash_of(flow.channel) for flow in flows()])[table["flow"]]
    for row in wrong.tolist():
        alike = channel == channel[row]
        for name in ("person", "sender_system", "sender", "receiver_system", "receiver"):
            alike &= table[name] == table[name][row]
        assert (alike & (table["sent"] > table["sent"][row]) & (table["received"] < table["received"][row])).any()


def hash_of(channel: str) -> int:
    return sum(ord(letter) << (8 * place) for place, letter in enumerate(channel[:6]))


def test_what_is_legally_protected_never_leaves_and_a_restricted_record_tells_nobody_where_someone_is(
    batch: Batch, table: Table
) -> None:
    assert (change(batch, table, "confidentiality") < CONFIDENTIALITY.index("legally protected")).all()
    reveals = np.array([flow.reveals for flow in flows()])[table["flow"]]
    assert reveals.any()
    assert not batch.who.restricted(table["person"][reveals], table["sent"][reveals]).any()


def test_an_attendance_of_whom_the_national_service_knows_a_plan_is_asked_about_and_the_social_worker_is_told() -> None:
    """Mothers whose babies have a plan before birth are few: families in which one is known of."""
    people = simulate(np.arange(1024, 1280), Settings(), library(LIBRARY))
    flag = people.record["flag"]
    coded = [one.key for one in people.codelists.concepts]
    unborn = np.array([key == "unborn_child_plan" for key in coded])[flag["code"]] & (
        flag["change"] == CHANGES.index("begun")
    )
    mother = np.unique(flag["person"][unborn])
    crossed = crossings(people)
    asked, told_of = of(crossed, "attendance_asked_about"), of(crossed, "attendance_to_the_social_worker")
    plans = of(crossed, "protection_to_the_national_service")
    assert len(mother) and np.isin(asked["person"], mother).any()
    for person, sent in zip(asked["person"].tolist(), asked["sent"].tolist(), strict=True):
        mine = (plans["person"] == person) & is_held(plans) & (plans["received"] <= sent)
        last = {
            int(plans["entry"][row]): int(plans["row"][row])
            for row in np.flatnonzero(mine)[np.argsort(plans["version"][mine])]
        }
        assert any(CHANGES[flag["change"][row]] not in ("ended", "withdrawn") for row in last.values())
    systems = {kinds.KINDS[system].key for system in told_of["receiver_system"].tolist()}
    assert systems == {"childrens_social_care"} and set(told_of["person"].tolist()) <= set(asked["person"].tolist())
    assert len(told_of) == is_held(asked).sum()
