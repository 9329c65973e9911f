"""The organisations and staff of a document: who wrote it, who keeps it, who gave care."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from output import roles
from output.cda.wording import ORGANISATION_OID, SITE_OID, attributes, codings, distinct
from output.cda.writing import Writing
from output.template import Coded, lookup, only, xml_text
from synth import keys
from synth.codes import Codelists
from synth.record.forms import Form
from synth.settings import Settings
from synth.systems.authorship import SETTINGS, keeper_of
from synth.systems.directory import organisations, sites, staff

Column = np.ndarray


@lru_cache(maxsize=1 << 16)
def name(number: int) -> bytes:
    """The name of an organisation, escaped."""
    return xml_text(organisations.name_of(number))


@lru_cache(maxsize=1 << 16)
def organisation_id(number: int) -> bytes:
    """The id of an organisation: its ODS code."""
    there = organisations.details(number)
    return f'<id root="{SITE_OID if there.site else ORGANISATION_OID}" extension="{there.ods_code}"/>'.encode()


@lru_cache(maxsize=1 << 16)
def organisation(number: int) -> bytes:
    """An organisation: id, name, telephone and address."""
    there = organisations.details(number)
    lines = b"".join(b"<streetAddressLine>" + xml_text(line) + b"</streetAddressLine>" for line in there.lines)
    return (
        organisation_id(number)
        + b"<name>" + xml_text(there.name) + b"</name>"
        + b'<telecom use="WP" value="tel:' + xml_text(there.phone.replace(" ", "")) + b'"/>'
        + b'<addr use="WP">' + lines
        + b"<city>" + xml_text(there.town) + b"</city>"
        + b"<postalCode>" + xml_text(there.postcode) + b"</postalCode></addr>"
    )  # fmt: skip


@lru_cache(maxsize=1 << 16)
def addressee(number: int) -> bytes:
    """An organisation as one who gets a document: id and name."""
    return organisation_id(number) + b"<name>" + name(number) + b"</name>"


@lru_cache(maxsize=1 << 16)
def told(number: int) -> bytes:
    """An organisation for a reader: name, address and code, escaped."""
    there = organisations.details(number)
    return xml_text(f"{there.name}, {', '.join(there.lines)}, {there.town} {there.postcode} ({there.ods_code})")


def setting(form: Form) -> bytes:
    """The title of the setting that a form asks, for a reader, before the name of the body; nothing for none."""
    where = SETTINGS.get(str(form.details.get("to") or ""))
    return xml_text(f"{where.title}: ") if where else b""


def locations(writing: Writing, location: Column) -> Coded:
    """The place where each thing was done, as a participant of its entry; null at home and where there is no place."""
    unique, place = np.unique(location, return_inverse=True)
    texts = keys.uuid_text(sites.location_ids(np.maximum(unique, 0), writing.batch.settings))
    made: list[bytes | None] = []
    for number, identity in zip(unique.tolist(), texts, strict=True):
        made.append(_location(number, identity.tobytes()) if number != sites.NOWHERE else None)
    return lookup(place.reshape(-1), made or [None])


@lru_cache(maxsize=1 << 16)
def _location(number: int, identity: bytes) -> bytes:
    organisation, position = divmod(number, sites.PER_ORGANISATION)
    named = xml_text(sites.locations_at(organisation)[position].name)
    return (
        b'<participant typeCode="LOC"><participantRole classCode="SDLOC"><id root="' + identity + b'"/>'
        b'<playingEntity classCode="PLC"><name>' + named + b"</name></playingEntity></participantRole></participant>"
    )


def author_columns(writing: Writing) -> dict[str, Column]:
    """The author of each document: organisation, practitioner (or -1) and system."""
    table, row = writing.batch.record["document"], writing.documents.row
    return {name: table[name][row] for name in ("organisation", "practitioner", "system")}


def authors(writing: Writing) -> dict[str, Any]:
    """The slots of who wrote each document, and of who keeps it: the body that runs the author's system."""
    by = author_columns(writing)
    someone = by["practitioner"] >= 0
    return {
        "author": _each(who_wrote(writing), writing.batch.settings, _assigned(writing.batch.codelists)),
        "signatory": only(someone, performers(writing, by["practitioner"], by["organisation"], whole=False)),
        "custodian": distinct(keepers(writing), organisation),
    }


def who_wrote(writing: Writing) -> Column:
    """The author of each document: 2 * number + 1 of a practitioner, 2 * number of a body if no person wrote it."""
    by = author_columns(writing)
    someone = by["practitioner"] >= 0
    return np.where(someone, by["practitioner"], by["organisation"]) * 2 + someone


