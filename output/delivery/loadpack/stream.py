"""The timed stream of writes: each patient's busiest week (or day), laid over one week (or day), each at its moment.

So many entries come at each hour as the record itself says, surgeries on weekdays and births at night; within a patient
they come in the order in which they were recorded. They are copies: new entries for patients who are on the server.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from output.delivery.dataset.source import Unit, references
from output.delivery.loadpack.closing import in_order, recorded
from output.delivery.loadpack.copies import Copier, line

PATIENTS = 5_000
"""Whose weeks are laid over one: bounds memory."""
LENGTHS = {"day": 1, "week": 7}
"""Days."""
STAYS = frozenset({"Patient", "RelatedPerson"})
"""Who people are is there before anything is written of them."""


@dataclass
class Stream:
    """Gathers writes. length: "day" or "week". hours: how many entries of the whole record fall in each hour of it.

    lines: second, patient, place in the record, text. alone: patient and place of those that refer to no other of them.
    """

    length: str
    copier: Copier
    hours: Counter[int] = field(default_factory=Counter)
    lines: list[tuple[int, int, int, bytes]] = field(default_factory=list)
    alone: set[tuple[int, int]] = field(default_factory=set)
    patients: int = 0

    def take(self, unit: Unit) -> None:
        """Take in a patient's record."""
        spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
        unit, _ = in_order(unit)
        for at, (name, data) in enumerate(zip(unit.names, unit.data, strict=True)):
            when = recorded(data)
            if name.partition("/")[0] in STAYS or not when:
                continue
            span, second = self._place(dt.datetime.fromisoformat(when))
            self.hours[second // 3600] += 1
            spans[span].append((second, at))
        if not spans or self.patients == PATIENTS:
            return
        busiest = max(spans, key=lambda span: (len(spans[span]), span))
        rows = sorted(spans[busiest])
        self._write(unit, rows)
        self.patients += 1

    def _place(self, when: dt.datetime) -> tuple[int, int]:
        """Which day or week of all time a moment stands in, by the clock on the wall, and the second within it."""
        days = LENGTHS[self.length]
        day = when.date().toordinal() - 1  # day 0 was a Monday
        return day // days, day % days * 86400 + when.hour * 3600 + when.minute * 60 + when.second

    def _write(self, unit: Unit, rows: list[tuple[int, int]]) -> None:
        """The copies of some entries; what one refers to among them does not come later than it does."""
        names, data = [unit.names[at] for _, at in rows], [unit.data[at] for _, at in rows]
        second = dict(zip(names, (second for second, _ in rows), strict=True))
        place = {name: at for (_, at), name in zip(rows, names, strict=True)}
        for name in sorted(names, key=lambda each: place[each]):  # what is referred to first
            text = unit.data[place[name]]
            targets = [each for each in second.keys() & set(references(text)) if each != name]
            if not targets:
                self.alone.add((self.patients, place[name]))
            for target in targets:
                if place[target] < place[name]:
                    second[name] = max(second[name], second[target])
        for (name, resource), old in zip(self.copier.copies(names, data), names, strict=True):
            text = line({"second": second[old], "method": "PUT", "url": name, "resource": resource})
            self.lines.append((second[old], self.patients, place[old], text))

    def written(self) -> Iterator[bytes]:
        """The lines in order of time."""
        for *_, text in sorted(self.lines):
            yield text

    def independent(self) -> Iterator[bytes]:
        """The writes that may go in any order, several at once."""
        for _, patient, at, text in sorted(self.lines):
            if (patient, at) in self.alone:
                yield text

    def pattern(self) -> list[tuple[int, int, int, float]]:
        """For each hour: the day (0 is Monday, or the only one), the hour, how many entries, and their share."""
        total = max(sum(self.hours.values()), 1)
        return [
            (hour // 24, hour % 24, self.hours[hour], round(self.hours[hour] / total, 6))
            for hour in range(24 * LENGTHS[self.length])
        ]
