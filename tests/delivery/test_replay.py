"""Messages are posted in order of time to the receiver that was named, each is accounted for, and a replay goes on."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from output.check.messages import instant, sent_at
from output.delivery.replay import stream
from synth import api, cli
from synth.errors import BadArguments, BrokenData, ServerTrouble


class Receiver(ThreadingHTTPServer):
    """A receiver that keeps what it is sent. answer: from how many it has had and a message, the status it gives."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.kept: list[dict[str, Any]] = []
        self.paths: set[str] = set()
        self.answer: Any = lambda number, message: 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/fhir"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Receiver

    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.headers["Content-Type"].startswith("application/fhir+json")
        status = self.server.answer(len(self.server.kept), message)
        if 200 <= status < 300:
            self.server.kept.append(message)
        self.server.paths.add(self.path)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some families of two blocks, their messages and how these arrive."""
    out = tmp_path_factory.mktemp("replay") / "data"
    dates = {"start": "2022-01-01", "end": "2025-01-01"}
    api.make(families=264, out=out, formats="messages,delivery", compress="gz", workers=1, **dates)
    return out


def arrivals(dataset: Path, receiver: str = "") -> list[stream.Item]:
    return list(stream.items(api.open(dataset), "delivery", receiver))


@pytest.fixture(scope="module")
def busiest(dataset: Path) -> str:
    """The organisation of the second block's place to which a moderate number of messages come."""
    codes = [item.receiver for item in arrivals(dataset)]
    return min(sorted(set(codes)), key=lambda code: (abs(codes.count(code) - 60), code))


def told(message: dict[str, Any]) -> str:
    return sent_at(message)


def test_a_stream_is_in_order_of_time_over_all_blocks(dataset: Path) -> None:
    for name in stream.STREAMS:
        moments = [item.moment for item in stream.items(api.open(dataset), name)]
        assert moments == sorted(moments) and len(moments) > 500
    assert len(list((dataset / "messages").iterdir())) == 2


def test_everything_that_comes_to_one_receiver_is_posted_in_order(
    dataset: Path, busiest: str, receiver: Receiver
) -> None:
    outcome = api.replay(dataset, receiver.url, receiver=busiest, journal=dataset.parent / "one.jsonl")
    wanted = [json.loads(item.body) for item in arrivals(dataset, busiest) if item.body is not None]
    assert receiver.kept == wanted and outcome.taken == len(wanted) > 10 and outcome.sound
    assert receiver.paths == {"/fhir/$process-message"}


def test_a_webhook_has_the_messages_as_they_were_sent_at_its_own_address(dataset: Path, receiver: Receiver) -> None:
    receiver.answer = lambda number, message: 200 if number < 40 else 403
    with pytest.raises(ServerTrouble, match="takes nothing any more"):
        api.replay(dataset, receiver.url, stream="messages", endpoint="webhook", journal=dataset.parent / "hook.jsonl")
    assert receiver.paths == {"/fhir"} and len(receiver.kept) == 40
    assert [instant(told(m)) for m in receiver.kept] == sorted(instant(told(m)) for m in receiver.kept)


def test_a_replay_goes_on_where_it_ended_and_counts_both_runs(
    dataset: Path, busiest: str, receiver: Receiver, tmp_path: Path
) -> None:
    journal = tmp_path / "log.jsonl"
    receiver.answer = lambda number, message: 200 if number < 7 else 401
    with pytest.raises(ServerTrouble, match="--resume goes on"):
        api.replay(dataset, receiver.url, receiver=busiest, journal=journal)
    receiver.answer = lambda number, message: 200
    outcome = api.replay(dataset, receiver.url, receiver=busiest, journal=journal, resume=True)
    wanted = [json.loads(item.body) for item in arrivals(dataset, busiest) if item.body is not None]
    assert receiver.kept == wanted and outcome.taken == len(wanted)
    assert sum(outcome.before.values()) >= 7
    with pytest.raises(BadArguments, match="is of another receiver"):
        api.replay(dataset, receiver.url, journal=journal, resume=True)


