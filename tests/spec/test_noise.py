"""Noise: mistakes in what systems hold, by name and rate, each of them told, and nothing else is other than it was."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from synth.errors import BadArguments
from synth.record import words
from synth.record.batch import Batch
from synth.record.kinds import IDENTITY, KINDS, MISSING
from synth.record.misspelt import KINDS as WAYS
from synth.record.misspelt import STRIDE, extended, misspelt, spelling, ways
from synth.scale.blocks import blocks_of
from synth.sharing.crossings import crossings
from synth.sharing.noise import rates
from synth.sharing.noise.planting import PLACES, Noisy
from synth.sharing.noise.rates import of_mapping
from synth.sharing.noise.registry import NOISES, planted
from synth.sharing.shared import noisily, shared
from synth.sharing.views import Views, views
from synth.systems import kinds
from synth.table import Table

FAMILIES = np.arange(225, 285)  # of two blocks
EVERY = of_mapping("every", dict.fromkeys(NOISES, Decimal(1)))


@pytest.fixture(scope="module")
def noisy(seen: Views) -> dict[str, Noisy]:
    """Each noise by itself, wherever it can strike."""
    return {name: planted(seen, of_mapping(name, {name: Decimal(1)})) for name in NOISES}


def tables(views: Views) -> dict[str, Table]:
    return {**views.batch.identity, **views.batch.record}


def test_the_noises_are_those_that_have_rates_in_their_order():
    assert list(NOISES) == list(rates.noises())
    for says in rates.noises().values():
        assert 0 < says.light < says.heavy <= 1 and says.source


def test_every_noise_that_this_sample_can_show_strikes(noisy: dict[str, Noisy]) -> None:
    rare = {"number_superseded", "twins_swapped", "encoding"}  # need people whom few families have
    assert {name for name, one in noisy.items() if not len(one.noise)} <= rare


@pytest.mark.parametrize("name", NOISES)
def test_what_is_told_is_all_that_has_changed(seen: Views, noisy: dict[str, Noisy], name: str) -> None:
    told, before, after = noisy[name].noise, tables(seen), tables(noisy[name].views)
    people = {
        (PLACES[place][0], person)
        for place, person in zip(told["place"].tolist(), told["person"].tolist(), strict=True)
    }
    born = {person for kind, person in people if kind == "birth"}
    for kind in (*IDENTITY, *KINDS):
        mine = {person for of, person in people if of == kind} | (born if kind in IDENTITY else set())
        struck = np.array(sorted(mine), dtype=np.int64)
        left = [table[kind].take(~np.isin(table[kind]["person"], struck)) for table in (before, after)]
        for column in left[0].columns:
            assert np.array_equal(left[0][column], left[1][column]), (kind, column)
    assert (told["was"] != told["is"]).all()


@pytest.mark.parametrize("name", NOISES)
def test_what_is_told_stands_there(seen: Views, noisy: dict[str, Noisy], name: str) -> None:
    told, before, after = noisy[name].noise, tables(seen), tables(noisy[name].views)
    for n in range(min(len(told), 40)):
        kind, column = PLACES[int(told["place"][n])]
        person, entry, was, now = (told[what][n] for what in ("person", "entry", "was", "is"))
        if column == "entry":
            of = after[kind].take(after[kind]["person"] == person)["entry"].view(np.int64)
            assert entry.view(np.int64) in of and now in of
            continue
        old, new = (table[kind].take(table[kind]["person"] == person) for table in (before, after))
        assert was in old[column]
        assert now in new[column] if now != MISSING else not len(new)
        if column != "recorded":
            assert now in new.take(new["entry"] == entry)[column] or now == MISSING


def test_the_views_that_noise_is_put_into_stay_as_they_are(batch: Batch, seen: Views, noisy: dict[str, Noisy]) -> None:
    again = views(batch, crossings(batch))
    for kind, table in tables(seen).items():
        for column, values in table.columns.items():
            assert np.array_equal(values, tables(again)[kind][column]), (kind, column)


def test_noise_is_the_same_however_the_work_is_cut(batch: Batch, seen: Views) -> None:
    whole, n = planted(seen, EVERY), 0
    key = whole.views.batch.people["key"]
    told = {
        (int(key[person]), system, keeper, place, int(entry), int(now))
        for person, system, keeper, place, entry, now in zip(
            whole.noise["person"].tolist(), whole.views.batch.copies.system[whole.noise["person"]].tolist(),
            whole.views.batch.copies.keeper[whole.noise["person"]].tolist(), whole.noise["place"].tolist(),
            whole.noise["entry"], whole.noise["is"], strict=True,
        )
    }  # fmt: skip
    for _, part in blocks_of(batch, [0, 1]):
        one = planted(views(part, crossings(part)), EVERY)
        people, copies = one.views.batch.people, one.views.batch.copies
        for person, place, entry, now in zip(
            *(one.noise[name] for name in ("person", "place", "entry", "is")), strict=True
        ):
            mine = (
                int(people["key"][person]),
                int(copies.system[person]),
                int(copies.keeper[person]),
                int(place),
                int(entry),
                int(now),
            )
            assert mine in told
            n += 1
    assert n == len(whole.noise)


def test_a_noise_strikes_the_same_whatever_else_is_asked_for(seen: Views, noisy: dict[str, Noisy]) -> None:
    """Rates nest: whom a low rate strikes a higher one strikes too."""
    low = planted(seen, of_mapping("low", {"typing": Decimal("0.1")})).noise
    high = planted(seen, of_mapping("high", {"typing": Decimal("0.5")})).noise
    assert set(low["entry"].tolist()) < set(high["entry"].tolist()) < set(noisy["typing"].noise["entry"].tolist())


def test_national_services_and_the_whole_hold_what_is_right(seen: Views) -> None:
    one = planted(seen, EVERY)
    system = one.views.batch.copies.system[one.noise["person"]]
    assert not any(kinds.KINDS[each].national for each in np.unique(system).tolist())


def test_every_number_stays_one_that_its_check_digit_allows_and_of_the_family(seen: Views) -> None:
    one = planted(seen, EVERY).views.batch
    family = one.people["family"]
    mine: dict[int, set[int]] = {}
    for number, person in zip(
        *(seen.batch.identity["nhs_number"][name].tolist() for name in ("number", "person")), strict=True
    ):
        mine.setdefault(int(family[person]), set()).add(number)
    table = one.identity["nhs_number"]
    assert all(
        number in mine[int(family[person])]
        for number, person in zip(table["number"].tolist(), table["person"].tolist(), strict=True)
    )


def test_nobody_has_care_before_the_birth_that_a_swapped_date_says(noisy: dict[str, Noisy]) -> None:
    one = noisy["day_and_month"]
    born = one.views.batch.who.born
    struck = np.unique(one.noise["person"])
    assert len(struck)
    for kind in KINDS:
        table = one.views.batch.record[kind]
        rows = np.flatnonzero(np.isin(table["person"], struck) & (table["recorded"] > 0))
        assert (table["recorded"][rows] > born[table["person"][rows]]).all(), kind


@pytest.mark.parametrize("kind", WAYS)
def test_a_misspelt_word_is_another_one_and_never_empty(kind: str) -> None:
    listed = words.names()["family"]
    word = np.arange(len(listed))
    bits = np.arange(1, len(listed) + 1, dtype=np.uint64) * np.uint64(0x9E37_79B9_7F4A_7C15)
    made = misspelt(listed, word, kind, bits)
    for one, said in zip(word.tolist(), made.tolist(), strict=True):
        assert (said < 0) == (not ways(listed[one], kind))
        if said >= 0:
            assert said % STRIDE == one
            text = spelling(listed, said)
            assert text and text != listed[one] and text.isprintable() and text == text.strip()
    place, more = extended(listed, np.array([3, -1, *made[made >= 0][:5].tolist()]))
    assert [*listed, *more][place[2]] == spelling(listed, int(made[made >= 0][0])) and place[1] == -1 and place[0] == 3


def test_letters_with_accents_are_read_as_another_encoding_would() -> None:
    assert ways("Amélie", "mangled") == ("AmÃ©lie",) and ways("D'Arcy", "mangled") == ("Dâ€™Arcy",)
    assert ways("Smith", "mangled") == ()


@pytest.mark.parametrize(("text", "said"), [
    ("typin = 0.1", "there is no noise 'typin'"),
    ("typing = 1.5", "typing must be a number from 0 to 1"),
    ("typing = -0.1", "typing must be a number from 0 to 1"),
    ('typing = "often"', "typing must be a number from 0 to 1"),
    ("typing = nan", "typing must be a number from 0 to 1"),
    ("[typing]\nrate = 1", "typing must be a number from 0 to 1"),
    ("typing = ", "not TOML"),
])  # fmt: skip
def test_a_file_of_rates_that_cannot_be_is_refused_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadArguments) as refused:
        rates.read("--noise", str(path))
    assert said in str(refused.value) and "\n" not in str(refused.value)


def test_a_file_says_what_strikes_and_the_rest_does_not(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("hearing = 0.25\ntyping = 1\nnickname = 0\n", encoding="utf-8")
    asked = rates.read("--noise", str(path))
    assert asked is not None and asked.told() == {"typing": "1", "hearing": "0.25"}
    assert rates.of_manifest(asked.told()).rates == asked.rates


def test_what_is_told_of_noise_in_a_shared_record_stands_there_and_people_are_who_they_are(
    batch: Batch, seen: Views
) -> None:
    every = planted(seen, EVERY)
    here, right = noisily(batch, every), shared(batch, seen)
    told, views = here.noise, here.views
    assert len(told) > 20 and {PLACES[place][0] for place in set(told["place"].tolist())} <= {*KINDS}
    for kind in IDENTITY:
        if kind != "local_number":
            assert same(views.batch.identity[kind], right.batch.identity[kind]), kind
    for place, person, entry in zip(*(told[name].tolist() for name in ("place", "person", "entry")), strict=True):
        table = views.batch.record[PLACES[place][0]]
        assert ((table["entry"] == entry) & (table["person"] == person)).any()
    twice = told.take(told["noise"] == list(rates.noises()).index("entered_twice"))
    second = {int(key) for key in twice["is"].astype(np.uint64).tolist()}
    there = {int(key) for kind in KINDS for key in views.batch.record[kind]["entry"].tolist()}
    assert (
        second
        and second <= there
        and not second & {int(k) for kind in KINDS for k in right.batch.record[kind]["entry"]}
    )


def same(one: Table, other: Table) -> bool:
    return all(np.array_equal(one[name], other[name]) for name in one.columns)
