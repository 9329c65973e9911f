"""The NHS numbers that a seed may give to the people of a family: arithmetic, by which a dataset can be checked."""

from __future__ import annotations

from synth.world.identity.nhs_numbers import FIRST, SPARE, NumbersExhausted, first_rank, nhs_numbers, spare_rank

__all__ = ["FIRST", "SPARE", "NumbersExhausted", "first_rank", "nhs_numbers", "spare_rank"]
