"""A stay in a life: one contact, begun on a ward and ended there, in time, early, or by death."""

from __future__ import annotations

from synth import clock
from synth.pathway.language.expressions import Fact, Now
from synth.pathway.language.model import Pathway, Step, When
from synth.pathway.language.notes import Notes, instant, whether
from synth.pathway.parts.stay import admission, cut_short, discharge, hospital_stay
from tests.spec.parts.tried import WINDOW, Row, numbers, ran

p = numbers("""
[until]
quantiles = [[0, 1], [1, 300]]
unit = "days"
[ward]
quantiles = [[0, 1], [1, 300]]
unit = "days"
[day]
value = 3
unit = "days"
[lasts]
value = 350
unit = "days"
""")


class Inpatient(Notes):
    """What the ward knows."""

    inside = whether("is on the ward")
    leaves = instant("when the discharge is planned")


n = Inpatient
MALE = Fact("sex").is_("male")
STAY = hospital_stay("newborn_stay", inside=n.inside, wards={"labour ward": MALE, "birth centre": ~MALE})
PATHWAY = Pathway(
    "stay",
    starts_on="birth",
    until=Now() + p.lasts,
    ending="over",
    at_death="died",
    notes=Inpatient,
    steps=[
        *STAY.steps(
            admission("admission", after=p.until, draws={n.leaves: Now() + p.ward}, then="discharge"),
            discharge("discharge", at=n.leaves, said={"discharge_method": "discharge_method_clinical"}, then="later"),
            cut_short("over", said={"discharge_method": "discharge_method_clinical"}),
            cut_short("died", said={"discharge_method": "discharge_method_died"}),
            setting="labour ward",
        ),
        Step("later", "labour ward", after=p.lasts, contact="antenatal_visit"),
    ],
)


def stays() -> list[list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in ran([PATHWAY], families=250):
        if row.kind == "contact" and row.code == "newborn_stay":
            found.setdefault(row.entry, []).append(row)
    return [rows for rows in found.values() if rows[0].day > WINDOW.begins // clock.DAY]


def test_a_stay_is_begun_once_and_ended_once_however_it_ends():
    found = stays()
    assert {rows[-1].step for rows in found if rows[-1].change == "ended"} == {"discharge", "over", "died"}
    for rows in found:
        assert [row.change for row in rows] in (["begun", "ended"], ["begun"])
        assert rows[-1].change == "ended" or rows[0].day > WINDOW.ends // clock.DAY - 360


def test_a_stay_begins_and_ends_on_the_ward_of_whoever_is_there():
    wards = {rows[0].setting for rows in stays()}
    assert wards == {"labour ward", "birth centre"}
    for rows in stays():
        if rows[-1].step == "discharge":
            assert rows[0].setting == rows[-1].setting


KNOWN = hospital_stay("newborn_stay", inside=n.inside, fact="on_ward")
AWAY = Pathway(
    "known stay",
    starts_on="birth",
    until=Now() + p.lasts,
    ending="over",
    at_death="died",
    notes=Inpatient,
    steps=KNOWN.steps(
        admission("admission", after=p.until, draws={n.leaves: Now() + p.ward}, then="discharge"),
        discharge("discharge", at=n.leaves, said={}),
        cut_short("over", said={}),
        cut_short("died", said={}),
        setting="labour ward",
    ),
)
VISITED = Pathway("visited", starts_on="birth", until=Now() + p.lasts, steps=[
    Step("day", after=p.day, then=When({"day": Fact("on_ward")}, otherwise="visit")),
    Step("visit", "midwife at home", contact="antenatal_visit", then="day"),
])  # fmt: skip


def test_others_know_who_is_on_a_ward_by_the_fact_of_the_stay():
    rows, stays, visits = ran([AWAY, VISITED], families=250), {}, {}
    for row in rows:
        if row.kind == "contact" and row.code == "newborn_stay":
            stays.setdefault(row.person, {})[row.change] = row.day
        elif row.kind == "contact":
            visits.setdefault(row.person, []).append(row.day)
    both = {person: of for person, of in stays.items() if len(of) == 2 and of["ended"] - of["begun"] > 20}
    assert len(both) > 20
    for person, of in both.items():
        assert not [
            day for day in visits.get(person, ()) if of["begun"] + 3 < day < of["ended"]
        ]  # who was about to come does
    assert sum(any(day >= of["ended"] for day in visits.get(person, ())) for person, of in both.items()) > 20
