"""A place's shared care record over a whole batch: what its systems give is there once, and nothing that is withheld."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from synth import clock, source_files
from synth.errors import BrokenSource
from synth.record.batch import Batch
from synth.record.copies import Gathered
from synth.record.kinds import CHANGES, CONFIDENTIALITY, KINDS
from synth.scale.blocks import blocks_of
from synth.sharing.contributions import FILE, contributions, read
from synth.sharing.crossings import crossings
from synth.sharing.shared import OBJECTS, shared
from synth.sharing.views import Views, views
from synth.systems import kinds
from synth.systems.directory import organisations
from synth.table import Table

FAMILIES = np.arange(200, 320)  # of two blocks
CARE = [kind for kind in KINDS if kind != "registration"]


@pytest.fixture(scope="module")
def record(batch: Batch, seen: Views) -> Views:
    return shared(batch, seen)


def of(view: Views) -> Gathered:
    assert isinstance(view.batch.copies, Gathered)
    return view.batch.copies


def given(seen: Views, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """The keys of what contributing systems hold of a kind, and which of it is no more confidential than may be given."""
    copies, table = seen.batch.copies, seen.batch.record[kind]
    assert copies is not None
    system = copies.system[table["person"]]
    gives = np.array([one.key in contributions() and kind in contributions()[one.key].of for one in kinds.KINDS])[
        system
    ]
    return table["entry"][gives], (table["confidentiality"] == 0)[gives]


@pytest.mark.parametrize("kind", CARE)
def test_everything_is_what_a_system_gives_and_nothing_is_there_twice(seen: Views, record: Views, kind: str) -> None:
    here, (there, open_) = record.batch.record[kind], given(seen, kind)
    assert np.isin(here["entry"], there[open_]).all()
    runs = Counter(zip(here["entry"].tolist(), here["version"].tolist(), strict=True))
    assert max(runs.values(), default=1) == 1
    secret = np.unique(there[~open_])
    assert not np.isin(here["entry"], secret).any()


def test_what_is_withheld_takes_along_what_lies_in_it_and_leaves_the_rest(seen: Views, record: Views) -> None:
    lost = kept = 0
    for kind in CARE:
        there, open_ = given(seen, kind)
        found = np.isin(there[open_], record.batch.record[kind]["entry"])
        lost, kept = lost + int((~found).sum()), kept + int(found.sum())
    assert 0 < lost < kept / 5
    hidden = [seen.batch.record[kind] for kind in ("contact", "care_episode")]
    secret = np.unique(np.concatenate([table["entry"][table["confidentiality"] > 0] for table in hidden]))
    assert len(secret)
    for kind in CARE:
        table = seen.batch.record[kind]
        inside = np.isin(table["contact"], secret) | np.isin(table["care_episode"], secret)
        assert not np.isin(table["entry"][inside], record.batch.record[kind]["entry"]).any()


def test_copies_that_were_filed_stand_beside_their_originals_and_name_who_filed_them(record: Views) -> None:
    copies = of(record)
    beside = 0
    for kind in ("immunisation", "procedure", "document", "condition"):
        table = record.batch.record[kind]
        own = copies.own(table)
        system, organisation = copies.sources(table, table["entry"])
        assert np.array_equal(system[own], table["system"][own])
        assert ((system != table["system"]) | (organisation != table["organisation"]))[~own].all()
        _, entry = copies.originals(table, record.batch.people["key"][table["person"]])
        beside += int(np.isin(entry[~own], table["entry"][own]).sum())
    assert beside > 20


def test_a_place_gives_to_its_own_record_and_everyone_stands_there_once(batch: Batch, record: Views) -> None:
    people = record.batch.people
    place = of(record).keeper // organisations.SLOTS
    assert {one.kind for one in record.systems} == {kinds.INDEX[kinds.SHARED]}
    assert len({(int(p), int(k)) for p, k in zip(place, people["key"], strict=True)}) == len(people)
    for kind in CARE:
        table = record.batch.record[kind]
        _, organisation = of(record).sources(table, table["entry"])
        assert np.array_equal(organisation // organisations.SLOTS, place[table["person"]])
    known = np.flatnonzero(people["patient"])
    numbers = record.batch.identity["local_number"]
    assert np.isin(known, numbers["person"]).all()
    assert (np.bincount(numbers["person"])[known] > 1).any()


def test_nothing_is_given_of_a_record_that_is_restricted(batch: Batch) -> None:
    person = int(np.flatnonzero(batch.people["patient"] & (batch.who.died == clock.NEVER))[0])
    one = {name: batch.people[name][[person]] for name in ("family", "member")}
    when = np.array([batch.settings.begins])
    row = {
        **one, "person": np.array([person]), "entry": np.array([1], np.uint64), "version": np.array([1]),
        "change": np.array([CHANGES.index("begun")]), "from": when, "until": np.array([clock.NEVER]), "recorded": when,
        "system": np.array([kinds.INDEX["demographics"]]), "organisation": organisations.organisation_of(np.zeros(1, int), "demographics_service"),
        "confidentiality": np.array([CONFIDENTIALITY.index("restricted")]),
    }  # fmt: skip
    restricted = replace(batch, identity={**batch.identity, "restriction": Table(row)})
    for one_batch, there in ((batch, True), (restricted, False)):
        made = shared(one_batch, views(one_batch, crossings(one_batch)))
        patients = made.original[made.batch.people["patient"]]
        assert (person in patients) == there


def test_what_a_block_gives_does_not_hang_on_which_other_blocks_are_there(batch: Batch, record: Views) -> None:
    for _, part in blocks_of(batch, [0, 1]):
        alone = shared(part, views(part, crossings(part)))
        mine = np.isin(record.batch.people["family"], part.families)
        for kind in KINDS:
            table = record.batch.record[kind]
            some = table.take(mine[table["person"]])
            for name in ("entry", "version", "recorded", "contact"):
                assert np.array_equal(np.sort(some[name]), np.sort(alone.batch.record[kind][name]))


GOOD = '[contribution.gp]\nof = ["condition"]\nsource = "me"\n'


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("gp", "events"), "'events' gives nothing: there are gp"),
        (('source = "me"\n', ""), "it has no source"),
        (('"condition"', '"conditions"'), "'of' is 'conditions': give registration"),
        (("contribution", "gift"), r"'gift' is unknown: write \[contribution.system\]"),
        ((GOOD, ""), "nobody gives anything"),
        (("source", 'confidential = "legally protected"\nsource'), "'confidential' is 'legally protected'"),
    ],
)
def test_what_the_file_says_wrong_is_one_line_with_its_place(change: tuple[str, str], said: str) -> None:
    with pytest.raises(BrokenSource, match=said) as fault:
        read(source_files.toml_in(GOOD.replace(*change), "contributions.toml"))
    assert str(fault.value).startswith("contributions.toml")
    assert read(source_files.toml_of(FILE)) == contributions()


def test_nothing_is_given_of_who_objects_and_objections_come_about_as_often_as_their_number_says(
    batch: Batch, seen: Views, record: Views
) -> None:
    consents = batch.record["consent"]
    objecting = np.array([bool(form.details.get(OBJECTS)) for form in batch.forms])[consents["form"]]
    objectors = np.unique(consents["person"][objecting])
    assert 0 < len(objectors) < 0.04 * len(batch.people)
    patients = record.original[record.batch.people["patient"]]
    assert not np.isin(objectors, patients).any() and len(patients) > 10 * len(objectors)
    assert np.isin(objectors, seen.original[seen.batch.people["patient"]]).all(), "their systems go on as before"
