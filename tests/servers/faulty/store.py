"""What the server holds: every version of every resource, in memory."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from typing import Any

from tests.servers.faulty.rules import Lies, Rules

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ID = re.compile(r"[A-Za-z0-9.-]{1,64}")


def refused_name(identity: str) -> str:
    """The words, HAPI's, by which a server refuses the id of a client."""
    return f"HAPI-0959: No resource exists on this server with ID[{identity}], and client-assigned IDs are not enabled."


class Refused(Exception):
    """A request that cannot be done: its status and the words of the OperationOutcome."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class Store:
    """Resources by type and id, each a list of versions; None as a version is a deletion."""

    def __init__(self, rules: Rules, lies: Lies) -> None:
        self.rules, self.lies = rules, lies
        self.held: dict[str, dict[str, list[dict[str, Any] | None]]] = {}
        self.referrers: dict[str, set[str]] = {}
        self.lock = threading.RLock()

    def versions(self, kind: str, identity: str) -> list[dict[str, Any] | None]:
        """Every version of a resource, in order; none if it was never there."""
        return self.held.get(kind, {}).get(identity, [])

    def truth(self, kind: str, identity: str) -> dict[str, Any] | None:
        """A resource as it really is now."""
        found = self.versions(kind, identity)
        return found[-1] if found else None

    def get(self, kind: str, identity: str) -> dict[str, Any] | None:
        """A resource as the server says that it is now: lost ones are not there, stale ones as they were before."""
        name = f"{kind}/{identity}"
        if name in self.lies.lost:
            return None
        found = self.versions(kind, identity)
        if name in self.lies.stale and len(found) > 1:
            return found[-2]
        return found[-1] if found else None

    def every(self, kind: str) -> Iterator[dict[str, Any]]:
        """Every resource of a type that the server says is there."""
        with self.lock:
            for identity in list(self.held.get(kind, {})):
                resource = self.get(kind, identity)
                if resource is not None:
                    yield resource

    def put(self, kind: str, identity: str, resource: dict[str, Any]) -> tuple[int, int]:
        """Store a resource; the status and the version that it has now."""
        self.check(kind, identity, resource)
        with self.lock:
            versions = self.held.setdefault(kind, {}).setdefault(identity, [])
            new = not versions or versions[-1] is None
            if not new and not self.rules.bumps and _plain(versions[-1]) == _plain(resource):
                return 200, len(versions)
            meta = {**resource.get("meta", {}), "versionId": str(len(versions) + 1)}
            if not new:
                self._refer(f"{kind}/{identity}", versions[-1], there=False)
            versions.append({**resource, "meta": meta})
            self._refer(f"{kind}/{identity}", resource, there=True)
            return (201 if new else 200), len(versions)

    def delete(self, kind: str, identity: str, going: frozenset[str] = frozenset()) -> int:
        """Delete a resource, unless another refers to it that is not going as well."""
        with self.lock:
            if self.truth(kind, identity) is None:
                return 204
            name = f"{kind}/{identity}"
            left = self.referrers.get(name, set()) - going - {name}
            if self.rules.integrity and left:
                raise Refused(409, f"Unable to delete {name}: {min(left)} refers to it")
            self._refer(name, self.truth(kind, identity), there=False)
            self.held[kind][identity].append(None)
            return 204

    def _refer(self, name: str, resource: Any, there: bool) -> None:
        for target in references(resource):
            known = self.referrers.setdefault(target, set())
            if there:
                known.add(name)
            else:
                known.discard(name)

    def check(self, kind: str, identity: str, resource: dict[str, Any]) -> None:
        """Refuse what the rules forbid about ids and types."""
        if resource.get("resourceType") != kind or resource.get("id") != identity:
            raise Refused(400, f"the body is not {kind}/{identity}")
        fine = {"uuid": UUID.fullmatch(identity), "not numeric": not identity.isdigit()}.get(self.rules.ids, True)
        if not fine or not ID.fullmatch(identity):
            raise Refused(400, f"Invalid id: {identity}")
        if self.rules.ids == "server's" and not identity.isdigit():
            raise Refused(404, refused_name(identity))
        if identity in self.rules.rejects:
            raise Refused(422, f"{kind}/{identity} breaks a rule of this server")

    def dangling(self, resource: dict[str, Any], coming: set[str]) -> str | None:
        """A reference of a resource to what is neither there nor coming, or None."""
        if self.rules.integrity:
            for name in references(resource):
                kind, _, identity = name.partition("/")
                if name not in coming and self.truth(kind, identity) is None:
                    return name
        return None


def references(value: Any) -> Iterator[str]:
    """Every literal reference in a resource, such as Patient/1."""
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for member in value.values():
            yield from references(member)
    elif isinstance(value, list):
        for member in value:
            yield from references(member)


def _plain(resource: dict[str, Any] | None) -> Any:
    if resource is None:
        return None
    meta = {k: v for k, v in resource.get("meta", {}).items() if k not in ("versionId", "lastUpdated")}
    return {**resource, "meta": meta}
