"""What is done at school is done at the child's own, which lies near home and serves the street."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict

import numpy as np

import care_pathways
from output import fhir
from synth.record.batch import places_touched
from synth.settings import Settings
from synth.simulate import simulate
from synth.world.organisations import organisations

SETTINGS = Settings(start=dt.date(2018, 1, 1), end=dt.date(2022, 1, 1))


def test_vaccinations_at_school_are_at_the_school_of_the_childs_age_and_home():
    batch = simulate(np.arange(80), SETTINGS, care_pathways.library())
    found = {kind: [json.loads(line) for line in each.lines.to_pylist()] for kind, each in fhir.render(batch).items()}
    shared = fhir.reference(SETTINGS, places_touched(batch))
    locations = {r["id"]: r for r in (json.loads(line) for line in shared["Location"].lines.to_pylist())}
    schools = {o.name for place in places_touched(batch) for o in organisations.catalogue(place, SETTINGS)
               if o.type_code == "edu"}  # fmt: skip
    born = {r["id"]: dt.date.fromisoformat(r["birthDate"]) for r in found["Patient"]}
    by_child = defaultdict(set)
    for visit in found["Encounter"]:
        for place in visit.get("location", ()):
            name = place["location"].get("display", "")
            if name in schools:
                child = visit["subject"]["reference"].split("/")[1]
                day = dt.date.fromisoformat(visit["period"]["start"][:10])
                assert locations[place["location"]["reference"].split("/")[1]]["name"] == name
                assert 3 < (day - born[child]).days / 365.25 < 17
                by_child[child].add(name)
    assert len(by_child) > 10
    assert np.mean([len(names) for names in by_child.values()]) < 1.6  # few change school but by age or a move
