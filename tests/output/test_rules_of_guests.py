"""What our clinical rules say of guests' entries, and the rules that guests bring: they are checked, and they judge."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import synth.api
from output.check.brought import RULES as FILE
from output.check.brought import Brought
from output.check.clinical import judged
from output.check.clinical.examples import Example, example
from output.check.clinical.own import NONE, Own, brought_by
from output.check.clinical.rule import Excepted, Rule
from output.check.clinical.rules import every_rule
from output.check.clinical.trying import faults
from synth.dataset.reading import Dataset
from synth.errors import BrokenSource
from tests.docs.test_first_pathway import FOLDER

OURS, THEIRS = "gout", "stones of horses"
GOUT, ADULTS = (next(rule for rule in every_rule() if rule.name == name)
                for name in ("allopurinol is for gout", "allopurinol is for adults"))  # fmt: skip
GUESTS, CODELISTS = {THEIRS}, {"allopurinol_100mg_tab", "gout"}
BESIDE_OURS = Own(ours=frozenset({OURS}))
EXCEPTED = Own(excepted=(Excepted(ADULTS.name, THEIRS, "foals have it too", "the stable"),), ours=frozenset({OURS}))
RULE = """
[[rule]]
name = "allopurinol of horses is for gout"
of = ["allopurinol_100mg_tab"]
kind = "prescription"
where_pathways = ["stones of horses"]
needs = ["condition:gout"]
within = [36500, 0.1]
enduring = true
reason = "a repeat medicine has its reason on record"
source = "the stable"

[[except]]
rule = "allopurinol is for adults"
pathway = "stones of horses"
reason = "foals have it too"
source = "the stable"
"""


def brought(folder: Path, text: str) -> Brought:
    (folder / FILE).write_text(text, encoding="utf-8")
    return Brought((folder,), frozenset({OURS}))


def broken(rule: Rule, pathway: str, own: Own) -> bool:
    """Whether a child's allopurinol without gout, which a pathway wrote, breaks a rule."""
    one = Example()
    one.born = one.at - 365 * 24 * 60
    one.write("prescription:allopurinol_100mg_tab", one.at, pathway=pathway)
    [(_, _, found)] = judged(one.lives(), (rule,), own)
    return len(found) == 1


@pytest.mark.parametrize(
    ("rule", "pathway", "own", "found"),
    [
        (GOUT, OURS, BESIDE_OURS, True),
        (GOUT, "", BESIDE_OURS, True),  # of no pathway, as what a table without them holds
        (GOUT, THEIRS, BESIDE_OURS, False),
        (GOUT, THEIRS, NONE, True),
        (ADULTS, THEIRS, BESIDE_OURS, True),
        (ADULTS, THEIRS, EXCEPTED, False),
        (ADULTS, OURS, EXCEPTED, True),
        (ADULTS, "mules", EXCEPTED, True),
    ],
)
def test_what_something_is_for_is_asked_of_our_pathways_alone_and_the_rest_of_all_who_are_not_excepted(
    rule: Rule, pathway: str, own: Own, found: bool
) -> None:
    assert broken(rule, pathway, own) == found


def test_only_what_is_done_for_a_condition_that_is_on_record_is_left_to_guests_to_say() -> None:
    left = [rule for rule in every_rule() if rule.says_what_for]
    assert 60 < len(left) < len(every_rule()) // 10
    names = {rule.name for rule in every_rule()} - {rule.name for rule in left}
    assert {"ketoacidosis is of those with diabetes", "the second MMR follows a first",
            "whoever comes to the emergency department is looked at first within the hour"} <= names  # fmt: skip


