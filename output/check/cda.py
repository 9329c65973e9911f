"""Rules that every CDA document keeps: form, names and references, identifiers, numbers, order of time.

They are written for documents of any maker, and lean on nothing that wrote ours. Entities, document types
and the network stay shut: what is checked may come from anywhere."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lxml import etree

HL7 = "urn:hl7-org:v3"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
NHS_NUMBER = "2.16.840.1.113883.2.1.4.1"
MESSAGE_TYPE = "{NPFIT:HL7:Localisation}messageType"
"""What a message of the NHS has, and no other document; its entries have no text of their own."""
TYPE_ID = ("2.16.840.1.113883.1.3", "POCD_HD000040")

_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_OID = re.compile(r"[0-2](\.(0|[1-9][0-9]*))+")
_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_TIME = re.compile(r"[0-9]{4}([0-9]{2}){0,2}|([0-9]{10}|[0-9]{12}|[0-9]{14}(\.[0-9]+)?)([+-][0-9]{4})?")
_STATEMENTS = (
    "act", "encounter", "observation", "observationMedia", "organizer", "procedure", "regionOfInterest",
    "substanceAdministration", "supply",
)  # fmt: skip
_MESSAGE = r"POCD_MT[0-9]{6}(GB|UK)[0-9]{2}"
_FIXED = ("Diagnosis", "AdmissionProcedure", "Discharge")  # whose template fixes their code
_KINDS_OF_FINDING = "2.16.840.1.113883.2.1.3.2.4.17.220"
_TO_COME = ("INT", "RQO", "APT", "ARQ", "PRMS", "PRP", "GOL")
_NUMBERS = ("PQ", "INT", "REAL")


@dataclass(frozen=True)
class Finding:
    """What is wrong with a document: where, which rule it breaks, what, and the mend."""

    path: str
    rule: str
    what: str
    mend: str

    def __str__(self) -> str:
        """The finding in a line, without the path."""
        return f"{self.rule}: {self.what}: {self.mend}"


def check(
    data: bytes, path: str = "", fhir_ids: Container[str] | None = None, schema: str | None = None
) -> list[Finding]:
    """Everything that is wrong with one document; an empty list if nothing is.

    path: its file, whose name should be its id (not looked at if empty). fhir_ids: the ids of the resources
    of the dataset (lower case), among which the ids of its entries must be. schema: path of an XSD to hold
    it against."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        return [Finding(path, "well-formed", str(error), "escape what XML reserves and close every element")]
    found: list[tuple[str, str, str]] = []
    if root.getroottree().docinfo.doctype:
        found.append(("no document type", "it has a DOCTYPE", "leave it out: a reader may not follow it"))
    if root.tag != _tag("ClinicalDocument"):
        found.append(("root", f"it begins with {root.tag}", f"begin with ClinicalDocument of {HL7}"))
        return [Finding(path, *each) for each in found]
    for rule in (_header, _names, _identifiers, _nhs_numbers, _times, _sections, _statements):
        found += rule(root)
    if path:
        found += _file_name(root, path)
    if fhir_ids is not None:
        found += _same_ids(root, fhir_ids)
    if schema is not None:
        found += _by_schema(root, schema)
    return [Finding(path, *each) for each in found]


Found = Iterator[tuple[str, str, str]]


def _tag(name: str) -> str:
    return f"{{{HL7}}}{name}"


def _all(element: Any, *names: str) -> Iterator[Any]:
    return element.iter(*(_tag(name) for name in names))


def _header(root: Any) -> Found:
    realm, message = root.find(_tag("realmCode")), root.find(MESSAGE_TYPE)
    if message is None and (realm is None or realm.get("code") != "GB"):
        yield "realm", "its realm is not GB", 'write <realmCode code="GB"/>'
    if message is not None and not re.fullmatch(_MESSAGE, message.get("extension", "")):
        yield "realm", "its messageType names no message of the NHS", 'write extension="POCD_MT..."'
    type_id = root.find(_tag("typeId"))
    if type_id is None or (type_id.get("root"), type_id.get("extension")) != TYPE_ID:
        yield "type", "its typeId is not that of CDA R2", f"write {TYPE_ID[0]} {TYPE_ID[1]}"
    for name in ("id", "code", "effectiveTime", "confidentialityCode", "recordTarget", "author", "custodian"):
        if root.find(_tag(name)) is None:
            yield "header", f"it has no {name}", "every document has one"


