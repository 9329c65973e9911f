"""What is open at a death is closed when each system has been told of it, and not in the minute in which someone dies."""

from __future__ import annotations

import numpy as np

from synth import clock
from synth.calendar import opening
from synth.pathway.compiled.plan import CONTACT
from synth.record.kinds import CHANGES
from synth.systems import authorship
from synth.systems.kinds import KINDS
from tests.spec.written import everyone

CLOSES = [CHANGES.index(change) for change in ("ended", "withdrawn")]


def closings() -> list[tuple[str, int, int, int, int]]:
    """(kind, person, died, recorded, setting) of all that was closed of someone who had died, stays apart."""
    w, found = everyone(), []
    for kind, t in w.record.items():
        died = w.people["died"][t["person"]]
        rows = np.flatnonzero(np.isin(t["change"], CLOSES) & (t["recorded"] >= died) & (kind != "contact"))
        for row in rows.tolist():
            setting = authorship.INDEX[w.library.forms[t["form"][row]].setting]
            found.append((kind, int(t["person"][row]), int(died[row]), int(t["recorded"][row]), setting))
    return found


def test_nothing_is_closed_in_the_minute_of_a_death_but_the_stay_that_it_ends() -> None:
    found = closings()
    assert len(found) > 500 and {kind for kind, *_ in found} > {"prescription", "condition", "registration", "plan"}
    assert all(recorded > died for _, _, died, recorded, _ in found)
    days = np.array([(recorded - died) / clock.DAY for kind, _, died, recorded, _ in found if kind == "prescription"])
    assert 0.5 < np.median(days) < 3 and days.max() < 30


def test_it_is_closed_by_whoever_is_there_at_that_hour() -> None:
    found = [one for one in closings() if one[0] != "registration"]  # which has a time of its own
    at, setting = (np.array([one[i] for one in found]) for i in (3, 4))
    hours = authorship.hours_of(setting)
    for pattern in np.unique(hours):
        assert opening.in_hours(at[hours == pattern], pattern).all(), pattern


def test_a_system_closes_together_what_it_holds_open() -> None:
    gp = next(index for index, kind in enumerate(KINDS) if kind.key == "gp")
    times: dict[int, set[int]] = {}
    many = 0
    for kind, person, _, recorded, setting in closings():
        if kind in ("prescription", "condition") and authorship.systems(np.array([setting]))[0] == gp:
            times.setdefault(person, set()).add(recorded)
            many += 1
    assert many > 3 * len(times) > 100
    assert sum(len(of) == 1 for of in times.values()) > 0.95 * len(times)


def test_a_practice_closes_nothing_before_it_has_written_down_that_its_patient_died() -> None:
    w = everyone()
    place = w.rows("observation", "place_of_death")
    heard = dict(zip(place["person"].tolist(), place["recorded"].tolist(), strict=True))
    notice = w.rows("communication", "notification_of_death")
    sent = dict(zip(notice["person"].tolist(), notice["recorded"].tolist(), strict=True))
    assert len(heard) > 100 and all(heard.get(person, at + 1) > at for person, at in sent.items())
    looked = [(recorded, heard[person]) for kind, person, _, recorded, setting in closings()
              if kind in ("prescription", "condition") and person in heard
              and KINDS[authorship.systems(np.array([setting]))[0]].key == "gp"]  # fmt: skip
    assert len(looked) > 300 and all(recorded >= at for recorded, at in looked)


def test_what_ends_with_a_life_ends_at_the_death_whenever_it_is_written_down() -> None:
    w = everyone()
    t = w.rows("condition", change="ended", anywhen=True)
    late = t["recorded"] > w.people["died"][t["person"]]
    assert late.sum() > 50 and (t["until"][late] <= w.people["died"][t["person"][late]]).all()


def test_nothing_is_authorised_in_the_minute_of_a_death() -> None:
    """An annual review that was to be after the death was none; its medicines were authorised for a year all the same."""
    w = everyone()
    for kind, t in w.record.items():
        own = np.array([form.slot == CONTACT for form in w.library.forms])[t["form"]]
        amended = (t["change"] == CHANGES.index("amended")) & ~own
        assert not (amended & (t["recorded"] == w.people["died"][t["person"]])).any(), kind
