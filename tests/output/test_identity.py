"""What a Patient says of who someone is, and was: names, numbers, recorded sex, restrictions."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from output.fhir.resources import patient
from output.fhir.subject import identifiers, related_person
from output.fhir.subject.context import Context
from synth.simulate import batch_of
from synth.systems import kinds
from synth.world import reasons
from synth.world.identity import namelists, nhs_numbers, numbering
from synth.world.population import Population, Table
from tests.fixtures.batch import batch, population

Resource = dict[str, Any]
NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"


def changed(**tables: Any) -> Context:
    """The batch with some tables of its population put in place of others."""
    one = batch()
    return Context(batch_of(replace(people(), **tables), one.record, one.settings, one.forms, one.codelists))


def resources(context: Context, module: Any) -> list[Resource]:
    return [json.loads(line) for line in module.render(context).lines.to_pylist()]


def by_row(context: Context) -> dict[int, Resource]:
    """The Patient of each person row."""
    made = patient.render(context)
    return dict(zip(made.person.tolist(), (json.loads(line) for line in made.lines.to_pylist()), strict=True))


@lru_cache(maxsize=1)
def people() -> Population:
    return population()


def a_mother_and_her_child() -> tuple[int, int]:
    p, settings = people(), batch().settings
    child = np.flatnonzero(
        p["patient"] & (p["mother"] >= 0) & (p["born"] > settings.begins) & (p["died"] > settings.ends)
    )
    child = child[p["patient"][p["mother"][child]] & (p["died"][p["mother"][child]] > settings.ends)]
    return int(p["mother"][child[0]]), int(child[0])


def with_a_new_number(person: int) -> tuple[Context, str, str]:
    """The batch in which someone was given another NHS number two years before the end, and both numbers."""
    truth, old, new = a_new_number(person)
    return changed(numbers=truth.numbers), old, new


def a_new_number(person: int) -> tuple[Population, str, str]:
    """The people of whom someone was given another NHS number two years before the end, and both numbers."""
    n, when = people().numbers, batch().settings.ends - 2 * 525_960
    row = int(np.flatnonzero(n["person"] == person)[-1])
    old = int(n["nhs_number"][row])
    new = int(nhs_numbers.nhs_numbers(42, np.array([9]), np.array([77]))[0])
    columns = {name: np.insert(column, row + 1, column[row]) for name, column in n.columns.items()}
    columns["nhs_number"][row + 1], columns["from"][row + 1], columns["until"][row] = new, when, when
    columns["verified"][row + 1], columns["reason"][row + 1] = when, reasons.CORRECTION
    return replace(people(), numbers=Table(columns)), str(old), str(new)


def official(one: Resource) -> list[str]:
    return [i["value"] for i in one["identifier"] if i["system"] == NHS_NUMBER]


def test_a_number_that_was_replaced_is_old_and_the_present_one_is_the_only_nhs_number():
    _, child = a_mother_and_her_child()
    context, old, new = with_a_new_number(child)
    one = by_row(context)[child]
    assert official(one) == [new]
    former = [i for i in one["identifier"] if i["system"] == identifiers.PREVIOUS]
    assert [i["value"] for i in former] == [old]
    assert former[0]["use"] == "old" and former[0]["period"]["start"] <= former[0]["period"]["end"]
    assert one["identifier"][0]["period"]["start"] == former[0]["period"]["end"]


def test_mother_and_child_find_each_other_after_a_change_of_number():
    mother, child = a_mother_and_her_child()
    context, _, new = with_a_new_number(child)
    ids = context.patient_ids.to_pylist()
    related = resources(context, related_person)
    hers = [i["value"] for r in related if r["patient"]["reference"] == f"Patient/{ids[mother].decode()}"
            for i in r["identifier"]]  # fmt: skip
    assert new in hers
    its = [i["value"] for r in related if r["patient"]["reference"] == f"Patient/{ids[child].decode()}"
           for i in r["identifier"]]  # fmt: skip
    assert official(by_row(context)[mother])[0] in its


def test_a_tie_that_has_ended_shows_the_number_of_its_time():
    mother, child = a_mother_and_her_child()
    truth, old, new = a_new_number(child)
    r = {name: column.copy() for name, column in truth.relationships.columns.items()}
    ends = int(truth.numbers["from"][np.flatnonzero(truth.numbers["nhs_number"] == int(new))[0]])
    tie = (r["person"] == mother) & (r["other"] == child)
    assert tie.any()
    r["until"][tie] = ends
    context = changed(numbers=truth.numbers, relationships=Table(r))
    ids = context.patient_ids.to_pylist()
    hers = [i["value"] for one in resources(context, related_person)
            if one["patient"]["reference"] == f"Patient/{ids[mother].decode()}" for i in one["identifier"]]  # fmt: skip
    assert old in hers and new not in hers


def test_a_restricted_record_says_so_and_does_not_say_where_anyone_is():
    mother, child = a_mother_and_her_child()
    begins = batch().settings.begins
    fact = Table({name: np.array(values) for name, values in (
        ("person", [mother, mother]), ("time", [begins + 1000, 2**39]), ("value", [1, 0]))})  # fmt: skip
    context = changed(facts={**people().facts, "restricted": fact})
    plain, found = by_row(changed()), by_row(context)
    one = found[mother]
    assert "R" in {label["code"] for label in one["meta"]["security"]}
    assert not {"address", "telecom", "generalPractitioner"} & one.keys() and plain[mother]["address"]
    assert not [i for i in one["identifier"] if "assigner" in i]
    assert "R" not in {label["code"] for label in found[child]["meta"]["security"]}
    ids = context.patient_ids.to_pylist()
    for r in resources(context, related_person):
        told = r["patient"]["reference"] == f"Patient/{ids[mother].decode()}"
        if told or official(one)[0] in [i["value"] for i in r["identifier"]]:
            assert "address" not in r and "telecom" not in r


def test_a_visitor_is_an_overseas_resident_and_one_without_a_number_says_why():
    _, child = a_mother_and_her_child()
    n = people().numbers
    attributes = {name: column.copy() for name, column in people().attributes.items()}
    attributes["from_abroad"][child], attributes["overseas_visitor"][child] = 1, numbering.UNNUMBERED
    one = by_row(changed(attributes=attributes, numbers=n.take(n["person"] != child)))[child]
    said = {e["url"].rsplit("-", 1)[1]: e["valueCodeableConcept"]["coding"][0]["code"] for e in one["extension"]
            if "valueCodeableConcept" in e}  # fmt: skip
    assert said["ResidentialStatus"] == "O" and said["NHSNumberUnavailableReason"] == "overseas-patient"
    assert not official(one)


def test_a_change_of_gender_shows_in_the_record_and_birth_sex_stays():
    mother, _ = a_mother_and_her_child()
    when = batch().settings.begins + 5000
    s = Table({
        "person": np.array([mother, mother]), "from": np.array([people()["born"][mother], when]),
        "until": np.array([when, 2**40]), "sex": np.array([2, 1]), "reason": np.array([reasons.BIRTH, reasons.GENDER]),
    })  # fmt: skip
    one = by_row(changed(sexes=s))[mother]
    assert one["gender"] == "male"
    birth = next(e for e in one["extension"] if e["url"].endswith("BirthSex"))
    assert birth["valueCodeableConcept"]["coding"][0]["code"] == "F"


def test_names_that_are_joined_and_what_people_are_called():
    mother, _ = a_mother_and_her_child()
    t = {name: column.copy() for name, column in people().names.columns.items()}
    row = int(np.flatnonzero((t["person"] == mother) & (t["from"] < batch().settings.ends))[-1])
    words = namelists.vocabulary()
    t["second"][row] = words["family"].index("Taylor")
    called = Table({
        "person": np.array([mother]), "given": np.array([words["given"].index("Liz")]),
        "from": np.array([people()["born"][mother] + 3_000_000]), "until": np.array([2**40]), "reason": np.array([11]),
    })  # fmt: skip
    one = by_row(changed(names=Table(t), known_as=called))[mother]
    assert one["name"][0]["use"] == "official"
    assert any(name["family"].endswith("-Taylor") and name["text"].endswith("-Taylor") for name in one["name"][:2]
               if "family" in name)  # fmt: skip
    nickname = next(name for name in one["name"] if name["use"] == "nickname")
    assert nickname["given"] == ["Liz"] and nickname["text"] == "Liz"


def test_local_numbers_name_their_system_and_who_gave_them():
    seen: dict[str, list[str]] = {}
    for one in by_row(changed()).values():
        for i in one["identifier"]:
            if "assigner" in i:
                assert i["use"] == "secondary" and i["system"].startswith(kinds.BASE) and i["type"]["text"]
                assert len(i["value"]) == 10 and i["value"].startswith("1") and i["period"]["start"]
                seen.setdefault(i["system"], []).append(i["value"])
    assert len(seen) > 5
    assert all(len({*values}) == len(values) for values in seen.values())
    numbers = batch().identity["local_number"]
    assert (numbers["confidentiality"] == 0).sum() == sum(map(len, seen.values()))
