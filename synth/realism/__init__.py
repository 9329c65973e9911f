"""Is the generated population like England's? Small measures over it, published figures, and verdicts.

A *measure* is a function over a `Sample` of the population; `figures.csv` holds the published figures, each with
its source and tolerance; `compare` puts the two side by side. `make realism` prints the result."""

from __future__ import annotations

from synth.realism.figures import Figure, read_figures, tolerance
from synth.realism.sample import Sample
from synth.realism.verdicts import Row, compare

__all__ = ["Figure", "Row", "Sample", "compare", "read_figures", "tolerance"]
