"""Every code that is written stands in a codelist, with that display; the validators of FHIR cannot tell.

Whether a code of SNOMED CT, dm+d or LOINC exists is known to those who hold a licensed release. Here the codelists
stand for it, each row of which says where it was found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from output.check import Findings
from output.columns import json_text
from synth.codes import UCUM, Codelists

RULE = "codes"
_CODING = re.compile(rb'"system":\s*"([^"]+)",\s*"code":\s*"([^"]*)"(?:,\s*"display":\s*"((?:[^"\\]|\\.)*)")?')

LANGUAGES = b"urn:ietf:bcp:47"
"""Languages are the world's, from its list of main languages, and the validators of FHIR do know BCP 47."""


@lru_cache(maxsize=1)
def known() -> Mapping[tuple[bytes, bytes], frozenset[bytes]]:
    """The displays of every code of the codelists, by system and code, as JSON writes them."""
    found: dict[tuple[bytes, bytes], set[bytes]] = {}
    for concept in Codelists.load(files("care_pathways") / "codelists").concepts[1:]:  # type: ignore[arg-type]
        for one in concept.codings:
            found.setdefault((one.system.encode(), one.code.encode()), set()).add(json_text(one.display))
    return {key: frozenset(displays) for key, displays in found.items()}


def check(where: str, text: bytes, findings: Findings) -> None:
    """Look up every coding and every unit of one resource."""
    for found in _CODING.finditer(text):
        findings.checked[RULE] += 1
        system, code, display = found.groups()
        displays = known().get((system, code))
        named = f"{code.decode()} of {system.decode()}"
        if system == LANGUAGES and display is not None:
            continue
        if displays is None:
            findings.found(RULE, where, f"{named} is in no codelist")
        elif display is None and system != UCUM.encode():
            findings.found(RULE, where, f"{named} has no display")
        elif display is not None and display not in displays and _plain(display) not in displays:
            findings.found(RULE, where, f"{named} is called '{display.decode()}', and not so in the codelists")


def _plain(display: bytes) -> bytes:
    """What another writer of JSON escaped, as we write it."""
    import json

    return json_text(json.loads(b'"' + display + b'"'))
