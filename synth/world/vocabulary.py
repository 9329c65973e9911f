"""The names by which pathways read the world: attributes, changing facts, and the signals of life events."""

from __future__ import annotations

from synth.world.demography.characteristics import ETHNIC
from synth.world.demography.deaths import CAUSES
from synth.world.demography.pregnancy import OUTCOMES
from synth.world.illness.onsets import BEGINS
from synth.world.illness.risks import ILLNESSES
from synth.world.traits.beliefs import ORIENTATIONS, RELIGIONS
from synth.world.traits.origins import LANGUAGES

ATTRIBUTES = {
    "sex": "1 male, 2 female",
    "ethnic": "ethnic category (index of world.characteristics.ETHNIC)",
    "decile": "deprivation decile of the home, 1 most deprived",
    "height": "adult height, mm",
    "bmi": "body mass index at 45, kg/m2 times 10",
    "bmi_18": "body mass index at 18, kg/m2 times 10",
    "bmi_30": "body mass index at 30, kg/m2 times 10",
    "bmi_70": "body mass index at 70, kg/m2 times 10",
    "bmi_85": "body mass index at 85, kg/m2 times 10",
    "birth_weight": "birth weight, g",
    "birth_gestation": "gestation at birth, days",
    "birth_order": "1, 2, 3 among those born together",
    "plurality": "how many were born together",
    "stillborn": "1 for a baby born dead from 24+0 weeks",
    "from_abroad": "1 for those who come to England after the first day",
    "arrives": "the instant from which someone is in England, before everything for those who always were",
    "emigrates": "1 for those who leave England for good before they die",
    "english_speaker": "1 where English is the main language",
    "born_in": "country of birth (index of world.origins.COUNTRIES; below 4: the United Kingdom)",
    "heritage": "country that the family is from (index of world.origins.COUNTRIES)",
    "arrived_year": "year of coming to England of those born abroad, 0 for all others",
    "language": "main language (index of world.origins.LANGUAGES; 0 English)",
    "interpreter": "1 for those who need an interpreter",
    "religion": "index of world.beliefs.RELIGIONS; 0 none",
    "orientation": "sexual orientation as an adult (index of world.beliefs.ORIENTATIONS; 0 heterosexual)",
    "gender_identity": "gender identity as an adult (index of world.beliefs.IDENTITIES; 0 as registered at birth)",
    "transition": "day (since 1970) on which the sex in health records changes; 2**31: does not",
    "states_religion": "1 for those who say their religion when asked",
    "states_orientation": "1 for those who say their sexual orientation when asked",
    "states_identity": "1 for those who say their gender identity when asked",
    "registered_from": "the instant at which the first practice has the person on its list (NEVER: none ever does)",
    "care_home_from": "the instant from which someone lives in a care home for good (NEVER: never)",
    "supported_living_from": "the instant from which someone lives in supported living (NEVER: never)",
    "not_safe_from": "the instant from which somebody worries about a child who comes into care later (NEVER: nobody)",
    "into_care_from": "the instant at which a child comes into care (NEVER: never)",
    "unaccompanied": "1 for a child who came to England alone and seeks asylum",
    "record_begins": "the instant from which on the record is kept; what is only of its moment may begin there",
    **{
        name: f"day (since 1970) on which {illness.replace('_', ' ')} begins, even after death; 2**31: never"
        for name, illness in BEGINS.items()
    },
    "overseas_visitor": "0 resident, 1 a visitor from overseas with an NHS number, 2 one without",
}
"""Facts about a person that never change."""

FACTS = {
    "smoker": "1 while a smoker",
    "has_smoked": "1 from the day on which smoking was taken up for the first time",
    "partnered": "1 while living with a partner",
    "in_care_home": "1 while living in a care home",
    "restricted": "1 while the record is restricted (sensitive)",
    "disabled": "1 from the day on which daily life is limited a little, 2 a lot (Equality Act 2010)",
    "carer": "while caring, unpaid, for anyone: hours a week (1 up to 19, 2 20 to 49, 3 50 or more)",
    "cared_for": "while cared for by someone of the family: hours a week, as for `carer`",
    **{illness: f"1 from the day on which {illness.replace('_', ' ')} begins, known or not" for illness in ILLNESSES},
}
"""Facts about a person that the world changes over time."""

