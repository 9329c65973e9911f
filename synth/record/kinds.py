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
NOBODY = -1
"""Stands in `about_number` for another person whom an adoption has sealed."""

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
    "location": ("int64", "number of the location where it was done, -1 at home or where there is none"),
    "counterpart": (
        "int64",
        "the other organisation: to whom a referral or document goes, whose laboratory tested; or -1",
    ),
}

SHAPE: Shape = {name: kind for name, (kind, _) in COLUMNS.items()}
"""The types of those columns: with or without a row, a table of the record has these and no others."""

ENGINE_COLUMNS = (
    "person", "entry", "episode", "form", "occurrence", "change", "about_kind", "about_number", "care_episode",
    "contact", "from", "until", "recorded", "code", "value", "value2", "value_code", "value_time",
)  # fmt: skip
"""What the engines write; the rest is added by `record.tables`, a pure function of these."""

NAME_USES = ("official", "maiden", "temp", "nickname")
"""What a name is for: "maiden" is a woman's own that gave way to one of marriage, "temp" a newborn's before its own."""
MEANS = ("mobile", "landline", "mail")
"""The means by which someone is reached."""
NOTICES = ("informal", "formal")
"""What is known of a death: that someone has said so, and that the registrar has."""
RELATIONSHIPS = ("gestational mother", "father", "second parent", "child", "partner", "foster carer", "guardian",
                 "adoptive parent")  # fmt: skip
"""The kin that a record names. Brothers and sisters, grandparents and former partners are kin in truth; no system
writes them down as a matter of course."""

HEAD: dict[str, tuple[str, str]] = {
    name: COLUMNS[name]
    for name in ("person", "family", "member", "entry", "version", "change", "from", "until", "recorded", "system",
                 "organisation", "confidentiality")
}  # fmt: skip
"""The columns that entries of identity share with all others."""

_WORD = "position in `record.words.names()`, or -1"
IDENTITY: dict[str, dict[str, tuple[str, str]]] = {
    "birth": {
        "order": ("int64", "1, 2, 3 among those born together"),
        "plurality": ("int64", "how many were born together"),
        "country": ("int64", "position in `record.words.COUNTRIES`"),
        "gestation": ("int64", "days of gestation, or MISSING"),
        "stillborn": ("int64", "1 for a baby born dead from 24+0 weeks"),
        "mother": ("int64", "row of the mother as the notification of birth names her, or -1"),
    },
    "name": {
        "use": ("int64", "index in NAME_USES"),
        "prefix": ("int64", "position in `record.words.PREFIXES`, or -1"),
        "given": ("int64", _WORD),
        "middle": ("int64", _WORD),
        "surname": ("int64", _WORD),
        "second": ("int64", f"of the family name joined to the first by a hyphen: {_WORD}"),
    },
    "sex": {"sex": ("int64", "1 male, 2 female")},
    "ethnic_group": {"group": ("int64", "position in `record.words.ETHNIC`, the last for not stated")},
    "nhs_number": {
        "number": ("int64", "ten digits"),
        "verification": ("int64", "the status of NHSNumberVerificationStatus, 1 to 8"),
    },
    "local_number": {"number": ("int64", "what one organisation's system calls the person")},
    "address": {
        "second": ("int64", "1 for a second home or a stay of some weeks"),
        "flat": ("int64", "number of the flat, or 0"),
        "number": ("int64", "number of the house, or 0"),
        "street": ("int64", 'position in `record.words.addresses()["street"]`, -1 for no fixed abode'),
        "locality": ("int64", "position among villages, -1 in town"),
        "town": ("int64", "position among towns"),
        "postcode": ("int64", "number of the postcode"),
        "uprn": ("int64", "unique property reference number, or -1"),
        "establishment": ("int64", "the organisation whose care home, hall or prison it is, or -1"),
        "place": ("int64", "the place that it lies in"),
        "decile": ("int64", "tenth of deprivation of the area that it lies in: 1 is the most deprived"),
        "household": ("int64", "number of the household in the family: those of one live together"),
    },
    "contact_point": {
        "means": ("int64", "index in MEANS"),
        "number": ("int64", "which number of the range, or the digits in a mail address"),
        "given": ("int64", f"of a mail address: {_WORD}"),
        "surname": ("int64", f"of a mail address: {_WORD}"),
        "owner": ("int64", "row of the person whose it is: a child is reached by a parent's"),
    },
    "restriction": {},
    "residential_status": {"visitor": ("int64", "1 for a visitor from overseas, 0 for who is ordinarily resident")},
    "death": {"notice": ("int64", "index in NOTICES")},
    "relationship": {
        "relationship": ("int64", "index in RELATIONSHIPS: what `other` is to the person"),
        "other": ("int64", "row of the other person"),
        "other_member": ("int64", "member number of the other person"),
        "responsibility": ("int64", "1 where the other has parental responsibility"),
        "sealed": (
            "int64",
            "1 where an adoption has ended it: nothing in it leads to the other as he or she is now",
        ),
    },
}
"""The kinds of entry that say who people are to a record, with the columns that each has beside HEAD.

A row is one change, as in COLUMNS: what someone is called, where they live, how they are reached and so on is begun,
put right or ended. What an adoption has sealed is not there."""

IDENTITY_SHAPES: dict[str, Shape] = {
    kind: {name: dtype for name, (dtype, _) in {**HEAD, **own}.items()} for kind, own in IDENTITY.items()
}
"""The columns of each table of identity, and their types."""

PERSON_ROWS = ("person", "mother", "father", "owner", "other")
"""Columns of a record, or of the truth, that hold person rows (or -1), which mean nothing outside one batch."""
