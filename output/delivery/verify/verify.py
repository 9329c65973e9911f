"""Behind `synth verify`: asks a server what it must now answer, and compares by name, number and content."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from output.delivery.dataset.source import Source
from output.delivery.server import http, reading, stated
from output.delivery.server.access import Access
from output.delivery.server.lookup import search_page
from output.delivery.server.probe import statement
from output.delivery.server.reading import Statement
from output.delivery.verify import asking, renamed
from output.delivery.verify.answers import Answers
from output.delivery.verify.asking import Got, Watch
from output.delivery.verify.questioning import questions
from output.delivery.verify.questions import Question
from synth.errors import BadArguments, ServerTrouble

if TYPE_CHECKING:
    from output.delivery.server.client import Client

CONCURRENCY = 4
"""Questions at once: a check, not a load."""
SECONDS = 60.0
"""An answer takes no longer."""
SILENT = 8
"""Questions in a row without an answer that can be read, after which no more are asked."""
SHOWN = 5
"""Names of each list that are shown."""
REASONS = 12
"""Reasons for skipping that are shown."""
REFUSALS = frozenset({400, 403, 404, 405, 422, 501})
"""Statuses by which a server refuses what no statement says that it can."""


@dataclass
class Verdict:
    """What became of a question: right, wrong or skipped; why; by name, what is missing, extra or not as loaded."""

    question: Question
    url: str
    outcome: str
    expected: str = ""
    got: str = ""
    why: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    def lines(self, number: int) -> list[str]:
        """As it is shown."""
        lines = [
            f"{number}. {self.question.group}: {self.question.says}",
            f"   expected {self.expected}; got {self.got}",
        ]
        lines += [f"   {why}" for why in self.why]
        for what, names in (("missing", self.missing), ("not asked for", self.extra), ("not as loaded", self.changed)):
            if names:
                more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
                lines.append(f"   {what}: {', '.join(names[:SHOWN])}{more}")
        return [*lines, f"   {self.url}"]

    def facts(self) -> dict[str, Any]:
        """The same for machines."""
        return {
            "group": self.question.group, "says": self.question.says, "url": self.url, "outcome": self.outcome,
            "expected": self.expected, "got": self.got, "why": self.why, "missing": self.missing,
            "extra": self.extra, "changed": self.changed,
        }  # fmt: skip


@dataclass
class Verified:
    """What a server was asked, and what it answered."""

    server: str
    software: str
    verdicts: list[Verdict]

    @property
    def sound(self) -> bool:
        """Whether nothing was wrong, and something was right."""
        outcomes = Counter(verdict.outcome for verdict in self.verdicts)
        return not outcomes["wrong"] and outcomes["right"] > 0

    def lines(self) -> list[str]:
        """The table by group, what was skipped and why, and every wrong answer."""
        groups = list(dict.fromkeys(verdict.question.group for verdict in self.verdicts))
        count = Counter((verdict.question.group, verdict.outcome) for verdict in self.verdicts)
        total = Counter(verdict.outcome for verdict in self.verdicts)
        width = max([len(group) for group in groups], default=5)
        lines = [f"{'asked':<{width}}  {'right':>6}  {'wrong':>6}  {'skipped':>7}"]
        for group in groups:
            right, wrong, skipped = (count[group, outcome] for outcome in ("right", "wrong", "skipped"))
            lines.append(f"{group:<{width}}  {right:>6,}  {wrong:>6,}  {skipped:>7,}")
        lines.append(f"{'all':<{width}}  {total['right']:>6,}  {total['wrong']:>6,}  {total['skipped']:>7,}")
        lines += self._skipped()
        faulty = [verdict for verdict in self.verdicts if verdict.outcome == "wrong"]
        for number, verdict in enumerate(faulty, 1):
            lines += verdict.lines(number)
        said = f"{len(faulty):,} of {total['right'] + len(faulty):,} answers are wrong"
        if not faulty:
            said = f"all {total['right']:,} answers are right" if total["right"] else "nothing could be asked"
        return [*lines, f"{self.server} ({self.software or 'it does not say what it is'}): {said}"]

    def _skipped(self) -> list[str]:
        """What was skipped and why, the types of one reason together."""
        count: Counter[str] = Counter()
        kinds: dict[str, list[str]] = {}
        for verdict in self.verdicts:
            if verdict.outcome == "skipped":
                why, of, kind = verdict.why[0].partition(" of ")
                count[why] += 1
                if of and kind not in kinds.setdefault(why, []):
                    kinds[why].append(kind)
        lines = []
        for why in sorted(count, key=lambda each: (-count[each], each))[:REASONS]:
            of = f" of {', '.join(kinds[why])}" if kinds.get(why) else ""
            lines.append(f"skipped {count[why]:,}: {why}{of}")
        if len(count) > REASONS:
            lines.append(f"skipped: ... and {len(count) - REASONS:,} more reasons (--report FILE has them all)")
        return lines

    def facts(self) -> dict[str, Any]:
        """The same for machines."""
        return {
            "server": self.server, "software": self.software,
            "outcomes": dict(Counter(verdict.outcome for verdict in self.verdicts)),
            "questions": [verdict.facts() for verdict in self.verdicts],
        }  # fmt: skip


def verify(
    server: http.Server, access: Access, source: Source, *, tagged: bool = True, every: bool = False,
    only: frozenset[str] = frozenset(), concurrency: int = CONCURRENCY, watch: Watch | None = None,
    say: Callable[[list[str]], None] | None = None,
) -> Verified:  # fmt: skip
    """Ask a server everything whose answer the dataset knows.

    tagged: the server was filled by `synth seed`, so that searches ask for what bears the dataset's tag alone. every:
    every resource is read back and compared, however many there are, at the cost of memory. only: the groups of
    questions that are asked, if not all. say: told, in lines, of waits that are long.
    ServerTrouble if there is no server that can be asked.
    """
    return http.in_one(_verify(server, access, source, tagged, every, only, concurrency, watch, say))


async def _verify(
    server: http.Server, access: Access, source: Source, tagged: bool, every: bool, only: frozenset[str],
    concurrency: int, watch: Watch | None, say: Callable[[list[str]], None] | None,
) -> Verified:  # fmt: skip
    async with http.async_client(server, access, seconds=SECONDS, connections=concurrency, say=say) as client:
        told = stated.read(await _statement(client))
        with Answers(source) as answers:
            plan = questions(source, answers, tagged, every)
            groups = {question.group for question in plan}
            if only - groups:
                raise BadArguments(
                    f"--only {min(only - groups)}: there is no such group; there are {', '.join(sorted(groups))}"
                )
            plan = [question for question in plan if not only or question.group in only]
            identity, query = renamed.look(source) if tagged else ("", {})
            there = await search_page(client, f"{server.base}/Patient", query) if identity else []
            skipped: list[Question] = []
            if renamed.is_renamed(there, identity):
                plan, skipped = renamed.by_number(plan)
            verdicts = await _asked(client, plan, told, answers, concurrency, watch)
            verdicts += [Verdict(each, f"{server.base}/{each.path}", "skipped", why=[renamed.WHY]) for each in skipped]
    return Verified(server.base, told.software, verdicts)


async def _statement(client: Client) -> Statement:
    base = client.at.base
    return statement(await http.ask(client, "GET", f"{base}/metadata", attempts=asking.ATTEMPTS), base)


async def _asked(
    client: Client, plan: list[Question], told: stated.Stated, answers: Answers, concurrency: int, watch: Watch | None
) -> list[Verdict]:
    """The verdicts in the order of the plan; answers are judged as they come, so that none need be kept."""
    verdicts: list[Verdict | None] = [None] * len(plan)
    left = iter(enumerate(plan))
    done = silent = 0

    async def one_by_one() -> None:
        nonlocal done, silent
        for place, question in left:
            lack = told.lacks(question.needs)
            if lack:
                url = f"{client.at.base}/{question.path}"
                verdicts[place] = Verdict(question, url, "skipped", why=[lack])
            else:
                got = await asking.ask(client, question)
                silent = 0 if got.status else silent + 1
                if silent >= SILENT:
                    raise ServerTrouble(f"{got.faults[-1]}; {silent} questions in a row ended so: no more are asked")
                verdicts[place] = judged(question, got, answers, bool(told.there))
            done += 1
            if watch is not None:
                watch(done, len(plan))

    async with asyncio.TaskGroup() as group:
        for _ in range(concurrency):
            group.create_task(one_by_one())
    return [verdict for verdict in verdicts if verdict is not None]


def judged(question: Question, got: Got, answers: Answers, there: bool = True) -> Verdict:
    """Whether an answer is what the dataset says. there: whether the server states what it can."""
    verdict = Verdict(question, got.url, "right", _expected(question), _got(question, got), list(got.faults))
    if got.status != question.status:
        if got.status in REFUSALS and question.status == 200 and (question.tried or not there) and not _read(question):
            verdict.outcome = "skipped"
            verdict.why = [f"the server refuses {question.group}, which no statement promises: HTTP {got.status}"]
            return verdict
        if not got.faults:
            verdict.why.append(f"HTTP {got.status} {got.said}".rstrip())
    elif question.resource is not None:
        verdict.why += asking.unlike(question, got)
    elif question.total is not None:
        _number(question, got, verdict)
    elif question.names is not None:
        _compare(question, got, answers, verdict)
    if verdict.outcome == "right" and (verdict.why or verdict.missing or verdict.extra or verdict.changed):
        verdict.outcome = "wrong"
    return verdict


def _read(question: Question) -> bool:
    return question.resource is not None


def _number(question: Question, got: Got, verdict: Verdict) -> None:
    if got.total is None and not got.matches:
        verdict.outcome, verdict.why = "skipped", ["the server gives no total for _summary=count"]
    elif (got.total if got.total is not None else len(got.matches)) != question.total:
        verdict.why.append("the number is wrong")


def _compare(question: Question, got: Got, answers: Answers, verdict: Verdict) -> None:
    """By name, what is missing, what was not asked for, what comes twice, what is not as it was loaded."""
    wanted, found = question.names or frozenset(), Counter(got.matches)
    if question.least:
        found.update(got.included)
        everyone = {f"Patient/{question.whose}"}
        strangers = {name for name in found if _of_another(name, question.whose, answers) and name not in everyone}
        verdict.extra = sorted(strangers)
    else:
        verdict.extra = sorted(found.keys() - wanted)
        if got.total is not None and got.total != len(wanted):
            verdict.why.append(f"Bundle.total is {got.total:,}")
        beside = set(got.included)
        verdict.missing = sorted(question.included - beside - found.keys())
        verdict.extra += sorted(beside - question.included - wanted)
    verdict.missing = sorted(wanted - found.keys()) + verdict.missing
    verdict.why += _twice(name for name, many in found.items() if many > 1)
    verdict.changed = sorted(
        name for name, said in got.digests.items() if (known := answers.digest(name)) is not None and known != said
    )


def _twice(names: Iterable[str]) -> list[str]:
    some = sorted(names)
    return [f"comes more than once: {', '.join(some[:SHOWN])}"] if some else []


def _of_another(name: str, patient: str, answers: Answers) -> bool:
    """Whether something stands in another patient's record; what came to the server since is not ours to judge."""
    kind, _, identity = name.partition("/")
    found = answers.ask("select owner from r where type = ? and id = ?", kind, identity)
    return bool(found) and found[0][0] not in ("", patient)


def _expected(question: Question) -> str:
    if question.status != 200:
        return f"HTTP {question.status}"
    if question.resource is not None:
        return "what was loaded"
    if question.total is not None:
        return f"{question.total:,}"
    beside = f" and {len(question.included):,} beside" if question.included else ""
    return f"{'at least ' if question.least else ''}{len(question.names or ()):,}{beside}"


def _got(question: Question, got: Got) -> str:
    if got.status != 200:
        return f"HTTP {got.status}" if got.status else "no answer"
    if got.resource is not None:
        return f"version {reading.version(got.resource) or 'unnamed'}"
    if question.total is not None:
        return "no total" if got.total is None else f"{got.total:,}"
    beside = f" and {len(got.included):,} beside" if got.included else ""
    return f"{len(set(got.matches)):,}{beside}"
