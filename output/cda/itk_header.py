"""The header of an NHS message: the people and bodies of a document, each by the template that the message names."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from output import roles
from output.cda import bodies, contacts, people, relatives
from output.cda.dialects import ITK
from output.cda.wording import LOCAL_OID, Times, codings, distinct, uk_attributes
from output.cda.writing import Writing
from output.documents.kinds import KINDS
from output.documents.recipients import recipients
from output.fhir.reference.directory import PRACTICE_SETTING, SERVICE_CODES, SPECIALTIES
from output.template import Coded, Template, join, lookup, only, xml_text
from synth.codes import SNOMED, Codelists
from synth.systems.authorship import SETTINGS
from synth.systems.directory import staff

Column = np.ndarray

_CONTENT, _TEMPLATE = "2.16.840.1.113883.2.1.3.2.4.18.16", "2.16.840.1.113883.2.1.3.2.4.18.2"
_LOCAL_ID = "2.16.840.1.113883.2.1.3.2.4.18.24"
_AUTHOR, _DEVICE = "COCD_TP145200GB01", "COCD_TP145207GB01"
_AUTHORS = (f"{_DEVICE}#AssignedAuthorDevice", f"{_AUTHOR}#AssignedAuthor")
_RECEIVES = (b"COCD_TP145203GB03#IntendedRecipient", b"COCD_TP145242GB01#IntendedRecipient")
"""The templates of a body and of a person that receives a document."""
_UNSAID = b'<dischargeDispositionCode nullFlavor="UNK"/>'


def template_id(extension: str) -> bytes:
    """The name of a template of the NHS."""
    return f'<templateId root="{_TEMPLATE}" extension="{extension}"/>'.encode()


def content_id(extension: str) -> bytes:
    """That a part of the message is by such a template."""
    return f'<npfitlc:contentId root="{_CONTENT}" extension="{extension}"/>'.encode()


def _template(name: str) -> Template:
    found = ITK.template(name)
    assert found is not None, name
    return found


def columns(writing: Writing) -> dict[str, Any]:
    """The slots of a message's header that are not those of every document."""
    keeper = bodies.keepers(writing)
    names = distinct(keeper, bodies.name)
    wrote = bodies.who_wrote(writing)
    return {
        "code": _document_codes(writing),
        "written": Times(writing.documents.moment).stamp,
        "keeper_name": names,
        **people.subjects(writing, _GENDERS, uk_attributes),
        "author_content": lookup(wrote % 2, [content_id(by) for by in _AUTHORS]),
        "author": bodies.identified(wrote, writing.batch.settings, _author(writing.batch.codelists)),
        "custodian": distinct(keeper, bodies.addressee),
        "recipients": _recipients(writing, names),
        "kin": relatives.kin(writing, _template("kin")),
        **_stay(writing),
    }  # fmt: skip


def _document_codes(writing: Writing) -> Coded:
    """What each document is, by the SNOMED CT code of its kind."""
    lists = writing.batch.codelists
    codes = [lists.of_system(kind.snomed, SNOMED) if kind.snomed else None for kind in KINDS]
    return lookup(
        writing.documents.type, [f"<code {uk_attributes(code)}/>".encode() if code else None for code in codes]
    )


_GENDERS = [
    f'<administrativeGenderCode code="{code}" codeSystem="2.16.840.1.113883.2.1.3.2.4.16.25" displayName="{name}"/>'
    .encode()
    for code, name in ((0, "Not known"), (1, "Male"), (2, "Female"))
]  # fmt: skip


