"""Sources that are spoilt before they are read, and what reads them; every refusal is in plain lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import care_pathways
from output.delivery import told
from synth import codes, evidence, questionnaires, source_files
from synth.errors import BrokenSource
from synth.evidence import columns, figures
from synth.realism import figures as published
from synth.systems import settings as care_settings
from synth.world import tables, wordlists

NAME = "spoilt.toml"
RISKS = evidence.read(care_pathways.HERE / "risks.toml").risks
BIG = 10**40


def refused(read: Callable[[], object], name: str = NAME) -> list[str]:
    """The lines with which something is refused: each names the file and gives a mend."""
    with pytest.raises(BrokenSource) as fault:
        read()
    lines = str(fault.value).splitlines()
    assert lines
    for line in lines:
        said = re.fullmatch(rf"{re.escape(name)}(?::\d+)?: (?:\[[^\]]*\]: )?(.+)", line)
        assert said, line
        what, _, mend = said[1].partition(": ")
        assert what and mend, line
        assert len(line) < 1000, line
    return lines


PLACE = Path(care_pathways.__file__).parent
CODES = care_pathways.codelists()


def _toml(read: Callable[[source_files.Written], object]) -> Callable[[bytes], object]:
    return lambda content: read(source_files.toml_in(source_files.decoded(content, NAME), NAME))


READERS: dict[str, tuple[Path, Callable[[bytes], object]]] = {
    "evidence of a pathway": (PLACE / "gp/hypertension.toml", lambda b: evidence.read_text(b, NAME, RISKS)),
    "evidence of the world": (tables.EVIDENCE / "care.toml",
                              lambda b: figures.read_text(b, NAME, tables.shapes_of("care"), tables.lists())),
    "a table of the world": (tables.EVIDENCE / "covid.csv",
                             lambda b: columns.read_text(source_files.decoded(b, NAME), NAME, tables.shapes_of("columns")["covid"],
                                                         tables.lists())),
    "a word list": (wordlists.FOLDER / "short_names.csv",
                    lambda b: columns.read_text(source_files.decoded(b, NAME), NAME, tables.shapes_of("wordlists")["short_names"],
                                                tables.lists(), sourced=False)),
    "a codelist": (PLACE / "codelists/mental_health.csv",
                   lambda b: codes.rows_of(source_files.decoded(b, NAME, error=codes.CodeError), NAME)),
    "questionnaires": (PLACE / "questionnaires.toml", lambda b: questionnaires.read_text(b, NAME, CODES)),
    "settings": (care_settings.FILE, lambda b: care_settings.read_text(source_files.decoded(b, NAME), NAME)),
    "published figures": (published.FILE, lambda b: published.read_text(source_files.decoded(b, NAME), NAME)),
    "profiles of servers": (told.PROFILES, _toml(told.profiles)),
    "search parameters": (told.SEARCHABLE, _toml(told.searchable)),
    "the mix of a load": (told.MIX, _toml(told.mix)),
}  # fmt: skip
