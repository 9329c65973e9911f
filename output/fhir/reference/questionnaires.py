"""The questionnaires whose answers records keep, by the codes under which their answers are written.

They stand in `questionnaires.toml` of the pathways. Those that have no questions but a score keep the score.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from output.fhir.base.fragments import OWN
from synth import questionnaires
from synth.questionnaires import BOOLEAN, INTEGER, Questionnaire

__all__ = ["BOOLEAN", "INTEGER", "Questionnaire", "every", "of_item", "url"]


def url(each: Questionnaire) -> str:
    """The canonical address of a questionnaire."""
    return f"{OWN}Questionnaire/{each.name.replace('_', '-')}"


@lru_cache(maxsize=1)
def every() -> tuple[Questionnaire, ...]:
    """All questionnaires, in the order in which they are written."""
    return questionnaires.read(Path(str(files("care_pathways") / "questionnaires.toml")))


@lru_cache(maxsize=1)
def of_item() -> Mapping[str, Questionnaire]:
    """The questionnaire of each item, by the item's key."""
    return {key: each for each in every() for key in each.items}
