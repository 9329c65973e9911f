"""Letters to the practice: whoever writes one, in whatever pathway, tells of it, so that the practice files it.

No author needs to think of it: every step that writes a document or a communication which goes to the practice raises
`LETTER` too, with which it is. The practice answers in `gp/letters.py`; whose letter another pathway of the practice
answers (a visit follows it) tells of it by the signal of that. A visit to an outpatient clinic, for whatever it is, is
answered by a letter of the clinic. Which of them never come is drawn where systems meet (`synth/sharing/filing.py`): of
those the record keeps neither the filing nor what followed from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from care_pathways import beside
from synth.pathway.language.model import Beside, Pathway, Signal, Step, Write
from synth.pathway.language.writes import AMENDED, WITHDRAWN, document

p = beside(__file__)

LETTER = "a letter goes to the practice"
DOCUMENTS = {
    "newborn_discharge": "Discharge summary of the newborn filed",
    "neonatal_discharge": "Discharge summary of the neonatal unit filed",
    "maternity_discharge": "Maternity discharge summary filed",
    "antenatal_summary": "Antenatal summary of the midwives filed",
    "antenatal_discharge": "Discharge summary of the antenatal ward filed",
    "labour_summary": "Summary of labour and birth filed",
    "newborn_screening": "Report of newborn screening filed",
    "immunisation_history": "Immunisation history of the child health information service filed",
    "inpatient_discharge": "Discharge summary of the hospital filed",
    "outpatient_letter": "Letter of the outpatient clinic filed",
}
"""What the practice writes of each kind of document that is sent to it."""
BY_POST = {
    "booking_notification": "Letter of the midwife filed: booked for maternity care",
    "camhs_referral_closed": "Letter of child and adolescent mental health filed: referral closed",
    "camhs_discharge_letter": "Letter of child and adolescent mental health filed: discharged",
    "day_case_letter": "Letter of the hospital about a day case filed",
}
"""The same of letters on paper, by the key of the communication."""
TEXTS = {**DOCUMENTS, **BY_POST}
ANSWERED_BY = ("has been to the emergency department",)
"""Signals of pathways that file the letter themselves, and act on it."""
CLINICS = ("outpatient clinic", "outpatient clinic (surgeon)", "outpatient clinic (paediatrician)")
"""The settings of outpatient clinics, of physicians first."""
REFERRED = "referred to an outpatient clinic"
"""The signal of a consultation that refers someone to a clinic."""
_PRACTICE = "general practice (GP)"


def told(pathways: Sequence[Pathway]) -> list[Pathway]:
    """The pathways, of which every step that writes to the practice tells of its letter; what tells of it stays."""
    return [_told(p) for p in pathways]


@cache
def _told(p: Pathway) -> Pathway:
    """A pathway that tells, and is a part of one that does; the same one each time."""
    parent = None if p.part_of is None else _told(p.part_of)
    guarded = p.confidentiality not in ("", "normal")  # nobody writes of it, unless the author lets someone
    steps, aside = (p.steps, p.beside) if guarded else (_all_telling(p.steps), tuple(_aside(one) for one in p.beside))
    if parent is p.part_of and steps is p.steps and all(new is old for new, old in zip(aside, p.beside, strict=True)):
        return p
    return replace(p, part_of=parent, steps=steps, beside=aside)


def _aside(beside: Beside) -> Beside:
    steps = _all_telling(beside.steps)
    return beside if steps is beside.steps else replace(beside, steps=steps)


def _all_telling(steps: Sequence[Step]) -> Sequence[Step]:
    """Steps that tell; the very same ones where none has anything to tell."""
    found = [_telling(s) for s in steps]
    return steps if all(new is old for new, old in zip(found, steps, strict=True)) else found


def _telling(s: Step) -> Step:
    """A step that tells of each letter which it writes to the practice."""
    if any(signal.name in (LETTER, *ANSWERED_BY) for signal in s.signals):
        return s
    s = _with_letter_of_clinic(s)
    signals = tuple(Signal(LETTER, when=write.when, carries={"letter": which}) for which, write in _letters(s))
    return s.changed(raises=(*s.signals, *signals)) if signals else s


def _with_letter_of_clinic(s: Step) -> Step:
    """A visit to an outpatient clinic with the letter that answers it; any other step as it is."""
    if s.setting not in CLINICS or s.contact is None:
        return s
    letter = document("consultation_note_document", slot="letter of the clinic", document="outpatient_letter",
                      recorded=p.clinic_letter, when=s.contact_when)  # fmt: skip
    return s.changed(writes=[*s.writes, letter])


def _letters(s: Step) -> Iterator[tuple[str, Write]]:
    """The letters to the practice that a step writes, and which each is: not those put right or taken back later."""
    for write in s.writes:
        if write.change in (AMENDED, WITHDRAWN):
            continue
        if write.kind == "document" and write.details.get("document") in DOCUMENTS:
            yield write.details["document"], write
        if write.kind == "communication" and write.code in BY_POST and write.details.get("to") == _PRACTICE:
            assert isinstance(write.code, str)
            yield write.code, write
