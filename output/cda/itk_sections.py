"""The sections of an NHS discharge message: those that its templates have, and what of a document stands in each.

The message has no section for a birth, an examination, vital signs, results or vaccines: they stand in the clinical
summary, each below its own title. Titles are those that the templates fix; codes are the record standards' headings.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from output.cda.chain import Chain
from output.cda.itk_header import content_id, template_id
from output.cda.sections import parts_of
from output.cda.wording import uk_attributes
from output.cda.writing import Part, Writing
from output.documents.kinds import SECTIONS
from output.template import text, xml_text
from synth import keys
from synth.codes import SNOMED, Codelists

Column = np.ndarray


@dataclass(frozen=True)
class Heading:
    """A section of the message: its template, title, and the sections of a document that stand in it.

    Its code is the heading of the first of these."""

    template: str
    title: str
    holds: tuple[str, ...]

    @property
    def key(self) -> str:
        """What tells its ids from those of other sections."""
        return f"nhs-itk {self.template.partition('#')[0]}"


HEADINGS = (
    Heading("COCD_TP000035GB01#AllergiesAndAdverseReactionsSection", "Allergies and adverse reactions", ("allergies",)),
    Heading("COCD_TP000037GB01#DiagnosesSection", "Diagnoses", ("diagnoses", "problems")),
    Heading("COCD_TP000033GB01#ClinicalSummarySection", "Clinical summary",
            ("summary", "labour", "pregnancy", "birth", "examination", "findings", "screening", "immunisations",
             "vitals", "results")),
    Heading("COCD_TP000034GB01#AdmissionDetailsSection", "Admission details", ("admission", "attendance")),
    Heading("COCD_TP000036GB01#DischargeDetailsSection", "Discharge details", ("discharge",)),
    Heading("COCD_TP000040GB01#MedicationsAndMedicalDevicesSection", "Medications and medical devices",
            ("medications", "changed_medications")),
    Heading("COCD_TP000038GB01#ProceduresSection", "Procedures", ("procedures",)),
    Heading("COCD_TP000008GB01#AssessmentScalesSection", "Assessment scales", ("assessments",)),
    Heading("COCD_TP000043GB01#SocialContextSection", "Social context", ("social",)),
    Heading("COCD_TP000039GB01#SafetyAlertsSection", "Safety alerts", ("alerts",)),
    Heading("COCD_TP000014GB01#PlanAndRequestedActionsSection", "Plan and requested actions", ("plan",)),
    Heading("COCD_TP000046GB01#PersonCompletingRecordSection", "Person completing record", ("author",)),
)  # fmt: skip
"""The sections of the message, in the order in which they stand; practice and recipients stand in its header."""


def pieces(writing: Writing) -> list[Any]:
    """Columns that make, one after another, all sections of each message."""
    parts, chain = parts_of(writing), Chain()
    for heading in HEADINGS:
        _section(writing, heading, parts, chain)
    return chain.whole()


def _section(writing: Writing, heading: Heading, parts: dict[str, Part], chain: Chain) -> None:
    """A section of each message: left out where its kind has nothing to stand in it, or where it may go when empty."""
    there = [(SECTIONS[name], parts[SECTIONS[name].content], _has(writing, name)) for name in heading.holds]
    there = [each for each in there if each[2].any()]
    some = np.zeros(len(writing.documents), dtype=bool)
    needed = np.zeros(len(writing.documents), dtype=bool)
    for section, part, has in there:
        some |= part.some & has
        needed |= has & bool(section.nothing)
    written = some | needed
    if not written.any():
        return
    opening, closing = _literals(heading, writing.batch.codelists)
    chain.where(written, opening[0])
    chain.column(written, _ids(writing, heading))
    chain.where(written, opening[1])
    for section, part, has in there:
        here = part.some & has
        if section.nothing:
            chain.where(needed & has & ~some, xml_text(section.nothing))
        if section.name != heading.holds[0] and len(heading.holds) > 2:
            chain.where(here, _titled(section.title))
        for block in part.blocks:
            inside = here & block.some
            if inside.any():
                chain.block(block, inside)
    chain.where(written, closing[0])
    for _, part, has in there:
        if part.entries is not None:
            chain.column(part.some & has, part.entries)
    chain.where(written, closing[1])


def _has(writing: Writing, name: str) -> Column:
    """Which documents have a section (bool)."""
    return writing.telling.by_kind(lambda kind: name in kind.sections)


def _titled(title: str) -> bytes:
    return b'<paragraph><content styleCode="Bold">' + xml_text(title) + b"</content></paragraph>"


def _ids(writing: Writing, heading: Heading) -> Any:
    """The id of a section of each message: it has one of its own, as its template asks."""
    table, row = writing.batch.record["document"], writing.documents.row
    key = writing.batch.people["key"][writing.documents.person]
    entry = table["entry"][row] + writing.documents.version.astype(np.uint64)
    return writing.dialect.ids(text(keys.uuid_text(keys.uuids(key, entry, heading.key))))


@lru_cache(maxsize=64)
def _literals(heading: Heading, codelists: Codelists) -> tuple[tuple[bytes, bytes], tuple[bytes, bytes]]:
    """What stands around a section's id, its narrative and its entries."""
    before = (
        b'<component typeCode="COMP" contextConductionInd="true">' + content_id(heading.template)
        + b'<section classCode="DOCSECT" moodCode="EVN">' + template_id(heading.template) + b'<id root="'
    )  # fmt: skip
    coding = codelists.of_system(SECTIONS[heading.holds[0]].heading, SNOMED)
    title = b"<title>" + xml_text(heading.title) + b"</title>"
    head = b'"/>' + f"<code {uk_attributes(coding)}/>".encode() + title + b"<text>"
    return (before, head), (b"</text>", b"</section></component>")
