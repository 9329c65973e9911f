"""Reasons why a name, a number or a recorded sex changed: the words behind the columns `reason`."""

REASONS = (
    "birth",
    "registration",
    "marriage",
    "separation",
    "adoption",
    "change of gender",
    "correction",
    "deed poll",
    "coming of age",
    "profession",
    "arrival",
    "known as",
)
"""The column `reason` of `names`, `numbers`, `sexes` and `known_as` is an index here."""
(
    BIRTH,
    REGISTRATION,
    MARRIAGE,
    SEPARATION,
    ADOPTION,
    GENDER,
    CORRECTION,
    DEED_POLL,
    OF_AGE,
    PROFESSION,
    ARRIVAL,
    KNOWN_AS,
) = range(len(REASONS))
