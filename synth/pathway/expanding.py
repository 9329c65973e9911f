"""What every part needs to become steps: names that stand once, and conditions that may be left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from synth.pathway.language.expressions import Expression


def once(names: Sequence[str], what: str) -> None:
    """Refuse names of which one stands twice; what: of what they are, as "steps of the plan". ValueError says which."""
    if twice := [name for name in names if names.count(name) > 1]:
        raise ValueError(f"two {what} are named '{twice[0]}': rename one")


@overload
def both(one: Expression, other: Expression | None) -> Expression: ...
@overload
def both(one: Expression | None, other: Expression | None) -> Expression | None: ...
def both(one: Expression | None, other: Expression | None) -> Expression | None:
    """Both of two conditions, of which either may be left out."""
    if one is None or other is None:
        return one if other is None else other
    return one & other
