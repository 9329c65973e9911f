"""One word amiss in a first pathway is one fault, which says what may have been meant; what is forgotten is no secret."""

from __future__ import annotations

from pathlib import Path

import pytest

import care_pathways
from care_pathways import guests
from synth import evidence
from synth.errors import BrokenSource
from synth.guests import Guests
from synth.pathway.compiled import prepare
from synth.pathway.language.numbers import Numbers
from synth.pathway.language.words import Words

HERE = Path(__file__).parents[2] / "docs" / "examples" / "uric_acid_stones"
PY, TOML = ((HERE / f"uric_acid_stones.{ending}").read_text(encoding="utf-8") for ending in ("py", "toml"))


def faults(py: str = PY, toml: str = TOML) -> list[str]:
    """What is said of the example and its numbers."""
    try:
        module = {"p": Numbers(evidence.read_text(toml, "stones.toml")), "__name__": "stones"}
    except BrokenSource as error:
        return str(error).splitlines()
    exec(compile(py.replace("p = beside(__file__)\n", ""), "stones.py", "exec"), module)
    words = Words((*care_pathways.words().facts, *module["FACTS"]), tuple(module["SIGNALS"]))  # it may ask about ours
    return prepare.build(module["PATHWAYS"], guests.codelists(Guests((HERE,))), words).faults


def test_the_example_is_sound() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"annual review", NURSE', '"anual review", NURSE',
         "uric acid stones: step 'diagnosis' leads to 'annual review', which does not exist: did you mean 'anual review'? If not, add "
         "it (so do 'stopped', 'result', 'anual review')"),
        ("allopurinol_100mg_tab", "allopurinol_100mg_tap",
         "uric acid stones.allopurinol: code 'allopurinol_100mg_tap' stands in no codelist: did you mean 'allopurinol_100mg_tab'? If "
         "not, add it to care_pathways/codelists with its source"),
        ('otherwise="annual review")),\n        Step("died"', 'otherwise="review every year")),\n        Step("died"',
         "uric acid stones: step 'annual review' leads to 'review every year', which does not exist: add it or mend the name"),
    ],
)  # fmt: skip
def test_a_word_amiss_is_one_fault(old: str, new: str, said: str) -> None:
    assert old in PY
    assert faults(PY.replace(old, new)) == [said]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('1, 70]], [[0, 12], [0.5, 50], [1, 75]]]\nunit = "years"', '1, 70]], [[0, 12], [0.5, 50], [1, 75]]]\nunit = "year"',
         "whose unit is year, no time that passes: did you mean 'years'?"),
        ("by = { treated =", "over = { treated =", "[urate]: unknown setting 'over': did you mean 'by'"),
        ("normal = [", "nromal = [", "[urate]: unknown setting 'nromal': did you mean 'normal'"),
    ],
)  # fmt: skip
def test_words_of_the_evidence_that_are_nearly_right_are_told(old: str, new: str, said: str) -> None:
    assert TOML.count(old) == 1
    found = faults(toml=TOML.replace(old, new))
    assert len(found) == 1 and said in found[0]


def test_a_review_that_forgets_what_is_taken_is_found_for_each_treatment() -> None:
    line = "                     *LADDER.authorised(n.attended),\n"
    assert PY.count(line) == 1
    found = faults(PY.replace(line, ""))
    assert [fault.partition(",")[0] for fault in found] == [
        "uric acid stones: 'allopurinol' is a repeat medicine",
        "uric acid stones: 'allopurinol",  # the higher dose
    ]
    assert all("though 'annual review' comes round" in fault and "LADDER.authorised()" in fault for fault in found)


def test_a_repeat_medicine_that_nothing_comes_round_for_needs_no_review() -> None:
    line = "                     *LADDER.authorised(n.attended),\n"
    once = PY.replace(line, "").replace(
        'then=When(LADDER.up(n.act, "allopurinol"), otherwise="annual review")', 'then="died"'
    )
    assert once != PY and not [fault for fault in faults(once) if "repeat medicine" in fault]


def test_a_number_that_is_not_there_names_the_nearest() -> None:
    with pytest.raises(
        evidence.EvidenceError, match=r"no number 'targt': add a table \[targt\] \(did you mean 'target'\)"
    ):
        faults(PY.replace("p.target", "p.targt"))