@lru_cache(maxsize=4)
def _author(codelists: Codelists) -> Any:
    """What makes the inside of an author of the id and number of a practitioner, or of a body's system."""

    def make(identity: bytes, number: int) -> bytes:
        body = number // 2
        if not number % 2:
            device = template_id(f"{_DEVICE}#assignedAuthoringDevice")
            return (
                template_id(_AUTHORS[0])
                + _local(identity, bodies.name(body))
                + b'<assignedAuthoringDevice classCode="DEV" determinerCode="INSTANCE">' + device
                + b"<manufacturerModelName>Record system</manufacturerModelName><softwareName>Record system"
                + b"</softwareName></assignedAuthoringDevice>" + _works_for(_DEVICE, body)
            )  # fmt: skip
        who = staff.practitioner(body)
        concept = roles.concept_of(who.role, codelists)
        named = codings(concept) if concept else []
        code = f"<code {uk_attributes(named[0])}/>".encode() if named else b'<code nullFlavor="OTH"/>'
        return (
            template_id(_AUTHORS[1])
            + _local(identity, bodies.name(who.organisation))
            + (_local(who.registration.encode(), _register(who.registration_system)) if who.registration else b"")
            + code
            + b'<telecom use="WP" value="tel:' + xml_text(who.phone.replace(" ", "")) + b'"/>'
            + b'<assignedPerson classCode="PSN" determinerCode="INSTANCE">' + template_id(f"{_AUTHOR}#assignedPerson")
            + bodies.named(who) + b"</assignedPerson>" + _works_for(_AUTHOR, who.organisation)
        )  # fmt: skip

    return make


def _local(identity: bytes, by: bytes) -> bytes:
    return f'<id root="{_LOCAL_ID}" extension="'.encode() + identity + b'" assigningAuthorityName="' + by + b'"/>'


def _register(system: str) -> bytes:
    """Who keeps a professional register, by the last word of what its numbers are called."""
    return xml_text(system.rsplit("/", 1)[-1].removesuffix("-number").replace("-", " ").upper())


def _works_for(template: str, organisation: int) -> bytes:
    return (
        b'<representedOrganization classCode="ORG" determinerCode="INSTANCE">'
        + template_id(f"{template}#representedOrganization")
        + bodies.addressee(organisation)
        + b"</representedOrganization>"
    )


def _recipients(writing: Writing, keeper: Coded) -> Any:
    """Those who get each document: the first that it goes to, then those who get a copy."""
    pieces: list[Any] = []
    before = np.zeros(len(writing.documents), dtype=bool)
    for one in recipients(writing.telling):
        if not one.there.any():
            continue
        person, copy = np.maximum(one.person, 0), before.astype(np.int64)
        made = _template("recipient").render(
            len(writing.documents),
            {
                "type": lookup(copy, [b"PRCP", b"TRC"]),
                "content": lookup((one.person >= 0).astype(np.int64), list(_RECEIVES)),
                "role": only(one.person >= 0, b"NA"),
                "id": only(one.person >= 0, people.patient_ids(writing, person)),
                "keeper_name": keeper,
                "name": only(one.person >= 0, people.called(writing, person, writing.documents.moment)),
                "body": distinct(one.organisation + 1, lambda n: bodies.addressee(n - 1) if n else None),
            },
        )  # fmt: skip
        pieces.append(only(one.there, made).fill_null(b""))  # type: ignore[union-attr]
        before |= one.there
    return join(pieces)


def _stay(writing: Writing) -> dict[str, Any]:
    """The slots of the stay that a document closes: what became of the person, and which service cared."""
    kind, row = writing.kind("contact"), writing.telling.stay
    made = contacts.header(writing)
    at, forms, lists = np.maximum(row, 0), writing.batch.forms, writing.batch.codelists
    if not (row >= 0).any():
        return {**made, "facility": None}
    place = kind["organisation"][at]
    said = made["stay_disposition"]
    every = [None] if said is None else said.table.to_pylist()
    place_of = np.zeros(len(row), np.int64) if said is None else said.index
    return {
        **made,
        "stay_disposition": lookup(place_of, [each or _UNSAID for each in every]),
        "stay_place": distinct(place, bodies.addressee),
        "facility": writing.phrases.column("facility", kind.form[at], lambda n: _facility(forms[n].setting, lists)),
    }  # fmt: skip


def _facility(setting: str, lists: Codelists) -> bytes:
    """What kind of place it is: the care setting of its service, else its treatment function."""
    where = SETTINGS.get(setting)
    service = where.service if where else ""
    key, specialty = SERVICE_CODES.get(service, ""), SPECIALTIES.get(service, "")
    if key in lists:
        return f"<code {uk_attributes(lists.of_system(key, SNOMED))}/>".encode()
    if specialty in lists:
        return f"<code {uk_attributes(lists.of_system(specialty, PRACTICE_SETTING))}/>".encode()
    said = xml_text(where.title if where else setting or "Ward").decode()
    return f'<code code="{said}" codeSystem="{LOCAL_OID}" displayName="{said}"/>'.encode()
