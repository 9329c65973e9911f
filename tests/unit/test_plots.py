"""Plots of figures within a page: what they show, and that many of them stand in one page."""

from __future__ import annotations

import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from synth.realism import plots
from synth.realism.figures import Figure
from synth.realism.verdicts import Row, judged


def rows(many: int) -> list[Row]:
    """Figures of one measure, each a little further off, with signs in their names that a page must not take amiss."""
    return [
        judged(Figure("A", "m", f"of <{i}> & $x$", 10.0 + i, "percent", "2020", "s", "evidenced", "abs:1", ""),
               10.0 + 1.5 * i, 0.3, 100, "2020")
        for i in range(many)
    ]  # fmt: skip


def test_a_chart_names_its_rows_and_shows_each_with_the_colour_of_its_verdict() -> None:
    drawn = rows(5)
    text = plots.chart(drawn)
    ElementTree.fromstring(text)
    said = "".join(ElementTree.fromstring(text).itertext())
    assert all(row.figure.stratum in said for row in drawn)
    assert {row.verdict for row in drawn} >= {"within", "outside"}
    assert all(text.count(plots.COLOURS[row.verdict]) for row in drawn)


def test_what_is_found_lies_to_the_right_of_what_is_published_where_it_is_more() -> None:
    (less,), (more,) = ([float(x) for x in re.findall(r'<use [^>]*x="([\d.]+)"[^>]*#a3101a', plots.strip([row]))]
                        for row in (_off(-3), _off(3)))  # fmt: skip
    assert less < more


def _off(by: float) -> Row:
    return judged(Figure("A", "m", "s", 10.0, "percent", "2020", "s", "evidenced", "abs:1", ""), 10 + by, 0.1, 9, "")


@pytest.mark.parametrize("many", [0, plots.FEWEST - 1])
def test_a_few_rows_are_no_chart(many: int) -> None:
    assert plots.chart(rows(many)) == ""


def test_the_same_rows_are_drawn_alike_and_ids_of_one_page_do_not_clash() -> None:
    assert plots.chart(rows(4)) == plots.chart(rows(4))
    text = plots.chart(rows(4)) + plots.chart(rows(6)) + plots.strip(rows(6))
    meant = dict(re.findall(r'<(?:clipPath|path) id="([^"]+)"[^>]*>?(.*?)>', text, flags=re.S))
    for name, drawn in re.findall(r'<(?:clipPath|path) id="([^"]+)"[^>]*>?(.*?)>', text, flags=re.S):
        assert meant[name] == drawn


def test_matplotlib_is_not_imported_until_something_is_drawn() -> None:
    code = "import sys, synth.realism.page, synth.cli; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
