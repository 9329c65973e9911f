"""The kinds of entry and what their columns hold: the contract between pathways, record and output.

There is one table per kind. Every table has the columns of `COLUMNS`; one row is one *change*: one version of an
entry. What is constant for all rows that one place in a pathway wrote stands once in its *form* (`record.forms`).
"""

from __future__ import annotations

from synth.table import Shape

KINDS = (
    "registration",
    "care_episode",
    "appointment",
    "contact",
    "condition",
    "observation",
    "procedure",
    "immunisation",
    "prescription",
    "allergy",
    "referral",
    "assessment",
    "plan",
    "flag",
    "consent",
    "family_history",
    "document",
    "communication",
)

CHANGES = ("planned", "begun", "recorded", "amended", "ended", "withdrawn")
"""What a change does to an entry. "recorded" is whole in itself: it begins and ends the run."""

CONFIDENTIALITY = ("normal", "restricted", "third-party", "legally protected")

ABOUT = ("self", "fetus", "other person")

MISSING = -(2**62)
"""Stands in a value column where nothing was recorded."""

COLUMNS: dict[str, tuple[str, str]] = {
    "person": ("int64", "row of the person whose record it is (private to a batch)"),
    "family": ("int64", "family of that person"),
    "member": ("int64", "member number of that person"),
    "entry": ("uint64", "key of the entry; the same for every change to it"),
    "episode": ("uint64", "key of the episode of the pathway that wrote it"),
    "form": ("int64", "index of the form: pathway, step, slot and all that is constant"),
    "occurrence": ("int64", "how often the step had been taken before in the episode"),
    "version": ("int64", "1, 2, 3 ... within the entry, in the order of `recorded`"),
    "change": ("int64", "index in CHANGES"),
    "about_kind": ("int64", "index in ABOUT"),
    "about_number": ("int64", "which fetus (1, 2 ..) or which member of the family; 0 for self"),
    "care_episode": ("uint64", "key of the care episode that it belongs to, or 0"),
    "contact": ("uint64", "key of the contact at which it was written, or 0"),
    "from": ("int64", "instant at which it was, or began"),
    "until": ("int64", "instant at which it ended; NEVER while that is not known"),
    "recorded": ("int64", "instant at which its author could know it"),
    "system": ("int64", "index of the kind of system in `systems.kinds`"),
    "organisation": ("int64", "organisation number"),
    "practitioner": ("int64", "practitioner number, or -1"),
    "code": ("int64", "index in the codelists, 0 for none"),
    "status": ("int64", "index in `record.forms.STATUSES`"),
    "confidentiality": ("int64", "index in CONFIDENTIALITY"),
    "value": ("int64", "the value, in units of 10**-decimals of the form's unit, or MISSING"),
    "value2": ("int64", "the second value (diastolic pressure, dose number ...), or MISSING"),
    "value_code": ("int64", "a coded value: index in the codelists, 0 for none"),
    "value_time": ("int64", "an instant as value (a due date ...), or MISSING"),
}

SHAPE: Shape = {name: kind for name, (kind, _) in COLUMNS.items()}
"""The types of those columns: with or without a row, a table of the record has these and no others."""

ENGINE_COLUMNS = (
    "person", "entry", "episode", "form", "occurrence", "change", "about_kind", "about_number", "care_episode",
    "contact", "from", "until", "recorded", "code", "value", "value2", "value_code", "value_time",
)  # fmt: skip
"""What the engines write; the rest is added by `record.tables`, a pure function of these."""
