"""The documents and their sections: codes, titles and template ids, each taken from a published source.

Section codes are LOINC with the PRSB heading (SNOMED CT) as translation; both come from the codelists.
C-CDA R2.1 section and entry templates are claimed where what is written conforms to them with British value
sets (realm GB, dm+d and SNOMED CT (UK) in place of RxNorm and CVX); no document template is claimed. Of IHE's
maternity templates only the Labor and Delivery Section is: the document templates ask for sections that an
English discharge summary does not have, and for codes that do not exist.
"""

from __future__ import annotations

from dataclasses import dataclass

from output.cda.wording import LOINC_OID, SNOMED_UK_OID, attributes
from output.template import xml_text
from synth.codes import LOINC, SNOMED, Codelists, Coding

MATERNITY, NEWBORN, GP = "maternity_discharge", "newborn_discharge", "gp_summary"


@dataclass(frozen=True)
class Heading:
    """A section of a kind of document: what it is called and what stands in it when there is nothing to say.

    loinc: a key of the codelists, or a coding; snomed: a key whose SNOMED code is the PRSB heading, or none.
    nothing: what an empty section says; "" if it is left out then. identified: it has an id of its own.
    """

    title: str
    loinc: str | Coding | None
    snomed: str = ""
    templates: tuple[tuple[str, str], ...] = ()
    nothing: str = ""
    identified: bool = False


@dataclass(frozen=True)
class Document:
    """A type of document; `whole_record`: it tells of all of a person's record, not of one care episode."""

    key: str
    title: str
    loinc: str
    snomed: str
    whole_record: bool
    sections: dict[str, Heading]


_R1, _R2 = "2014-06-09", "2015-08-01"
_CCDA = "2.16.840.1.113883.10.20.22.2."

# LOINC codes that IHE PCC 7.0 fixes for its sections Labor and Delivery and Newborn Delivery Information.
_LABOUR = Coding(LOINC, "57074-7", "Labor and delivery process")
_IHE_LABOUR = ("1.3.6.1.4.1.19376.1.5.3.1.1.21.2.3", "")
_DELIVERY = Coding(LOINC, "57075-4", "Newborn delivery information")

_ENCOUNTERS = (_CCDA + "22.1", _R2)
_PROBLEMS = (_CCDA + "5.1", _R2)
_PROCEDURES = (_CCDA + "7.1", _R1)
_MEDICATIONS = (_CCDA + "1.1", _R1)
_ALLERGIES = (_CCDA + "6.1", _R2)
_IMMUNISATIONS = (_CCDA + "2.1", _R2)
_VITALS = (_CCDA + "4.1", _R2)
_RESULTS = (_CCDA + "3.1", _R2)


def _heading(key: str, title: str, *templates: tuple[str, str], loinc: str = "", nothing: str = "") -> Heading:
    """A section whose PRSB heading and LOINC code stand under one key of the codelists, or under two."""
    return Heading(title, loinc or key, key, templates, nothing)


_SHARED = {
    "medications": _heading(
        "medications_heading",
        "Medications",
        _MEDICATIONS,
        nothing="No information about medicines was recorded.",
    ),
    "allergies": _heading(
        "allergies_heading",
        "Allergies and adverse reactions",
        _ALLERGIES,
        nothing="No information about allergies was recorded.",
    ),
    "immunisations": _heading("vaccinations_heading", "Immunisations", _IMMUNISATIONS),
    "procedures": _heading("procedures_heading", "Procedures", _PROCEDURES),
    "vitals": _heading("observations_heading", "Observations", _VITALS),
    "results": _heading("investigation_results_heading", "Investigation results", _RESULTS),
    "assessments": _heading("assessment_scales_heading", "Assessments", (_CCDA + "8", "")),
    "social": _heading("social_context_heading", "Social context", (_CCDA + "17", _R2)),
    "alerts": Heading("Safety alerts", None, "safety_alerts_heading"),
    "plan": _heading(
        "plan_heading",
        "Plan and requested actions",
        (_CCDA + "10", _R1),
        nothing="No plan or request was recorded.",
    ),
}

_DISCHARGE = {
    **_SHARED,
    "encounters": _heading(
        "admission_details_heading", "Admission and discharge", _ENCOUNTERS, loinc="encounters_section"
    ),
    "problems": _heading(
        "diagnoses_heading",
        "Diagnoses",
        _PROBLEMS,
        loinc="problem_list_section",
        nothing="No diagnosis was recorded.",
    ),
}
_EXAMINATION = "examination_findings_heading"

DOCUMENTS = (
    Document(
        MATERNITY,
        "Maternity discharge summary",
        loinc="maternal_discharge_summary_document",
        snomed="discharge_summary",
        whole_record=False,
        sections={
            **_DISCHARGE,
            "birth": Heading("Pregnancy and birth", _LABOUR, "", (_IHE_LABOUR,), identified=True),
        },
    ),
    Document(
        NEWBORN,
        "Newborn discharge summary",
        loinc="discharge_summary_document",
        snomed="discharge_summary",
        whole_record=False,
        sections={
            **_DISCHARGE,
            "birth": Heading("Birth details", _DELIVERY),
            "examination": _heading(_EXAMINATION, "Examination and screening"),
        },
    ),
    Document(
        GP,
        "GP patient summary",
        loinc="patient_summary_document",
        snomed="summary_record",
        whole_record=True,
        sections={
            **_SHARED,
            "encounters": _heading(
                "list_of_consultations_heading",
                "Consultations in the last year",
                _ENCOUNTERS,
                loinc="encounters_section",
            ),
            "problems": _heading("problems_heading", "Problems", _PROBLEMS, nothing="No problem was recorded."),
            "examination": _heading(_EXAMINATION, "Examination findings"),
        },
    ),
)
"""The types of document; a type's place here is the number that stands for it in columns."""

INDEX = {document.key: number for number, document in enumerate(DOCUMENTS)}

ORDER = ("encounters", "birth", "examination", "problems", "procedures", "medications", "allergies",
         "immunisations", "vitals", "results", "assessments", "social", "alerts", "plan")  # fmt: skip
"""The sections in the order in which they stand in a document."""


def document_code(document: Document, codelists: Codelists) -> bytes:
    """The code of a type of document: LOINC, with the SNOMED CT document type as translation."""
    return _code(codelists.of_system(document.loinc, LOINC), codelists.of_system(document.snomed, SNOMED))


def templates(heading: Heading) -> bytes:
    """The template ids of a section."""
    return b"".join(
        f'<templateId root="{root}" extension="{version}"/>'.encode()
        if version
        else f'<templateId root="{root}"/>'.encode()
        for root, version in heading.templates
    )


def head(heading: Heading, codelists: Codelists) -> bytes:
    """The code and title of a section."""
    loinc = codelists.of_system(heading.loinc, LOINC) if isinstance(heading.loinc, str) else heading.loinc
    snomed = codelists.of_system(heading.snomed, SNOMED) if heading.snomed else None
    return _code(loinc, snomed) + b"<title>" + xml_text(heading.title) + b"</title>"


def _code(loinc: Coding | None, snomed: Coding | None) -> bytes:
    if loinc is None:
        assert snomed is not None
        return f"<code {attributes(snomed, SNOMED_UK_OID)}/>".encode()
    if snomed is None:
        return f"<code {attributes(loinc, LOINC_OID)}/>".encode()
    return (f"<code {attributes(loinc, LOINC_OID)}><translation {attributes(snomed, SNOMED_UK_OID)}/></code>").encode()
