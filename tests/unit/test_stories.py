"""Stories are content: which there are stands in a file of the pathways, is checked, and is told as it says."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import care_pathways
from care_pathways import checking
from synth import clock
from synth.codes import Codelists, Row
from synth.codes import Coding as Code
from synth.dataset.people import people_of
from synth.dataset.stories import stories_of
from synth.errors import BrokenSource
from synth.record.batch import Batch
from synth.record.kinds import CHANGES, MISSING, RELATIONSHIPS
from synth.record.stories import Story, read, read_text
from synth.settings import Settings
from synth.table import Table
from tests.fixtures import tiny

HOUSE = Path(__file__).resolve().parents[2]
PAGE = HOUSE / "docs" / "reference" / "stories.md"


def test_every_story_rests_on_codes_that_there_are_and_says_what_it_means():
    told = read(care_pathways.STORIES, care_pathways.codelists())
    assert told == care_pathways.stories() == care_pathways.library().stories
    assert len({story.name for story in told}) == len(told) > 25
    assert len({story.meaning for story in told}) == len(told)


def test_the_page_lists_every_story_as_it_is():
    rows = re.findall(r"^\| `(\w+)` \| ([^|]*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [(story.name, story.meaning) for story in care_pathways.stories()]


SOUND = '[twins]\nmeaning = "bore twins"\nchild = { plurality = { at_least = 2 } }\nsource = "definition"\n'
WRONG = [
    ("twins = 3\n", "s.toml:1: [twins]: not a table: write [name] and its members below"),
    (SOUND.replace("[twins]", "[Twins]"), "s.toml:1: [Twins]: the name 'Twins' is no word of people.csv"),
    (SOUND.replace('meaning = "bore twins"\n', ""), "s.toml:1: [twins]: it says no meaning"),
    (
        SOUND + 'kind = "plan"\n',
        "s.toml:1: [twins]: it rests on kind and child: give one of kind, birth, child, identity",
    ),
    ('[a]\nmeaning = "b"\n', "s.toml:1: [a]: it rests on nothing"),
    (SOUND + 'codes = ["x"]\n', "s.toml:5: [twins]: unknown member 'codes' beside child"),
    (SOUND.replace("plurality", "weight"), "s.toml:3: [twins]: unknown column 'weight' of births: use one of order,"),
    (SOUND.replace("plurality", "mother"), "s.toml:3: [twins]: unknown column 'mother'"),
    (SOUND.replace("= 2", '= "2"'), "s.toml:3: [twins]: at_least = '2' is no bound"),
    (SOUND.replace("at_least", "above"), "s.toml:3: [twins]: above = 2 is no bound"),
    (
        SOUND.replace("{ plurality = { at_least = 2 } }", "2"),
        "s.toml:3: [twins]: child is not one column with one bound",
    ),
    (SOUND.replace('source = "definition"\n', ""), "s.toml:1: [twins]: a bound without a source"),
    (SOUND + 'unless = ["later"]\n', "s.toml:5: [twins]: there is no story 'later' above"),
    (SOUND + "unless = []\n", "s.toml:5: [twins]: unless is no list of stories"),
    ('[a]\nmeaning = "b"\nkind = "mood"\ncodes = ["known"]\n', "s.toml:3: [a]: unknown kind of entry 'mood'"),
    ('[a]\nmeaning = "b"\nkind = "plan"\n', "s.toml:1: [a]: it names no codes"),
    ('[a]\nmeaning = "b"\nkind = "plan"\ncodes = ["knwon"]\n', "s.toml:4: [a]: 'knwon' stands in no codelist"),
    ('[a]\nmeaning = "b"\nidentity = "mood"\n', "s.toml:3: [a]: unknown kind of entry about who someone is 'mood'"),
    (
        '[a]\nmeaning = "b"\nidentity = "sex"\nbegun = ["late"]\n',
        "s.toml:4: [a]: begun is ['late']: write a list of window",
    ),
    (
        '[a]\nmeaning = "b"\nidentity = "sex"\nrelationship = "father"\n',
        "s.toml:4: [a]: 'father' is no relationship of an",
    ),
    (
        '[a]\nmeaning = "b"\nidentity = "relationship"\nrelationship = "aunt"\n',
        "s.toml:4: [a]: 'aunt' is no relationship",
    ),
    (
        '[a]\nmeaning = "b"\nidentity = "sex"\nequals = { sax = 1 }\n',
        "s.toml:4: [a]: unknown column 'sax' of sex: use one",
    ),
    (
        '[a]\nmeaning = "b"\nidentity = "sex"\nequals = 1\n',
        "s.toml:4: [a]: equals is not one column with a whole number",
    ),
    ("[a\n", "s.toml:1: not TOML"),
]


@pytest.mark.parametrize(("text", "said"), WRONG, ids=[said for _, said in WRONG])
def test_what_is_wrong_with_a_story_is_said_with_its_line_and_the_mend(text: str, said: str):
    assert len(read_text(SOUND, "s.toml", {"known"})) == 1
    with pytest.raises(BrokenSource) as broken:
        read_text(text, "s.toml", {"known"})
    assert str(broken.value).startswith(said) and "\n" not in str(broken.value)


def test_the_check_of_sources_reads_the_stories_too(tmp_path: Path):
    import shutil

    here = tmp_path / "care_pathways"
    shutil.copytree(care_pathways.HERE, here, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    assert checking.faults(here) == []
    (here / "dentistry").mkdir()
    (here / "dentistry" / "teeth.py").write_text('"""Teeth."""\n\nPATHWAYS = []\n')
    [unread] = checking.faults(here)
    assert "dentistry/teeth.py: its folder is no domain, so nobody reads it: add 'dentistry' to DOMAINS" in unread
    (here / "dentistry" / "teeth.py").unlink()
    text = (here / "stories.toml").read_text(encoding="utf-8")
    (here / "stories.toml").write_text(text.replace('"t2dm"', '"t3dm"'), encoding="utf-8")
    found = checking.faults(here)
    assert len(found) == 1 and "[diabetes]: 't3dm' stands in no codelist" in found[0]


BEGUN, ENDED = CHANGES.index("begun"), CHANGES.index("ended")
DAY = clock.DAY


@pytest.fixture
def batch() -> Batch:
    """Two families: rows 0, 1 and 2, 3, 4, of whom 4 is the child of 2; a record of one observation that has a code."""
    made = tiny.simulate(np.array([0, 1]), Settings(), None)
    codes = Codelists([Row("x.csv", n, key, Code("", "", key), "made up") for n, key in enumerate(("first", "second"))])
    table = made.record["observation"]
    table.columns["code"] = np.where(np.arange(len(table)) == 3, codes.index("second"), 0)
    return replace(made, codelists=codes)


def who(batch: Batch, *stories: Story) -> list[list[int]]:
    """The rows of the persons of each story."""
    return [np.flatnonzero(column).tolist() for column in stories_of(batch, stories).T]


def extended(batch: Batch, kind: str, **columns: list[int]) -> None:
    """Write entries of a kind of identity, begun a year into the window unless something else is said."""
    old, n = batch.identity[kind], len(next(iter(columns.values())))
    more = {"from": [batch.settings.begins + 365 * DAY] * n, "change": [BEGUN] * n, "version": [1] * n, **columns}
    batch.identity[kind] = Table({
        name: np.concatenate([values, np.array(more.get(name, [0] * n)).astype(values.dtype)])
        for name, values in old.columns.items()
    })  # fmt: skip


def test_entries_tell_a_story_by_any_of_their_codes(batch: Batch):
    a, b = (
        Story("a", "", kind="observation", codes=("first", "second")),
        Story("b", "", kind="observation", codes=("first",)),
    )
    assert who(batch, a, b) == [[1], []]


def test_births_tell_of_those_who_were_born_and_of_their_mothers(batch: Batch):
    birth = batch.identity["birth"]
    birth.columns["gestation"] = np.array([280, 250, MISSING, 259, 258])
    early = Story("early", "", birth=("gestation", "below", 259))
    bore = replace(early, name="bore", child=True)
    late, exact = (
        replace(early, birth=("gestation", "at_least", 259)),
        replace(early, birth=("gestation", "equals", 259)),
    )
    assert who(batch, early, bore, late, exact) == [[1, 4], [2], [0, 3], [3]]


def test_identity_tells_of_what_was_begun_in_the_window_after_birth_or_again(batch: Batch):
    begins = batch.settings.begins
    sex = Story("sex", "", identity="sex")
    assert who(batch, sex, replace(sex, begun=("after birth",))) == [[0, 1, 2, 3, 4], []]
    extended(batch, "sex", person=[3, 1], **{"from": [begins + DAY, begins - DAY]})
    born_in_the_window = [n for n in range(5) if batch.who.born[n] >= begins]
    assert born_in_the_window == []
    begun = replace(sex, begun=("window", "after birth"))
    assert who(batch, begun) == [[3]]

    extended(batch, "nhs_number", person=[0, 0, 2, 3, 3], change=[ENDED, BEGUN, BEGUN, ENDED, BEGUN])
    again = Story("again", "", identity="nhs_number", begun=("window", "again"))
    apart = replace(again, name="apart", unless=("sex",))
    assert who(batch, begun, again, apart) == [[3], [0, 3], [0]]

    extended(
        batch,
        "relationship",
        person=[1, 4],
        relationship=[RELATIONSHIPS.index(r) for r in ("father", "adoptive parent")],
    )
    adopted = Story("adopted", "", identity="relationship", relationship="adoptive parent", begun=("window",))
    extended(batch, "residential_status", person=[0, 2], visitor=[0, 1])
    visitor = Story("visitor", "", identity="residential_status", equals=("visitor", 1))
    extended(batch, "restriction", person=[2])
    assert who(batch, adopted, visitor, Story("r", "", identity="restriction")) == [[4], [2], [2]]


def test_people_csv_lists_any_number_of_stories_in_their_order(batch: Batch):
    extended(batch, "restriction", person=[2])
    many = [Story(f"s{'x' * n}", "", identity="restriction" if n % 2 else "sex") for n in range(100)]
    lines = bytes(people_of(batch, many)).decode().splitlines()
    even, every = " ".join(s.name for s in many[::2]), " ".join(s.name for s in many)
    assert [line.rpartition(",")[2] for line in lines] == [even, even, every, even, even]
