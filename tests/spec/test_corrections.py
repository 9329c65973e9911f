"""What was entered wrongly is put right or taken back; whoever had been told of it is told again, and holds what came.

Mistakes are rare: here they are as frequent as a small sample needs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from output.fhir.subject.context import Context
from output.messages.crossed import sent_as, sent_together
from output.messages.events import ACTIONS
from synth.guests import brought
from synth.record.batch import Batch
from synth.record.kinds import CHANGES
from synth.record.state import OVER, runs
from synth.scale.sources import LIBRARY, library
from synth.settings import Settings
from synth.sharing.channels import HELD
from synth.sharing.flows import ENTRIES
from synth.sharing.views import Views
from synth.simulate import simulate
from synth.systems import kinds
from synth.table import Table

OFTEN = """
[wrong_record.entered]
average = 0.5
unit = "probability"
source = "assumption: many, for a test"

[wrong_weight.in_pounds]
average = 0.9
unit = "probability"
source = "assumption: many, for a test"

[blood_tests.another_s_sample]
average = 0.5
unit = "probability"
source = "assumption: many, for a test"

[screening.mistaken]
average = 0.5
unit = "probability"
source = "assumption: many, for a test"
"""
VACCINATION, WEIGHT, BLOOD_SPOT = (
    "vaccination entered in the wrong record", "weight entered in pounds", "blood spot screening",
)  # fmt: skip


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    file = tmp_path_factory.mktemp("evidence") / "often.toml"
    file.write_text(OFTEN, encoding="utf-8")
    return simulate(np.arange(250), Settings(), library(LIBRARY, brought(None, Path(file))))


def written(batch: Batch, kind: str, pathway: str) -> Table:
    """What a pathway wrote of a kind, by entry and version."""
    table = batch.record[kind]
    mine = np.array([form.pathway == pathway and bool(form.entry) for form in batch.forms])[table["form"]]
    table = table.take(np.flatnonzero(mine & batch.people["patient"][table["person"]]))
    return table.take(np.lexsort((table["version"], table["entry"])))


def both(table: Table) -> tuple[Table, Table]:
    """The first change and the second of every entry that has two; no entry has more."""
    assert table["version"].max() == 2
    second = np.flatnonzero(table["version"] == 2)
    first, last = table.take(second - 1), table.take(second)
    assert np.array_equal(first["entry"], last["entry"]) and (first["version"] == 1).all()
    assert (last["recorded"] > first["recorded"]).all()
    return first, last


def test_a_wrong_report_of_the_laboratory_is_amended_whole_and_says_then_what_was_found(batch: Batch) -> None:
    first, last = both(written(batch, "procedure", BLOOD_SPOT))
    keys = [concept.key for concept in batch.codelists.concepts]
    wrong, right = ([keys[code] for code in part["value_code"].tolist()] for part in (first, last))
    assert len(wrong) > 50 and all(key.endswith("_repeat") for key in wrong)
    assert not any(key.endswith(("_repeat", "_suspected")) and not key.endswith("not_suspected") for key in right)
    assert set(last["change"].tolist()) == {CHANGES.index("amended")}


def test_a_result_of_another_s_sample_is_amended_before_the_practice_acts_on_the_right_one(batch: Batch) -> None:
    first, last = both(written(batch, "observation", "blood tests"))
    assert len(first) > 10 and set(last["change"].tolist()) == {CHANGES.index("amended")}
    assert first["value"].max() <= 4 < last["value"].max()  # what was told first was usual
    held = runs(batch.record["observation"], batch.forms).at_the_end()
    row = np.flatnonzero(np.isin(held["entry"], last["entry"]))
    assert np.array_equal(np.sort(held["value"][row]), np.sort(last["value"]))
    calls = batch.record["contact"]
    told = np.array([form.pathway == "blood tests" and form.step == "told" for form in batch.forms])[calls["form"]]
    calls = calls.take(np.flatnonzero(told))
    put_right = dict(zip(last["episode"].tolist(), last["recorded"].tolist(), strict=True))
    after = [put_right[e] <= at for e, at in zip(calls["episode"].tolist(), calls["from"].tolist(), strict=True)
             if e in put_right]  # fmt: skip
    assert len(after) >= 1 and all(after)


def test_a_weight_in_pounds_becomes_one_in_kilograms_and_the_record_then_holds_that_alone(batch: Batch) -> None:
    first, last = both(written(batch, "observation", WEIGHT))
    assert len(first) > 20 and (np.abs(first["value"] / last["value"] - 2.2046) < 0.01).all()
    held = runs(batch.record["observation"], batch.forms).at_the_end()
    row = np.flatnonzero(np.isin(held["entry"], last["entry"]))
    assert len(row) == len(last) and (held["change"][row] == CHANGES.index("amended")).all()
    assert np.array_equal(np.sort(held["value"][row]), np.sort(last["value"]))


def test_a_vaccination_of_another_child_is_withdrawn_and_told_of_as_new_and_then_as_deleted(
    batch: Batch,
) -> None:
    first, last = both(written(batch, "immunisation", VACCINATION))
    assert len(first) > 10 and set(last["change"].tolist()) == {CHANGES.index("withdrawn")}
    told = sent_as(Context(batch), "stu3_vaccinations", "immunisation")
    table = batch.record["immunisation"]
    actions = {
        (entry, version): ACTIONS[action]
        for entry, version, action in zip(
            table["entry"][told.row].tolist(), table["version"][told.row].tolist(), told.action.tolist(), strict=True
        )
    }
    numbered = [entry for entry in last["entry"].tolist() if (entry, 2) in actions]
    assert len(numbered) > 0.8 * (last["recorded"] >= batch.settings.begins).sum()  # before it nothing is told
    assert {actions[entry, 2] for entry in numbered} == {"delete"}
    assert {actions[entry, 1] for entry in numbered if (entry, 1) in actions} == {"new"}


def test_a_blood_spot_that_is_told_again_is_an_update_with_every_outcome(batch: Batch) -> None:
    told = sent_together(Context(batch), "stu3_blood_spot_test_outcome")
    version = batch.record["procedure"]["version"][told.row]
    assert {ACTIONS[action] for action in told.action[version == 2].tolist()} == {"update"}
    assert {ACTIONS[action] for action in told.action[version == 1].tolist()} == {"new"}
    _, last = both(written(batch, "procedure", BLOOD_SPOT))
    whole = written(batch, "procedure", BLOOD_SPOT)
    again = whole.take(np.isin(whole["person"], last["person"]))
    assert np.array_equal(np.unique(again["entry"]), np.unique(last["entry"])), "what puts a report right is whole"


def test_a_receiver_holds_the_mistake_until_its_withdrawal_comes_and_for_ever_where_that_is_lost(
    batch: Batch, crossed: Table, seen: Views
) -> None:
    _, last = both(written(batch, "immunisation", VACCINATION))
    mine = crossed["kind"] == ENTRIES.index("immunisation")
    some = crossed.take(np.flatnonzero(mine & np.isin(crossed["entry"], last["entry"])
                                       & (crossed["receiver_system"] == kinds.INDEX["child_health_information"])))  # fmt: skip
    copies, table = seen.batch.copies, seen.batch.record["immunisation"]
    assert copies is not None
    _, original = copies.originals(table, seen.batch.people["key"][table["person"]])
    here = copies.system[table["person"]] == kinds.INDEX["child_health_information"]
    state = runs(table, seen.batch.forms)
    compared = 0
    for entry in np.unique(some["entry"]).tolist():
        mine = np.flatnonzero(here & (original == entry))
        arrived = some.take(some["entry"] == entry)
        good = arrived.take(np.isin(arrived["fate"], HELD))
        if not len(good):
            assert not len(mine)
            continue
        assert sorted(table["version"][mine].tolist()) == list(range(1, int(good["version"].max()) + 1))
        withdrawn = 2 in good["version"]
        assert (table["change"][mine[np.argmax(table["version"][mine])]] in OVER) == withdrawn
        person, first = table["person"][mine[:1]], table["recorded"][mine].min()
        before = state.held(person, np.array([first])).row
        assert mine[np.argmin(table["version"][mine])] in before, "it stood there while nobody had seen the mistake"
        compared += withdrawn
    assert compared > 5
