"""Small lives by which a clinical rule is tried: one that keeps it, and one that breaks it, made from its row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from output.check.clinical.conditions import TOLD, day
from output.check.clinical.lives import COLUMNS, ENTRY, Lives, lives_of
from output.check.clinical.rule import Rule
from synth.clock import DAY, instant_of

OPENS, CLOSES = instant_of(dt.date(1800, 1, 1)), instant_of(dt.date(2090, 1, 1))
TUESDAY, CHRISTMAS = instant_of(dt.date(2024, 6, 4)) + 600, instant_of(dt.date(2023, 12, 25)) + 600
PERSON, MOTHER, CHILD = "a person", "her mother", "her child"


@dataclass
class Example:
    """A life that is being made: its moment, its people and its rows.

    came: from abroad, where that is so. sexes: what the sex was put to later: version, how long after birth it is of.
    """

    at: int = TUESDAY
    born: int = TUESDAY - 30 * 365 * DAY
    sex: str = "female"
    came: int | None = None
    sexes: Sequence[tuple[str, int, str]] = ()
    child: tuple[int, int] | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    own: dict[str, Any] = field(default_factory=dict)

    def write(self, key: str, at: float, person: str = PERSON, **more: Any) -> None:
        """Write an entry; a key may name its kind before a colon."""
        kind, _, plain = key.rpartition(":")
        self.rows.append({"kind": kind or "observation", "code_key": plain, "at": int(at), "person": person, **more})

    def lives(self) -> Lives:
        """The lives that the tables of such rows tell of."""
        tables: dict[str, list[dict[str, str]]] = {name: [] for name in COLUMNS}
        for n, row in enumerate(self.rows):
            until = row.get("until")
            tables[row["kind"]].append({
                "id": str(n), "version": "1", "change": row.get("change", "recorded"), "status": "completed",
                "care_episode": "one",
                "from": _text(row["at"]), "recorded": _text(row["at"]), "until": _text(until) if until else "",
                "person": row["person"], "code_key": row["code_key"], "use": row["code_key"], "about": "self",
                "about_number": "0",
                "system": row.get("system", "Maternity"), "confidentiality": row.get("secrecy", "normal"),
                "pathway": row.get("pathway", ""),
                "value": str(row.get("value", "")), "value2": str(row.get("second", "")),
                "value_code_key": row.get("answer", "")})  # fmt: skip
        people = [(PERSON, self.born, MOTHER), (MOTHER, self.born - 30 * 365 * DAY, "")]
        if self.child:
            people.append((CHILD, self.child[0], PERSON))
            tables["death"].append({"person": CHILD, "from": _text(self.child[1])})
        tables["birth"] = [
            {"person": who, "from": _text(born), "recorded": _text(self.came or born), "mother": mother}
            for who, born, mother in people
        ]
        tables["sex"] = [{"person": PERSON, "version": version, "from": _text(self.born + later), "sex": sex}
                         for version, later, sex in (("1", 0, self.sex), *self.sexes)]  # fmt: skip
        made = {
            name: pa.table({column: [row.get(column, "") for row in rows] for column in COLUMNS[name]})
            for name, rows in tables.items()
            if rows
        }
        assert set(ENTRY) >= {"code_key"}
        return lives_of(made, OPENS, CLOSES)


def _text(at: int) -> str:
    return (dt.datetime(1970, 1, 1) + dt.timedelta(minutes=int(at))).strftime("%Y-%m-%d %H:%M:00Z")


def _between(low: float | None, high: float | None) -> float:
    if low is None:
        return (high or 0) - 1
    return low + 1 if high is None else (low + high) / 2


def _beyond(low: float | None, high: float | None, by: float = 1) -> float:
    return low - by if low is not None else (high or 0) + by


def example(rule: Rule, sound: bool) -> Lives:
    """A life to which a rule applies: one that keeps it, or one that breaks it."""
    one = Example()
    if not (rule.claim == "nowhere" and sound):
        _meet(one, rule)
    _CLAIMS[rule.claim](one, rule, sound)
    one.write(_own_key(rule), one.at, **one.own)
    return one.lives()


def _own_key(rule: Rule) -> str:
    return f"{rule.kind or 'observation'}:{rule.of[0]}"


def _meet(one: Example, rule: Rule) -> None:
    """Fulfil the conditions of a rule."""
    if rule["where_from"] or rule["where_before"]:
        low, high = (day(rule[name]) if rule[name] else None for name in ("where_from", "where_before"))
        at = _between(low, high) if low and high else low + 20 if low else (high or 0) - 20
        one.at = int(at) * DAY + 600
        one.born = one.at - 30 * 365 * DAY
    if rule["where_age_from"] is not None or rule["where_age_below"] is not None:
        low, high = rule["where_age_from"] or 0, rule["where_age_below"]
        one.born = one.at - int((low + high) // 2 if high else low + 300) * DAY
    if rule["where_born_from"] or rule["where_born_before"]:
        one.born = day(rule["where_born_from"] or rule["where_born_before"]) * DAY
    if rule["where_systems"]:
        one.own["system"] = rule["where_systems"][0]
    if rule["where_pathways"]:
        one.own["pathway"] = rule["where_pathways"][0]
    if rule["where_answer"]:
        one.own["answer"] = rule["where_answer"][0]
    if rule["where_value_from"] is not None:
        one.own["value"] = rule["where_value_from"]
    if rule["where_value_below"] is not None:
        one.own["value"] = rule["where_value_below"] - 0.1
    if rule["where_gestation_from"] is not None or rule["where_gestation_below"] is not None:
        _gives_birth(one, int(_between(rule["where_gestation_from"], rule["where_gestation_below"])))
    if rule["where_born_at_from"] is not None or rule["where_born_at_below"] is not None:
        length = _between(rule["where_born_at_from"], rule["where_born_at_below"])
        if rule["where_age_from"] is None and rule["age_to"] is None:
            one.born = one.at - DAY // 24
        one.write(TOLD, one.born, value=length)
    if rule["where_bereaved"]:
        one.child = one.at - 10 * DAY, one.at - 5 * DAY
    if rule["where_course"]:
        one.own["change"] = "begun"
    if rule["where_latest"]:
        low, high = rule["where_latest_from"], rule["where_latest_below"]
        one.write(rule["where_latest"], one.at - 10 * DAY, value=low if low is not None else high - 0.1)
    if rule["beside"]:
        person = MOTHER if rule["beside_whose"] == "mother" else PERSON
        one.write(rule["beside"][0], one.at + _middle(rule["beside_days"] or (0, 0)), person)


def _middle(within: Any) -> float:
    return (within[1] - within[0]) / 2 * DAY


def _gives_birth(one: Example, gestation: int) -> None:
    length = max(280, gestation)
    one.write(TOLD, one.at + (length - gestation) * DAY, value=length)


def _age(one: Example, rule: Rule, sound: bool) -> None:
    bounds = rule["age_from"], rule["age_to"]
    one.born = one.at - int(_between(*bounds) if sound else _beyond(*bounds, 2)) * DAY
    for row in one.rows:
        if row["code_key"] == TOLD:
            row["at"] = one.born


def _days(one: Example, rule: Rule, sound: bool) -> None:
    low, high = (day(rule[name]) if rule[name] else None for name in ("days_from", "days_to"))
    one.at = int(_between(low, high) if sound else _beyond(low, high, 2)) * DAY + 600


def _born(one: Example, rule: Rule, sound: bool) -> None:
    low, high = (day(rule[name]) if rule[name] else None for name in ("born_from", "born_to"))
    one.born = int(_between(low, high) if sound else _beyond(low, high, 2)) * DAY + 600


def _value(one: Example, rule: Rule, sound: bool) -> None:
    one.own["value"] = _between(rule["low"], rule["high"])
    one.own["second"] = _between(rule["second_low"], rule["second_high"])
    if not sound:
        one.own["value"] = _beyond(rule["low"], rule["high"])


def _needs(one: Example, rule: Rule, sound: bool) -> None:
    person = MOTHER if rule["whose"] == "mother" else PERSON
    if sound:
        one.write(rule["needs"][0], one.at + _middle(rule["within"]), person)


def _never(one: Example, rule: Rule, sound: bool) -> None:
    if not sound:
        one.write(rule["never"][0], one.at + _middle(rule["within"]))


def _since(one: Example, rule: Rule, sound: bool) -> None:
    bounds = rule["gap_from"], rule["gap_to"]
    gap = _between(*bounds) if sound else rule["gap_to"] + 2 if rule["gap_to"] is not None else rule["gap_from"] - 2
    one.write(rule["since"][0], one.at - int(gap) * DAY)


def _again(one: Example, rule: Rule, sound: bool) -> None:
    if not sound:
        one.write(_own_key(rule), one.at - 30, **one.own)


def _two(first: dict[str, Any], second: dict[str, Any]) -> Any:
    def two(one: Example, rule: Rule, sound: bool) -> None:
        one.write(rule.of[0], one.at - DAY, **first)
        one.own.update(first if sound else second)

    return two


def _lasts(one: Example, rule: Rule, sound: bool) -> None:
    bounds = rule["lasts_from"], rule["lasts_to"]
    one.own["until"] = one.at + int((_between(*bounds) if sound else (rule["lasts_to"] or 0) + 1) * DAY)


def _gestation(one: Example, rule: Rule, sound: bool) -> None:
    bounds = rule["gestation_from"], rule["gestation_to"]
    _gives_birth(one, int(_between(*bounds) if sound else _beyond(*bounds, 2)))


def _agrees(one: Example, rule: Rule, sound: bool) -> None:
    _gives_birth(one, 200)
    one.own["value"] = 200 if sound else 200 + rule["agrees_within"] + 1


def _own(name: str, right: Any, wrong: Any) -> Any:
    def own(one: Example, rule: Rule, sound: bool) -> None:
        one.own[name] = right(rule) if sound else wrong(rule)

    return own


def _apart(one: Example, rule: Rule, sound: bool) -> None:
    one.own.update(value=100, second=100 - rule["second_below_by"] - (1 if sound else -1))


def _sex(one: Example, rule: Rule, sound: bool) -> None:
    one.sex = rule["sex"] if sound else {"female": "male", "male": "female"}[rule["sex"]]


def _worked(one: Example, rule: Rule, sound: bool) -> None:
    one.at = TUESDAY if sound else CHRISTMAS


def _covered(one: Example, rule: Rule, sound: bool) -> None:
    """A month, of which others fill the whole, or leave out a week and more than is let pass."""
    slack, person = rule["slack"] or 0, MOTHER if rule["whose"] == "mother" else PERSON
    length = 30 + 4 * slack
    one.own["until"] = one.at + int(length * DAY)
    hole = 0 if sound else slack + 7
    one.write(rule["covered_by"][0], one.at, person, until=one.at + 10 * DAY)
    one.write(rule["covered_by"][-1], one.at + (10 + hole) * DAY, person, until=one.at + int(length * DAY))


def _during(one: Example, rule: Rule, sound: bool) -> None:
    over = 5 if sound else -(rule["slack"] or 0) - 2
    one.write(rule["during"][0], one.at - 30 * DAY, until=one.at + int(over * DAY))


def _clear(one: Example, rule: Rule, sound: bool) -> None:
    length, slack = 30 + 4 * (rule["slack"] or 0), rule["slack"] or 0
    one.own["until"] = one.at + int(length * DAY)
    begins = one.at + int((length if sound else length - slack - 2) * DAY)
    one.write(rule["clear_of"][-1], begins, until=begins + int(length * DAY))


def _first(one: Example, rule: Rule, sound: bool) -> None:
    one.own["until"] = one.at + int((rule["at_most"] + 40) * DAY)
    one.write(rule["first"][0], one.at + int((rule["at_most"] + (-1 if sound else 1)) * DAY))


def _every(one: Example, rule: Rule, sound: bool) -> None:
    step = (rule["at_most"] - 1 if sound else rule["at_most"] + 2) * DAY
    one.own["until"] = one.at + int(3 * step)
    for turn in (1, 2):
        one.write(rule["every"][0], one.at + int(turn * step))
    if rule["away"] and sound:  # a week more, of which nobody would know but for the stay
        one.own["until"] = one.at + int(3 * step) + 7 * DAY
        one.write(rule["away"][0], one.at + int(2 * step) + DAY, until=one.at + int(2 * step) + 8 * DAY)


def _without(one: Example, rule: Rule, sound: bool) -> None:
    length = 30 + 4 * (rule["slack"] or 0)
    one.own["until"] = one.at + int(length * DAY)
    one.write(rule["without"][0], one.at + int((length + 5 if sound else length / 2) * DAY))


def _by_age(one: Example, rule: Rule, sound: bool) -> None:
    one.born = one.at - int(rule["over_by_age"] - 30) * DAY
    one.own["until"] = one.at + (20 if sound else 40) * DAY


def _as_it_is(one: Example, rule: Rule, sound: bool) -> None:
    pass


_CLAIMS = {
    "age": _age, "days": _days, "born": _born, "value": _value, "second below": _apart, "needs": _needs,
    "never": _never, "since": _since, "once": _again, "lasts": _lasts, "gestation": _gestation, "sex": _sex,
    "gestation agrees": _agrees, "worked": _worked, "nowhere": _as_it_is,
    "answers": _own("answer", lambda rule: rule["answers"][0], lambda rule: "something else"),
    "systems": _own("system", lambda rule: rule["systems"][0], lambda rule: "another"),
    "secrecy": _own("secrecy", lambda rule: rule["secrecy"], lambda rule: "normal"),
    "lasting": _two({"answer": "a", "value": 1}, {"answer": "b", "value": 1}),
    "rises": _two({"value": 100}, {"value": 50}),
    "covered by": _covered, "during": _during, "clear of": _clear, "first": _first, "every": _every,
    "without": _without, "over by age": _by_age,
}  # fmt: skip
