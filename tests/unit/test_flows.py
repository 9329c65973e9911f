"""Flows and channels: what the file may say, and that draws come about as often as it says."""

from __future__ import annotations

import numpy as np
import pytest

from output.documents.kinds import KINDS as DOCUMENTS
from synth import chance, clock, source_files
from synth.codes import Codelists
from synth.errors import BrokenSource
from synth.evidence import read_text
from synth.evidence.drawing import option, quantity
from synth.sharing import channels
from synth.sharing.channels import CHANNELS, FATES, LATE, LOST
from synth.sharing.flows import FILE, flows, read
from tests.fixtures.batch import codelists

KEYS = chance.draw(np.arange(200_000, dtype=np.uint64), chance.name_hash("test of channels"))


def wrong(text: str) -> str:
    with pytest.raises(BrokenSource) as fault:
        read(source_files.toml_in(text, "flows.toml"))
    return str(fault.value)


GOOD = '[flow.a]\ntitle = "A"\nform = "f"\nchannel = "event"\nof = ["birth"]\nby = ["maternity"]\nto = ["practice"]\n'


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("to = [", "too = ["), "flows.toml:7: unknown member 'too': did you mean to"),
        (('"event"', '"pigeon"'), "flows.toml:4: 'channel' is 'pigeon': give request or event"),
        (('"birth"', '"births"'), "flows.toml:5: 'of' is 'births': give registration"),
        (('to = ["practice"]', ""), "flows.toml:1: it goes to nobody"),
        (('of = ["birth"]\n', ""), "flows.toml:1: it takes nothing"),
        (('title = "A"\n', ""), 'flows.toml:1: it has no title: write title = "words"'),
        (("[flow.a]", "[flew.a]"), "flows.toml:1: 'flew' is no flow: write [flow.flew]"),
        (('by = ["maternity"]', 'after = "b"'), "flows.toml:1: it comes after 'b', which says what it takes: take of out"),
        (("to = [", "homes = true\nto = ["), 'flows.toml:1: homes are addresses: write of = ["address"]'),
        (('"practice"', '"event service"'), "flows.toml:1: a national service knows nobody without an NHS number: write"),
        (('to = [', "numbered = true\ngives_number = true\nto = ["), "what waits for the number does not give it"),
        (('of = ["birth"]\nby = ["maternity"]', 'answers = "b"'), "flows.toml:5: no flow 'b' stands before it: there are none"),
        (('"practice"', '"sender"'), "flows.toml:1: an answer goes to who sent what it answers, and nothing else does"),
        (("to = [", 'told = "b"\nto = ['), "flows.toml:7: no flow 'b' stands before it: there are none"),
        (('confidential', ''), ""),
        (("to = [", 'confidential = "legally protected"\nto = ['), "'confidential' is 'legally protected': give normal"),
    ],
)  # fmt: skip
def test_a_fault_of_the_file_is_named_with_its_line_and_mend(change: tuple[str, str], said: str) -> None:
    if said:
        assert said in wrong(GOOD.replace(*change))
    else:
        assert [flow.name for flow in read(source_files.toml_in(GOOD, "flows.toml"))] == ["a"]


def test_every_code_that_a_flow_names_is_in_the_codelists() -> None:
    known: Codelists = codelists()
    keys = [one.key for one in known.concepts]
    for flow in flows():
        for pattern in flow.codes:
            stem = pattern.rstrip("*")
            assert any(key == pattern or (stem != pattern and key.startswith(stem)) for key in keys), pattern


def test_documents_go_to_those_whom_they_name_as_recipients() -> None:
    told = {document: set(flow.to) for flow in flows() for document in flow.documents}
    assert told == {kind.key: set(kind.recipients) - {"person"} for kind in DOCUMENTS}


def test_forms_of_the_events_are_those_that_the_national_service_has() -> None:
    events = {flow.form for flow in flows() if flow.channel == "event"}
    assert events == {f"stu3_{name}" for name in (
        "pds_birth_notification", "pds_change_of_gp", "pds_change_of_address", "pds_record_change",
        "pds_death_notification", "blood_spot_test_outcome", "newborn_hearing", "nipe_outcome", "vaccinations",
        "professional_contacts",
    )}  # fmt: skip


@pytest.mark.parametrize("channel", CHANNELS)
def test_fates_come_about_as_often_as_the_file_says(channel: str) -> None:
    written = source_files.toml_of(FILE.with_name("channels.toml")).tables[f"{channel}_fate"]["shares"]
    assert sum(written.values()) == 1
    found = np.bincount(channels.fates(channel, KEYS), minlength=len(FATES)) / len(KEYS)
    for name, share in written.items():
        spread = 5 * (float(share) * (1 - float(share)) / len(KEYS)) ** 0.5
        assert abs(found[FATES.index(name)] - float(share)) <= spread, name
    assert abs(found.sum() - 1) < 1e-9


@pytest.mark.parametrize("channel", CHANNELS)
def test_nothing_arrives_before_it_is_sent_and_what_is_late_takes_longer(channel: str) -> None:
    sent = np.full(len(KEYS), clock.day_of(2020, 6, 1) * clock.DAY + 600)
    soon = channels.arrivals(channel, KEYS, sent, np.zeros(len(KEYS), dtype=np.int64))
    late = channels.arrivals(channel, KEYS, sent, np.full(len(KEYS), LATE))
    lost = channels.arrivals(channel, KEYS, sent, np.full(len(KEYS), LOST))
    assert (soon >= sent).all() and (late >= sent + clock.DAY).all() and late.mean() > soon.mean() + clock.DAY
    assert np.array_equal(soon, lost), "when it would have been there"


def test_what_is_filed_by_hand_is_filed_in_office_hours() -> None:
    sent = np.full(len(KEYS), clock.day_of(2020, 6, 5) * clock.DAY + 19 * 60)  # a Friday evening
    arrived = channels.arrivals("post", KEYS, sent, np.zeros(len(KEYS), dtype=np.int64))
    day = clock.uk_day(arrived)
    assert (clock.weekday(day) < 5).all()
    minute = arrived + clock.uk_offset(arrived) - day * clock.DAY
    assert minute.min() >= 9 * 60 and minute.max() <= 17 * 60


def test_draws_follow_the_tables_of_a_number() -> None:
    made = read_text(
        '[wait]\nquantiles = [[0, 10], [0.5, 20], [1, 40]]\nunit = "minutes"\nsource = "a test, 2026"\n'
        '[which]\nshares = { one = 0.25, two = 0.75 }\nunit = "share"\nsource = "a test, 2026"\n'
        '[fixed]\nvalue = 7\nunit = "minutes"\nsource = "a test, 2026"\n',
        "test.toml",
    )
    wait = quantity(made.number("wait"), KEYS)
    assert wait.min() >= 10 and wait.max() <= 40 and abs(np.median(wait) - 20) <= 1
    assert abs(option(made.number("which"), KEYS).mean() - 0.75) < 0.01
    assert (quantity(made.number("fixed"), KEYS) == 7).all()
