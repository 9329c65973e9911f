"""The CapabilityStatement of a server: what it says that it can, and so what it may be asked."""

from __future__ import annotations

from dataclasses import dataclass, field

from output.delivery.server.reading import Named, Statement


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


def read(statement: Statement) -> Stated:
    """What a CapabilityStatement says; an empty one where a server has none."""
    stated = Stated(statement.called)
    rest = statement.served
    common = _names(rest.searchParam)
    for resource in rest.resource or ():
        kind = resource.type
        stated.there = True
        stated.interactions[kind] = frozenset(each.code or "" for each in resource.interaction or ())
        stated.searches[kind] = _names(resource.searchParam) | common
        stated.includes[kind] = frozenset(resource.searchInclude or ())
        stated.revincludes[kind] = frozenset(resource.searchRevInclude or ())
        own = _names(resource.operation)
        stated.operations[kind] = frozenset(name.lstrip("$") for name in own | _names(rest.operation))
    return stated


def _names(listed: list[Named] | None) -> frozenset[str]:
    return frozenset(each.name or "" for each in listed or ())
