"""The delivery stream is what came to each receiver: no more than was sent, less what was lost, when it came."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

import care_pathways
from output import messages
from output.check.messages import instant, sent_at
from output.fhir.reference import directory
from output.fhir.subject.context import Context
from output.messages import together
from output.messages.crossed import FORMS, R4_FORMS
from synth import clock, keys
from synth.scale.blocks import blocks_of
from synth.settings import Settings
from synth.sharing.channels import FATES
from synth.sharing.flows import flows
from synth.simulate import simulate
from synth.table import Table
from tests.output.test_messages import batch, made
from tests.output.test_messages_of_children import crossed


@lru_cache(maxsize=1)
def arrived() -> list[dict[str, Any]]:
    return [json.loads(line) for line in messages.arrivals(Context(batch()), made()).lines.to_pylist()]


@lru_cache(maxsize=1)
def due() -> Table:
    """The crossings of whole messages, one for each receiver; of hearing, those alone that hold its outcome."""
    table = crossed()
    codes = {number for number, flow in enumerate(flows()) if flow.form in {**FORMS, **R4_FORMS}}
    hearing = {number for number, flow in enumerate(flows()) if flow.form == "stu3_newborn_hearing"}
    with_outcome = {*made().key.tolist()}
    rows, seen = [], set()
    for row in range(len(table)):
        flow, message = int(table["flow"][row]), int(table["message"][row])
        one = (message, int(table["receiver_system"][row]), int(table["receiver"][row]))
        if flow in codes and one not in seen and (flow not in hearing or message in with_outcome):
            seen.add(one)
            rows.append(row)
    return table.take(np.array(rows))


def test_what_arrives_is_what_crossed_less_what_was_lost_and_twice_what_was_doubled():
    table = due()
    came = table["received"] < clock.NEVER
    again = table["again"] < clock.NEVER
    wanted = Counter()
    for rows, moments in ((came, table["received"]), (again, table["again"])):
        texts = clock.instant_text(moments[rows])
        for system, body, text in zip(table["receiver_system"][rows], table["receiver"][rows], texts, strict=True):
            wanted[directory.source(int(system), int(body)).decode(), bytes(text).decode()] += 1
    assert Counter((one["receiver"]["endpoint"], one["received"]) for one in arrived()) == wanted
    assert int(came.sum()) > 1000 and int((~came).sum()) > 0


def test_arrivals_stand_in_the_order_in_which_they_came_which_is_not_that_of_sending():
    times = [instant(one["received"]) for one in arrived()]
    assert times == sorted(times)
    sent = [instant(sent_at(one["message"])) for one in arrived() if one["message"]]
    assert sent != sorted(sent)
    for one in arrived():
        assert one["message"] is None or instant(sent_at(one["message"])) <= instant(one["received"])


def test_what_arrives_is_to_the_byte_what_was_sent_and_nothing_where_it_cannot_be_read():
    sent = {json.loads(line)["id"]: line.rstrip(b"\n") for line in made().lines.to_pylist()}
    lines = messages.arrivals(Context(batch()), made()).lines.to_pylist()
    for line, one in zip(lines, arrived(), strict=True):
        if one["message"] is not None:
            assert line.endswith(b'"message":' + sent[one["message"]["id"]] + b"}\n")
    unreadable = due()["fate"] == FATES.index("unreadable")
    assert sum(one["message"] is None for one in arrived()) == int(unreadable.sum())


def test_a_doubled_message_comes_twice_to_the_same_receiver():
    counted = Counter((one["receiver"]["endpoint"], one["message"]["id"]) for one in arrived() if one["message"])
    assert max(counted.values()) <= 2
    assert sum(n == 2 for n in counted.values()) == int((due()["again"] < clock.NEVER).sum()) > 0


def test_arrivals_are_the_same_however_the_families_are_batched():
    def stream(first: int, last: int) -> list[bytes]:
        context = Context(simulate(np.arange(first, last), Settings(), care_pathways.library()))
        return messages.arrivals(context, messages.render(context)).lines.to_pylist()

    assert sorted(stream(0, 30) + stream(30, 50)) == sorted(stream(0, 50))


def test_a_block_of_several_made_together_has_the_lines_that_it_has_alone(monkeypatch: pytest.MonkeyPatch):
    """Three blocks of which the first two are made together: what each has is what it has by itself."""
    settings = Settings(start=date(2023, 1, 1), end=date(2024, 1, 1))
    families = np.arange(3 * keys.BLOCK)
    whole = simulate(families[families % keys.BLOCK < 40], settings, care_pathways.library())
    sizes = [sum(len(table) for table in part.record.values()) for _, part in blocks_of(whole, range(3))]
    monkeypatch.setattr(together, "TOGETHER", sizes[0] + sizes[1])
    assert len(together._groups(whole)) == 3
    for name in ("messages", "delivery", "requests"):
        count = 0
        for _, part in blocks_of(whole, range(3)):
            alone = replace(part)
            assert part.part is not None and alone.part is None
            lines = messages.of_part(part, name).to_pylist()
            assert lines == messages.of_part(alone, name).to_pylist()
            count += len(lines)
        assert count > 10