def _names(root: Any) -> Found:
    """ID attributes are names, each once; references lead to one of them."""
    names: set[str] = set()
    for element in root.iter(etree.Element):
        name = element.get("ID")
        if name is None:
            continue
        if not _NAME.fullmatch(name):
            yield "names", f"the ID '{name}' is no XML name", "begin it with a letter; no spaces, no colons"
        if name in names:
            yield "names", f"the ID '{name}' stands twice", "use each once in a document"
        names.add(name)
    for reference in _all(root, "reference"):
        value = reference.get("value", "")
        if value.startswith("#") and value[1:] not in names:
            yield "references", f"nothing has the ID '{value[1:]}'", "refer to an ID of the narrative"


def _identifiers(root: Any) -> Found:
    for element in _all(root, "id", "templateId", "setId"):
        value = element.get("root")
        if value is None and element.get("nullFlavor") is None:
            yield "identifiers", f"an {etree.QName(element).localname} has no root", "give it one"
        elif value is not None and not (_UUID.fullmatch(value) or _OID.fullmatch(value)):
            yield "identifiers", f"the root '{value}' is neither an OID nor a UUID", "use one of them"
    for element in root.iter(etree.Element):
        system = element.get("codeSystem")
        if system is not None and not (_OID.fullmatch(system) or _UUID.fullmatch(system)):
            yield "identifiers", f"the codeSystem '{system}' is no OID", "name code systems by their OID"


def nhs_number_valid(text: str) -> bool:
    """Whether ten digits end in the check digit of an NHS number (modulus 11)."""
    if not re.fullmatch(r"[0-9]{10}", text):
        return False
    left = 11 - sum(int(digit) * weight for digit, weight in zip(text, range(10, 1, -1), strict=False)) % 11
    return left != 10 and left % 11 == int(text[9])


def _nhs_numbers(root: Any) -> Found:
    for element in _all(root, "id"):
        if element.get("root") == NHS_NUMBER and not nhs_number_valid(element.get("extension", "")):
            yield "NHS number", f"'{element.get('extension', '')}' fails the check digit", "look it up again"


def _after(one: str, other: str) -> bool:
    """Whether a time is after another, as far as both are written."""
    a, b = _instant(one), _instant(other)
    if a is not None and b is not None:
        return a > b
    size = min(len(re.split(r"[+-]", text)[0]) for text in (one, other))
    return one[:size] > other[:size]


def _instant(text: str) -> dt.datetime | None:
    """A time that is written to the minute and with its offset."""
    match = re.fullmatch(r"([0-9]{12})([0-9]{2})?(\.[0-9]+)?([+-][0-9]{4})", text)
    if not match:
        return None
    try:
        return dt.datetime.strptime(f"{match[1]}{match[2] or '00'}{match[4]}", "%Y%m%d%H%M%S%z")
    except ValueError:
        return None


def _times(root: Any) -> Found:
    for element in _all(root, "effectiveTime", "time", "birthTime", "low", "high"):
        value = element.get("value")
        timed = element.tag not in (_tag("low"), _tag("high")) or element.get("unit") is None
        if value is not None and timed and not _TIME.fullmatch(value):
            yield "times", f"'{value}' is no time", "write YYYYMMDD or YYYYMMDDhhmmss+ZZzz"
    for element in _all(root, "effectiveTime"):
        low, high = element.find(_tag("low")), element.find(_tag("high"))
        begins, ends = (None if each is None else each.get("value") for each in (low, high))
        if begins and ends and _after(begins, ends):
            yield "times", f"it ends ({ends}) before it begins ({begins})", "turn them round"
    written = root.find(_tag("effectiveTime"))
    written = None if written is None else written.get("value")
    for statement in _all(root, *_STATEMENTS):
        when = statement.find(_tag("effectiveTime"))
        if written is None or when is None or statement.get("moodCode") in _TO_COME:
            continue
        low = when.find(_tag("low"))
        begins = when.get("value") or (low.get("value") if low is not None else None)
        if begins and _after(begins, written):
            yield "times", f"it tells of {begins} and was written at {written}", "tell what was known"


