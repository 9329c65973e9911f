"""Marks: a perfect answer has full marks, each fault costs what it should, and what is no answer is refused."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from synth import api
from synth.cli import run
from synth.errors import BadArguments

# Three people: Ann in three systems, Bob in two, Cat in one; Bob's second record is misspelt, one of Ann's has no number.
WHO = {"a1": "ann", "a2": "ann", "a3": "ann", "b1": "bob", "b2": "bob", "c1": "cat"}
WHERE = {"a1": "gp-B1", "a2": "acute-R1", "a3": "maternity-R1", "b1": "gp-B1", "b2": "acute-R1", "c1": "gp-B1"}
SENT = (  # person, entry, version, flow, receiver, fate
    "ann e1 1 letters gp-B1 delivered", "ann e2 1 letters gp-B1 late", "ann e2 2 letters gp-B1 delivered",
    "bob e3 1 letters gp-B1 misfiled", "bob e4 1 events gp-B1 lost", "ann e5 1 events acute-R1 duplicated",
    "bob e6 1 referral_answered gp-B1 delivered",
)  # fmt: skip


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dataset")
    (folder / "truth").mkdir()
    tables = {
        "linkage": ["person,system,patient", *(f"{who},{WHERE[one]},{one}" for one, who in WHO.items())],
        "noise": ["patient,noise", "b2,typing", "b2,typing", "a3,number_missing"],
        "crossings": ["person,entry,version,flow,receiver,fate", *(line.replace(" ", ",") for line in SENT)],
    }
    for name, lines in tables.items():
        (folder / "truth" / f"{name}-00000.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def answered(folder: Path, heading: str, *lines: str) -> Path:
    path = folder / "answer.csv"
    path.write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")
    return path


RIGHT = {
    "left,right": [f"{a},{b}" for a, b in combinations(WHO, 2) if WHO[a] == WHO[b]],
    "patient,cluster": [f"{one},{who}" for one, who in WHO.items()],
    "patient,survivor": ["a2,a1", "a3,a1", "b2,b1"],
    "receiver,person,entry,version": ["gp-B1,ann,e1,1", "gp-B1,ann,e2,2", "gp-B1,bob,e3,1", "acute-R1,ann,e5,1"],
}


@pytest.mark.parametrize("heading", RIGHT)
def test_a_perfect_answer_has_full_marks_and_ends_with_0(truth: Path, tmp_path: Path, heading: str) -> None:
    path = answered(tmp_path, heading, *RIGHT[heading])
    assert api.mark(truth, path).score == api.mark(truth / "truth", path).score == 1
    assert run(["mark", str(truth), str(path)]) == 0


@pytest.mark.parametrize("heading", RIGHT)
def test_less_than_all_ends_with_1_unless_less_is_enough(truth: Path, tmp_path: Path, heading: str) -> None:
    path = answered(tmp_path, heading, *RIGHT[heading][1:])
    assert 0 < api.mark(truth, path).score < 1
    assert run(["mark", str(truth), str(path)]) == 1
    assert run(["mark", str(truth), str(path), "--least", "0.5", "--quiet"]) == 0


@pytest.mark.parametrize("heading", RIGHT)
def test_an_answer_of_nothing_is_marked(truth: Path, tmp_path: Path, heading: str) -> None:
    found = api.mark(truth, answered(tmp_path, heading))
    assert found.score == (1 if heading.startswith("receiver") else 0) and found.lines()


def test_pairs_and_their_clusters_have_the_same_marks(truth: Path, tmp_path: Path) -> None:
    """Every way of putting two of the records into one cluster, against the pair that it is."""
    for one, other in combinations(WHO, 2):
        pair = api.mark(truth, answered(tmp_path, "left,right,score", f"{other},{one},0.9", f"{one},{other},0.9"))
        cluster = api.mark(truth, answered(tmp_path, "patient,cluster", f"{one},x", f"{other},x"))
        merge = api.mark(truth, answered(tmp_path, "patient,survivor", f"{one},{other}"))
        assert pair.whole == cluster.whole == merge.whole and pair.by_noise == cluster.by_noise
        right = WHO[one] == WHO[other]
        assert (pair.whole.true, pair.whole.found, pair.whole.false) == (4, right, not right)


def test_marks_are_told_by_the_noise_that_touched_a_pair(truth: Path, tmp_path: Path) -> None:
    found = api.mark(truth, answered(tmp_path, "left,right", "a1,a2", "b2,c1"))
    marks = {name: (records, one.true, one.found, one.false) for name, (records, one) in found.by_noise.items()}
    assert marks == {
        "number_missing": (1, 2, 0, 0), "typing": (1, 1, 0, 1), "any noise": (2, 3, 0, 1), "no noise": (4, 1, 1, 0),
    }  # fmt: skip
    assert any("typing" in line for line in found.lines())


def test_only_records_of_the_systems_that_are_named_count(truth: Path, tmp_path: Path) -> None:
    path = answered(tmp_path, "left,right", "a1,a2", "b1,b2")
    assert api.mark(truth, path, systems="gp,acute-R1").score == 1
    assert api.mark(truth, path).score < 1
    with pytest.raises(BadArguments, match="--systems surgery: there is no such system"):
        api.mark(truth, path, systems=["surgery"])


def test_a_merge_says_who_was_mixed_and_who_was_left_apart(truth: Path, tmp_path: Path) -> None:
    lines = api.mark(truth, answered(tmp_path, "patient,survivor", "a2,a1", "b1,a1")).lines()
    assert (
        "4 survivors, 1 of which hold more than one person" in lines and "2 people are left in more than one" in lines
    )


@pytest.mark.parametrize(("lines", "faults"), [
    (["gp-B1,ann,e1,1", "gp-B1,ann,e2,2", "gp-B1,bob,e3,1"], {}),
    (["gp-B1,ann,e1,1", "gp-B1,ann,e2,2", "gp-B1,bob,e3,1", "gp-B1,bob,e4,1"], {}),  # what was lost may have come yet
    (["gp-B1,ann,e1,1", "gp-B1,ann,e2,2"], {"missing": {"letters": 1}}),
    (["gp-B1,ann,e1,1", "gp-B1,ann,e2,1", "gp-B1,bob,e3,1"], {"stale": {"letters": 1}}),
    (["gp-B1,ann,e1,1", "gp-B1,ann,e2,1", "gp-B1,ann,e2,2", "gp-B1,bob,e3,1"], {"doubled": {"letters": 1}}),
    (["gp-B1,ann,e1,1", "gp-B1,ann,e2,2", "gp-B1,ann,e3,1"], {"wrong person": {"letters": 1}}),
    (["gp-B1,ann,e1,1", "gp-B1,ann,e2,2", "gp-B1,bob,e3,1", "gp-B1,ann,e5,1"], {"never sent": {"": 1}}),
])  # fmt: skip
def test_every_fault_of_a_receiver_is_told_by_its_flow(
    truth: Path, tmp_path: Path, lines: list[str], faults: dict[str, dict[str, int]]
) -> None:
    found = api.mark(truth, answered(tmp_path, "receiver,person,entry,version", *lines))
    assert {name: flows for name, flows in found.faults.items() if flows} == faults
    assert found.due == 3 and (found.score < 1) == bool(faults)


@pytest.mark.parametrize(("heading", "lines", "said"), [
    ("one,other", ["a1,a2"], "line 1: the heading is that of no answer"),
    ("left,right,patient,cluster", ["a1,a2,a1,x"], "or of several"),
    ("left,right", ["a1,a2", "a1,zz"], "line 3: no system that counts has a patient 'zz'"),
    ("left,right", ["a1,a1"], "line 2: a pair of a record with itself"),
    ("patient,cluster", ["a1,x", "a1,y"], "line 3: the patient stands in an earlier line already"),
    ("patient,survivor", ["a1,a2", "a2,a3"], "line 2: its survivor was merged into another"),
    ("receiver,person,entry,version", ["gp-B9,ann,e1,1"], "line 2: nothing was sent to a system 'gp-B9'"),
    ("receiver,person,entry,version", ["gp-B1,ann,e1,1", "gp-B1,ann,e2,last"], "line 3: version is no whole number"),
    ("left,right", ["a1"], "cannot be read as CSV"),
])  # fmt: skip
def test_what_is_no_answer_is_refused_in_one_line_and_ends_with_2(
    truth: Path, tmp_path: Path, capsys: pytest.CaptureFixture, heading: str, lines: list[str], said: str
) -> None:
    path = answered(tmp_path, heading, *lines)
    with pytest.raises(BadArguments) as refused:
        api.mark(truth, path)
    assert said in str(refused.value) and "\n" not in str(refused.value)
    assert run(["mark", str(truth), str(path)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("least", ["1.5", "-1", "all", ""])
def test_a_share_that_is_none_is_refused(truth: Path, tmp_path: Path, least: str) -> None:
    path = answered(tmp_path, "left,right", "a1,a2")
    assert run(["mark", str(truth), str(path), "--least", least]) == 2


def test_a_folder_without_truth_and_a_file_that_is_not_there_are_refused(truth: Path, tmp_path: Path) -> None:
    with pytest.raises(BadArguments, match="there is no truth of systems in it"):
        api.mark(tmp_path, answered(tmp_path, "left,right"))
    with pytest.raises(BadArguments, match="No such file"):
        api.mark(truth, tmp_path / "none.csv")
