"""Behind `synth validate`: is a dataset what its marks say, and are its resources and documents sound?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from synth.dataset.reading import Dataset

SHOWN = 10
"""Findings of one rule that are printed; the rest are counted."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: which rule it breaks, where, and what it is."""

    rule: str
    where: str
    what: str


@dataclass
class Findings:
    """What a check looked at (how many of each), and what it found."""

    dataset: str
    checked: Counter = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    def found(self, rule: str, where: str, what: str) -> None:
        """Take down something that is wrong."""
        self.findings.append(Finding(rule, where, what))

    def lines(self) -> list[str]:
        """The table of what was checked and found, and each finding (some of those that are many)."""
        by_rule = Counter(finding.rule for finding in self.findings)
        rules = [*self.checked, *(rule for rule in by_rule if rule not in self.checked)]
        width = max((len(rule) for rule in rules), default=4)
        lines = [f"{'checked':<{width}}  {'items':>10}  {'findings':>8}"]
        lines += [f"{rule:<{width}}  {self.checked[rule]:>10,}  {by_rule[rule]:>8,}" for rule in rules]
        for rule, n in by_rule.items():
            some = [finding for finding in self.findings if finding.rule == rule]
            lines += [f"{rule}: {finding.where}: {finding.what}" for finding in some[:SHOWN]]
            if n > SHOWN:
                lines.append(f"{rule}: ... and {n - SHOWN:,} more")
        verdict = f"{len(self.findings):,} findings" if self.findings else "nothing wrong was found"
        return [*lines, f"{self.dataset}: {verdict}"]


def check(dataset: Dataset, sample: int | None = None) -> Findings:
    """Check a dataset. With `sample`, the structure of at most so many resources of each type, evenly spread."""
    from output.check import bundles, documents, files, references, resources

    findings = Findings(str(dataset.path))
    files.check(dataset, findings)
    ids = resources.check(dataset, findings, sample)
    bundles.Bundles(dataset, findings).check()
    references.check(dataset, findings)
    documents.check(dataset, findings, ids)
    return findings
