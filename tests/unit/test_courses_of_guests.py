"""Courses that a user brings: what a person is over life, read by pathways of the same folder."""

from __future__ import annotations

import re

import pytest

import synth.api
from synth.guests import Guests
from tests.unit.test_guests import NAME, faults


@pytest.fixture
def folder(tmp_path):
    synth.api.new_pathway(NAME, tmp_path / "mine")
    return tmp_path / "mine"


COURSE = """
from synth.pathway.language.courses import Course
from synth.pathway.language.expressions import at_centile

COURSE = Course("how badly someone sneezes", p.variance, keeps={"years": p.years_keep})
"""
OF_THE_COURSE = """
[variance]
shares = { person = 0.6, years = 0.3, reading = 0.1 }
unit = "share"
source = "test"

[years_keep]
value = 3
unit = "years"
source = "test"
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", ()),
        ("years = 0.3", "yeers = 0.3", ("'yeers' does not say how long it keeps", "no part 'years' that wanders")),
        ("value = 3\n", "quantiles = [[0, 1], [1, 9]]\n", ("how long 'years' keeps is no length of time",)),
        ("person = 0.6", "person = 0.9", ("the shares add up to 1.3",)),
    ],
)
def test_a_course_of_a_guest_is_read_by_its_pathways_and_checked_like_ours(folder, old, new, said):
    py, toml = folder / "hay_fever_of_horses.py", folder / "hay_fever_of_horses.toml"
    text = py.read_text(encoding="utf-8").replace("p = beside(__file__)\n", "p = beside(__file__)\n" + COURSE, 1)
    later = re.sub(r"after=p\.(\w+)", r"after=at_centile(p.\1, COURSE.now())", text, count=1)
    assert later != text
    py.write_text(later, encoding="utf-8")
    toml.write_text(toml.read_text(encoding="utf-8") + OF_THE_COURSE.replace(old, new), encoding="utf-8")
    found = faults(Guests((folder,)))
    assert len(found) == len(said) and all(part in fault for part, fault in zip(said, found, strict=True)), found
