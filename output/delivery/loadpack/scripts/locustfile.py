"""Load test of a FHIR server that holds the dataset of this pack, for Locust; every answer is checked.

    locust -f locustfile.py --headless --host http://127.0.0.1:8080/fhir --run-time 2m

What is asked how often, how many users there are and how the stream is played stands in mix.json. An
answer that is not what the dataset says is a failure, which Locust counts and ends with 1.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from locust import FastHttpUser, constant, events, task

PACK = Path(__file__).parent
FHIR = {"Content-Type": "application/fhir+json", "Accept": "application/fhir+json"}
STRIDE = 7919
"""A prime: choices jump over the lists and are the same in every run."""


def _load(name: str) -> Any:
    return json.loads((PACK / name).read_text("utf-8"))


def _lines(name: str) -> list[str]:
    return [line for line in (PACK / name).read_text("utf-8").split("\n") if line]


MIX = _load("mix.json")
if MIX["cache_control"]:
    FHIR["Cache-Control"] = MIX["cache_control"]
READS = [f"{kind}/{identity}" for kind, ids in sorted(_load("ids/all.json").items()) for identity in ids]
SEARCHES = _load("searches/searches.json")
COUNTS = _load("searches/counts.json")
WRITES = _lines("stream/single.ndjson")
TRANSACTIONS = _lines(f"bundles/{MIX['transaction_entries']}.ndjson")
STREAM = _lines(f"stream/{MIX['stream']['play']}.ndjson") if MIX["stream"]["play"] != "none" else []
PLAYED = {"day": 86400, "week": 604800, "none": 0}[MIX["stream"]["play"]]
KINDS = [(name, share) for name, share in MIX["share"].items() if share]
NUMBERS = {name: itertools.count() for name in (*MIX["share"], "user")}


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
        put(self, WRITES[number // STRIDE % len(WRITES)])

    def ask_transaction(self, number: int) -> None:
        """New records, each entry of which must be stored."""
        body = TRANSACTIONS[number // STRIDE % len(TRANSACTIONS)]
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