def test_rules_of_guests_that_are_sound_are_read_and_judge(tmp_path: Path) -> None:
    own = brought(tmp_path, RULE)
    assert faults(own, CODELISTS, GUESTS) == []
    read = brought_by(own)
    assert [rule.name for rule in read.rules] == ["allopurinol of horses is for gout"]
    for sound in (True, False):
        [(_, rows, found)] = judged(example(read.rules[0], sound), read.rules, read)
        assert len(rows) and bool(len(found)) != sound
    assert broken(read.rules[0], THEIRS, read) and not broken(read.rules[0], OURS, read)
    assert not broken(ADULTS, THEIRS, read)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "allopurinol of horses is for gout"', "", "rules.toml:2: a rule without a name: lacks name"),
        ("allopurinol of horses is for gout", GOUT.name, f"we have a rule '{GOUT.name}'"),
        ('reason = "a repeat', 'raeson = "a repeat', "lacks reason"),
        ('needs = ["condition:gout"]', 'needs = "condition:gout"', "write needs as a list"),
        ("enduring = true", "endures = true", "nobody knows endures"),
        ("condition:gout", "condition:guot", "guot stands in no codelist"),
        ("within = [36500, 0.1]", "", "no life can be made that it judges"),
        ("enduring = true", "where_age_from = 9000\nwhere_age_below = 100", "a life that keeps it is not judged by it"),
        ("[[rule]]", "[rule]", "write [[rule]]"),
        ("[[rule]]", "[[rules]]", "nobody knows [rules]"),
        ("[[rule]]", "[[rule", "not TOML"),
        ('rule = "allopurinol is for adults"', 'rule = "allopurinol is for adult"', f"did you mean '{ADULTS.name}'"),
        ('pathway = "stones of horses"', 'pathway = "stones of horse"', f"did you mean '{THEIRS}'"),
        ('reason = "foals have it too"\nsource = "the stable"', "", "lacks reason"),
    ],
)
def test_whatever_is_wrong_with_a_rule_that_is_brought_is_said_with_its_place(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in RULE
    found = faults(brought(tmp_path, RULE.replace(old, new, 1)), CODELISTS, GUESTS)
    assert len(found) >= 1 and all(f"{FILE}:" in line for line in found)
    assert any(said in line for line in found), found


def test_two_guests_give_their_rules_names_that_differ(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
        brought(folder, RULE)
    [said] = faults(Brought(tuple(folders)), CODELISTS, GUESTS)
    assert "two/rules.toml:2: allopurinol of horses is for gout: another rule of guests has this name" in said


# ---------------------------------------------------------------- the example of the guide, as a dataset


@pytest.fixture(scope="module")
def stones(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """A dataset in which nearly everyone has stones of uric acid."""
    home = tmp_path_factory.mktemp("stones")
    often = home / "often.toml"
    often.write_text('[uric_acid_stones.ever_affected]\nby = { sex = ["male", "female"] }\naverage = [0.9, 0.9]\n'
                     'unit = "probability"\nsource = "assumption: enough to be judged"\n', encoding="utf-8")  # fmt: skip
    out = home / "data"
    return synth.api.generate(families=40, seed=7, out=out, formats="csv", workers=1, pathways=FOLDER, evidence=often)


def test_nothing_is_found_wrong_with_the_finished_example_by_our_rules_and_its_own(stones: Dataset) -> None:
    written = "".join(path.read_text() for path in (stones.path / "tables").glob("contact-*.csv"))
    assert "attacks of uric acid stones,in hospital" in written
    found = synth.api.validate(stones.path, pathways=FOLDER)
    assert found.counts == {} and found.left == {}


def test_a_rule_that_is_brought_is_run_by_validate_which_says_that_the_folder_has_changed(
    stones: Dataset, tmp_path: Path
) -> None:
    folder = tmp_path / FOLDER.name
    shutil.copytree(FOLDER, folder)
    rules = folder / FILE
    rules.write_text(rules.read_text(encoding="utf-8").replace("age_from = 6574", "age_from = 20000"), encoding="utf-8")
    found = synth.api.validate(stones.path, pathways=folder)
    assert found.counts["clinical rules"] > 0
    assert {one.what.split(":")[0] for one in found.findings} == {"uric acid stones are found in adults"}
    assert found.left == {"what the pathways of uric_acid_stones say": "since the folder is not what it was made with"}
    rules.write_text("[[rule]]\n", encoding="utf-8")
    with pytest.raises(BrokenSource, match="lacks name"):
        synth.api.validate(stones.path, pathways=folder)


def test_who_has_not_the_folder_is_told_so_and_what_it_is_for_is_not_asked(stones: Dataset) -> None:
    found = synth.api.validate(stones.path)
    assert "--pathways" in "".join(found.left.values())
    assert found.counts["clinical rules"] == 0
