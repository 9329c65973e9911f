"""The least that an expression can give, of pathways as they are written and as they are made ready."""

from __future__ import annotations

from synth import clock
from synth.pathway.compiled import plan as q
from synth.pathway.language import expressions as x

UNKNOWN = -clock.NEVER
"""What is said of an expression whose least nobody knows: it hangs on what comes about."""


def lowest(e: x.Expression) -> int:
    """The least that an expression can give; UNKNOWN where that is not known."""
    if isinstance(e, x.Constant):
        return e.value
    if isinstance(e, (x.Draw, q.Drawn, q.Placed)):
        return e.number.lowest
    if isinstance(e, x.AtCentile):
        return e.number.number.lowest
    if isinstance(e, (x.OneOf, q.Even, q.Shared, x.Occurrence)):
        return 0
    if isinstance(e, x.Where):
        return min(lowest(e.then), lowest(e.otherwise))
    return _of_operation(e) if isinstance(e, x.Operation) else UNKNOWN


def _of_operation(e: x.Operation) -> int:
    if e.sign in ("<", "<=", "==", "and", "or"):
        return 0
    left, right = lowest(e.left), lowest(e.right)
    if e.sign == "+":
        return max(left + right, UNKNOWN)
    by = e.right.value if isinstance(e.right, x.Constant) else 0
    if e.sign == "-" and by:
        return max(left - by, UNKNOWN)
    if e.sign == "%" and by > 0:
        return 0
    if e.sign == "*" and left >= 0 and right >= 0:
        return left * right
    if e.sign == "//" and left >= 0 and by > 0:
        return left // by
    return UNKNOWN
