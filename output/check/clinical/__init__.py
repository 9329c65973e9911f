"""Clinical rules over whole lives: what no single entry shows, from the tables of a block.

The rules are rows (`rules`); `synth validate` holds every life of a dataset with tables to them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from output.check import noise
from output.check.clinical.claims import CLAIMS
from output.check.clinical.conditions import applies
from output.check.clinical.lives import COLUMNS, KINDS, Lives, lives_of
from output.check.clinical.own import NONE, Own, brought_by
from output.check.clinical.rule import Rule
from output.check.clinical.rules import every_rule
from synth import clock

if TYPE_CHECKING:
    import pyarrow as pa

    from output.check.block import Block, Known

RULE = "clinical rules"
NOWHERE = "nowhere"
__all__ = ["COLUMNS", "RULE", "check", "judged", "lives_of"]


def judged(
    lives: Lives, rules: tuple[Rule, ...], own: Own = NONE
) -> Iterator[tuple[Rule, np.ndarray, np.ndarray]]:  # fmt: skip
    """Each rule with the rows that were judged by it, and those that break it; own: what guests bring to them."""
    for rule in rules:
        rows, broken = applies(lives, rule), np.zeros(0, dtype=bool)
        rows = rows[~own.spares(lives, rule, rows)]
        if len(rows) or rule.claim == NOWHERE:
            rows, broken = CLAIMS[rule.claim].judge(lives, rule, rows)
        yield rule, rows, rows[broken]


def check(tables: Mapping[str, pa.Table], block: Block, known: Known) -> None:
    """Hold the lives of a block to the rules; of a part of them or copies, to those that one entry can break.

    Rules that go by what was put wrong on purpose are not asked, and that is said."""
    arguments = known.manifest["arguments"]
    window = (clock.instant_of(dt.date.fromisoformat(arguments[name])) for name in ("from", "to"))
    lives = lives_of(tables, *window)
    part = arguments["view"] != noise.WHOLE
    own = brought_by(known.brought)
    rules = tuple(rule for rule in (*every_rule(), *own.rules) if CLAIMS[rule.claim].alone or not part)
    swaying = (noise.swayed, noise.SWAYED_WHY), (noise.misfiled, noise.MISFILED_WHY)
    for parts, why in swaying:
        swayed = parts(known.manifest)
        left = [rule for rule in rules if swayed & rule.more.keys()]
        if left:
            block.findings.left[f"{len(left)} {RULE}"] = why
            rules = tuple(rule for rule in rules if rule not in left)
    for rule, rows, broken in judged(lives, rules, own):
        block.findings.checked[RULE] += len(rows)
        for row in broken.tolist():
            where = f"{KINDS[lives.kind[row]]} {lives.id[row]}"
            day = dt.date.fromordinal(dt.date(1970, 1, 1).toordinal() + int(lives.day(np.array([row]))[0]))
            key = lives.names[lives.key[row]]
            block.findings.found(RULE, where, f"{rule.name}: {key} on {day} of {lives.people[lives.person[row]]}")
