"""Clinical rules as rows: each says of which entries it speaks, what must hold of them, why, and who says so.

The rows stand in `*.toml` beside this file, those of guests beside their pathways (`own`). A rule has one claim
(`claims.CLAIMS`) and any of the conditions that say to which of its entries it applies (`conditions.CONDITIONS`). Days
are whole days, ages days since birth, gestation
days since the last period. `corrected` counts the age of who was born early from the day on which they were due.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from output.check.clinical.claims import CLAIMS
from output.check.clinical.conditions import CONDITIONS
from output.check.clinical.rule import Rule

SAID = ("name", "of", "kind", "reason", "source")
"""What a rule says beside its claim and its conditions."""
KEYED = ("needs", "never", "since", "beside", "unless", "answers", "where_answer", "covered_by", "during", "clear_of",
         "first", "every", "away", "without")  # fmt: skip
"""The parts of a rule that are lists of keys of codelists, each perhaps with its kind of entry before a colon."""
NO_CODES = ("address:home",)
"""What such a list may name that stands in no codelist."""


def rule_of(row: dict[str, Any]) -> Rule:
    """The rule that a row is; ValueError where it lacks a part, or says what nobody knows."""
    name = row.get("name", "a rule without a name")
    lacks = [part for part in SAID if part != "kind" and not row.get(part)]
    if lacks:
        raise ValueError(f"{name}: lacks {', '.join(lacks)}")
    more = {key: value for key, value in row.items() if key not in SAID}
    claims = [claim for claim, parts in CLAIMS.items() if any(part in more for part in parts.decide)]
    if len(claims) != 1:
        raise ValueError(f"{name}: makes {len(claims) or 'no'} claims, where one is due: {', '.join(claims)}")
    known = {*CLAIMS[claims[0]].decide, *CLAIMS[claims[0]].more, *CONDITIONS}
    strange = sorted(more.keys() - known)
    if strange:
        raise ValueError(f"{name}: nobody knows {', '.join(strange)}")
    listed = [part for part in ("of", *KEYED) if not isinstance(row.get(part, []), list)]
    if listed:
        raise ValueError(f"{name}: write {', '.join(listed)} as a list")
    return Rule(name, tuple(row["of"]), claims[0], row["reason"], row["source"], row.get("kind", ""), more)


def keys_of(rule: Rule) -> set[str]:
    """The keys of codelists that a rule names."""
    named = {key for part in KEYED for key in rule[part] or () if key not in NO_CODES}
    named |= {rule["where_latest"]} if rule["where_latest"] else set()
    return {*rule.of, *(key.rpartition(":")[2] for key in named)}


@cache
def every_rule() -> tuple[Rule, ...]:
    """All rules, in the order of their files and rows; ValueError where two have one name."""
    rules: list[Rule] = []
    for path in sorted(files("output.check.clinical").iterdir(), key=lambda path: path.name):
        if path.name.endswith(".toml"):
            rules += [rule_of(row) for row in tomllib.loads(path.read_text("utf-8"))["rule"]]
    names = [rule.name for rule in rules]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"two rules are called {', '.join(twice)}")
    return tuple(rules)
