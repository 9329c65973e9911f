"""DocumentReference: that a document was written, and which; the document itself is written as CDA."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output.columns import Column, array, json_text, only, table, uuid_text
from output.documents.kinds import KINDS as KINDS_OF_DOCUMENT
from output.documents.telling import Telling
from output.documents.written import NONE, WITHDRAWN, document_ids, documents, kind_of
from output.fhir.base import documents as documents_of_fhir
from output.fhir.base import fragments
from output.fhir.base.fragments import META
from output.fhir.subject.context import Documents
from output.fhir.subject.entries import Entries, Kind
from output.template import Template
from synth import chance, keys
from synth.table import at, position

TYPE = "DocumentReference"

TEMPLATE = Template(
    """{
    "resourceType": "DocumentReference",
    "id": "${id}",
    "meta": ${meta},
    "masterIdentifier"?: {"system": "urn:ietf:rfc:3986", "value": "urn:uuid:${document}"},
    "identifier": [{"system": "${system}", "value": "${original}"}],
    "status": "${status}",
    "docStatus": "${stage}",
    "type": ${code},
    "category"?: [{"coding": [${category}]}],
    "subject": {"reference": "Patient/${patient}"},
    "date": "${recorded}",
    "author": [${author}],
    "custodian": ${organisation},
    "relatesTo"?: [{"code": "replaces", "target": {
        "type": "DocumentReference", "identifier": {"system": "urn:ietf:rfc:3986", "value": "urn:uuid:${replaced}"}
    }}],
    "description": "${title}",
    "content": [{"attachment": {
        "contentType"?: "${media}",
        "language": "en-GB",
        "url"?: "urn:uuid:${document}",
        "size"?: ${size},
        "hash"?: "${hash}",
        "title": "${title}",
        "creation": "${created}"
    }, "format"?: ${format}}],
    "context"?: {"encounter": [{"reference": "Encounter/${encounter}"}]}
}""",
    meta=META,
)


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots."""
    version = _version(entries)
    size, digest = _beside(entries.context.documents, document_ids(entries.owner, entries["entry"], version))
    return {
        **entries.common("DocumentReference"),
        **described(entries),
        "size": size,
        "hash": digest,
        "encounter": _encounter(entries, version),
    }


def described(entries: Entries) -> dict[str, Any]:
    """What each says of its document wherever it stands, beside its code, its subject and who wrote it."""
    written, version = entries.flags(lambda kind: bool(kind.says("document"))), _version(entries)
    replaces = written & (version > 1)
    return {
        "document": only(written, document_ids(entries.owner, entries["entry"], version)) if written.any() else None,
        "replaced": only(replaces, document_ids(entries.owner, entries["entry"], version - 1))
        if replaces.any()
        else None,
        "created": _created(entries),
        "status": entries.each(lambda kind: b"entered-in-error" if kind.status == "revoked" else b"current"),
        "stage": entries.each(_stage),
        "media": only(written, b"application/xml") if written.any() else None,
        "title": entries.each(lambda kind: _title(entries, kind)),
        "code": entries.each(lambda kind: _type(entries, kind)),
        "category": entries.each(lambda kind: _category(entries, kind)) if written.any() else None,
        "format": entries.each(lambda kind: _format(entries, kind)) if written.any() else None,
    }


def _version(entries: Entries) -> np.ndarray:
    """Which version of its document each is of: a withdrawal is a change, but no document; the one before it stands."""
    return np.asarray(entries["version"] - (entries["change"] == WITHDRAWN))


def _encounter(entries: Entries, version: np.ndarray) -> Column:
    """The contact that each closes, as its header says: where it was written, else the stay that it tells of.

    version: which of the versions of each document it is."""
    batch, contact = entries.context.batch, entries["contact"]
    every = documents(batch)
    if len(every):
        closed = at(batch.record["contact"]["entry"], Telling(batch, every).stay, 0)
        key = chance.join(batch.record["document"]["entry"][every.row], every.version)
        order = np.argsort(key, kind="stable")
        place = position(key[order], chance.join(entries["entry"], version))
        contact = np.where(place >= 0, at(closed[order], place), contact)
    if not contact.any():
        return None
    return only(contact != 0, uuid_text(keys.uuids(entries.owner, contact, "Encounter")))


def _format(entries: Entries, kind: Kind) -> bytes | None:
    """What a reader of a document needs to know beside its media type, None of what is no document of ours."""
    number = kind_of(kind.form)
    key = KINDS_OF_DOCUMENT[number].format if number != NONE else ""
    return fragments.dumps(fragments.coding(entries.context.codelists.concept(key).codings[0])) if key else None


def _created(entries: Entries) -> Column:
    """When each document was written, as it says itself; of one that was withdrawn, what it was written for."""
    withdrawn = entries["change"] == WITHDRAWN
    if not withdrawn.any():
        return entries.recorded
    n = len(withdrawn)
    return pc.if_else(pa.array(withdrawn), array(entries.begins, n), array(entries.recorded, n))


def _stage(kind: Kind) -> bytes:
    """How far a document is: amended, if it has been put right."""
    return b"amended" if kind.form.change == "amended" else _STAGES.get(kind.status, b"final")


def _title(entries: Entries, kind: Kind) -> bytes:
    """The title of a document: that of its kind, as it stands in the document."""
    number = kind_of(kind.form)
    return json_text(KINDS_OF_DOCUMENT[number].title if number != NONE else str(
        kind.says("title") or entries.code_of(kind)["text"]))  # fmt: skip


def _type(entries: Entries, kind: Kind) -> bytes:
    """What a document is: the codes of its kind, as they stand in the document."""
    number, lists = kind_of(kind.form), entries.context.codelists
    found = entries.code_of(kind) if number == NONE else documents_of_fhir.type_of(KINDS_OF_DOCUMENT[number], lists)
    return fragments.dumps(found)


def _category(entries: Entries, kind: Kind) -> bytes | None:
    """The class of a document, None for what is no document of ours."""
    number, lists = kind_of(kind.form), entries.context.codelists
    found = None if number == NONE else documents_of_fhir.class_of(KINDS_OF_DOCUMENT[number], lists)
    return None if found is None else fragments.dumps(found)


def _beside(documents: Documents | None, wanted: pa.LargeBinaryArray) -> tuple[Column, Column]:
    """The size in bytes and the SHA-1 (base64, as an Attachment has it) of each document that is written beside."""
    if documents is None or not len(documents.id):
        return None, None
    texts = documents.data.to_pylist()
    place = pc.index_in(wanted, value_set=documents.id)
    hashes = table(base64.b64encode(hashlib.sha1(text, usedforsecurity=False).digest()) for text in texts)
    return table(str(len(text)).encode() for text in texts).take(place), hashes.take(place)


_STAGES = {"planned": b"preliminary", "active": b"preliminary", "in-progress": b"preliminary",
           "revoked": b"entered-in-error"}  # fmt: skip
