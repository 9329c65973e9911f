"""A small checker of UK Core profiles by their snapshots: what is there, how often, which codes.

It is no substitute for the HL7 validator: no invariants, no terminology server. It finds in seconds what
would be refused at once: members that a type does not have, cardinalities, fixed values, slices, extensions,
codes outside a required value set.
"""

from __future__ import annotations

import gzip
import json
import tarfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

CONFORMANCE = Path(__file__).parents[3] / "shared" / "conformance"
_PACKAGES = ("fhir.r4.ukcore-main-2025-06-20.tgz", "hl7.fhir.r4.definitions-4.0.1.tgz")
_EXPANSIONS = "ukcore-main-expansions.json.gz"


@lru_cache(maxsize=1)
def _definitions() -> dict[str, dict[str, Any]]:
    """Every StructureDefinition by its address; UK Core's first."""
    found: dict[str, dict[str, Any]] = {}
    for package in _PACKAGES:
        with tarfile.open(CONFORMANCE / package) as archive:
            for member in archive:
                if Path(member.name).name.startswith("StructureDefinition-") and member.name.endswith(".json"):
                    definition = json.load(archive.extractfile(member))  # type: ignore[arg-type]
                    found.setdefault(definition["url"], definition)
    return found


@lru_cache(maxsize=1)
def _expansions() -> dict[str, set[tuple[str, str]]]:
    """The codes of each value set that is known in full."""
    with gzip.open(CONFORMANCE / _EXPANSIONS) as file:
        sets = json.load(file)
    return {
        url: {(c["system"], c["code"]) for c in each["codes"]}
        for url, each in sets.items()
        if each["complete"] and each["codes"]
    }


@lru_cache(maxsize=256)
def _elements(url: str) -> dict[str, dict[str, Any]]:
    return {element["id"]: element for element in _definitions()[url]["snapshot"]["element"]}


@lru_cache(maxsize=4096)
def _children(url: str, parent: str) -> tuple[str, ...]:
    """The ids of the elements right below one, slices of them aside."""
    return tuple(
        each
        for each in _elements(url)
        if each.startswith(parent + ".") and "." not in each[len(parent) + 1 :] and ":" not in each[len(parent) + 1 :]
    )


@lru_cache(maxsize=4096)
def _slices(url: str, element: str) -> tuple[str, ...]:
    return tuple(
        each for each in _elements(url) if each.startswith(element + ":") and "." not in each[len(element) + 1 :]
    )


def faults(resource: dict[str, Any]) -> list[str]:
    """What in a resource is against the profiles that it claims."""
    found = []
    for url in resource["meta"]["profile"]:
        if url not in _definitions():
            found.append(f"no such profile: {url}")
            continue
        name = url.rsplit("/", 1)[1]
        found += [f"{name}: {fault}" for fault in _object(resource, url, resource["resourceType"])]
    return found


def _object(value: dict[str, Any], url: str, element: str) -> Iterator[str]:
    known = {"resourceType"}
    for child in _children(url, element):
        name = child.rsplit(".", 1)[1]
        keys = [k for k in value if k == name or (name.endswith("[x]") and _is_choice(k, name[:-3], url, child))]
        known |= {*keys, *(f"_{key}" for key in (*keys, name))}
        values = [one for key in keys for one in (value[key] if isinstance(value[key], list) else [value[key]])]
        types = [key[len(name) - 3 :] if name.endswith("[x]") else "" for key in keys]
        yield from _member(values, types[0] if types else "", url, child)
    for key in value:
        if key not in known:
            yield f"{element}: no member '{key}'"


def _is_choice(key: str, stem: str, url: str, element: str) -> bool:
    kinds = [each["code"] for each in _elements(url)[element].get("type", ())]
    return key.startswith(stem) and any(key == stem + kind[0].upper() + kind[1:] for kind in kinds)


