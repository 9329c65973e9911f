"""Messages: each a bundle that stands by itself, sent in order, about people whom the dataset has."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from output.check.files import Files
from output.check.rules import NHS_NUMBER, nhs_number_is_valid
from output.fhir.base.fragments import HL7
from synth.dataset import outside

if TYPE_CHECKING:
    from output.check.block import Block

RULE = "messages"
URN = "urn:uuid:"
MOST = 100
"""Lines of a file with something wrong, after which it is let be."""


def check(files: Files, some: list[dict[str, Any]], block: Block, closes: str) -> None:
    """Check every message of a block. closes: the instant at which the window closes."""
    _in_turn(files, some, block, "messages", lambda text, sent: _sent(text, block, sent, closes))


def check_delivery(files: Files, some: list[dict[str, Any]], block: Block, closes: str) -> None:
    """Check every arrival of a block: one after the other, before the window closes, of a message that was sent."""
    _in_turn(files, some, block, "arrivals", lambda text, before: _arrived(text, block, before, closes))


def check_requests(files: Files, some: list[dict[str, Any]], block: Block, closes: str) -> None:
    """Check every request of a block: one after the other, before the window closes, whole in itself."""
    _in_turn(files, some, block, "requests", lambda text, before: _asked(text, before, closes))


def _in_turn(
    files: Files,
    some: list[dict[str, Any]],
    block: Block,
    called: str,
    judge: Callable[[Any, str], tuple[str, list[str]]],
) -> None:
    """Judge the lines of some files one after the other.

    called: what they are. judge: of a line and the moment of the one before it, its own moment and what is wrong.
    """
    for file in some:
        count = bad = 0
        moment = ""
        for count, text in enumerate(files.lines(file), 1):
            block.findings.checked[RULE] += 1
            moment, wrong = judge(text, moment)
            for what in wrong:
                block.findings.found(RULE, f"{file['path']}:{count}", what)
            bad += bool(wrong)
            if bad == MOST:
                block.findings.found(RULE, file["path"], f"is let be after {MOST} {called} with something wrong")
                return
        if count != file["count"]:
            block.findings.found(RULE, file["path"], f"holds {count} {called}; its mark says {file['count']}")


def _sent(text: Any, block: Block, sent: str, closes: str) -> tuple[str, list[str]]:
    """When a message was sent, and what is wrong with it. sent: when the one before it was."""
    try:
        message = outside.member(text)
        wrong = list(_wrong(message, block, closes))
        moment = sent_at(message)
    except outside.NotJson as error:
        wrong, moment = [str(error)], sent
    except (KeyError, TypeError, AttributeError, IndexError):
        wrong, moment = ["is no message that can be read"], sent
    if instant(moment) < instant(sent):
        wrong.append(f"was sent at {moment}, before the one that it follows")
    return moment, wrong


def _asked(text: Any, before: str, closes: str) -> tuple[str, list[str]]:
    """When a request was sent, and what is wrong with it. before: when the one before it was."""
    try:
        request = json.loads(text)
        moment, body = str(request["sent"]), request.get("body")
        wrong = [*_in_time(moment, closes, before), *_of_itself(body)]
        if (body is None) != (request["method"] == "DELETE"):
            wrong.append(f"is a {request['method']} {'without' if body is None else 'with'} a body")
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError, IndexError):
        return before, ["is no request that can be read"]
    return moment, wrong


def _in_time(moment: str, closes: str, before: str = "") -> Iterator[str]:
    """What is wrong with when something was sent. before: when the one before it was, "" where none is asked about."""
    if before and instant(moment) < instant(before):
        yield f"was sent at {moment}, before the one that it follows"
    if instant(moment) >= instant(closes):
        yield f"was sent at {moment}, after the window closed"


def _of_itself(body: Any) -> Iterator[str]:
    """What is wrong with the body of a request: what it refers to stands in it, and its NHS numbers can be."""
    references, numbers = _said(body)
    there = {entry.get("fullUrl") for entry in body.get("entry", ())} if body else set()
    there |= {f"#{part['id']}" for part in body.get("contained", ())} if body else set()
    for target in sorted(references - there):
        yield f"refers to {target}, which it does not hold"
    if body and "subject" in body and "specversion" in body:
        numbers = {*numbers, body["subject"]}
    yield from _numbers(numbers)


def _numbers(numbers: set[str]) -> Iterator[str]:
    for number in sorted(numbers):
        if not nhs_number_is_valid(number):
            yield f"has the NHS number {number}, which fails the modulus 11 check"


def _arrived(text: Any, block: Block, before: str, closes: str) -> tuple[str, list[str]]:
    """When a line says that a message arrived, and what is wrong with that."""
    try:
        return _arrival(json.loads(text), block, before, closes)
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError, IndexError):
        return before, ["is no arrival that can be read"]


def _arrival(arrival: dict[str, Any], block: Block, before: str, closes: str) -> tuple[str, list[str]]:
    """When a message arrived, and what is wrong with that."""
    received, wrong = instant(arrival["received"]), []
    if received < before:
        wrong.append(f"arrived at {arrival['received']}, before the one that it follows")
    if received >= instant(closes):
        wrong.append(f"arrived at {arrival['received']}, after the window closed")
    if arrival["message"] is not None:
        header = _header(arrival["message"])
        if block.messages and f"MessageHeader/{header['id']}" not in block.messages:
            wrong.append(f"is of MessageHeader/{header['id']}, which was not sent")
        if instant(sent_at(arrival["message"])) > received:
            wrong.append("arrived before it was sent")
    return received, wrong


def instant(text: str) -> str:
    """An instant with its zone, so that two of them compare as texts: as Universal Time, or as it is if it is none."""
    try:
        return dt.datetime.fromisoformat(text).astimezone(dt.UTC).isoformat()
    except ValueError:
        return text


def sent_at(message: dict[str, Any]) -> str:
    """When a message was sent: by its header in STU3, by the bundle in R4, whose header has no time."""
    return str(_header(message).get("timestamp") or message.get("timestamp", ""))


def _header(message: dict[str, Any]) -> dict[str, Any]:
    found = message["entry"][0]["resource"]
    return found if isinstance(found, dict) else {}


def _wrong(message: dict[str, Any], block: Block, closes: str) -> Iterator[str]:
    """What is wrong with one message."""
    header, entries = _header(message), message["entry"]
    if message["resourceType"] != "Bundle" or message.get("type") != "message":
        yield "is no bundle of the type message"
    if header.get("resourceType") != "MessageHeader":
        yield "does not begin with a MessageHeader"
        return
    identity = str(header.get("id"))
    if f"MessageHeader/{identity}" in block.messages:
        yield f"MessageHeader/{identity} stands twice"
    if "response" in header and f"MessageHeader/{header['response']['identifier']}" not in block.messages:
        yield f"answers MessageHeader/{header['response']['identifier']}, which was not sent before it"
    block.messages.add(f"MessageHeader/{identity}")
    there = [entry.get("fullUrl") for entry in entries]
    if len({*there}) != len(there):
        yield "holds two resources under one full URL"
    for entry in entries:
        resource = entry["resource"]
        name = f"{resource['resourceType']}/{resource['id']}"
        if entry.get("fullUrl") != URN + resource["id"]:
            yield f"has {name} under another full URL"
        if not _labelled(resource):
            yield f"does not label {name} as test data"
        if name.startswith("Patient/") and block.patients and resource["id"] not in block.patients:
            yield f"is about {name}, which is not there"
    references, numbers = _said(message)
    for target in sorted(references - {*there}):
        yield f"refers to {target}, which it does not hold"
    yield from _numbers(numbers)
    moment = sent_at(message)
    yield from _in_time(moment, closes)
    if instant(header["meta"].get("lastUpdated", "")) > instant(moment):
        yield "was sent before what it tells of was written down"


def _labelled(resource: dict[str, Any]) -> bool:
    labels = resource.get("meta", {}).get("security", [])
    return any(label.get("system") == f"{HL7}v3-ActReason" and label.get("code") == "HTEST" for label in labels)


def _said(message: Any) -> tuple[set[str], set[str]]:
    """The full URLs to which a message refers, and the NHS numbers in it."""
    references: set[str] = set()
    numbers: set[str] = set()
    left = [message]
    while left:
        part = left.pop()
        if isinstance(part, list):
            left += part
        elif isinstance(part, dict):
            if isinstance(part.get("reference"), str):
                references.add(part["reference"])
            if part.get("system") == NHS_NUMBER and isinstance(part.get("value"), str):
                numbers.add(part["value"])
            left += part.values()
    return references, numbers