def _sections(root: Any) -> Found:
    for section in _all(root, "section"):
        title = section.findtext(_tag("title")) or "without a title"
        if section.get("nullFlavor") and section.find(_tag("entry")) is not None:
            yield "sections", f"section '{title}' says it has no information, and has entries", "drop one"
        if section.find(_tag("text")) is None:
            yield "sections", f"section '{title}' has no narrative", "every section is readable"
        if section.find(_tag("code")) is None:
            yield "sections", f"section '{title}' has no code", "give its LOINC or SNOMED CT code"


def _statements(root: Any) -> Found:
    """Every entry leads to its narrative, and numbers stand there as they do in the entry."""
    rows = {element.get("ID"): element for element in root.iter(etree.Element) if element.get("ID")}
    if root.find(MESSAGE_TYPE) is not None:
        yield from _told(root)
        return
    for entry in _all(root, "entry"):
        if next(_all(entry, "reference"), None) is None:
            section = entry.getparent().findtext(_tag("title"))
            yield "narrative", f"an entry of '{section}' refers to no narrative", "give it text/reference"
    for observation in _all(root, "observation"):
        value = observation.find(_tag("value"))
        reference = observation.find(f"{_tag('text')}/{_tag('reference')}")
        row = rows.get(reference.get("value", "")[1:]) if reference is not None else None
        if value is None or row is None or value.get(XSI_TYPE) not in _NUMBERS or value.get("value") is None:
            continue
        if value.get("value") not in "".join(row.itertext()):
            yield "narrative", f"{value.get('value')} is not in the row referred to", "say the same in both"


def _told(root: Any) -> Found:
    """In a message of the NHS, whose entries refer to nothing: what each is of stands in the words of its section."""
    for section in _all(root, "section"):
        text, title = section.find(_tag("text")), section.findtext(_tag("title"))
        words = "" if text is None else " ".join(text.itertext())
        for coded in (each for entry in section.findall(_tag("entry")) for each in _all(entry, "code", "value")):
            template = coded.getparent().find(_tag("templateId"))
            kind = "" if template is None else template.get("extension", "").partition("#")[2]
            if coded.tag == _tag("code") and (kind in _FIXED or coded.get("codeSystem") == _KINDS_OF_FINDING):
                continue
            said = coded.get("displayName") or coded.findtext(_tag("originalText"))
            if said and said not in words:
                yield "narrative", f"'{said}' is an entry of '{title}' and not in its words", "say the same in both"


def entry_ids(root: Any) -> Iterator[str]:
    """The roots of the ids of all clinical statements that are UUIDs, in lower case.

    What supports another statement in a message of the NHS (a reaction) is no resource: its id is its own."""
    for statement in _all(root, *_STATEMENTS):
        if statement.getparent().get("typeCode") == "SPRT":
            continue
        for element in statement.findall(_tag("id")):
            value = element.get("root", "")
            if _UUID.fullmatch(value):
                yield value.lower()


def _same_ids(root: Any, fhir_ids: Container[str]) -> Found:
    for value in entry_ids(root):
        if value not in fhir_ids:
            yield "same ids", f"no resource has the id {value} of an entry", "give entries the ids of FHIR"


def _file_name(root: Any, path: str) -> Found:
    identity = root.find(_tag("id"))
    name = re.split(r"[/\\]", path)[-1].removesuffix(".xml")
    if identity is not None and identity.get("extension") is None and identity.get("root", "").lower() != name.lower():
        yield "file name", f"its id is {identity.get('root')}", "name the file by its id"


@lru_cache(maxsize=4)
def _schema(path: str) -> Any:
    return etree.XMLSchema(etree.parse(path, etree.XMLParser(no_network=True)))


def _by_schema(root: Any, path: str) -> Found:
    schema = _schema(path)
    if not schema.validate(root):
        for error in schema.error_log:
            yield "schema", f"line {error.line}: {error.message}", "see POCD_MT000040"
