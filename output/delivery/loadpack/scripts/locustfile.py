"""Load test of a FHIR server that holds the dataset of this pack, for Locust; every answer is checked.

    locust -f locustfile.py --headless --host http://127.0.0.1:8080/fhir --run-time 2m

What is asked how often, how many users there are and how the stream is played stands in mix.json. An
answer that is not what the dataset says is a failure, which Locust counts and ends with 1. With
`--processes 2`, or with workers on several machines, each process writes a share of its own, so that none
writes what another is writing.
"""

from __future__ import annotations

import itertools
import json
import sys
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

from locust import FastHttpUser, constant, events, task
from locust.runners import MasterRunner, WorkerRunner

PACK = Path(__file__).parent
FHIR = {"Content-Type": "application/fhir+json", "Accept": "application/fhir+json"}
STRIDE = 7919
"""A prime: choices jump over the lists and are the same in every run."""
SHARE = "synth: share"
"""The message by which a master tells a worker which share of the writes is its own."""
KNOWN = ("read", "search", "count", "write", "transaction")
PLAYS = {"day": 86400, "week": 604800, "none": 0}


def refuse(said: str) -> NoReturn:
    """End with 2, and one line that says what is wrong."""
    print(f"locustfile.py: {said}", file=sys.stderr, flush=True)
    raise SystemExit(2)


