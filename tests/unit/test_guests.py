"""Pathways and evidence that a user brings: skeletons that pass every check, faults in one line, trials."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import care_pathways
import synth.api
from care_pathways import checking, guests, skeleton
from synth import cli
from synth.errors import BadArguments, BrokenSource
from synth.guests import Guests, brought
from synth.pathway import trying
from synth.pathway.language.replacing import numbers_of, with_numbers
from synth.pathway.language.words import Words
from synth.scale import sources
from tests.spec.written import engines_differ_on_guests

NAME = "hay fever of horses"


@pytest.fixture
def folder(tmp_path) -> Path:
    synth.api.new_pathway(NAME, tmp_path / "mine")
    return tmp_path / "mine"


def faults(of: Guests) -> list[str]:
    """What is wrong with guests, as `synth pathways check` finds it."""
    found = checking.faults_of_guests(of)
    try:
        return found or list(sources.read_library(guests=of).faults)
    except BrokenSource as error:
        return str(error).splitlines()


@pytest.fixture
def none_of_ours(monkeypatch) -> None:
    """Guests by themselves: what is asked about these alone need not check all of ours with them each time."""
    monkeypatch.setattr(care_pathways, "pathways", list)
    monkeypatch.setattr(care_pathways, "words", Words)


def evidence(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_skeleton_passes_every_check_and_its_own_test(folder):
    files = [*(f"hay_fever_of_horses.{form}" for form in ("py", "toml")), "rules.toml", "test_hay_fever_of_horses.py"]
    assert sorted(path.name for path in folder.iterdir()) == ["codelists", *files]
    assert synth.api.pathway_faults(pathways=folder) == []
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)], check=False,
                          capture_output=True, text=True, cwd=care_pathways.HERE.parent)  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout


def test_both_engines_agree_on_a_skeleton(folder):
    assert engines_differ_on_guests(Guests((folder,)), 1, 200) == []


def test_a_skeleton_among_ours_uses_our_folders(tmp_path, monkeypatch):
    home = tmp_path / "care_pathways"
    monkeypatch.setattr(care_pathways, "HERE", home)
    files = skeleton.written("hay fever of horses", home / "gp")
    assert synth.api.is_ours(home / "gp") and not synth.api.is_ours(tmp_path / "gp")
    assert {str(path.relative_to(tmp_path)) for path in files} == {
        "care_pathways/gp/hay_fever_of_horses.py",
        "care_pathways/gp/hay_fever_of_horses.toml",
        "care_pathways/codelists/hay_fever_of_horses.csv",
        "tests/spec/test_hay_fever_of_horses.py",
    }


@pytest.mark.parametrize(
    ("name", "said"),
    [("", "letters"), ("../x", "letters"), ("x" * 61, "at most 60"), ("a\nb", "letters"), ("hypertension", "already"),
     ("test it", "tests"), (NAME, "is there already"), ("Größe", "letters")],
)  # fmt: skip
def test_what_can_be_no_skeleton_is_refused_and_nothing_is_touched(folder, name, said):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(BadArguments, match=said):
        synth.api.new_pathway(name, folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_guest_is_listed_shown_drawn_and_tried(folder, capsys):
    own = ["--pathways", str(folder)]
    for command, said in (
        (["list"], f"{NAME}: 5 steps"),
        (["check"], "the pathways are sound"),
        (["show", NAME], "over at review, 5.0 %"),
        (["draw", NAME], "flowchart TD"),
        (["try", NAME, "--families", "300"], "condition: Hay fever of horses"),
    ):
        assert cli.run(["pathways", *command, *own]) == 0
        assert said in capsys.readouterr().out
    assert cli.run(["pathways", "show", NAME]) == 2
    assert "there is no pathway" in capsys.readouterr().err


def test_of_guests_the_verdict_comes_first_and_no_numbers_of_ours_after_it(folder, capsys):
    assert cli.run(["pathways", "check", "--pathways", str(folder)]) == 0
    verdict, *lines = capsys.readouterr().out.splitlines()
    assert verdict == "the pathways are sound" and len(lines) >= 2
    assert not [line for line in lines if line.startswith("  ") and not line.startswith(f"  {folder.name}")]
    assert cli.run(["pathways", "check"]) == 0
    assert any(line.startswith("  screening.dislocated_hip: ") for line in capsys.readouterr().out.splitlines()[2:])


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("py", "p.between_reviews", "p.betwen_reviews", "horses.toml: no number 'betwen_reviews'"),
        ("py", "draws={n.begun: 1}", "draws={n.begn: 1}", "'begn': did you mean 'begun'"),
        ("py", "PATHWAYS = [", "OTHERS = [", "no PATHWAYS"),
        (
            "py",
            "draws={n.begun: 1}",
            "draws={n.begun: at_centile(p.length_of_visit, 1)}",
            "add 'from synth.pathway.language.expressions import at_centile'",
        ),
        ("py", "draws={n.begun: 1}", "draws={m.begun: 1}", "neither imported nor made above"),
        ("toml", 'unit = "minutes"', 'unit = "duration"', "did you mean 'minutes' or 'hours' or"),
        ("py", "steps=[", "steps=[[", "hay_fever_of_horses.py:"),
        ("py", 'GP = "', 'GP = 1 / 0  # "', "ZeroDivisionError"),
        ("py", '"gp_consultation"', '"gp_consultashun"', "gp_consultashun"),
        ("py", 'then="review"', 'then="revue"', "revue"),
        ("toml", "average = 0.05", "average = 1.05", "hay_fever_of_horses.toml:"),
        ("toml", 'unit = "minutes"', 'unit = "minuts"', "did you mean 'minutes'"),
        (
            "py",
            "draws={n.begun: 1}",
            'draws={n.begun: 1}, contact_when=Fact("age") > 17',
            ": a number stands in the module (Fact('age') > 17): put it into hay_fever_of_horses.toml",
        ),
        (
            "toml",
            "[length_of_visit]",
            '[spare]\nvalue = 3\nunit = "days"\nsource = "test"\n[length_of_visit]',
            "hay_fever_of_horses.toml: no pathway asks for [spare]: draw it as p.spare, or take it out",
        ),
        ("csv", "hay_fever_of_horses,,", "hypertension,,", "keep a key in one file"),
        ("csv", "key,", "kee,", "wrong heading"),
    ],
)
def test_whatever_is_wrong_with_a_guest_is_said_with_its_place(none_of_ours, folder, file, old, new, said):
    path = folder / ("codelists/hay_fever_of_horses.csv" if file == "csv" else f"hay_fever_of_horses.{file}")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = faults(Guests((folder,)))
    assert any(said in line for line in found), found


def test_a_guest_without_ours_is_sound(none_of_ours, folder):
    assert faults(Guests((folder,))) == []


def test_a_guest_may_not_have_the_name_of_one_of_ours(folder):
    path = folder / "hay_fever_of_horses.py"
    path.write_text(path.read_text(encoding="utf-8").replace(f'"{NAME}",\n', '"hypertension",\n', 1), encoding="utf-8")
    assert faults(Guests((folder,))) == [f"{path}: there is a pathway 'hypertension' already: give it another name"]


def test_every_name_that_is_not_imported_is_said_at_once_with_the_module_that_has_it(folder):
    path = folder / "hay_fever_of_horses.py"
    text = path.read_text(encoding="utf-8").replace('GP = "', 'GP, PANEL, ODD = KIDNEY, oddly, "', 1)
    path.write_text(text.replace("n.begun: 1", "**awaited(p.length_of_visit)"), encoding="utf-8")
    at, later = (text[: text.index(said)].count("\n") + 1 for said in ("GP, PANEL", "n.begun: 1"))
    assert faults(Guests((folder,))) == [f"{path}:{line}: NameError: name '{name}' is not defined: {said}" for
                                         line, name, said in (
        (at, "KIDNEY", "add 'from care_pathways.laboratory import KIDNEY'"),
        (at, "oddly", "it is neither imported nor made above: is it misspelt?"),
        (later, "awaited", "add 'from care_pathways.laboratory import awaited'"),
    )]  # fmt: skip


def test_modules_of_a_guest_may_help_each_other(none_of_ours, folder):
    path = folder / "hay_fever_of_horses.py"
    text = path.read_text(encoding="utf-8").replace('GP = "general practice (GP)"', "from ._words import GP")
    path.write_text(text, encoding="utf-8")
    (folder / "_words.py").write_text('GP = "general practice (nurse)"\n', encoding="utf-8")
    assert faults(Guests((folder,))) == []
    assert guests.pathways(Guests((folder,)))[-1].steps[1].setting == "general practice (nurse)"


STORY = """
[has_hay_fever_of_horses]
meaning = "has had hay fever of horses"
kind = "condition"
codes = ["hay_fever_of_horses"]
"""


def test_a_guest_may_tell_stories_of_its_own_under_names_of_their_own(folder):
    path, own = folder / "stories.toml", Guests((folder,))
    path.write_text(STORY, encoding="utf-8")
    assert faults(own) == []
    known = guests.codelists(own)
    assert guests.stories(own, known)[-1].name == "has_hay_fever_of_horses"
    assert guests.stories(own, known)[:-1] == care_pathways.stories()
    for old, new, said in (("has_hay_fever_of_horses", "hypertension", "already"), ('["hay_', '["hey_', "no codelist")):
        path.write_text(STORY.replace(old, new), encoding="utf-8")
        with pytest.raises(BrokenSource, match=said):
            guests.stories(own, known)


FEW = {
    "families": 12,
    "start": "2022-01-01",
    "end": "2024-01-01",
    "formats": ("ndjson", "bundles", "csv", "cda"),
    "workers": 1,
}


def content(root: Path) -> dict[str, bytes]:
    """What stands in a dataset, but for the manifest and the marks, which say what was brought."""
    found = [path for path in root.rglob("*") if path.is_file() and path.parent.name != "blocks"]
    return {str(p.relative_to(root)): p.read_bytes() for p in found if p.name not in ("manifest.json", "plan.json")}


def test_a_dataset_holds_what_guests_wrote_and_its_manifest_names_them(folder, tmp_path):
    often = folder / "hay_fever_of_horses.toml"
    often.write_text(often.read_text(encoding="utf-8").replace("average = 0.05", "average = 0.9"), encoding="utf-8")
    (folder / "stories.toml").write_text(STORY, encoding="utf-8")
    (folder / "codelists" / "hay_fever_of_horses.csv").write_text(
        "key,system,code,display,source\n"
        "hay_fever_of_horses,https://fhir.nhs.uk/CodeSystem/horses,sneeze,Hay fever of horses,made up for a test\n",
        encoding="utf-8",
    )  # fmt: skip
    own = evidence(tmp_path, OVERRIDING)
    usual = synth.api.generate(**FEW, out=tmp_path / "usual")
    made = synth.api.generate(**FEW, out=tmp_path / "made", pathways=folder, evidence=own)
    asked = made.manifest["arguments"]
    assert [said.split()[0] for said in asked["pathways"] + asked["evidence"]] == ["mine", "own.toml"]
    assert "pathways" not in usual.manifest["arguments"] and "evidence" not in usual.manifest["arguments"]
    conditions = made.resources("Condition")
    assert conditions.to_json().count("Hay fever of horses")
    assert not usual.resources("Condition").to_json().count("of horses")
    assert made.people["stories"].str.contains("has_hay_fever_of_horses").any()
    assert list(made.people["nhs_number"]) == list(usual.people["nhs_number"])
    assert synth.api.validate(tmp_path / "made", pathways=folder).counts == {}
    assert "no codelist" in "\n".join(synth.api.validate(tmp_path / "made").lines())
    again = synth.api.generate(**FEW, out=tmp_path / "again", pathways=str(folder), evidence=str(own))
    assert content(tmp_path / "again") == content(tmp_path / "made") and again.manifest == made.manifest
    often.write_text(often.read_text(encoding="utf-8").replace("average = 0.9", "average = 0.8"), encoding="utf-8")
    with pytest.raises(BadArguments, match="--pathways mine"):
        synth.api.generate(**FEW, out=tmp_path / "made", pathways=folder, evidence=own, resume=True)


def test_shards_made_with_guests_are_merged_and_those_without_are_not_mixed_in(folder, tmp_path):
    few = {**FEW, "families": 257, "start": "2023-07-01", "formats": ("ndjson",)}
    for k in (1, 2):
        synth.api.make(**few, out=tmp_path / f"part{k}", pathways=folder, shard=f"{k}/2")
    synth.api.make(**few, out=tmp_path / "other", shard="2/2")
    synth.api.merge(tmp_path / "merged", [tmp_path / "part1", tmp_path / "part2"])
    assert synth.api.open(tmp_path / "merged").manifest["arguments"]["pathways"][0].startswith("mine ")
    with pytest.raises(BadArguments):
        synth.api.merge(tmp_path / "mixed", [tmp_path / "part1", tmp_path / "other"])


def test_generate_refuses_guests_that_are_unsound_before_anything_is_written(folder, tmp_path, capsys):
    path = folder / "hay_fever_of_horses.py"
    path.write_text(path.read_text(encoding="utf-8").replace('then="review"', 'then="revue"', 1), encoding="utf-8")
    few = ["generate", "--families", "2", "--out", str(tmp_path / "out")]
    for own, said in ((["--pathways", str(folder)], "revue"), (["--pathways", "nowhere"], "no such folder"),
                      (["--evidence", "nowhere.toml"], "no such file")):  # fmt: skip
        assert cli.run([*few, *own]) == 2
        assert said in capsys.readouterr().err
        assert not (tmp_path / "out").exists()


def test_a_folder_that_is_none_or_holds_nothing_is_refused(tmp_path, folder):
    (tmp_path / "empty").mkdir()
    for given, said in (("nowhere", "no such folder"), ("", "no such folder"), (str(tmp_path / "empty"), "no pathway"),
                        (f"{folder},{folder}", "twice")):  # fmt: skip
        with pytest.raises(BadArguments, match=said):
            brought(given, None)
    with pytest.raises(BadArguments, match="no such file"):
        brought(None, "nowhere.toml")


def test_an_installed_package_is_found_by_the_name_of_its_entry_point(tmp_path, folder, monkeypatch):
    package = tmp_path / "site" / "horses"
    package.parent.mkdir()
    folder.rename(package)
    (package / "__init__.py").write_text("raise SystemExit('nothing is run to find it')\n", encoding="utf-8")
    told = tmp_path / "site" / "horses-1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: horses\nVersion: 1.0\n", encoding="utf-8")
    (told / "entry_points.txt").write_text("[synth.pathways]\nhorse-care = horses\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    assert brought("horse-care", None) == Guests((package.resolve(),))
    assert NAME in {p.name for p in guests.pathways(brought("horse-care", None))}
    with pytest.raises(BadArguments, match="installed are horse-care"):
        brought("horse-car", None)


OVERRIDING = """
[hypertension.treated_at_once]
average = 0.25
unit = "probability"
source = "our clinic's audit, 2025"
"""


def test_a_number_is_overridden_by_name_and_its_source_is_shown(tmp_path):
    path = evidence(tmp_path, OVERRIDING)
    text = "\n".join(synth.api.pathway_words("hypertension", evidence=path))
    assert "treated at once: 25.0 %" in text and "our clinic's audit, 2025" in text
    assert "treated at once: 25.0 %" not in "\n".join(synth.api.pathway_words("hypertension"))
    ours, theirs = care_pathways.pathways(), guests.pathways(brought(None, path))
    changed = [one.name for one, other in zip(ours, theirs, strict=True) if one is not other]
    assert changed == ["hypertension"]
    assert faults(brought(None, path)) == []


def test_an_overridden_number_is_the_one_that_is_drawn(tmp_path):
    never = evidence(tmp_path, OVERRIDING.replace("0.25", "0"))
    tried = synth.api.pathway_trial("hypertension", 200, 5, evidence=never)
    usual = synth.api.pathway_trial("hypertension", 200, 5)
    assert tried.reached["diagnosis"] == usual.reached["diagnosis"] > 20
    advised, usually = (one.reached["advice on living"] / one.reached["diagnosis"] for one in (tried, usual))
    assert usually < 0.5 and advised > 0.9  # but for a few who die or leave first


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("treated_at_once", "treated_at_onse", "did you mean 'treated_at_once'"),
        ("[hypertension.", "[hypertensoin.", "did you mean 'hypertension'"),
        ("treated_at_once", "turnaround", "is of the form 'probability'"),
        ('source = "our clinic\'s audit, 2025"', "", "no source"),
        ("average = 0.25", "average = 1.25", "own.toml:"),
        ("average = 0.25", "average = 0.25\nodds = { horses = 2 }", "unknown risk"),
        (OVERRIDING, "", "holds no number"),
        (OVERRIDING, "[hypertension.turnaround]\nvalue = 2\nunit = \"kg\"\nsource = \"x\"\n", "its unit is 'kg'"),
    ],
)  # fmt: skip
def test_evidence_that_cannot_stand_in_the_place_of_ours_is_refused_with_its_line(tmp_path, old, new, said):
    assert old in OVERRIDING
    path = evidence(tmp_path, OVERRIDING.replace(old, new))
    with pytest.raises(BrokenSource, match=r"own\.toml:") as fault:
        guests.pathways(brought(None, path))
    assert said in str(fault.value)
    assert any(said in line for line in faults(brought(None, path)))


def test_replacing_no_number_leaves_a_pathway_what_it_is_and_every_number_can_be_replaced():
    for pathway in care_pathways.pathways():
        numbers = {number.where: number for number in numbers_of(pathway)}
        assert with_numbers(pathway, {}) is pathway
        again = with_numbers(pathway, numbers)
        assert (again is pathway) == (not numbers)
        assert {number.where for number in numbers_of(again)} == set(numbers)


def test_a_trial_runs_what_a_pathway_rests_on_and_counts_as_the_whole_library_does():
    from synth.settings import Settings
    from synth.world.building import build

    library, settings = care_pathways.library(), Settings(5)
    people = build(np.arange(120, dtype=np.int64), settings)
    for name in ("child protection", "type 2 diabetes"):
        needed = trying.needed(library, name)
        assert 1 < len(needed) < len(library.pathways)
        alone = trying.tried(trying.subset(library, needed), name, people, settings)
        whole = trying.tried(library, name, people, settings)
        assert alone.reached == whole.reached and alone.entries == whole.entries and any(alone.reached.values())
        assert alone.shares.keys() == whole.shares.keys() and len(alone.ran) < len(whole.ran)
        assert all((alone.shares[label] == whole.shares[label]).all() for label in alone.shares)
        assert all((share <= 1).all() for share in alone.shares.values()) and alone.alive.sum() > 120
