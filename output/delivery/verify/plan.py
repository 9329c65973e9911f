"""The plan of what to ask a server, as it is gathered: the questions, and the limits that keep them few."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from output.delivery.dataset.source import Source
from output.delivery.dataset.tag import tag_of
from output.delivery.verify.answers import Answers, parameters, units
from output.delivery.verify.questions import Question, query, spread

MOST = 300
"""Resources that an answer may hold; of a larger one only the number is asked."""
EACH_STORY = 2
PATIENTS = 30
"""Patients who are asked about one by one."""
READS = 3
"""Resources of each type that are read one by one."""
KNOWN = 2_000
"""Values of a search parameter that are looked at: bounds memory."""
WALKED = 20_000
"""Of types with no more resources than this, each is compared with the dataset; of others, those that answers hold."""
PAGE = 200
NHS = "https://fhir.nhs.uk/Id/nhs-number"


class Plan:
    """Gathers questions. answers: what the dataset knows; tagged: searches ask for what bears its tag alone."""

    def __init__(self, source: Source, answers: Answers, tagged: bool = True, every: bool = False) -> None:
        self.source, self.answers, self.every = source, answers, every
        self.tag = tag_of(source.dataset.manifest).search if tagged else ""
        self.questions: list[Question] = []
        self.people = source.people()
        self.chosen = _chosen(self.people)
        self.resources = self._kept()

    def _kept(self) -> dict[str, dict[str, Any]]:
        """The resources that are read one by one, as the dataset has them."""
        wanted = {f"Patient/{each['id']}" for each in self.chosen}
        for kind in self.answers.types():
            for place in spread(range(self.answers.types()[kind]), READS):
                ids = self.answers.ask("select id from r where type = ? order by id limit 1 offset ?", kind, place)
                wanted.add(f"{kind}/{ids[0][0]}")
        found = {}
        for unit in units(self.source):
            for name, data in zip(unit.names, unit.data, strict=True):
                if name in wanted:
                    found[name] = json.loads(data)
        return found

    def add(self, group: str, says: str, path: str, **more: Any) -> None:
        """A question that is no search."""
        self.questions.append(Question(group, says, path, **more))

    def search(
        self, group: str, says: str, kind: str, pairs: Iterable[tuple[str, str]], names: frozenset[str],
        *more_needs: tuple[str, ...], page: int = 0, **more: Any,
    ) -> None:  # fmt: skip
        """A search of a type that must find exactly the names; if they are many, only their number is asked."""
        pairs = list(pairs)
        needs = [("search", kind, name.split(":")[0].split(".")[0]) for name, _ in pairs if not name.startswith("_")]
        if self.tag:
            pairs.append(("_tag", self.tag))
        if len(names) > MOST and not page and not more.get("included"):
            pairs.append(("_summary", "count"))
            more |= {"total": len(names), "tried": True}
        else:
            more["names"] = names
            pairs.append(("_count", str(page or PAGE)))
        needs_all = (("search", kind), *needs, *more_needs)
        self.add(group, says, f"{kind}?{query(*pairs)}", needs=needs_all, page=page, **more)

    def values(self, table: str, kind: str, parameter: str, columns: str) -> list[tuple[Any, ...]]:
        """The commonest values of a search parameter, in that order, each with how many resources bear it."""
        return self.answers.ask(
            f"select {columns}, count(distinct n) as many from {table} where p = ? group by {columns}"
            f" order by many desc, {columns} limit {KNOWN}",
            f"{kind}.{parameter}",
        )


def targets_of(kind: str) -> list[str]:
    """The names of the reference parameters of a type."""
    return [name for name, each in parameters().get(kind, {}).items() if each.kind == "reference"]


def _chosen(people: list[dict[str, str]]) -> list[dict[str, str]]:
    """The patients who are asked about: some of every story, then others, spread over the dataset."""
    stories: dict[str, list[int]] = defaultdict(list)
    for at, person in enumerate(people):
        for story in person["stories"].split() or [""]:
            stories[story].append(at)
    rows: list[int] = []
    for story in sorted(stories):
        rows += spread(stories[story], EACH_STORY)
    rows = list(dict.fromkeys(rows))[:PATIENTS]
    rest = [at for at in range(len(people)) if at not in set(rows)]
    return [people[at] for at in rows + spread(rest, PATIENTS - len(rows) if len(rows) < PATIENTS else 0)]
