"""What is made together is what would be made one by one, each once, and no more is kept than may be."""

from __future__ import annotations

from synth.known import Known
from synth.world.organisations import staff


def test_what_is_new_is_made_together_and_once() -> None:
    asked: list[list[int]] = []

    def squares(keys: list[int]) -> list[int]:
        asked.append(keys)
        return [key * key for key in keys]

    known = Known(squares, 100)
    assert known.of([3, 1, 3]) == [9, 1, 9] and known.of([1, 2]) == [1, 4] and known.one(2) == 4 and known.one(5) == 25
    assert asked == [[3, 1], [2], [5]]


def test_no_more_is_kept_than_may_be_and_what_is_asked_for_is_always_there() -> None:
    known = Known(lambda keys: [str(key) for key in keys], 4)
    for first in range(20):
        wanted = list(range(first, first + 3))
        assert known.of(wanted) == [str(key) for key in wanted]
        assert len(known._things) <= 4
    assert known.of(range(9)) == [str(key) for key in range(9)]  # even where more are asked for at once


def test_practitioners_made_together_are_those_made_one_by_one() -> None:
    from synth.settings import Settings

    numbers = next(filter(None, (staff.numbers_of(body, Settings()) for body in range(40))))[:6]
    assert len(numbers) == 6
    assert staff.known(numbers) == [staff.practitioner(number) for number in numbers]
    assert [one.number for one in staff.known(numbers[::-1])] == numbers[::-1]
