"""What every part needs to become steps: names that stand once."""

from __future__ import annotations

from collections.abc import Sequence


def once(names: Sequence[str], what: str) -> None:
    """Refuse names of which one stands twice; what: of what they are, as "steps of the plan". ValueError says which."""
    if twice := [name for name in names if names.count(name) > 1]:
        raise ValueError(f"two {what} are named '{twice[0]}': rename one")
