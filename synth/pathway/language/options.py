"""Options: one of several, by name, from the evidence that draws it to the code that is written for it.

    tear = option("how torn she is", "intact", "first", "second")              # a note (see `notes`)
    draws={"tear": where(_caesarean, "intact", p.tear)}                        # [tear] of the evidence names the same
    observe(code_of(n.tear, intact="perineum_intact", first="perineal_tear_1st", second="perineal_tear_2nd"))
    perform("suture", when=n.tear.is_("second"))

Names are compared, in their order, when pathways are loaded: with the evidence, with the note or fact that keeps the
option, and wherever something stands for each of them. Nobody counts with the place of an option in its list.
"""

from __future__ import annotations

from collections.abc import Mapping

from synth.pathway.language.expressions import ByOption, Code, CodeBy, Expression, Value, Where, where, whole


def code(key: str) -> Code:
    """A code of the codelists, by its key."""
    return Code(key)


def either(condition: Value, then: str | Expression, otherwise: str | Expression) -> Where:
    """One of two codes, as a condition is true or false; each is a key or what gives a code."""
    return where(condition, *(code(c) if isinstance(c, str) else c for c in (then, otherwise)))


def code_of(option: Expression, codes: Mapping[str, str] | None = None, /, **more: str) -> ByOption:
    """The code that stands for each option, by its name; an empty key for an option that has none."""
    return ByOption(option, "code", tuple({**(codes or {}), **more}.items()))


def option_of(option: Expression, options: Mapping[str, str] | None = None, /, **more: str) -> ByOption:
    """The option of another list that stands for each option, by its name."""
    return ByOption(option, "option", tuple({**(options or {}), **more}.items()))


def number_of(option: Expression, numbers: Mapping[str, int] | None = None, /, **more: int) -> ByOption:
    """The whole number that stands for each option, by its name."""
    return ByOption(option, "number", tuple({**(numbers or {}), **more}.items()))


def code_by(number: Value, first: int, *keys: str) -> CodeBy:
    """The code that stands for a number that counts something (a dose, a week): the first key for `first`."""
    return CodeBy(whole(number), first, keys)
