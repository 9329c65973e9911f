"""The headings of documents in CDA: their codes, and the templates that sections claim, from published sources.

Section codes are LOINC with the PRSB heading (SNOMED CT) as translation; both come from the codelists.
C-CDA R2.1 section and entry templates are claimed where what is written conforms to them with British value
sets (realm GB, dm+d and SNOMED CT (UK) in place of RxNorm and CVX); no document template is claimed. Of IHE's
maternity templates only the Labor and Delivery Section is: the document templates ask for sections that an
English discharge summary does not have, and for codes that do not exist.
"""

from __future__ import annotations

from dataclasses import replace

from output.cda.wording import LOINC_OID, SNOMED_UK_OID, attributes
from output.documents.kinds import Kind, Section
from output.template import xml_text
from synth.codes import LOINC, SNOMED, Codelists, Coding

_R1, _R2 = "2014-06-09", "2015-08-01"
_CCDA = "2.16.840.1.113883.10.20.22.2."

TEMPLATES: dict[str, tuple[str, str]] = {
    "admission": (_CCDA + "22.1", _R2),
    "attendance": (_CCDA + "22.1", _R2),
    "consultations": (_CCDA + "22.1", _R2),
    "diagnoses": (_CCDA + "5.1", _R2),
    "problems": (_CCDA + "5.1", _R2),
    "procedures": (_CCDA + "7.1", _R1),
    "screening": (_CCDA + "7.1", _R1),
    "medications": (_CCDA + "1.1", _R1),
    "changed_medications": (_CCDA + "1.1", _R1),
    "allergies": (_CCDA + "6.1", _R2),
    "immunisations": (_CCDA + "2.1", _R2),
    "vitals": (_CCDA + "4.1", _R2),
    "results": (_CCDA + "3.1", _R2),
    "assessments": (_CCDA + "8", ""),
    "social": (_CCDA + "17", _R2),
    "plan": (_CCDA + "10", _R1),
    "labour": ("1.3.6.1.4.1.19376.1.5.3.1.1.21.2.3", ""),
}
"""The template that each section claims, with its version if it has one; the others claim none."""

CODES: dict[str, Coding] = {
    "labour": Coding(LOINC, "57074-7", "Labor and delivery process"),
    "birth": Coding(LOINC, "57075-4", "Newborn delivery information"),
}
"""LOINC codes that IHE PCC 7.0 fixes for its sections Labor and Delivery and Newborn Delivery Information."""

IDENTIFIED = ("labour",)
"""Sections that have an id of their own, as their template asks."""


def document_code(kind: Kind, codelists: Codelists) -> bytes:
    """The code of a kind of document: LOINC, with the SNOMED CT document type as translation; else its title alone."""
    if not (kind.loinc or kind.snomed):
        return b'<code nullFlavor="OTH"><originalText>' + xml_text(kind.title) + b"</originalText></code>"
    return _code(_found(kind.loinc, LOINC, codelists), _found(kind.snomed, SNOMED, codelists))


def template_id(section: Section) -> bytes:
    """The template id of a section, if it claims one."""
    root, version = TEMPLATES.get(section.name, ("", ""))
    extension = f' extension="{version}"' if version else ""
    return f'<templateId root="{root}"{extension}/>'.encode() if root else b""


def head(section: Section, codelists: Codelists) -> bytes:
    """The code and title of a section."""
    loinc = CODES.get(section.name) or _found(section.loinc or section.heading, LOINC, codelists)
    snomed = _found(section.heading, SNOMED, codelists)
    if loinc is not None and snomed is not None and snomed.display.lower() == section.title.lower():
        snomed = replace(snomed, display="")  # the title beside it says it
    return _code(loinc, snomed) + b"<title>" + xml_text(section.title) + b"</title>"


def _found(key: str, system: str, codelists: Codelists) -> Coding | None:
    codings = codelists.concept(key).codings if key else ()
    return next((coding for coding in codings if coding.system == system), None)


def _code(loinc: Coding | None, snomed: Coding | None) -> bytes:
    if loinc is None:
        assert snomed is not None, "a section has a code of LOINC or SNOMED CT"
        return f"<code {attributes(snomed, SNOMED_UK_OID)}/>".encode()
    if snomed is None:
        return f"<code {attributes(loinc, LOINC_OID)}/>".encode()
    return (f"<code {attributes(loinc, LOINC_OID)}><translation {attributes(snomed, SNOMED_UK_OID)}/></code>").encode()
