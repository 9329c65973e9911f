"""Every code that is written stands in a codelist, with that display; the validators of FHIR cannot tell.

Whether a code of SNOMED CT, dm+d or LOINC exists is known to those who hold a licensed release. Here the codelists
stand for it, each row of which says where it was found.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from synth.codes import UCUM, Codelists

if TYPE_CHECKING:
    from output.check.findings import Findings
    from output.check.reading import Resource

RULE = "codes"
LANGUAGES = "urn:ietf:bcp:47"
"""Languages are the world's, from its list of main languages, and the validators of FHIR do know BCP 47."""


@lru_cache(maxsize=4)
def known(brought: tuple[Path, ...] = ()) -> Mapping[tuple[str, str], frozenset[str]]:
    """The displays of every code of the codelists, and of those in some folders, by system and code."""
    found: dict[tuple[str, str], set[str]] = {}
    for concept in Codelists.load(Path(str(files("care_pathways") / "codelists")), *brought).concepts[1:]:
        for one in concept.codings:
            found.setdefault((one.system, one.code), set()).add(one.display)
    return {key: frozenset(displays) for key, displays in found.items()}


def check(where: str, one: Resource, findings: Findings, brought: tuple[Path, ...] = ()) -> None:
    """Look up every coding and every unit of one resource; brought: folders with codelists besides ours."""
    findings.checked[RULE] += len(one.shape.codings)
    for system, code, display in one.shape.codings:
        named = one.said(display) if display >= 0 else None
        if what := fault(one.said(system), one.said(code), named, brought):
            findings.found(RULE, where, what)


@lru_cache(maxsize=100_000)
def fault(system: str, code: str, display: str | None, brought: tuple[Path, ...] = ()) -> str:
    """What is wrong with a coding or a unit; empty if nothing is. display: None where it has none."""
    displays, named = known(brought).get((system, code)), f"{code} of {system}"
    if system == LANGUAGES and display is not None:
        return ""
    if displays is None:
        return f"{named} is in no codelist"
    if display is None:
        return "" if system == UCUM else f"{named} has no display"
    return "" if display in displays else f"{named} is called '{display}', and not so in the codelists"
