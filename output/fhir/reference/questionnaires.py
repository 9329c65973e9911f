"""The questionnaires whose answers records keep, by the codes under which their answers are written.

They stand in `questionnaires.toml` of the pathways. Those that have no questions but a score keep the score.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from output.fhir.base.fragments import OWN

BOOLEAN, INTEGER = "boolean", "integer"


@dataclass(frozen=True)
class Questionnaire:
    """A questionnaire; items: the text of each, by the key of the codelists under which its answer is written."""

    name: str
    title: str
    description: str
    publisher: str
    type: str
    code: str
    items: Mapping[str, str]

    @property
    def url(self) -> str:
        """Its canonical address."""
        return f"{OWN}Questionnaire/{self.name.replace('_', '-')}"


@lru_cache(maxsize=1)
def every() -> tuple[Questionnaire, ...]:
    """All questionnaires, in the order in which they are written."""
    written = tomllib.loads((files("care_pathways") / "questionnaires.toml").read_text("utf-8"))
    return tuple(
        Questionnaire(
            name,
            each["title"],
            each["description"],
            each["publisher"],
            each.get("type", INTEGER),
            each.get("code", ""),
            {item["key"]: item["text"] for item in each["items"]},
        )
        for name, each in written.items()
    )


@lru_cache(maxsize=1)
def of_item() -> Mapping[str, Questionnaire]:
    """The questionnaire of each item, by the item's key."""
    return {key: each for each in every() for key in each.items}
