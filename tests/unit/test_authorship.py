"""Authorship: every setting can be carried out, and one care episode keeps one practitioner."""

import numpy as np
import pytest

from synth import chance, clock
from synth.calendar import days
from synth.settings import Settings
from synth.systems import authorship, kinds
from synth.world.organisations import organisations, posts, sites, staff

RUN = Settings().run
N = len(authorship.SETTINGS)
NOON = Settings().begins + 32 * clock.DAY + 12 * clock.HOUR


def columns(times: int):
    settings = np.tile(np.arange(N), times)
    n = len(settings)
    rows = np.arange(n, dtype=np.uint64)
    return settings, np.arange(n) % 7, np.arange(n) % 10, chance.mix(rows)


def written_by(settings, place, practice, episode, when=NOON):
    """The organisation and the practitioner of each, all at one instant."""
    organisation, someone = authorship.complete(settings, place, practice, episode, RUN)
    at = np.full(len(settings), when, dtype=np.int64)
    return organisation, authorship.practitioners(settings, organisation, someone, at, at, Settings().begins)


def test_every_setting_names_what_there_is():
    for setting in authorship.SETTINGS.values():
        assert setting.system in kinds.INDEX
        assert setting.organisation in organisations.KINDS
        assert setting.hours in (*days.PATTERNS, days.ALWAYS)
        assert setting.contact in ("AMB", "HH", "IMP", "VR", "EMER")
        assert setting.channel in ("In-person", "Telephone", "")
        if setting.role:
            assert setting.role in dict(staff.rosters()[setting.organisation])
        if setting.location not in ("", sites.HOME, sites.SCHOOL):
            sites.position_of(sites.LOCATIONS, setting.organisation, setting.location)
        if setting.service:
            sites.position_of(sites.SERVICES, setting.organisation, setting.service)
        assert (setting.location == sites.HOME) <= (setting.contact == authorship.HOME)


def test_every_kind_of_system_but_that_of_what_others_give_is_written_in_by_some_setting():
    assert {setting.system for setting in authorship.SETTINGS.values()} == {*kinds.INDEX} - {kinds.SHARED}


def test_organisation_and_practitioner_fit_the_setting_and_the_person():
    settings, place, practice, episode = columns(20)
    organisation, practitioner = written_by(settings, place, practice, episode)
    names = list(authorship.SETTINGS.values())
    for row, number in enumerate(settings.tolist()):
        kind = organisations.kind_of(int(organisation[row]))
        assert kind.key == names[number].organisation
        if not kind.national:
            assert organisation[row] // organisations.SLOTS == place[row]
        if kind.key == "practice":
            assert organisation[row] % organisations.SLOTS - kind.slot == practice[row]
        if names[number].role:
            assert posts.organisation_of(practitioner[row]) == organisation[row]
            assert staff.role_of(int(practitioner[row])).key == names[number].role
        else:
            assert practitioner[row] == staff.NOBODY


def test_columns_in_any_order_give_the_same_and_no_row_sees_another():
    settings, place, practice, episode = columns(3)
    whole = np.stack(written_by(settings, place, practice, episode))
    order = np.argsort(episode, kind="stable")
    assert (np.stack(written_by(*(c[order] for c in (settings, place, practice, episode)))) == whole[:, order]).all()
    for row in range(0, len(settings), 7):
        one = written_by(*(c[row : row + 1] for c in (settings, place, practice, episode)))
        assert [int(c[0]) for c in one] == whole[:, row].tolist()


def test_one_episode_keeps_its_practitioner_and_others_spread():
    midwife = np.full(400, authorship.INDEX["community midwife"])
    here = np.zeros(400, dtype=np.int64)
    same = np.full(400, 12345, dtype=np.uint64)
    _, one = written_by(midwife, here, here, same)
    assert len({*one.tolist()}) == 1
    at_home = np.full(400, authorship.INDEX["midwife at home"])
    assert written_by(at_home, here, here, same)[1][0] == one[0]
    _, many = written_by(midwife, here, here, chance.mix(np.arange(400, dtype=np.uint64)))
    assert len({*many.tolist()}) > 15


def test_what_was_written_before_the_window_names_only_who_is_still_there():
    settings, place, practice, episode = columns(30)
    staffed = np.array([bool(one.role) for one in authorship.SETTINGS.values()])[settings]
    for years, least, most in ((1, 0.7, 0.99), (12, 0.02, 0.6), (60, 0, 0)):
        _, who = written_by(settings, place, practice, episode, NOON - years * clock.YEAR)
        named = (who != staff.NOBODY)[staffed].mean()
        assert least <= named <= most, years
        there = who[who != staff.NOBODY]
        assert (staff.times_of(there)[1] > Settings().begins).all()


def test_successors_write_as_the_years_go_by():
    settings, place, practice, episode = columns(30)
    _, first = written_by(settings, place, practice, episode)
    _, later = written_by(settings, place, practice, episode, NOON + 10 * clock.YEAR // 7 * 7)
    staffed = first != staff.NOBODY
    assert (first[staffed] <= later[staffed]).mean() > 0.5 and (first != later)[staffed].mean() > 0.4
    for numbers, when in ((first, NOON), (later, NOON + 10 * clock.YEAR // 7 * 7)):
        begins, ends = staff.times_of(numbers[staffed])
        assert ((begins <= when) & (when < ends)).all()


def test_the_keeper_of_a_record_runs_a_system_of_its_kind():
    settings, place, practice, episode = columns(2)
    organisation, _ = authorship.complete(settings, place, practice, episode, RUN)
    system = authorship.systems(settings)
    keeper = authorship.keeper_of(system, organisation)
    for row in range(len(settings)):
        assert organisations.kind_of(int(keeper[row])).key == kinds.KINDS[system[row]].organisation


def test_locations_and_services_are_those_of_the_organisation():
    settings, place, practice, episode = columns(1)
    organisation, _ = authorship.complete(settings, place, practice, episode, RUN)
    where = authorship.locations_of(settings, organisation)
    what = authorship.services_of(settings, organisation)
    for row, setting in enumerate(authorship.SETTINGS.values()):
        if setting.location in ("", sites.HOME, sites.SCHOOL):
            assert where[row] == sites.NOWHERE
        else:
            assert {n.number: n.kind for n in sites.locations_at(int(organisation[row]))}[
                where[row]
            ] == setting.location
        if setting.service:
            assert {n.number: n.service for n in sites.services_at(int(organisation[row]))}[
                what[row]
            ] == setting.service


def test_an_unknown_setting_is_refused_in_words():
    with pytest.raises(ValueError, match="'village hall' is not a setting"):
        authorship.setting("village hall")
