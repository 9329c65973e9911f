"""A card for whoever plays one system of a scenario: whom it knows, what it sends and takes in, what it must show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

from output.pages.seen import Row, Seen, columns
from synth.pathway.shown.page import document
from synth.systems import kinds

_STYLE = """
main { max-width: 72rem; } td:first-child { white-space: nowrap; } code { font-size: .85em; overflow-wrap: anywhere; }
th:first-child, th:nth-child(2) { width: auto; } .fate { color: #8a4b00; } .must { font-weight: 600; }
.role { display: inline-block; background: #1d4f91; color: #fff; border-radius: .3rem; padding: .1rem .6rem; }
h1::first-letter { text-transform: none; }
"""
MOST = 40
"""Entries of one message that a card lists: shows.csv has all."""
Cells = Sequence[str]


def page(seen: Seen, system: str) -> str:
    """The card of one system, as HTML."""
    scenario = seen.met.scenario
    opening = f'<section><p><span class="role">{escape(role_of(system))}</span> <code>{escape(system)}</code></p>'
    return document(scenario.title, [
        f"{opening}<p>{escape(scenario.about)}</p><p><a href=\"../index.html\">All of it</a></p></section>",
        _section("The people, as this system knows them in the end", _people(seen, system)),
        _section("What it sends and takes in, in order", _messages(seen, system)),
        *_shown(seen, system),
    ], _STYLE)  # fmt: skip


def index(seen: Seen) -> str:
    """The page of the whole: who is in it, every message, and the card of each system."""
    scenario = seen.met.scenario
    cards = "".join(f'<li><a href="cards/{escape(one)}.html">{escape(role_of(one))}</a> <code>{escape(one)}</code></li>'
                    for one in seen.systems())  # fmt: skip
    who = [[escape(one["role"]), escape(one["name"]), one["sex"], one["born"], one["died"], _code(one["nhs_number"]),
            _code(one["id"])] for one in seen.people]  # fmt: skip
    return document(scenario.title, [
        f"<section><p>{escape(scenario.about)}</p></section>" if scenario.about else "",
        _section("The people", _table(("who", "name", "sex", "born", "died", "NHS number", "id"), who)),
        _section("Cards", f"<ul>{cards}</ul>"),
        _section("The messages, in the order in which they were sent", _all(seen)),
    ], _STYLE)  # fmt: skip


def role_of(system: str) -> str:
    """What a system is, by the name of its folder."""
    return kinds.KINDS[kinds.INDEX[system.rpartition("-")[0]]].title


def _people(seen: Seen, system: str) -> str:
    known = {one["role"]: one for one in seen.known if one["system"] == system}
    rows = []
    for one in seen.people:
        here: dict[str, Any] = known.get(one["role"], {})
        number = here.get("local_number")
        told = _code(here["patient"]) if here else "not known here"
        rows.append([escape(one["role"]), escape(one["name"]), one["born"], _code(one["nhs_number"]),
                     _code("" if number is None else str(number)), told])  # fmt: skip
    return _table(("who", "name", "born", "NHS number", "local number", "Patient here"), rows)


def _messages(seen: Seen, system: str) -> str:
    rows = []
    for one, told in _told(seen):
        if system not in (one["sender"], one["receiver"]):
            continue
        sends = one["sender"] == system
        other = one["receiver"] if sends else one["sender"]
        way = f"{'to' if sends else 'from'} {escape(role_of(other))} <code>{escape(other)}</code>"
        must = "" if sends else f'<span class="must">{escape(one["shows"])}</span>'
        rows.append([told["number"], told["sent"], way, _what(one), _fate(told), must])
    return _table(("no.", "sent", "", "what", "taken in", "what must be shown then"), rows)


def _all(seen: Seen) -> str:
    rows = []
    for one, told in _told(seen):
        ends = (f"{escape(role_of(one[end]))} <code>{escape(one[end])}</code>" for end in ("sender", "receiver"))
        must = f'<span class="must">{escape(one["shows"])}</span>'
        rows.append([told["number"], told["sent"], *ends, _what(one), _fate(told), must])
    return _table(("no.", "sent", "from", "to", "what", "taken in", "what must be shown then"), rows)


def _told(seen: Seen) -> Iterator[tuple[Row, Row]]:
    """Each message for each receiver, as it is and as text."""
    said = columns(seen.messages, ("number", "sent", "received", "fate"))
    for at, one in enumerate(seen.messages):
        yield one, {name: column[at].as_py() for name, column in said.items()}


def _what(one: Row) -> str:
    return f"{escape(one['title'])} ({escape(one['role'])})<br><code>{escape(one['form'])}</code>"


def _fate(told: Row) -> str:
    fate = "" if told["fate"] == "delivered" else f' <span class="fate">{escape(told["fate"])}</span>'
    return f"{told['received']}{fate}"


def _shown(seen: Seen, system: str) -> Iterator[str]:
    """After each message that was taken in, the entries that are there then."""
    mine = [one for one in seen.shown if one["system"] == system]
    for number in dict.fromkeys(one["number"] for one in mine):
        entries = [one for one in mine if one["number"] == number]
        rows = [[escape(one["kind"].replace("_", " ")), escape(one["said"]), f"{one['version']}, {one['change']}",
                 _code(one["entry"])] for one in entries[:MOST]]  # fmt: skip
        more = f"<p>and {len(entries) - MOST} more: shows.csv has all</p>" if len(entries) > MOST else ""
        heading = f"After message {number}, from {entries[0]['from']} on"
        yield _section(heading, _table(("kind", "what it says", "version", "id here"), rows) + more)


def _section(heading: str, body: str) -> str:
    return f"<section><h2>{escape(heading)}</h2>{body}</section>"


def _table(names: Cells, rows: Iterable[Cells]) -> str:
    """A table of cells that are HTML already."""
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>" if text else ""
