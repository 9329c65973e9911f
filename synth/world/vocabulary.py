"""What pathways may read of the world, by name: attributes, changing facts, and the signals of life events."""

from __future__ import annotations

ATTRIBUTES = {
    "sex": "1 male, 2 female",
    "ethnic": "index of the ethnic category (world.people.ETHNIC)",
    "decile": "deprivation decile of the home, 1 most deprived",
    "height": "adult height, mm",
    "bmi": "adult body mass index, kg/m2 times 10",
    "birth_weight": "birth weight, g",
    "birth_gestation": "gestation at birth, days",
    "birth_order": "1, 2, 3 among those born together",
    "plurality": "how many were born together",
    "stillborn": "1 for a baby born dead from 24+0 weeks",
    "english_speaker": "1 where English is a main language",
}
"""Facts about a person that never change."""

FACTS = {
    "smoker": "1 while a smoker",
    "partnered": "1 while living with a partner",
}
"""Facts about a person that the world changes over time."""

EVENTS: dict[str, tuple[str, ...]] = {
    "birth": (),
    "conception": (
        "number", "last_period", "ends", "gestation", "outcome", "babies", "fetuses", "parity", "gravida",
        "baby_1", "baby_2", "baby_3",
    ),
    "coming of age": (),
    "sixty-fifth birthday": (),
    "death": (),
}  # fmt: skip
"""Signals that the world raises, each with the values it hands over. "birth" goes to the one who is born,
"conception" to the mother: its outcome, end and babies are the world's, and pathways explain them."""
PEOPLE = ("baby_1", "baby_2", "baby_3")
"""Values that are persons (rows), so that a signal can be sent to them."""
