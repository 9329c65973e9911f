"""The documents and their sections: codes, titles and template ids, each taken from a published source.

Section codes are LOINC with the PRSB heading (SNOMED CT) as translation; both come from the codelists. C-CDA R2.1
section and entry templates are claimed where what is written conforms to them with British value sets (realm GB,
dm+d and SNOMED CT (UK) in place of RxNorm and CVX); no document template is claimed. Of IHE's maternity templates
only the Labor and Delivery Section is: the document templates ask for sections that an English discharge summary
does not have (and for codes that do not exist).
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
    nothing: what an empty section says; "" if it is left out then. identified: the section has an id of its own.
    """

    title: str
    loinc: str | Coding | None
    snomed: str = ""
    templates: tuple[tuple[str, str], ...] = ()
    nothing: str = ""
    identified: bool = False


@dataclass(frozen=True)
class Document:
    """A type of document."""

    key: str
    title: str
    loinc: str
    snomed: str
    whole_record: bool
    sections: dict[str, Heading]


_R1, _R2 = "2014-06-09", "2015-08-01"
_CCDA = "2.16.840.1.113883.10.20.22.2."

# LOINC codes that IHE PCC fixes for its sections (IHE PCC 7.0, Labor and Delivery, Newborn Delivery Information).
_LABOUR = Coding(LOINC, "57074-7", "Labor and delivery process")
_DELIVERY = Coding(LOINC, "57075-4", "Newborn delivery information")

_ENCOUNTERS = ((_CCDA + "22.1", _R2),)
_PROBLEMS = ((_CCDA + "5.1", _R2),)
_PROCEDURES = ((_CCDA + "7.1", _R1),)
_MEDICATIONS = ((_CCDA + "1.1", _R1),)
_ALLERGIES = ((_CCDA + "6.1", _R2),)
_IMMUNISATIONS = ((_CCDA + "2.1", _R2),)
_VITALS = ((_CCDA + "4.1", _R2),)
_RESULTS = ((_CCDA + "3.1", _R2),)

_SHARED = {
    "medications": Heading("Medications", "medications_heading", "medications_heading", _MEDICATIONS,
                           "No information about medicines was recorded."),
    "allergies": Heading("Allergies and adverse reactions", "allergies_heading", "allergies_heading", _ALLERGIES,
                         "No information about allergies was recorded."),
    "immunisations": Heading("Immunisations", "vaccinations_heading", "vaccinations_heading", _IMMUNISATIONS),
    "vitals": Heading("Observations", "observations_heading", "observations_heading", _VITALS),
    "results": Heading("Investigation results", "investigation_results_heading", "investigation_results_heading",
                       _RESULTS),
    "assessments": Heading("Assessments", "assessment_scales_heading", "assessment_scales_heading",
                           ((_CCDA + "8", ""),)),
    "social": Heading("Social context", "social_context_heading", "social_context_heading",
                      ((_CCDA + "17", _R2),)),
    "alerts": Heading("Safety alerts", None, "safety_alerts_heading"),
    "plan": Heading("Plan and requested actions", "plan_heading", "plan_heading", ((_CCDA + "10", _R1),),
                    "No plan or request was recorded."),
}  # fmt: skip

_DISCHARGE = {
    "encounters": Heading("Admission and discharge", "encounters_section", "admission_details_heading", _ENCOUNTERS),
    "problems": Heading("Diagnoses", "problem_list_section", "diagnoses_heading", _PROBLEMS,
                        "No diagnosis was recorded."),
    "procedures": Heading("Procedures", "procedures_heading", "procedures_heading", _PROCEDURES),
}  # fmt: skip

DOCUMENTS = (
    Document(MATERNITY, "Maternity discharge summary", "maternal_discharge_summary_document", "discharge_summary",
             False, {
        **_DISCHARGE, **_SHARED,
        "birth": Heading("Pregnancy and birth", _LABOUR, "",
                         (("1.3.6.1.4.1.19376.1.5.3.1.1.21.2.3", ""),), identified=True),
    }),
    Document(NEWBORN, "Newborn discharge summary", "discharge_summary_document", "discharge_summary", False, {
        **_DISCHARGE, **_SHARED,
        "birth": Heading("Birth details", _DELIVERY),
        "examination": Heading("Examination and screening", "examination_findings_heading",
                               "examination_findings_heading"),
    }),
    Document(GP, "GP patient summary", "patient_summary_document", "summary_record", True, {
        **_SHARED,
        "encounters": Heading("Consultations in the last year", "encounters_section", "list_of_consultations_heading",
                              _ENCOUNTERS),
        "problems": Heading("Problems", "problems_heading", "problems_heading", _PROBLEMS,
                            "No problem was recorded."),
        "procedures": Heading("Procedures", "procedures_heading", "procedures_heading", _PROCEDURES),
        "examination": Heading("Examination findings", "examination_findings_heading",
                               "examination_findings_heading"),
    }),
)  # fmt: skip
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
    return (
        f"<code {attributes(loinc, LOINC_OID)}><translation {attributes(snomed, SNOMED_UK_OID)}/></code>"
    ).encode()
