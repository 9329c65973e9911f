"""One unit sent in order: each part judged by the status of every entry, and only what failed sent again."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from output.delivery.dataset.envelope import request
from output.delivery.dataset.journal import Journal, left
from output.delivery.dataset.source import Unit
from output.delivery.dataset.splitting import Caps, halves, parts
from output.delivery.dataset.tag import Tag
from output.delivery.seed.posting import Given, known_by, located, posted
from output.delivery.seed.tally import Tally
from output.delivery.server import http, lookup
from output.delivery.server.pace import Pace
from output.delivery.server.profiles import Profile
from output.delivery.server.reading import words_in
from output.delivery.server.replies import Answer, answers, words_of
from synth.errors import ServerTrouble, one_line

if TYPE_CHECKING:
    from output.delivery.server.client import Client

ATTEMPTS = 12
"""How often something is sent while the refusal may pass and nothing gets on: some three minutes."""
AGAIN = http.AGAIN | {0, 412}
"""No answer, or a status that may pass; 412 as well, since what we send sets no condition of its own."""
OVERLOAD = frozenset({0, 429, 502, 503, 504})
STOP = frozenset({301, 302, 303, 307, 308, 401, 403, 405})
"""What says of a whole request that no other will fare better."""
TRIES = {413: 5}
"""How often a single resource is refused for good before it is believed; else 2: it may be for want of another."""
NOTHING = 5
"""So many refusals before anything is stored say that the server takes nothing in this form."""
HEADERS = {"Content-Type": http.FHIR_JSON, "Prefer": "return=minimal"}


@dataclass(frozen=True)
class Reply:
    """What became of a request: its status, words, the seconds it asks to wait, and what it says of each entry."""

    status: int
    words: str = ""
    asked: float | None = None
    entries: list[Answer] | None = None


class Sender:
    """Sends units. lookups: whether something of any unit may be on the server from before.

    doubtful: the units of which something may be there, so that a post sets the condition that it is not.
    """

    def __init__(
        self, client: Client, base: str, profile: Profile, tag: Tag, pace: Pace, journal: Journal,
        tally: Tally, most_refused: int, lookups: bool,
    ) -> None:  # fmt: skip
        self.client, self.base, self.profile, self.tag = client, base, profile, tag
        self.pace, self.journal, self.tally = pace, journal, tally
        self.most_refused, self.lookups = most_refused, lookups
        self.caps = Caps(profile.entries, profile.bytes)
        self.posts = profile.mode == "post"
        self.bumps = profile.identical == "bumped" and not self.posts
        self.given = Given(journal.names)
        self.doubtful: set[str] = set()
        self._said = 0.0

    async def unit(self, unit: Unit) -> None:
        """Send what is left of a unit, part after part."""
        stored, refused = (known.get(unit.name, set()) for known in (self.journal.stored, self.journal.refused))
        self.tally.before += len(stored)
        to_send = left(len(unit), stored)  # what was refused is tried again: the server may have been put right
        if to_send and self.bumps and (self.lookups or unit.name in self.journal.begun or refused):
            to_send = await self._not_there(unit, to_send)
        self.given.begin(unit)
        if self.lookups or unit.name in self.journal.begun or refused:
            self.doubtful.add(unit.name)
        if to_send:
            self.journal.begin(unit.name)
        for part in parts(unit, to_send, self.caps, self.profile.mode):
            await self.part(unit, part)
        self.given.end(unit)
        self.doubtful.discard(unit.name)
        self.tally.units += 1

    async def part(self, unit: Unit, part: Sequence[int]) -> bool:
        """Send entries that go together until each is stored or refused; whether all are stored."""
        pending, attempt = list(part), 0
        refusals: Counter[int] = Counter()
        bad: list[int] = []
        while pending:
            reply = await self._once(unit, pending)
            if self.posts:
                reply = await self._located(unit, pending, reply)
            if reply.entries is not None:
                before = len(pending)
                pending = self._sorted_out(unit, pending, reply.entries, refusals, bad)
                attempt = 0 if len(pending) < before else attempt + 1
                if attempt > ATTEMPTS:
                    for i, answer in zip(pending, reply.entries, strict=True):
                        self._refuse(unit, i, answer.status, answer.words, bad)
                    break
            elif reply.status in STOP:
                raise ServerTrouble(f"{self.base} refuses: HTTP {reply.status} {reply.words}".rstrip())
            elif reply.status in AGAIN and attempt < (4 if reply.status == 500 else ATTEMPTS):
                attempt += 1
                if self.bumps and reply.status not in (409, 412, 429):  # some of it may be stored all the same
                    pending = await self._not_there(unit, pending, mine=True)
            elif reply.status in OVERLOAD:
                what = f"HTTP {reply.status} {reply.words}" if reply.status else f"no answer, {reply.words}"
                raise ServerTrouble(f"{self.base} takes nothing any more ({what}): --resume goes on when it does")
            elif len(pending) > 1:
                return await self._in_halves(unit, pending)
            else:
                refusals[pending[0]] += 1
                if refusals[pending[0]] >= TRIES.get(reply.status, 2):
                    self._refuse(unit, pending[0], reply.status, reply.words, bad)
                    break
            if pending:
                self.tally.again += 1
                seconds = http.wait(max(attempt, 1), f"{unit.name} {pending[0]}", reply.asked)
                self._say(seconds, reply)
                await asyncio.sleep(seconds)
        return not bad

    def _say(self, seconds: float, reply: Reply) -> None:
        """Announce a wait that is long, once for all who wait at that time."""
        now = time.monotonic()
        if seconds > http.SAID and now > self._said:
            self._said = now + seconds
            why = f"HTTP {reply.status} {reply.words}".rstrip() if reply.status else f"no answer, {reply.words}"
            self.client.say([f"note: {self.base} takes nothing for now ({why}): tried again in {seconds:.0f} s"])

    async def _in_halves(self, unit: Unit, pending: Sequence[int]) -> bool:
        """What was refused as a whole goes in two; if both are taken, it was too much, and less is sent from now on."""
        first, second = halves(unit, pending)
        whole = [await self.part(unit, first), await self.part(unit, second)]
        if all(whole):
            self.caps.too_much(len(pending), sum(len(unit.data[i]) for i in pending))
        return all(whole)

    def _sorted_out(
        self, unit: Unit, pending: Sequence[int], entries: Sequence[Answer], refusals: Counter[int], bad: list[int]
    ) -> list[int]:
        """Take down what an answer says of each entry; those that are to be sent again."""
        good = [i for i, answer in zip(pending, entries, strict=True) if answer.good]
        if good:
            named = {
                i: answer.location for i, answer in zip(pending, entries, strict=True) if answer.good and self.posts
            }
            self.journal.store(unit.name, good, named)
            self.given.take(unit, named)
        rest = []
        passing = any(answer.status in AGAIN for answer in entries)
        for i, answer in zip(pending, entries, strict=True):
            if answer.good and self.posts and answer.status == 200:
                self.tally.there += 1
            elif answer.good:
                self.tally.took(answer.status)
            else:
                if answer.status not in AGAIN and not passing:  # else it may fail for want of one that will come
                    refusals[i] += 1
                if refusals[i] >= TRIES.get(answer.status, 2):
                    self._refuse(unit, i, answer.status, answer.words, bad)
                else:
                    rest.append(i)
        return rest

    def _refuse(self, unit: Unit, index: int, status: int, words: str, bad: list[int]) -> None:
        bad.append(index)
        self.tally.refused.append((unit.names[index], status, words))
        self.journal.refuse(unit.name, index, f"HTTP {status} {words}")
        if len(self.tally.refused) == NOTHING and not (self.tally.stored or self.tally.there or self.tally.before):
            mend = "see that it takes what a client names, or let it name things itself with --mode post"
            mend = "see what it asks for" if self.posts else mend
            raise ServerTrouble(
                f"{self.base} takes nothing: {unit.names[index]}: HTTP {status} {words.rstrip('.')}: {mend}"
            )
        if len(self.tally.refused) > self.most_refused:
            raise ServerTrouble(
                f"{self.base} has refused more than {self.most_refused} entries, so we stop: {unit.names[index]}: "
                f"HTTP {status} {words}"
            )

    async def _located(self, unit: Unit, pending: Sequence[int], reply: Reply) -> Reply:
        """The same reply, with the name by which each entry is stored, asked for where it is not told."""
        if reply.entries is None:
            self.doubtful.add(unit.name)  # it may have stored all the same
            return reply
        found = []
        for i, answer in zip(pending, reply.entries, strict=True):
            name = located(answer.location, unit.names[i]) if answer.good else ""
            if answer.good and not name:
                kind, _, identity = unit.names[i].partition("/")
                _, condition = known_by(unit.data[i], identity, self.tag)
                page = await lookup.search_page(self.client, f"{self.base}/{kind}", dict(parse_qsl(condition)))
                name = next((located(f"{kind}/{one.get('id')}", unit.names[i]) for one in page), "")
                if not name:
                    self.doubtful.add(unit.name)
                    answer = Answer(0, "the server does not say under which id it is")
            found.append(replace(answer, location=name))
        return replace(reply, entries=found)

    async def _not_there(self, unit: Unit, pending: Sequence[int], mine: bool = False) -> list[int]:
        """Those that are not on the server yet; `mine`: what is there came from this run."""
        there = await lookup.already(self.client, self.base, unit, pending, self.tag)
        if there:
            self.journal.store(unit.name, there)
            if mine:
                self.tally.created += len(there)
            else:
                self.tally.there += len(there)
        return [i for i in pending if i not in there]

    async def _once(self, unit: Unit, pending: Sequence[int]) -> Reply:
        import httpx2

        mode = self.profile.mode
        if self.posts:
            ready = posted(unit, pending, self.tag, self.given, unless_there=unit.name in self.doubtful)
        else:
            ready = request(unit, pending, mode, self.tag)
        async with self.pace.turn():
            began = time.monotonic()
            self.tally.bytes += len(ready.content)
            try:
                response = await self.client.request(
                    ready.method, self.base + ready.path, content=ready.content, headers=HEADERS
                )
            except httpx2.TransportError as error:
                self.tally.requests[0] += 1
                self.pace.overloaded()
                return Reply(0, words_in(one_line(error)))
            seconds = time.monotonic() - began
        status = response.status_code
        self.tally.requests[status] += 1
        if 200 <= status < 300:
            self.pace.answered(seconds, len(pending))
            self.caps.taken(len(pending), sum(len(unit.data[i]) for i in pending))
            entries = [Answer(status)] if mode == "put" else answers(response.content, len(pending))
            return Reply(status, entries=entries)
        asked = http.borne(http.retry_after(response.headers), self.base)
        if status in OVERLOAD:
            self.pace.overloaded(asked)
        return Reply(status, words_of(response.content), asked)
