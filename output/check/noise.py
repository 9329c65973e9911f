"""What noise that was asked for may have put into a dataset, so that no check takes it for a fault of ours."""

from __future__ import annotations

from typing import Any

SHARING = ("twins_swapped", "number_of_kin")
"""The noises after which a patient bears the NHS number of another of the family."""
_BIRTH = ("age_from", "age_to", "born_from", "born_to", "where_age_from", "where_age_below", "where_born_from",
          "where_born_before", "where_born_at_from", "where_born_at_below")  # fmt: skip
_VALUE = ("low", "high", "second_low", "second_high", "second_below_by", "where_value_from", "where_value_below")
SWAYED = {"units_mixed": _VALUE, "day_and_month": _BIRTH, "twins_swapped": ("sex",)}
"""What a clinical rule goes by that a noise changes on purpose, by the names of its row."""
MISFILED = (*_BIRTH, "sex")
"""What a rule goes by of whose entry it is, which is not so where a letter was filed under somebody else."""
MISFILED_WHY = "since what a system is sent may be filed under the wrong person: truth/crossings tells of each"
WHOLE = "whole"
"""The view in which everything that was written stands, and once."""
SWAYED_WHY = "since its noise changes what they go by: truth/noise tells of each"
WHY = "since its noise gives patients the NHS numbers of their kin: truth/noise tells of each"


def shares_numbers(manifest: dict[str, Any]) -> bool:
    """Whether patients of a dataset may bear the NHS number of someone else of their family."""
    return any(name in manifest["arguments"].get("noise", {}) for name in SHARING)


def swayed(manifest: dict[str, Any]) -> frozenset[str]:
    """The parts of clinical rules that hold of people and not of what a dataset with its noise says of them."""
    asked = manifest["arguments"].get("noise", {})
    return frozenset(part for name, parts in SWAYED.items() if name in asked for part in parts)


def misfiled(manifest: dict[str, Any]) -> frozenset[str]:
    """The parts of clinical rules that do not hold where copies may be filed under the wrong person."""
    return frozenset(() if manifest["arguments"].get("view", WHOLE) == WHOLE else MISFILED)