def keepers(writing: Writing) -> Column:
    """The body that keeps each document: it runs the author's system."""
    by = author_columns(writing)
    return keeper_of(by["system"], by["organisation"])


def authors_told(writing: Writing) -> Coded:
    """The author of each document, for a reader: name, role, organisation, telephone; the body if no person did."""
    return distinct(who_wrote(writing), _told_author)


@lru_cache(maxsize=1 << 16)
def _told_author(number: int) -> bytes:
    if not number % 2:
        return told(number // 2)
    who = staff.practitioner(number // 2)
    said = f"{who.prefix} {who.given} {who.family}, {who.role_title}, {organisations.name_of(who.organisation)}"
    return xml_text(f"{said}, telephone {who.phone}")


def performers(writing: Writing, practitioner: Column, organisation: Column, whole: bool = True) -> Coded:
    """The performers of care, as the inside of an assigned entity; the organisation where no person is named.

    whole: with the organisation that someone works for, which a document need not repeat for everything done."""
    someone = practitioner >= 0
    number = np.where(someone, practitioner, organisation) * 2 + someone
    return _each(number, writing.batch.settings, _performer if whole else _briefly)


def identified(number: Column, settings: Settings, made: Callable[[bytes, int], bytes]) -> Coded:
    """What is made of the id (36 characters) and number of each practitioner (odd: 2 * number + 1) or body (even)."""
    unique, place = np.unique(number, return_inverse=True)
    pairs = np.where(
        unique[:, None] % 2 == 1, staff.ids(unique // 2, settings), organisations.ids(unique // 2, settings)
    )
    texts = keys.uuid_text(pairs)
    staff.known((unique[unique % 2 == 1] // 2).tolist())  # together, for what is then asked one by one
    every = [made(text.tobytes(), n) for text, n in zip(texts, unique.tolist(), strict=True)]
    return lookup(place.reshape(-1), every or [None])


def _each(number: Column, settings: Settings, rest: Callable[[int], bytes]) -> Coded:
    """The id of each practitioner or body, and the rest of them."""
    return identified(number, settings, lambda identity, n: b'<id root="' + identity + b'"/>' + rest(n))


@lru_cache(maxsize=1 << 16)
def _performer(number: int) -> bytes:
    if not number % 2:
        return _works_for(number // 2)
    who = staff.practitioner(number // 2)
    return person(who) + _works_for(who.organisation)


@lru_cache(maxsize=1 << 16)
def _briefly(number: int) -> bytes:
    return person(staff.practitioner(number // 2)) if number % 2 else _works_for(number // 2)


def person(who: staff.Practitioner) -> bytes:
    """A member of staff: the name."""
    return b"<assignedPerson>" + named(who) + b"</assignedPerson>"


def named(who: staff.Practitioner) -> bytes:
    """The name of a member of staff."""
    body = b"".join(
        f"<{tag}>".encode() + xml_text(value) + f"</{tag}>".encode()
        for tag, value in (("prefix", who.prefix), ("given", who.given), ("family", who.family))
        if value
    )
    return b"<name>" + body + b"</name>"


@lru_cache(maxsize=1 << 16)
def _works_for(organisation: int) -> bytes:
    inside = organisation_id(organisation) + b"<name>" + name(organisation) + b"</name>"
    return b"<representedOrganization>" + inside + b"</representedOrganization>"


_DEVICE = b"<assignedAuthoringDevice><softwareName>Record system</softwareName></assignedAuthoringDevice>"


@lru_cache(maxsize=4)
def _assigned(codelists: Codelists) -> Callable[[int], bytes]:
    """What makes an author, as the inside of an assigned author, but for the id; each once."""

    @lru_cache(maxsize=1 << 16)
    def make(number: int) -> bytes:
        if not number % 2:
            return _DEVICE + _works_for(number // 2)
        who = staff.practitioner(number // 2)
        concept = roles.concept_of(who.role, codelists)
        named = codings(concept) if concept else []
        opening = f"<code {attributes(named[0])}>".encode() if named else b'<code nullFlavor="OTH">'
        code = opening + b"<originalText>" + xml_text(who.role_title) + b"</originalText></code>"
        telephone = b'<telecom use="WP" value="tel:' + xml_text(who.phone.replace(" ", "")) + b'"/>'
        return code + telephone + person(who) + _works_for(who.organisation)

    return make
