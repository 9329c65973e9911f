"""Profiles of servers, from `profiles.toml`: what is known of each, every fact with its source."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from output.delivery import told
from synth.errors import BadArguments

MODES = told.MODES


@dataclass(frozen=True)
class Profile:
    """The way in which a kind of server wants to be filled; the members are explained in profiles.toml."""

    name: str
    mode: str
    entries: int
    bytes: int
    ids: str
    atomic: bool
    integrity: bool
    identical: str


def read(name: str) -> Profile:
    """The profile of a name, or BadArguments in one line."""
    table = _tables().get(name)
    if table is None:
        raise BadArguments(f"--profile {name}: there is no such profile; choose among {', '.join(_tables())}")
    return Profile(name, **{each.name: table[each.name]["value"] for each in fields(Profile) if each.name != "name"})


def named_by(software: str) -> str:
    """The name of the profile for what a server calls itself; `plain` where none is known."""
    for name, table in _tables().items():
        if table.get("software") and re.search(table["software"], software, re.IGNORECASE):
            return name
    return "plain"


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return told.profiles()


_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


def refused_id(name: str, rule: str) -> bool:
    """Whether a server whose rule of ids is `rule` refuses the id in a name such as Patient/1."""
    identity = name.partition("/")[2]
    if rule == "uuid":
        return not _UUID.fullmatch(identity)
    return rule == "not numeric" and identity.isdigit()