def test_what_is_refused_is_noted_and_a_message_that_is_known_already_is_not_tried_again(
    dataset: Path, busiest: str, receiver: Receiver, tmp_path: Path
) -> None:
    refused: list[str] = []

    def answer(number: int, message: dict[str, Any]) -> int:
        if len(refused) < 4 and number % 2:
            refused.append(message["id"])
            return 422 if len(refused) % 2 else 409
        return 200

    receiver.answer = answer
    report = tmp_path / "report.json"
    outcome = api.replay(dataset, receiver.url, receiver=busiest, journal=tmp_path / "log.jsonl", report=report)
    assert not outcome.sound and outcome.refused == len(refused) == 4
    facts = json.loads(report.read_text())
    assert facts["statuses"]["422"] == facts["statuses"]["409"] == 2 and facts["taken"] == len(receiver.kept)
    lines = (tmp_path / "log.jsonl").read_text().splitlines()
    assert sum('"status":4' in line for line in lines) == 4
    assert len(lines) == 1 + len(arrivals(dataset, busiest))


def test_what_may_pass_is_tried_again(
    dataset: Path, busiest: str, receiver: Receiver, tmp_path: Path, hasty: None
) -> None:
    tries: list[int] = []

    def answer(number: int, message: dict[str, Any]) -> int:
        tries.append(number)
        return 503 if len(tries) in (3, 4) else 200

    receiver.answer = answer
    outcome = api.replay(dataset, receiver.url, receiver=busiest, journal=tmp_path / "log.jsonl")
    assert outcome.sound and len(tries) == len(receiver.kept) + 2


def test_a_speed_keeps_the_messages_apart(dataset: Path, busiest: str, receiver: Receiver, tmp_path: Path) -> None:
    items = [item for item in arrivals(dataset, busiest) if item.body is not None]
    lasts = items[-1].moment - items[0].moment
    begun = time.monotonic()
    api.replay(dataset, receiver.url, receiver=busiest, speed=lasts / 0.5, journal=tmp_path / "log.jsonl")
    assert time.monotonic() - begun >= 0.5 and len(receiver.kept) == len(items)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"stream": "gossip"}, "there is no such stream"),
        ({"endpoint": "telex"}, "--endpoint telex"),
        ({"endpoint": "mesh", "stream": "messages"}, "--endpoint mesh sends arrivals"),
        ({"mailbox": "X26ABC2"}, "--mailbox is for --endpoint mesh"),
        ({"stream": "messages", "receiver": "X9A"}, "--receiver chooses among arrivals"),
        ({"speed": "0"}, "--speed 0"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_in_one_line(
    dataset: Path, tmp_path: Path, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadArguments, match=re.escape(said)):
        api.replay(dataset, "http://127.0.0.1:9/fhir", journal=tmp_path / "log.jsonl", **options)


def test_a_host_that_was_not_named_is_never_spoken_to(dataset: Path, tmp_path: Path) -> None:
    with pytest.raises(BadArguments, match="--allow-remote"):
        api.replay(dataset, "http://192.0.2.7/fhir", journal=tmp_path / "log.jsonl")


def test_a_dataset_without_messages_says_how_to_have_some(tmp_path: Path) -> None:
    out = tmp_path / "data"
    api.make(families=2, out=out, formats="csv", workers=1, start="2024-10-01", end="2025-01-01")
    with pytest.raises(BadArguments, match="generate it with --format messages"):
        api.replay(out, "http://127.0.0.1:9/fhir", journal=tmp_path / "log.jsonl")


def test_a_line_that_is_no_arrival_is_named() -> None:
    with pytest.raises(BrokenData, match="line 1 is no message"):
        list(stream._of_file(Path(__file__), stream._arrived))


def test_the_command_prints_what_became_of_them(
    dataset: Path, busiest: str, receiver: Receiver, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["replay", str(dataset), receiver.url, "--receiver", busiest, "--journal", str(tmp_path / "log.jsonl")]
    assert cli.run(command) == 0
    assert f"{len(receiver.kept):,} messages were taken by {receiver.url}/$process-message" in capsys.readouterr().out
