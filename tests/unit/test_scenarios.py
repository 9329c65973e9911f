"""Stories with a name: each is checked where it is read, found where it happens, and told the same to every system."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

import care_pathways
from care_pathways import checking
from output.pages import card, pack, seen
from output.pages.seen import Seen
from output.tables import Tables
from synth import api, source_files
from synth.cli import run
from synth.errors import BrokenSource
from synth.finding import meeting, scenarios, searching
from synth.finding.meeting import Met
from synth.guests import Guests
from synth.settings import Settings
from synth.sharing.channels import FATES
from synth.sharing.crossings import crossings
from synth.sharing.flows import flows
from synth.sharing.views import views
from synth.systems import kinds

STORIES = [story.name for story in care_pathways.stories()]
KNOWN = care_pathways.scenarios()


def each_met(most: int, wanted: int) -> Iterator[dict[str, list[Met]]]:
    """The families of each scenario among the first of a seed, as far as they are looked at."""
    found: dict[str, list[Met]] = {one.name: [] for one in KNOWN}
    runs = (np.arange(first, min(first + 1024, most)) for first in range(0, most, 1024))
    for _, batch, people in searching.batches(Settings(), runs, Guests()):
        crossed = crossings(batch)
        for one in KNOWN:
            if len(found[one.name]) < wanted:
                _, met = meeting.met(batch, people, one, STORIES, crossed)
                found[one.name] += islice(met, wanted - len(found[one.name]))
        yield found


@pytest.fixture(scope="module")
def found() -> dict[str, list[Met]]:
    """A family for each scenario that happens in the first five hundred."""
    return next(each_met(500, 1))


def test_there_are_thirty_and_no_two_are_alike() -> None:
    assert len(KNOWN) >= 30
    assert len({one.title for one in KNOWN}) == len({one.about for one in KNOWN}) == len(KNOWN)


def test_most_happen_in_any_few_hundred_families(found: dict[str, list[Met]]) -> None:
    assert sum(map(bool, found.values())) >= 22


@pytest.mark.slow
def test_every_one_happens_in_some_family_of_twenty_thousand() -> None:
    missing = [one.name for one in KNOWN]
    for found in each_met(20_000, 1):
        missing = [name for name, met in found.items() if not met]
        if not missing:
            break
    assert missing == []


def test_its_messages_were_sent_in_order_about_its_cast_and_came_to_what_it_says(found: dict[str, list[Met]]) -> None:
    names = [flow.name for flow in flows()]
    for met in (each for several in found.values() for each in several):
        sent = met.crossed["sent"][met.steps]
        assert len(met.steps) == len(met.scenario.messages) and (np.diff(sent) >= 0).all(), met.scenario.name
        assert len(set(met.steps)) == len(met.steps)
        for row, expected in zip(met.steps, met.scenario.messages, strict=True):
            assert names[met.crossed["flow"][row]] == expected.flow
            assert met.crossed["person"][row] == met.cast[expected.about]
            assert FATES[met.crossed["fate"][row]] in expected.fates
            assert not expected.to or kinds.KINDS[met.crossed["receiver_system"][row]].key in expected.to


def test_everyone_in_the_cast_is_what_the_story_calls_them(found: dict[str, list[Met]]) -> None:
    for name in ("birth_to_four_systems", "move_in_mid_pregnancy", "twins_told_apart"):
        for met in found[name]:
            assert len(set(met.cast.values())) == len(met.cast)
            people = {one["role"]: one for one in Seen(met).people}
            for role in met.scenario.cast:
                theirs, own = scenarios.RELATIONS[role.relation]
                assert people[role.of][theirs] == people[role.name][own] != ""


@pytest.mark.parametrize("name", ["birth_to_four_systems", "newborn_screening_whole", "child_moves_with_family",
                                  "record_that_did_not_come", "death_in_hospital", "vaccine_event_twice"])  # fmt: skip
def test_what_a_system_must_show_is_what_it_holds_in_the_view_of_systems(
    found: dict[str, list[Met]], name: str
) -> None:
    for met in found[name]:
        tables = Tables(views(met.batch, met.crossed).batch)
        told = Seen(met)
        assert told.systems() and (told.shown or name == "record_that_did_not_come")
        for kind in {one["kind"] for one in told.shown}:
            held = tables.of(kind).select(["id", "person", "version"]).to_pylist()
            there = {(one["id"], one["person"], one["version"]) for one in held}
            mine = {(one["entry"], one["patient"], one["version"]) for one in told.shown if one["kind"] == kind}
            assert mine <= there, kind


def test_what_was_lost_is_shown_by_nobody_who_lost_it(found: dict[str, list[Met]]) -> None:
    for name in ("vaccine_event_lost", "record_that_did_not_come"):
        for met in found[name]:
            told = Seen(met)
            lost = {(one["number"], one["receiver"]) for one in told.messages if one["fate"] == "lost"}
            assert lost and not lost & {(one["number"], one["system"]) for one in told.shown}


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open, self.tags, self.links = [], set(), []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_pack_has_a_card_for_each_system_that_stands_alone(found: dict[str, list[Met]]) -> None:
    for met in (each for several in list(found.values())[::4] for each in several):
        told = Seen(met)
        files = dict(pack.files(told))
        assert {path for path in files if path.startswith("cards/")} == {f"cards/{one}.html" for one in told.systems()}
        for path, content in files.items():
            if not path.endswith(".html"):
                continue
            outline = _Outline()
            outline.feed(content.decode())
            assert outline.open == [] and "script" not in outline.tags
            base = Path(path).parent
            assert all((base / link).as_posix() in files or link == "../index.html" for link in outline.links)
        for one in told.messages:
            assert one["shows"] == "" or card.escape(one["shows"]) in files[f"cards/{one['receiver']}.html"].decode()
        lines = list(csv.DictReader(io.StringIO(files["messages.csv"].decode())))
        assert [line["number"] for line in lines] == sorted((line["number"] for line in lines), key=int)
        assert tuple(lines[0]) == seen.MESSAGES


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_pack_is_the_same_by_seed_and_from_a_dataset_and_is_never_written_over_another(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    api.generate(families=20, formats="csv", out=tmp_path / "dataset")
    story = ["find", "--story", "birth_to_four_systems", "--want", "1"]
    assert run([*story, "--most", "20", "--pack", str(tmp_path / "one")]) == 0
    assert run([*story, str(tmp_path / "dataset"), "--pack", str(tmp_path / "two")]) == 0
    assert _bytes(tmp_path / "one") == _bytes(tmp_path / "two") and len(_bytes(tmp_path / "one")) >= 8
    capsys.readouterr()
    assert run([*story, str(tmp_path / "dataset"), "--pack", str(tmp_path / "two")]) == 2
    assert "name a new folder" in capsys.readouterr().err
    assert (
        run(["find", "children >= 1", str(tmp_path / "dataset"), "--want", "1", "--pack", str(tmp_path / "all")]) == 0
    )
    assert any(path.endswith("messages.csv") for path in _bytes(tmp_path / "all"))


@pytest.mark.parametrize(("words", "said"), [
    (["--story", "birth_to_for_systems"], "did you mean 'birth_to_four_systems'"),
    ([], "either a condition or --story NAME"),
    (["born", "dataset", "--story", "stillbirth"], "either a condition or --story NAME"),
])  # fmt: skip
def test_a_story_that_there_is_not_is_refused_in_one_line(
    words: list[str], said: str, capsys: pytest.CaptureFixture
) -> None:
    assert run(["find", *words]) == 2
    printed = capsys.readouterr()
    assert said in printed.err and len(printed.err.splitlines()) == 1


SOUND = """[scenario.one]
title = "One"
about = "It happens."
person = "baby"
who = "born_preterm"
cast = { mother = "mother of baby where diabetes" }
[[scenario.one.message]]
flow = "birth_to_demographics"
about = "mother"
to = ["gp"]
of = ["communication"]
codes = ["birth_*"]
changes = ["begun"]
fates = ["lost"]
shows = "something"
"""


def read(text: str) -> tuple[scenarios.Scenario, ...]:
    return scenarios.scenarios(source_files.toml_in(text, "s.toml"), ["birth_notification"], STORIES)


def test_a_sound_one_is_read_as_it_stands() -> None:
    (one,) = read(SOUND)
    assert one.cast == (scenarios.Role("mother", "mother", "baby", "diabetes"),)
    assert one.messages[0].fates == ("lost",) and one.messages[0].about == "mother"


@pytest.mark.parametrize(("was", "now", "said"), [
    ('"birth_to_demographics"', '"birth_to_nobody"', "s.toml:8: 'flow' is 'birth_to_nobody': give"),
    ('"gp"', '"dentist"', "s.toml:10: 'to' is 'dentist': give gp or maternity"),
    ('about = "mother"', 'about = "father"', "s.toml:9: 'about' is 'father': give baby or mother"),
    ('"communication"', '"chat"', "s.toml:11: 'of' is 'chat': give registration"),
    ('"birth_*"', '"birth"', "s.toml:7: [one]: 'birth' stands in no codelist"),
    ('"lost"', '"forgotten"', "s.toml:14: 'fates' is 'forgotten': give delivered"),
    ('["begun"]', '["born"]', "s.toml:13: 'changes' is 'born': give planned"),
    ('"born_preterm"', '"born_prterm"', "s.toml:5: [one]: ^born_prterm: at the caret: no story or particular"),
    ("where diabetes", "where diabets", "s.toml:6: [one]: ^diabets: at the caret: no story or particular"),
    ("mother of baby", "mother of boy", "s.toml:6: [one]: nobody is called 'boy' before 'mother'"),
    ("mother of baby", "aunt of baby", "s.toml:6: 'mother' is 'aunt of baby where diabetes': write one of mother"),
    ('shows = "something"\n', "", "s.toml:7: it has no shows"),
    ('title = "One"\n', "", "s.toml:1: it has no title"),
    ("title =", "titel =", "s.toml:2: unknown member 'titel': did you mean title"),
    ("[scenario.one]", "[scenario.One]", "s.toml:1: the name 'One' is no name of a folder"),
])  # fmt: skip
def test_what_is_wrong_with_one_is_said_with_its_line(was: str, now: str, said: str) -> None:
    text = SOUND.replace("scenario.one", "scenario.One") if "One]" in now else SOUND.replace(was, now, 1)
    with pytest.raises(BrokenSource) as refused:
        read(text)
    assert any(line.startswith(said) for line in str(refused.value).splitlines()), str(refused.value)


def test_one_without_a_message_is_refused() -> None:
    with pytest.raises(BrokenSource, match="no message is sent in it"):
        read(SOUND.partition("[[")[0])


def test_the_check_of_pathways_says_what_is_wrong_with_a_story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = care_pathways.STORIES.read_text(encoding="utf-8").replace('flow = "death"', 'flow = "dead"', 1)
    path = tmp_path / "stories.toml"
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(BrokenSource, match="'flow' is 'dead'"):
        checking._told(path, care_pathways.codelists())
    assert checking._told(care_pathways.STORIES, care_pathways.codelists()) is None
