"""Someone who lives is taken for dead now and then: the record says so, it is told, and it is taken back."""

from __future__ import annotations

import json

import numpy as np

import care_pathways
from output import fhir, messages
from output.check.messages import instant
from output.fhir.subject.context import Context
from synth import clock
from synth.record import demographics
from synth.record.kinds import CHANGES
from synth.record.scribe import Scribe
from synth.settings import Settings
from synth.simulate import simulate
from synth.world.building import build
from tests.output.test_messages import event_of, header, of_type


def test_of_the_living_who_are_taken_for_dead_a_death_is_told_and_then_taken_back():
    """A death in error is rare: some families in which the world has one."""
    settings = Settings()
    people = build(np.arange(24_000), settings)
    wrong = demographics.deaths(Scribe(people, settings))
    taken_back = np.unique(wrong["person"][wrong["change"] == CHANGES.index("withdrawn")])
    assert len(taken_back) > 2 and (people["died"][taken_back] > wrong["recorded"].min()).all()
    one = simulate(np.unique(people["family"][taken_back])[:4], settings, care_pathways.library())
    gone = one.identity["death"]["entry"][one.identity["death"]["change"] == CHANGES.index("withdrawn")]
    mine = np.isin(one.identity["death"]["entry"], gone)
    person = np.unique(one.identity["death"]["person"][mine])
    assert len(person) >= 4 and (one.who.died[person] > one.identity["death"]["recorded"][mine].min()).all()
    made = messages.render(Context(one))
    for who in person.tolist():
        lines = [json.loads(bytes(made.texts[row])) for row in np.flatnonzero(made.person == who).tolist()]
        told = [m for m in lines if event_of(m) == "pds-death-notification-1"]
        codes = [e["extension"][0]["valueCodeableConcept"]["coding"][0]["code"] for m in told
                 for e in of_type(m, "Patient")[0]["extension"] if e["url"].endswith("DeathNotificationStatus-1")]  # fmt: skip
        assert codes[:2] == ["1", "U"]
        changed = [instant(header(m)["meta"]["lastUpdated"]) for m in told]
        assert changed == sorted(changed) and len(set(changed)) == len(changed)
    resources = [json.loads(line) for line in fhir.render(one)["Patient"].lines.to_pylist()]
    here = {p["id"]: p for p in resources}
    ids = Context(one).patient_ids.to_pylist()
    alive = [who for who in person.tolist() if one.who.died[who] == clock.NEVER]
    assert alive and not any("deceasedDateTime" in here[ids[who].decode()] for who in alive)
