"""Searches over what the server holds: tokens, texts, dates, references, chains, includes, pages, counts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from tests.servers.faulty.store import Refused, Store, references

PATHS: dict[str, tuple[str, tuple[str, ...]]] = {
    "_id": ("token", ("id",)),
    "_tag": ("token", ("meta.tag",)),
    "_security": ("token", ("meta.security",)),
    "identifier": ("token", ("identifier", "masterIdentifier")),
    "status": ("token", ("status",)),
    "gender": ("token", ("gender",)),
    "class": ("token", ("class",)),
    "type": ("token", ("type",)),
    "category": ("token", ("category",)),
    "code": ("token", ("code", "medicationCodeableConcept")),
    "vaccine-code": ("token", ("vaccineCode",)),
    "clinical-status": ("token", ("clinicalStatus",)),
    "name": ("text", ("name", "name.family", "name.given", "name.text")),
    "family": ("text", ("name.family",)),
    "given": ("text", ("name.given",)),
    "birthdate": ("date", ("birthDate",)),
    "death-date": ("date", ("deceasedDateTime",)),
    "date": (
        "date",
        (
            "effectiveDateTime",
            "effectivePeriod",
            "performedDateTime",
            "performedPeriod",
            "period",
            "occurrenceDateTime",
            "date",
            "dateTime",
            "recordedDate",
            "start",
            "sent",
        ),
    ),
    "onset-date": ("date", ("onsetDateTime",)),
    "recorded-date": ("date", ("recordedDate",)),
    "authoredon": ("date", ("authoredOn",)),
    "authored": ("date", ("authoredOn", "authored")),
    "patient": ("reference", ("subject", "patient", "participant.actor", "for")),
    "subject": ("reference", ("subject", "for")),
    "encounter": ("reference", ("encounter", "context")),
    "episode-of-care": ("reference", ("episodeOfCare",)),
    "part-of": ("reference", ("partOf",)),
    "location": ("reference", ("location", "location.location")),
    "performer": ("reference", ("performer", "performer.actor")),
    "organization": ("reference", ("managingOrganization", "organization", "providedBy")),
    "general-practitioner": ("reference", ("generalPractitioner",)),
    "practitioner": ("reference", ("practitioner",)),
    "service-provider": ("reference", ("serviceProvider",)),
}
"""Search parameters: their type, and where in a resource they look (the first member of a path may be a list)."""

RESULT = frozenset(
    {"_count", "_summary", "_include", "_revinclude", "_sort", "_elements", "_total", "_format", "_page"}
)


def search(store: Store, kind: str, query: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """The resources of a type that match, in order of id."""
    asked = [(name, value) for name, value in query if name.split(":")[0].split(".")[0] not in store.lies.ignored]
    ids = next((value.split(",") for name, value in asked if name == "_id"), None)
    candidates = store.every(kind) if ids is None else (r for i in ids if (r := store.get(kind, i)) is not None)
    found = [
        r
        for r in candidates
        if all(n in RESULT or n.split(":")[0] in RESULT or matches(store, r, n, v) for n, v in asked)
    ]
    return sorted(found, key=lambda r: r["id"])


def included(store: Store, found: list[dict[str, Any]], query: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """What `_include` and `_revinclude` add to a page of what was found."""
    more: dict[str, dict[str, Any]] = {}
    asked = [(name, value) for name, value in query if name not in store.lies.ignored]
    for name, value in asked:
        kind, _, parameter = value.partition(":")
        parameter = parameter.split(":")[0]
        if name == "_include":
            for resource in found:
                if resource["resourceType"] == kind:
                    for reference in looked_up(resource, parameter, references):
                        target = store.get(*reference.split("/", 1))
                        if target is not None:
                            more[reference] = target
        elif name == "_revinclude":
            wanted = {f"{r['resourceType']}/{r['id']}" for r in found}
            for other in store.every(kind):
                if wanted & set(looked_up(other, parameter, references)):
                    more[f"{kind}/{other['id']}"] = other
    names = {f"{r['resourceType']}/{r['id']}" for r in found}
    return [more[name] for name in sorted(more) if name not in names]


def everything(store: Store, patient: str) -> list[dict[str, Any]]:
    """A patient and all that stands in the patient's record."""
    name = f"Patient/{patient}"
    own = [r for kind in sorted(store.held) for r in store.every(kind) if name in set(references(r))]
    return [r for r in (store.get("Patient", patient),) if r is not None] + own


def matches(store: Store, resource: dict[str, Any], name: str, value: str) -> bool:
    """Whether a resource answers one search parameter; alternatives stand between commas."""
    plain, _, chained = name.partition(".")
    plain, _, modifier = plain.partition(":")
    if plain not in PATHS:
        raise Refused(400, f"Unknown search parameter: {name}")
    kind, paths = PATHS[plain]
    values = [found for path in paths for found in at(resource, path.split("."))]
    if chained:
        targets = (store.get(*r.split("/", 1)) for v in values for r in references(v) if "/" in r)
        return any(t is not None and matches(store, t, chained, value) for t in targets)
    test = {"token": _token, "text": _text, "date": _date, "reference": _reference}[kind]
    return any(test(found, wanted, modifier) for wanted in _alternatives(value) for found in values)


def _alternatives(value: str) -> list[str]:
    """The texts between commas; a sign after a backslash stands for itself."""
    return [re.sub(r"\\(.)", r"\1", each) for each in re.split(r"(?<!\\),", value)]


def looked_up(resource: dict[str, Any], parameter: str, take: Any) -> Iterator[str]:
    """The references that a search parameter looks at."""
    for path in PATHS.get(parameter, ("", ()))[1]:
        for value in at(resource, path.split(".")):
            yield from take(value)


def at(value: Any, path: list[str]) -> Iterator[Any]:
    """What stands at a path, through lists."""
    if isinstance(value, list):
        for member in value:
            yield from at(member, path)
    elif not path:
        yield value
    elif isinstance(value, dict) and path[0] in value:
        yield from at(value[path[0]], path[1:])


def _token(found: Any, wanted: str, modifier: str) -> bool:
    system, bar, code = wanted.rpartition("|")
    if isinstance(found, dict):
        codings = found.get("coding", [found])
        return any(
            (c.get("code") or c.get("value")) == code and (not bar or c.get("system", "") == system) for c in codings
        )
    return str(found) == code


def _text(found: Any, wanted: str, modifier: str) -> bool:
    if not isinstance(found, str):
        return False
    if modifier == "exact":
        return found == wanted
    found, wanted = _bare(found), _bare(wanted)
    return wanted in found if modifier == "contains" else found.startswith(wanted)


def _bare(text: str) -> str:
    """Without case and accents, as searches compare."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")


def _date(found: Any, wanted: str, modifier: str) -> bool:
    """Compares whole days, as our datasets' dates and local times are written."""
    first = (found.get("start", "") if isinstance(found, dict) else found)[:10]
    last = (found.get("end", "9999-12-31") if isinstance(found, dict) else found)[:10]
    prefix, day = (wanted[:2], wanted[2:12]) if wanted[:2].isalpha() else ("eq", wanted[:10])
    low, high = first[: len(day)], last[: len(day)]
    return {"eq": low == day == high, "ge": high >= day, "gt": high > day, "le": low <= day, "lt": low < day}[prefix]


def _reference(found: Any, wanted: str, modifier: str) -> bool:
    return any(name == wanted or name.split("/")[-1] == wanted for name in references(found))
