"""Findings of a check: each thing that is wrong, how many of each kind, and the table that says so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from synth.dataset.outside import shown

SHOWN = 10
"""Findings of one rule that are printed; the rest are counted."""
KEPT = 1000
"""Findings of one rule that are kept, of each block; the rest are counted."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: which rule it breaks, where, and what it is."""

    rule: str
    where: str
    what: str


@dataclass
class Findings:
    """What a check looked at (how many of each), and what it found: how many by rule, and the first of them.

    left: rules that do not apply to this dataset, each with why.
    """

    dataset: str
    checked: Counter = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)
    left: dict[str, str] = field(default_factory=dict)

    def found(self, rule: str, where: str, what: str) -> None:
        """Take down something that is wrong; it may quote the dataset, and is made fit to be printed."""
        self.counts[rule] += 1
        if self.counts[rule] <= KEPT:
            self.findings.append(Finding(rule, shown(where, 300), shown(what, 300)))

    def add(self, other: Findings) -> None:
        """Take in what another check looked at and found."""
        self.checked.update(other.checked)
        self.counts.update(other.counts)
        self.findings += other.findings
        self.left.update(other.left)

    def lines(self) -> list[str]:
        """The table of what was checked and found, and each finding (some of those that are many)."""
        rules = [*self.checked, *(rule for rule in self.counts if rule not in self.checked)]
        width = max((len(rule) for rule in rules), default=4)
        lines = [f"{'checked':<{width}}  {'items':>10}  {'findings':>8}"]
        lines += [f"{rule:<{width}}  {self.checked[rule]:>10,}  {self.counts[rule]:>8,}" for rule in rules]
        lines += [f"{rule}: not asked here, {why}" for rule, why in self.left.items()]
        for rule, n in self.counts.items():
            some = [finding for finding in self.findings if finding.rule == rule]
            lines += [f"{rule}: {finding.where}: {finding.what}" for finding in some[:SHOWN]]
            if n > SHOWN:
                lines.append(f"{rule}: ... and {n - SHOWN:,} more")
        total = sum(self.counts.values())
        verdict = f"{total:,} finding{'s' if total > 1 else ''}" if total else "nothing wrong was found"
        return [*lines, f"{shown(self.dataset, 300)}: {verdict}"]
