"""Services have hours, staff have working weeks, and whoever writes something works at that time."""

import numpy as np
import pytest

from synth import chance, clock
from synth.calendar import days, opening
from synth.settings import Settings
from synth.systems import authorship
from synth.world.organisations import hours, organisations, posts, sites, staff

RUN = Settings().run
PAIRS = [(kind, role, size) for kind, roster in staff.rosters().items() for role, size in roster]
STARTS, ENDS = (0, 480, 750, 1200), (480, 750, 1200, 1440)


@pytest.mark.parametrize("pattern", [days.OFFICE, days.EXTENDED, hours.SHIFTS])
@pytest.mark.parametrize("of", [1, 2, 3, 4, 6, 7, 8, 24, 60])
def test_someone_works_in_every_session_of_a_pattern_however_few_there_are(pattern, of):
    week = np.array([hours.works(pattern, position, of) for position in range(of)])
    covered = week.any(axis=0).reshape(7, 4)
    wanted = {days.OFFICE: covered[:5, 1:3], days.EXTENDED: covered[:, 1:], hours.SHIFTS: covered}[pattern]
    assert wanted.all()
    if pattern == days.OFFICE:
        assert not covered[5:].any() and not covered[:, 0].any() and not covered[:, 3].any()
    if of >= 7:
        assert (week.sum(axis=1) > 0).all()
        assert week.sum(axis=1).max() < 0.7 * week.shape[1]


def test_nobody_works_by_night_what_he_works_by_day():
    for position in range(14):
        week = np.array(hours.works(hours.SHIFTS, position, 14)).reshape(7, 4)
        assert not (week[:, 3] & week[:, 1]).any()
        assert (week[:, 3] == np.roll(week[:, 0], -1)).all()  # a night ends the morning after


def test_the_session_of_an_instant_is_by_british_clocks():
    monday = clock.day_of(2024, 7, 1) * clock.DAY
    assert hours.sessions(np.array([monday + 6 * 60 + 59]))[0] == 0  # 07:59 in summer
    assert hours.sessions(np.array([monday + 7 * 60]))[0] == 1
    winter = clock.day_of(2024, 1, 7) * clock.DAY  # a Sunday
    assert hours.sessions(np.array([winter, winter + 21 * 60])).tolist() == [24, 27]


def test_whoever_writes_works_at_that_time_and_stays_the_same_where_he_does():
    settings = np.repeat(np.arange(len(authorship.SETTINGS)), 40)
    n = len(settings)
    bits = chance.mix(np.arange(n, dtype=np.uint64))
    named = list(authorship.SETTINGS.values())
    wanted = Settings().begins + chance.below(chance.mix(bits), 3 * clock.YEAR)
    each = zip(wanted, bits, settings, strict=True)
    when = np.array([opening.fit_one(int(t), int(b), named[s].hours) for t, b, s in each])
    place, practice = np.arange(n) % 5, np.arange(n) % 10
    organisation, asked = authorship.complete(settings, place, practice, bits, RUN)
    there = authorship.practitioners(settings, organisation, asked, when, when, Settings().begins)
    session = hours.sessions(when)
    kept = 0
    for row in range(n):
        if there[row] == staff.NOBODY:
            continue
        role = staff.role_of(int(there[row])).key
        kind = organisations.kind_of(int(organisation[row])).key
        assert role == named[settings[row]].role
        position = posts.post_of(int(there[row])) % posts.ROSTER - dict(_firsts(kind))[role]
        size = dict(staff.rosters()[kind])[role]
        assert hours.works(staff.pattern_of(kind, role), position, size)[session[row]], named[settings[row]].name
        kept += position == asked[row]
    assert 0.3 * n < kept < 0.95 * n


def _firsts(kind):
    position = 0
    for role, size in staff.rosters()[kind]:
        yield role, position
        position += size


def test_a_service_and_a_location_are_open_whenever_a_setting_sees_people_there():
    for setting in authorship.SETTINGS.values():
        wanted = hours.OPENING[days.OFFICE if setting.hours == days.ROUTINE else setting.hours]
        found = [hours.of_service(setting.service)] if setting.service else []
        if setting.location not in ("", sites.HOME, sites.SCHOOL):
            found.append(hours.of_location(setting.location))
        for times in found:
            for session in range(hours.SESSIONS):
                assert not hours.opens_at(wanted, session) or hours.opens_at(times, session), (setting.name, session)


@pytest.mark.parametrize(("kind", "role", "size"), PAIRS, ids=[f"{k}-{r}" for k, r, _ in PAIRS])
def test_a_working_week_says_what_the_sessions_say(kind, role, size):
    pattern = staff.pattern_of(kind, role)
    for position in range(size):
        on = np.zeros((7, 1440), dtype=bool)
        for weekdays, opens, closes in hours.week_of(pattern, position, size):
            first, last = (int(t[:2]) * 60 + int(t[3:]) for t in (opens, closes))
            assert first < last
            for day in weekdays:
                on[hours.DAYS.index(day), first:last] = True
        works = np.array(hours.works(pattern, position, size)).reshape(7, 4)
        for part in range(4):
            begun = on[:, STARTS[part] : ENDS[part]].any(axis=1)
            assert (begun == works[:, part]).all()
