"""A reference to a document says its id, and its size and hash where it is written beside the resources."""

from __future__ import annotations

import base64
import hashlib
import json

from lxml import etree

from output import cda, fhir
from tests.fixtures.cda_documents import HL7
from tests.output.test_fhir_real import batch, parsed


def standing(texts: dict[bytes, bytes]) -> int:
    """How many of some documents no other has replaced: a reference is to the last version."""
    before = (etree.fromstring(text).find("h:relatedDocument//h:id", HL7) for text in texts.values())
    return len(set(texts) - {one.get("root").encode() for one in before if one is not None})


def test_a_document_written_beside_is_the_one_that_is_referred_to():
    documents = cda.render(batch())
    texts = dict(zip(documents.id.to_pylist(), documents.data.to_pylist(), strict=True))
    assert texts
    lines = fhir.render(batch(), documents=documents)["DocumentReference"].lines.to_pylist()
    seen = 0
    for one in map(json.loads, lines):
        attachment = one["content"][0]["attachment"]
        text = texts.get(attachment.get("url", "").removeprefix("urn:uuid:").encode())
        assert ("hash" in attachment) == ("size" in attachment) == (text is not None)
        if text is not None:
            assert attachment["size"] == len(text) and attachment["contentType"] == "application/xml"
            assert base64.b64decode(attachment["hash"]) == hashlib.sha1(text).digest()
            seen += 1
    assert seen == standing(texts)


def test_the_format_and_the_contact_are_those_of_the_document():
    """Of the summary of a neonatal unit too, which is written when its stay is closed and not at it."""
    documents = cda.render(batch())
    texts = dict(zip(documents.id.to_pylist(), documents.data.to_pylist(), strict=True))
    met = 0
    for one in map(json.loads, fhir.render(batch(), documents=documents)["DocumentReference"].lines.to_pylist()):
        content = one["content"][0]
        text = texts.get(content["attachment"].get("url", "").removeprefix("urn:uuid:").encode())
        if text is None:
            assert "format" not in content
            continue
        assert content["format"]["code"] == "urn:ihe:iti:xds:2017:mimeTypeSufficient"
        closed = etree.fromstring(text).find("h:componentOf/h:encompassingEncounter/h:id", HL7)
        named = [each["reference"] for each in one.get("context", {}).get("encounter", ())]
        assert named == ([] if closed is None else [f"Encounter/{closed.get('root')}"]), content["attachment"]["title"]
        met += closed is not None
    assert met > 5


def test_without_the_documents_there_is_neither_size_nor_hash():
    for one in parsed()["DocumentReference"]:
        assert {"hash", "size"}.isdisjoint(one["content"][0]["attachment"])


def test_title_and_codes_are_those_of_the_document():
    documents = cda.render(batch())
    texts = dict(zip(documents.id.to_pylist(), documents.data.to_pylist(), strict=True))
    seen = 0
    for one in map(json.loads, fhir.render(batch(), documents=documents)["DocumentReference"].lines.to_pylist()):
        attachment = one["content"][0]["attachment"]
        text = texts.get(attachment.get("url", "").removeprefix("urn:uuid:").encode())
        if text is not None:
            root = etree.fromstring(text)
            code = root.find("h:code", HL7)
            written = {each.get("code") for each in (code, *code.findall("h:translation", HL7))} - {None}
            assert {each["code"] for each in one["type"].get("coding", ())} == written
            assert len(one["category"][0]["coding"]) == 1
            assert attachment["title"] == one["description"] == root.findtext("h:title", namespaces=HL7)
            seen += 1
    assert seen == standing(texts) > 5