def base_of(host: str) -> str:
    """The base of a server as `synth seed` takes it: http or https, no query, and no slash at its end."""
    parts = urlsplit(host.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        refuse("--host is not the base of a server: write it as http://127.0.0.1:8080/fhir")
    return host.strip().rstrip("/")


def _text(name: str) -> str:
    try:
        return (PACK / name).read_text("utf-8")
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        refuse(f"{PACK / name} cannot be read ({why}): run it in a whole pack, as synth loadpack makes it")


def _load(name: str) -> Any:
    try:
        return json.loads(_text(name))
    except (ValueError, RecursionError) as error:
        refuse(f"{PACK / name} is not JSON ({error}): mend it, or make the pack again with synth loadpack --force")


def _lines(name: str) -> list[str]:
    return [line for line in _text(name).split("\n") if line]


def _whole(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _mix() -> dict[str, Any]:
    """What mix.json asks for, or the line that says what is wrong with it."""
    mix = _load("mix.json")
    told = mix if isinstance(mix, dict) else {}
    share, stream = told.get("share"), told.get("stream")
    share, stream = (each if isinstance(each, dict) else {} for each in (share, stream))
    seconds = stream.get("seconds")
    for right, what in (
        (share and set(share) <= set(KNOWN), f"share names some of {', '.join(KNOWN)}"),
        (all(_whole(value, 0) for value in share.values()), "each share is a whole number from 0"),
        (any(share.values()), "one share at least is above 0"),
        (_whole(told.get("transaction_entries"), 1), "transaction_entries is 10, 50, 100 or 500"),
        (_whole(told.get("users"), 1), "users is a whole number from 1"),
        (isinstance(told.get("cache_control"), str) and told["cache_control"].isprintable(), "cache_control is a text"),
        (stream.get("play") in PLAYS, f"stream.play is one of {', '.join(PLAYS)}"),
        (isinstance(seconds, int | float) and 0 < seconds < 1e9, "stream.seconds is a number above 0"),
    ):
        if not right:
            refuse(f"{PACK / 'mix.json'}: it must be so that {what}")
    return told


_load("pack.json")  # it lands last: without it the pack is not whole
MIX = _mix()
if MIX["cache_control"]:
    FHIR["Cache-Control"] = MIX["cache_control"]
READS = [f"{kind}/{identity}" for kind, ids in sorted(_load("ids/all.json").items()) for identity in ids]
SEARCHES = _load("searches/searches.json")
COUNTS = _load("searches/counts.json")
WRITES = _lines("stream/single.ndjson")
TRANSACTIONS = _lines(f"bundles/{MIX['transaction_entries']}.ndjson")
PLAYED = PLAYS[MIX["stream"]["play"]]
STREAM = _lines(f"stream/{MIX['stream']['play']}.ndjson") if PLAYED else []
KINDS = [(name, share) for name, share in MIX["share"].items() if share]
for _name, _some in zip(KNOWN, (READS, SEARCHES, COUNTS, WRITES, TRANSACTIONS), strict=True):
    if MIX["share"].get(_name) and not _some:
        refuse(
            f"{PACK / 'mix.json'}: share.{_name} is {MIX['share'][_name]}, and the pack has none of that: set it to 0"
        )
NUMBERS = {name: itertools.count() for name in (*KNOWN, "user")}
FREE: dict[str, deque[str]] = {"write": deque(WRITES), "transaction": deque(TRANSACTIONS)}
"""What this process may send, less what is under way: what is sent is never under way twice."""


def share(place: int, of: int) -> None:
    """Take one of so many equal shares of the writes and transactions; none of 0."""
    for name, every in (("write", WRITES), ("transaction", TRANSACTIONS)):
        FREE[name] = deque(every[place::of] if of else ())


@events.init.add_listener
def _begin(environment: Any, **_: Any) -> None:
    """Look at the server's address, and agree on how shares are told."""
    if environment.host:
        environment.host = base_of(environment.host)
    runner = environment.runner
    if isinstance(runner, WorkerRunner):
        share(0, 0)  # nothing, until the master says which
        runner.register_message(SHARE, lambda msg, **_: share(msg.data["place"], msg.data["of"]))


@events.test_start.add_listener
def _deal(environment: Any, **_: Any) -> None:
    """As master: tell each worker its share, which reaches it before its users begin.

    A worker that joins later has none, and only reads: shares that move in mid-run would overlap for a moment.
    """
    runner = environment.runner
    if isinstance(runner, MasterRunner):
        workers = sorted(runner.clients)
        for place, client in enumerate(workers):
            runner.send_message(SHARE, {"place": place, "of": len(workers)}, client_id=client)


@events.init_command_line_parser.add_listener
def _defaults(parser: Any) -> None:
    """As many users as mix.json says, unless told otherwise."""
    parser.set_defaults(num_users=MIX["users"] + bool(STREAM), spawn_rate=100)


def _found(answer: Any) -> list[str]:
    entries = [each for each in answer.get("entry", []) if each.get("search", {}).get("mode", "match") == "match"]
    return sorted(f"{each['resource']['resourceType']}/{each['resource']['id']}" for each in entries)


class Asker(FastHttpUser):
    """Reads, searches, counts, writes and sends transactions, in the shares of mix.json."""

    wait_time = constant(0)

    def on_start(self) -> None:
        """Every user begins elsewhere."""
        self.client.base_url = base_of(self.client.base_url or "")
        self.at = next(NUMBERS["user"]) * 104729

    @task
    def one(self) -> None:
        """One request."""
        self.at += STRIDE
        place = self.at % sum(share for _, share in KINDS)
        for name, share in KINDS:
            if place < share:
                getattr(self, f"ask_{name}")(next(NUMBERS[name]) * STRIDE)
                return
            place -= share

    def _answer(self, name: str, path: str, wrong: Any) -> None:
        with self.client.get(f"/{path}", name=name, headers=FHIR, catch_response=True) as response:
            if response.status_code != 200:
                response.failure(f"HTTP {response.status_code}")
            elif said := wrong(response.json()):
                response.failure(said)

    def ask_read(self, number: int) -> None:
        """One resource, which must be the one that was asked for."""
        name = READS[number % len(READS)]
        self._answer(f"read {name.partition('/')[0]}", name, lambda found: None
                     if f"{found.get('resourceType')}/{found.get('id')}" == name else "another resource")  # fmt: skip

    def ask_search(self, number: int) -> None:
        """One search, which must find what it must find."""
        search = SEARCHES[number % len(SEARCHES)]
        self._answer(f"search {search['name']}", search["path"], lambda found: None
                     if _found(found) == search["finds"] else f"found {_found(found)}")  # fmt: skip

    def ask_count(self, number: int) -> None:
        """How many there are of something."""
        count = COUNTS[number % len(COUNTS)]
        right = count["total"]
        self._answer(count["name"], count["path"], lambda found: None
                     if found.get("total") == right else f"{found.get('total')}, not {right}")  # fmt: skip

    def ask_write(self, number: int) -> None:
        """One new entry of a patient who is there."""
        self._free("write", number, lambda line: put(self, line))

    def ask_transaction(self, number: int) -> None:
        """New records, each entry of which must be stored."""
        self._free("transaction", number, self._transact)

    def _free(self, name: str, number: int, send: Any) -> None:
        """Send what is free of this process's share; read something where nothing is."""
        if not FREE[name]:
            return self.ask_read(number) if READS else time.sleep(0.1)
        free = FREE[name]
        line = free.popleft()
        try:
            send(line)
        finally:
            free.append(line)

    def _transact(self, body: str) -> None:
        with self.client.post("/", data=body, name=f"transaction of {MIX['transaction_entries']}",
                              headers=FHIR, catch_response=True) as response:  # fmt: skip
            if response.status_code != 200:
                response.failure(f"HTTP {response.status_code}")
                return
            statuses = [each["response"]["status"][:3] for each in response.json().get("entry", [])]
            if len(statuses) != MIX["transaction_entries"] or not set(statuses) <= {"200", "201"}:
                response.failure(f"entries: {sorted(set(statuses))}, {len(statuses)} of them")


class Player(FastHttpUser):
    """Plays the stream: each write at its moment, the day or week in so many seconds as mix.json says."""

    fixed_count = 1 if STREAM else 0
    wait_time = constant(0)
    weight = 1 if STREAM else 0

    def on_start(self) -> None:
        """The stream begins when its player does."""
        self.client.base_url = base_of(self.client.base_url or "")
        self.began = time.monotonic()
        self.left: Iterator[str] = iter(STREAM)

    @task
    def play(self) -> None:
        """The next write, when its time has come; when all are written, nothing more."""
        line = next(self.left, "")
        if not line:
            time.sleep(1)
            return
        due = json.loads(line)["second"] * MIX["stream"]["seconds"] / PLAYED
        time.sleep(max(0.0, due - (time.monotonic() - self.began)))
        put(self, line, "stream ")


def put(user: FastHttpUser, line: str, prefix: str = "") -> None:
    """One write of a stream, which must be stored."""
    write = json.loads(line)
    kind = write["url"].partition("/")[0]
    with user.client.put(f"/{write['url']}", json=write["resource"], name=f"{prefix}write {kind}", headers=FHIR,
                         catch_response=True) as response:  # fmt: skip
        if response.status_code not in (200, 201):
            response.failure(f"HTTP {response.status_code}")
