"""What a server says in its CapabilityStatement that it can, and so what it may be asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Stated:
    """What a server states. there: whether it states anything about types at all.

    interactions, searches, includes, revincludes, operations: by type, the names that are stated.
    """

    software: str = ""
    there: bool = False
    interactions: dict[str, frozenset[str]] = field(default_factory=dict)
    searches: dict[str, frozenset[str]] = field(default_factory=dict)
    includes: dict[str, frozenset[str]] = field(default_factory=dict)
    revincludes: dict[str, frozenset[str]] = field(default_factory=dict)
    operations: dict[str, frozenset[str]] = field(default_factory=dict)

    def lacks(self, needs: tuple[tuple[str, ...], ...]) -> str | None:
        """Why a question cannot be asked, or None. needs: such as ("search", "Patient", "family")."""
        for need, kind, *rest in needs:
            name = rest[0] if rest else ""
            if not self.there:
                if need in ("include", "revinclude", "chain", "has", "vread", "operation", "history"):
                    return "the server states nothing of what it can"
            elif kind not in self.interactions:
                return f"the server does not state {kind}"
            elif need in ("vread", "history"):
                code = "history-instance" if need == "history" else need
                if code not in self.interactions[kind]:
                    return f"the server does not state {code} of {kind}"
            elif need in ("search", "chain", "has"):
                if "search-type" not in self.interactions[kind]:
                    return f"the server does not state search of {kind}"
                if name and name not in self.searches[kind]:
                    return f"the server does not state the search parameter {name} of {kind}"
            elif need == "include" and not {f"{kind}:{name}", "*"} & self.includes[kind]:
                return f"the server does not state _include={kind}:{name}"
            elif need == "revinclude" and not {name, "*"} & self.revincludes[kind]:
                return f"the server does not state _revinclude={name} of {kind}"
            elif need == "operation" and name not in self.operations[kind]:
                return f"the server does not state ${name} of {kind}"
        return None


def read(statement: dict[str, Any]) -> Stated:
    """What a CapabilityStatement says, as it was parsed; {} where a server has none."""
    software = statement.get("software") or {}
    stated = Stated(" ".join(str(software.get(part, "")) for part in ("name", "version")).strip())
    rest: dict[str, Any] = next(
        (each for each in statement.get("rest") or () if each.get("mode", "server") == "server"), {}
    )
    common = _names(rest.get("searchParam"))
    for resource in rest.get("resource") or ():
        kind = resource.get("type", "")
        stated.there = True
        stated.interactions[kind] = frozenset(each.get("code", "") for each in resource.get("interaction") or ())
        stated.searches[kind] = _names(resource.get("searchParam")) | common
        stated.includes[kind] = frozenset(resource.get("searchInclude") or ())
        stated.revincludes[kind] = frozenset(resource.get("searchRevInclude") or ())
        own = _names(resource.get("operation"))
        stated.operations[kind] = frozenset(name.lstrip("$") for name in own | _names(rest.get("operation")))
    return stated


def _names(listed: Any) -> frozenset[str]:
    return frozenset(str(each.get("name", "")) for each in listed or ())
