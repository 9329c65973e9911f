"""A FHIR document is the CDA document in another form: the same sections, words, entries, ids, codes and time."""

from __future__ import annotations

import html
import json
import re
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from lxml import etree

import care_pathways
from output import cda, compositions, fhir
from output.compositions import bundling
from output.documents.written import documents as written
from synth.record.batch import Batch
from synth.settings import Settings
from synth.simulate import simulate
from tests.fixtures.cda_batch import EVERY, make
from tests.fixtures.cda_documents import HL7


@lru_cache(maxsize=2)
def batch(lived: bool) -> Batch:
    """Families that lived, or every kind of document with much in it and with next to nothing."""
    return simulate(np.arange(100), Settings(), care_pathways.library()) if lived else make(2, EVERY, again=True)


@lru_cache(maxsize=2)
def both(lived: bool) -> list[tuple[Any, dict[str, Any]]]:
    """Every document as CDA and as a bundle."""
    documents, bundles = cda.render(batch(lived)), compositions.render(batch(lived))
    assert [name.decode() for name in documents.id.to_pylist()] == bundles.names
    return [(etree.fromstring(one), json.loads(other))
            for one, other in zip(documents.data.to_pylist(), bundles.column.to_pylist(), strict=True)]  # fmt: skip


def composition(bundle: dict[str, Any]) -> dict[str, Any]:
    first = bundle["entry"][0]["resource"]
    assert first["resourceType"] == "Composition"
    return first


def said(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


@pytest.mark.parametrize("lived", [True, False])
def test_it_has_the_head_of_the_document(lived):
    again = 0
    for root, bundle in both(lived):
        first = composition(bundle)
        assert bundle["id"] == first["id"] == root.find("h:id", HL7).get("root")
        assert first["identifier"]["value"] == f"urn:uuid:{root.find('h:setId', HL7).get('root')}"
        assert first["title"] == first["type"]["text"] == root.findtext("h:title", namespaces=HL7)
        code = root.find("h:code", HL7)
        codes = {each.get("code") for each in (code, *code.findall("h:translation", HL7))} - {None}
        assert {coding["code"] for coding in first["type"].get("coding", ())} == codes
        at = root.find("h:effectiveTime", HL7).get("value")
        assert re.sub("[-:T]", "", first["date"][:-6]) == at[:-5] and bundle["timestamp"] == first["date"]
        stay = root.find("h:componentOf//h:id", HL7)
        assert first.get("encounter") == (None if stay is None else {"reference": f"Encounter/{stay.get('root')}"})
        before = root.find("h:relatedDocument//h:id", HL7)
        assert (first["status"] == "amended") == ("relatesTo" in first) == (before is not None)
        if before is not None:
            again += 1
            assert first["relatesTo"][0]["targetIdentifier"]["value"] == f"urn:uuid:{before.get('root')}"
    assert lived or again


@pytest.mark.parametrize("lived", [True, False])
def test_it_has_the_sections_of_the_document_in_order_and_their_words(lived):
    for root, bundle in both(lived):
        there = root.findall(".//h:section", HL7)
        sections = composition(bundle)["section"]
        assert [each["title"] for each in sections] == [each.findtext("h:title", namespaces=HL7) for each in there]
        for one, other in zip(there, sections, strict=True):
            etree.fromstring(other["text"]["div"])
            words = " ".join(etree.tostring(one.find("h:text", HL7), encoding="unicode").split())
            assert said(other["text"]["div"]) == said(words)


def ids(section: Any) -> set[str]:
    """The ids of the statements of a section of CDA, less those that are of what gathers them."""
    every = section.iterfind("h:entry//h:id", HL7)
    return {each.get("root") for each in every if each.getparent().tag.rpartition("}")[2] not in
            ("organizer", "participantRole", "assignedEntity", "representedOrganization") and each.get("root")}  # fmt: skip


@pytest.mark.parametrize("lived", [True, False])
def test_it_refers_to_the_resources_that_the_entries_of_the_document_are(lived):
    met = 0
    for root, bundle in both(lived):
        for one, other in zip(root.iterfind(".//h:section", HL7), composition(bundle)["section"], strict=True):
            if other["title"] == "Discharge details":
                continue  # CDA of HL7 tells of a discharge in its header
            named = {each["reference"].partition("/")[2] for each in other.get("entry", ())}
            assert named == ids(one), other["title"]
            met += len(named)
    assert met > 100


@pytest.mark.parametrize("lived", [True, False])
def test_all_that_is_referred_to_is_in_it_and_nothing_else(lived):
    for _, bundle in both(lived):
        there = {
            f"{one['resource']['resourceType']}/{one['resource']['id']}": one["resource"] for one in bundle["entry"]
        }
        assert len(there) == len(bundle["entry"])
        asked = set(re.findall(r'"reference": "([^"]+)"', json.dumps(list(there.values()))))
        assert asked <= set(there)
        assert set(there) - asked <= {f"Composition/{bundle['id']}"}


def test_it_tells_what_was_known_when_it_was_written_and_nothing_later():
    changed = 0
    now = {each.decode(): line for rendered in fhir.render(batch(True)).values()
           for each, line in zip(rendered.id.to_pylist(), rendered.lines.to_pylist(), strict=True)}  # fmt: skip
    for _, bundle in both(True):
        made = composition(bundle)["date"]
        for one in bundle["entry"]:
            resource = one["resource"]
            if resource["resourceType"] in ("Observation", "Procedure", "Condition", "Encounter", "Immunization"):
                assert resource["meta"]["lastUpdated"] <= made
                changed += json.dumps(resource) != json.dumps(json.loads(now[resource["id"]]))
    assert changed > 20


def test_it_is_the_same_whatever_else_is_written(monkeypatch):
    every = written(batch(True))
    whole = compositions.render(batch(True)).column
    for place in range(0, len(every), 9):
        alone = every.where(np.arange(len(every)) == place)
        monkeypatch.setattr(bundling, "written", lambda _, alone=alone: alone)
        assert compositions.render(batch(True)).column[0] == whole[place]


def test_families_without_documents_have_none():
    assert len(compositions.render(make(1, ()))) == 0
