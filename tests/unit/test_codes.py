"""Codelists load, answer and explain themselves; check digits catch mistakes."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth import codes
from synth.codes import (
    LOINC,
    SNOMED,
    UCUM,
    CodeError,
    Codelists,
    Coding,
    Concept,
    check,
    loinc_valid,
    verhoeff_valid,
)

HEADING = "key,system,code,display,source\n"
WEIGHT = f"body_weight,{SNOMED},27113001,Body weight,UK Core\n"
WEIGHT_LOINC = f"body_weight,{LOINC},29463-7,Body weight,UK Core\n"
# An identifier of a description, not of a concept: 01 stands before its check digit.
DESCRIPTION = next(f"0101{digit}" for digit in "0123456789" if verhoeff_valid(f"45080101{digit}"))
PACKAGE = "care_package,,,Care package,text only\n"


def write(folder: Path, name: str, *lines: str, heading: str = HEADING) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(heading + "".join(lines), encoding="utf-8")
    return folder


@pytest.fixture
def small(tmp_path):
    write(tmp_path / "a", "vital.csv", WEIGHT, WEIGHT_LOINC)
    write(tmp_path / "b", "care.csv", PACKAGE)
    return Codelists.load(tmp_path / "a", tmp_path / "b")


# Loading and asking -------------------------------------------------------------------------------


def test_a_key_gives_its_codings_in_file_order_and_the_first_display_as_text(small):
    assert small.concept("body_weight") == Concept(
        "body_weight",
        (Coding(SNOMED, "27113001", "Body weight"), Coding(LOINC, "29463-7", "Body weight")),
        "Body weight",
    )


def test_a_key_without_a_code_is_text_alone(small):
    assert small.concept("care_package") == Concept("care_package", (), "Care package")


def test_index_0_is_reserved_and_the_keys_follow_in_sorted_order(small):
    assert small.key(0) == "none"
    assert [small.index(key) for key in small] == [1, 2]
    assert list(small) == ["body_weight", "care_package"] == sorted(small)
    assert "none" not in small and "body_weight" in small and len(small) == 2


def test_concepts_are_aligned_with_the_index(small):
    assert small.concepts[0] == Concept("none", (), "")
    for key in small:
        assert small.concepts[small.index(key)] is small.concept(key)
        assert small.key(small.index(key)) == key


def test_the_numbers_do_not_depend_on_the_order_or_number_of_folders(tmp_path):
    write(tmp_path / "a", "vital.csv", WEIGHT)
    write(tmp_path / "b", "care.csv", PACKAGE)
    write(tmp_path / "c", "both.csv", PACKAGE, WEIGHT)
    first = Codelists.load(tmp_path / "a", tmp_path / "b")
    again = Codelists.load(tmp_path / "b", tmp_path / "a")
    together = Codelists.load(tmp_path / "c")
    assert list(first) == list(again) == list(together)


def test_of_system_picks_the_coding_of_one_system(small):
    assert small.of_system("body_weight", LOINC).code == "29463-7"
    with pytest.raises(CodeError, match=r"vital.csv:2: 'body_weight' has no code of http://unitsofmeasure.org"):
        small.of_system("body_weight", UCUM)
    with pytest.raises(CodeError, match="text alone"):
        small.of_system("care_package", SNOMED)


def test_an_unknown_key_names_the_nearest(small):
    with pytest.raises(CodeError, match=r"code 'body_wieght': .*did you mean body_weight"):
        small.index("body_wieght")
    with pytest.raises(CodeError, match="did you mean care_package"):
        small.concept("zzz")
    with pytest.raises(CodeError, match="code 'none'"):
        small.index("none")
    with pytest.raises(CodeError, match="no codelist was loaded"):
        Codelists.load().index("body_weight")


def test_an_unknown_number_is_an_error(small):
    for number in (-1, 3):
        with pytest.raises(CodeError, match="run from 0"):
            small.key(number)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEADING + "body_weight,only three,cells\n", r"x.csv:2: 3 cells: write 5"),
        (HEADING + "Body Weight,,,Body weight,x\n", r"x.csv:2: key 'Body Weight': write small letters"),
        (HEADING + "none,,,None,x\n", r"x.csv:2: key 'none' is reserved"),
        (HEADING + f"weight,{SNOMED},,Weight,x\n", r"x.csv:2: 'weight' has only one of system and code"),
        (HEADING + "weight,,27113001,Weight,x\n", r"x.csv:2: 'weight' has only one of system and code"),
        ("key;code\n", r"x.csv:1: wrong heading 'key;code': write key,system,code,display,source"),
        ("", r"x.csv:1: wrong heading"),
        (HEADING + 'weight,,,"Weight" kg,x\n', r"x.csv:2: .*: write plain UTF-8 CSV"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_its_mend(tmp_path, text, message):
    write(tmp_path, "x.csv", heading=text)
    with pytest.raises(CodeError, match=message):
        Codelists.load(tmp_path)


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(CodeError, match="no such folder"):
        Codelists.load(tmp_path / "absent")


def test_importing_codes_needs_no_library_beyond_python():
    heavy = ["numpy", "pandas", "pyarrow", "typer", "rich", "lxml"]
    line = f"import sys, synth.codes; print([name for name in {heavy!r} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


# Checking ------------------------------------------------------------------------------------------


def test_sound_codelists_have_no_problems(small):
    assert check(small) == []


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([f"k,{SNOMED},27113002,Body weight,x\n"], "k.csv:2: 27113002 fails the Verhoeff check"),
        ([f"k,{SNOMED},2711300a,Body weight,x\n"], "fails the Verhoeff check"),
        (
            [f"k,{SNOMED},4508{DESCRIPTION},A description,x\n"],
            "is not the identifier of a concept (partition 01)",
        ),
        (["k,https://dmd.nhs.uk,39732011000001103,Amlodipine 5mg tablets,x\n"], "fails the Verhoeff check"),
        ([f"k,{LOINC},29463-8,Body weight,x\n"], "29463-8 fails the LOINC check digit"),
        (["k,http://example.org/codes,1,One,x\n"], "unknown code system http://example.org/codes"),
        ([f"k,{SNOMED},27113001,,x\n"], "'k' has no display"),
        (["k,,,Words,\n"], "'k' has no source"),
        ([f"k,{SNOMED},27113001, Body weight,x\n"], "stray space or hidden character in the display"),
        ([f"k,{SNOMED},27113001,Body\u200b weight,x\n"], "stray space or hidden character in the display"),
        ([f"k,{SNOMED},27113001 ,Body weight,x\n"], "stray space or hidden character in the code"),
        ([f"k,{SNOMED},27113001,Body weight,x\n"] * 2, "k.csv:3: 'k' has 27113001 twice, also at"),
        ([f"k,{SNOMED},27113001,Body weight,x\n", "k,,,Words,x\n"], "a line without a code after another"),
    ],
)
def test_a_fault_is_found_named_and_given_a_mend(tmp_path, lines, message):
    problems = check(Codelists.load(write(tmp_path, "k.csv", *lines)))
    assert any(message in problem for problem in problems), problems
    assert all(problem.count(": ") >= 2 for problem in problems)


def test_a_key_in_two_files_is_a_problem(tmp_path):
    write(tmp_path, "a.csv", WEIGHT)
    write(tmp_path, "b.csv", WEIGHT_LOINC)
    (problem,) = check(Codelists.load(tmp_path))
    assert "b.csv:2: 'body_weight' stands also at" in problem and "a.csv:2" in problem


def test_all_faults_are_told_together(tmp_path):
    write(tmp_path, "a.csv", f"a,{SNOMED},27113002,A,x\n", f"b,{LOINC},29463-8,B,x\n", "c,,,C,\n")
    assert len(check(Codelists.load(tmp_path))) == 3


# Check digits --------------------------------------------------------------------------------------


def snomed(stem: str) -> str:
    """Give a run of digits its Verhoeff digit, by trying the ten."""
    (whole,) = [stem + digit for digit in "0123456789" if verhoeff_valid(stem + digit)]
    return whole


def loinc(stem: str) -> str:
    (whole,) = [f"{stem}-{digit}" for digit in "0123456789" if loinc_valid(f"{stem}-{digit}")]
    return whole


STEMS = st.text("0123456789", min_size=5, max_size=17)


@pytest.mark.parametrize("code", ["27113001", "138875005", "999791000000106", "39732011000001102", "22298006"])
def test_published_snomed_identifiers_pass(code):
    assert verhoeff_valid(code)


@pytest.mark.parametrize("code", ["29463-7", "85354-9", "8480-6", "8462-4", "718-7", "10160-0"])
def test_published_loinc_codes_pass(code):
    assert loinc_valid(code)


@pytest.mark.parametrize("text", ["", "0", "7", "12a4", "２７１１３００１", "27113001\n", " 27113001", "-27113001"])
def test_what_is_not_a_run_of_digits_is_no_snomed_identifier(text):
    assert not verhoeff_valid(text)


@pytest.mark.parametrize("text", ["", "29463", "29463-", "-7", "29463-77", "29463-7\n", "LA6752-5", "２9463-7"])
def test_what_has_not_the_form_is_no_loinc_code(text):
    assert not loinc_valid(text)


@given(STEMS)
def test_every_stem_has_exactly_one_verhoeff_digit(stem):
    assert sum(verhoeff_valid(stem + digit) for digit in "0123456789") == 1


@given(STEMS, st.data())
def test_any_single_wrong_digit_is_caught_in_a_snomed_identifier(stem, data):
    whole = snomed(stem)
    place = data.draw(st.integers(0, len(whole) - 1))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != whole[place]]))
    assert not verhoeff_valid(whole[:place] + wrong + whole[place + 1 :])


@given(STEMS, st.data())
def test_any_swap_of_neighbouring_digits_is_caught_in_a_snomed_identifier(stem, data):
    whole = snomed(stem)
    place = data.draw(st.integers(0, len(whole) - 2))
    swapped = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
    assert verhoeff_valid(swapped) == (swapped == whole)


@given(st.integers(1, 9_999_999), st.data())
def test_any_single_wrong_digit_is_caught_in_a_loinc_code(number, data):
    whole = loinc(str(number))
    place = data.draw(st.sampled_from([at for at, sign in enumerate(whole) if sign != "-"]))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != whole[place]]))
    assert not loinc_valid(whole[:place] + wrong + whole[place + 1 :])


def test_codelists_asked_for_again_are_the_same_and_still_know_their_lines(tmp_path) -> None:
    (tmp_path / "own.csv").write_text("key,system,code,display,source\nodd_word,,,an odd word,made up\n")
    first = codes.sound(tmp_path)
    assert codes.sound(tmp_path) is first
    assert [(row.key, row.line) for row in first.rows] == [("odd_word", 2)]
    (tmp_path / "own.csv").write_text("key,system,code,display,source\nother_word,,,another,made up\n")
    assert list(codes.sound(tmp_path)) == ["other_word"]