def _member(values: list[Any], choice: str, url: str, element: str) -> Iterator[str]:
    definition = _elements(url)[element]
    least, most = definition.get("min", 0), definition.get("max", "*")
    if len(values) < least:
        yield f"{element}: {len(values)} given, {least} wanted"
    if most != "*" and len(values) > int(most):
        yield f"{element}: {len(values)} given, {most} allowed"
    for value in values:
        yield from _value(value, choice, url, element)
    slices = _slices(url, element)
    for each in slices:
        fits = [value for value in values if _fits(value, url, each, definition)]
        rule = _elements(url)[each]
        if len(fits) < rule.get("min", 0):
            yield f"{each}: {len(fits)} given, {rule['min']} wanted"
        if rule.get("max", "*") != "*" and len(fits) > int(rule["max"]):
            yield f"{each}: {len(fits)} given, {rule['max']} allowed"
        for value in fits:
            yield from _value(value, choice, url, each)


def _value(value: Any, choice: str, url: str, element: str) -> Iterator[str]:
    definition = _elements(url)[element]
    for name, wanted in definition.items():
        if name.startswith("fixed") and value != wanted:
            yield f"{element}: {value!r} where {wanted!r} is fixed"
        if name.startswith("pattern") and not _contains(value, wanted):
            yield f"{element}: {value!r} is not of the pattern {wanted!r}"
    binding = definition.get("binding", {})
    if binding.get("strength") == "required":
        yield from _bound(value, binding.get("valueSet", "").partition("|")[0], element)
    if not isinstance(value, dict):
        return
    if _children(url, element):
        yield from _object(value, url, element)
    types = definition.get("type", [])
    kind = next((t for t in types if t["code"].lower() == choice.lower()), types[0] if types else {"code": ""})
    if kind["code"] == "Extension":
        address = value.get("url", "")
        if address.startswith("http") and address not in _definitions():
            yield f"{element}: unknown extension {address}"
        elif address.startswith("http") and kind.get("profile"):
            yield from _object(value, address, "Extension")
    elif not _children(url, element) and kind["code"][:1].isupper():
        yield from _object(value, f"http://hl7.org/fhir/StructureDefinition/{kind['code']}", kind["code"])


def _bound(value: Any, value_set: str, element: str) -> Iterator[str]:
    codes = _expansions().get(value_set)
    if codes is None:
        return
    if isinstance(value, dict):
        codings = value.get("coding", [value] if "code" in value else [])
        if not any((each.get("system"), each.get("code")) in codes for each in codings):
            yield f"{element}: none of {codings} is in {value_set}"
    elif value not in {code for _, code in codes}:
        yield f"{element}: '{value}' is not in {value_set}"


def _contains(value: Any, pattern: Any) -> bool:
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(k in value and _contains(value[k], v) for k, v in pattern.items())
    if isinstance(pattern, list):
        return isinstance(value, list) and all(any(_contains(v, p) for v in value) for p in pattern)
    return value == pattern


def _fits(value: Any, url: str, each: str, sliced: dict[str, Any]) -> bool:
    """Whether a value belongs to a slice: whatever the discriminators point at is as the slice fixes it."""
    for discriminator in sliced.get("slicing", {}).get("discriminator", ()):
        path = discriminator["path"]
        if path == "url" and (kinds := _elements(url)[each].get("type", [{}])) and kinds[0].get("profile"):
            if value.get("url") != kinds[0]["profile"][0]:
                return False
            continue
        fixed = [
            (identity[len(each) + 1 :].split("."), wanted)
            for identity, element in _elements(url).items()
            if identity.startswith(each + ".")
            and (identity + ".").startswith(f"{each}.{path}".replace(".$this", "") + ".")
            for name, wanted in element.items()
            if name.startswith(("fixed", "pattern"))
        ]
        if not fixed or not all(_at(value, steps, wanted) for steps, wanted in fixed):
            return False
    return True


def _at(value: Any, steps: list[str], wanted: Any) -> bool:
    """Whether somewhere along a path there is what is wanted."""
    if isinstance(value, list):
        return any(_at(one, steps, wanted) for one in value)
    if not steps:
        return _contains(value, wanted)
    name = steps[0].partition(":")[0]
    return isinstance(value, dict) and name in value and _at(value[name], steps[1:], wanted)
