"""What noise that was asked for may have put into a dataset, so that no check takes it for a fault of ours."""

from __future__ import annotations

from typing import Any

SHARING = ("twins_swapped", "number_of_kin")
"""The noises after which a patient bears the NHS number of another of the family."""
WHY = "since its noise gives patients the NHS numbers of their kin: truth/noise tells of each"


def shares_numbers(manifest: dict[str, Any]) -> bool:
    """Whether patients of a dataset may bear the NHS number of someone else of their family."""
    return any(name in manifest["arguments"].get("noise", {}) for name in SHARING)