_HOURS = ("none", "up to 19 hours", "20 to 49 hours", "50 hours or more")
OPTIONS: dict[str, tuple[str, ...]] = {
    "sex": ("nobody", "male", "female"),
    "ethnic": tuple(name for _, name in ETHNIC),
    "disabled": ("no", "a little", "a lot"),
    "carer": _HOURS,
    "cared_for": _HOURS,
    "language": LANGUAGES,
    "religion": RELIGIONS,
    "orientation": ORIENTATIONS,
}
"""The options of attributes and facts that are one of several, by name, in the order of their values."""

BEGINNINGS = {f"{illness.replace('_', ' ')} begins": illness for illness in ILLNESSES}
"""Signals that an illness begins, each with the fact that says so from then on."""

EVENTS: dict[str, tuple[str, ...]] = {
    "birth": (),
    "conception": (
        "number", "last_period", "ends", "gestation", "outcome", "babies", "fetuses", "parity", "gravida",
        "baby_1", "baby_2", "baby_3", "birth_weight_1", "birth_weight_2", "birth_weight_3",
        "identical",
    ),
    "coming of age": (),
    "sixty-fifth birthday": (),
    "joins a practice": ("turn", "registers", "removed"),
    "moves home": ("far",),
    "arrives in England": (),
    "leaves England": (),
    "begins to live with a partner": (),
    "parts from a partner": (),
    "marries": (),
    "enters a care home": (),
    "moves into supported living": (),
    "enters prison": (),
    "leaves prison": (),
    "loses home": (),
    "has a home again": (),
    "goes to a hall of residence": (),
    "stays elsewhere for a time": ("until",),
    "is not safe at home": (),
    "comes into care": ("leaves", "to", "legal"),
    "is placed": ("kind", "leaves"),
    "is adopted": (),
    **dict.fromkeys(BEGINNINGS, ()),
    "last years begin": ("ends", "cause"),
    "death": ("cause",),
}  # fmt: skip
"""Signals that the world raises, each with the values it hands over. "birth" goes to the one who is born, "conception"
to the mother: its outcome, end, babies and their weights are the world's, and pathways explain them. "joins a
practice" comes at birth, on arrival and with every move into another practice's area: `turn` is 0 for the first of
those who did not come from abroad, `registers` and `removed` the instants from and until which the practice has the
person on its list (it loses whom another has accepted; NEVER where it never does); "moves home" says how `far` (0
near, 1 to another practice's area, 2 to another place); "loses home" is the begin of a time without a fixed abode, and
"stays elsewhere for a time" that of some weeks in another place, `until` the instant of coming back. "is not safe at
home" comes some time before "comes into care", which says when the child `leaves` care (after its eighteenth birthday
for those who stay to it), where `to` (0 to a parent, 1 to a special guardian, 2 to other kin, 3 to adopters) and the
`legal` status at the start (0 accommodated, 1 interim care order, 2 emergency protection); "last years begin" comes two
years before the death of whoever dies in England, or at birth, with the instant at which life `ends` and its `cause`,
so that what leads to it can be told; "death" comes in the last minute of a life, with its underlying `cause` (index in
`deaths.CAUSES`); "is placed" comes with every placement: `kind` (0 foster carer, 1 kin, 2 children's home, 3 a parent,
4 supported accommodation, 5 those who will adopt) and when the child `leaves` it."""
PEOPLE = ("baby_1", "baby_2", "baby_3")
"""Values that are persons (rows), so that a signal can be sent to them."""
EVENT_KINDS: dict[str, dict[str, str]] = {
    "conception": {"last_period": "day", "ends": "instant", **dict.fromkeys(PEOPLE, "person")},
    "last years begin": {"ends": "instant"},
    "joins a practice": {"registers": "instant", "removed": "instant"},
    "stays elsewhere for a time": {"until": "instant"},
    "comes into care": {"leaves": "instant"},
    "is placed": {"leaves": "instant"},
}
"""Of what events hand over, what is an instant (UTC minutes), what a day and what a person, by name."""
EVENT_OPTIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "conception": {"outcome": OUTCOMES},
    "moves home": {"far": ("near", "another practice's area", "another place")},
    "comes into care": {
        "to": ("a parent", "a special guardian", "other kin", "adopters"),
        "legal": ("accommodated", "interim care order", "emergency protection"),
    },
    "is placed": {
        "kind": ("foster carer", "kin", "children's home", "a parent", "supported accommodation", "adopters")
    },
    "death": {"cause": CAUSES},
}
"""The options of what events hand over, by name, in the order of their values."""
