"""The diary of a family: who waits for whom, and for how long, on contacts made up for it."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from synth import clock
from synth.record import diary
from synth.record.forms import Form
from synth.record.kinds import CHANGES, ENGINE_COLUMNS, MISSING
from synth.settings import Settings
from synth.table import Table

NURSE, MIDWIFE, DOCTOR, LETTERS = (
    "general practice (nurse)",
    "midwife at home",
    "general practice (GP)",
    "event service",
)
FORMS = [Form(i, "p", f"s{i}", "contact", "contact", setting=s) for i, s in enumerate((NURSE, MIDWIFE, DOCTOR))]
FORMS += [Form(3, "p", "s0", "pulse", "observation", setting=NURSE),
          Form(4, "p", "s0", "flag begun", "flag", change="begun", entry="flag", setting=NURSE),
          Form(5, "p", "s9", "flag ended", "flag", change="ended", entry="flag", setting=NURSE)]  # fmt: skip
TEN = clock.day_of(2018, 2, 6) * clock.DAY + 10 * clock.HOUR  # a Tuesday in winter
KEYED = ("entry", "episode", "care_episode", "contact")


def rows(*given: dict) -> Table:
    base = {"change": CHANGES.index("recorded"), "value_time": MISSING, "until": TEN}
    made = [{**dict.fromkeys(ENGINE_COLUMNS, 0), **base, **row} for row in given]
    return Table({n: np.array([row[n] for row in made], dtype=np.uint64 if n in KEYED else np.int64)
                  for n in ENGINE_COLUMNS})  # fmt: skip


def contact(entry: int, person: int, begins: int, lasts: int = 20, form: int = 0) -> dict:
    return {"entry": entry, "episode": entry, "person": person, "form": form, "from": TEN + begins,
            "until": TEN + begins + lasts, "recorded": TEN + begins + lasts}  # fmt: skip


def people(gone: int = clock.NEVER) -> SimpleNamespace:
    far = np.full(4, clock.NEVER)
    return {"family": np.array([0, 0, 1, 1]), "died": np.array([gone, *far[1:]]), "leaves": far}


def begins(given: Table) -> dict[int, int]:
    out = diary.in_turn({"contact": given}, FORMS, people(), Settings())["contact"]
    return {int(e): int(t) - TEN for e, t in zip(out["entry"], out["from"], strict=True)}


def test_the_one_that_was_to_begin_later_waits_for_the_next_quarter_of_an_hour():
    assert begins(rows(contact(7, 0, 0), contact(3, 0, 5, form=2))) == {7: 0, 3: 30}


def test_two_of_a_family_who_are_each_seen_twice_at_one_moment_have_two_visits():
    given = [contact(1, 0, 0), contact(2, 1, 0), contact(3, 0, 0), contact(4, 1, 0)]
    assert begins(rows(*given)) == {1: 0, 2: 0, 3: 30, 4: 30}


def test_who_waits_for_one_that_waits_waits_longer_and_order_of_rows_says_nothing():
    given = [contact(1, 0, 0, 35), contact(2, 0, 5, 30, 2), contact(3, 0, 10, 20, 1), contact(4, 0, 300)]
    assert begins(rows(*given)) == begins(rows(*given[::-1])) == {1: 0, 2: 45, 3: 75, 4: 300}


def test_a_mother_and_her_baby_at_one_visit_wait_together():
    assert begins(rows(contact(1, 0, 0), contact(2, 0, 10, form=1), contact(3, 1, 10, form=1))) == {1: 0, 2: 30, 3: 30}


def test_one_nurse_sees_two_of_a_family_in_turn_and_those_of_another_when_they_come():
    assert begins(rows(contact(1, 0, 0), contact(2, 1, 5), contact(3, 2, 5))) == {1: 0, 2: 30, 3: 5}


def test_who_would_wait_past_closing_is_seen_on_a_day_that_follows():
    found = begins(rows(contact(1, 0, 7 * 60 + 40, 30), contact(2, 0, 7 * 60 + 45, 10, 2)))
    assert found[2] > 12 * 60 and (found[2] + 10 * 60) // clock.DAY >= 1


def test_what_is_written_at_a_contact_moves_with_it_and_later_changes_tell_of_its_new_beginning():
    begun, ended = CHANGES.index("begun"), CHANGES.index("ended")
    at = {"person": 0, "episode": 2, "contact": 2, "from": TEN + 5, "recorded": TEN + 5}
    written = {
        "contact": rows(contact(1, 0, 0), contact(2, 0, 5, form=2)),
        "observation": rows({**at, "entry": 8, "form": 3, "until": TEN + 5},
                            {**at, "entry": 9, "form": 3, "from": TEN - 900, "until": TEN - 900},
                            {**at, "entry": 10, "form": 3, "contact": 0, "until": TEN + 5},
                            {**at, "entry": 11, "form": 3, "contact": 0, "episode": 5, "from": TEN + 9,
                             "recorded": TEN + 9, "until": TEN + 9}),
        "flag": rows({**at, "entry": 20, "form": 4, "change": begun, "until": clock.NEVER},
                     {**at, "entry": 20, "form": 5, "change": ended, "contact": 0, "recorded": TEN + 9000,
                      "until": TEN + 9000}),
    }  # fmt: skip
    out = diary.in_turn(written, FORMS, people(), Settings())
    seen, flag = out["observation"], out["flag"]
    assert (seen["from"] - TEN).tolist() == [30, -900, 30, 9]
    assert (seen["recorded"] - TEN).tolist() == [30, 30, 30, 9]
    assert (flag["from"] - TEN).tolist() == [30, 30] and (flag["recorded"] - TEN).tolist() == [30, 9000]
    assert (written["observation"]["from"][0], written["contact"]["from"][1]) == (TEN + 5, TEN + 5), "left as they were"


def test_a_contact_whose_turn_comes_after_death_was_none_nor_what_would_have_been_seen_at_it():
    at = {"person": 0, "episode": 2, "contact": 2, "from": TEN + 5, "recorded": TEN + 5, "until": TEN + 5}
    written = {"contact": rows(contact(1, 0, 0), contact(2, 0, 5, form=2)),
               "observation": rows({**at, "entry": 8, "form": 3})}  # fmt: skip
    out = diary.in_turn(written, FORMS, people(gone=TEN + 25), Settings())
    assert out["contact"]["entry"].tolist() == [1] and not len(out["observation"])


def test_a_course_that_was_to_begin_at_a_contact_that_was_none_is_not_stopped_at_death():
    forms = [*FORMS, Form(6, "p", "s0", "begun", "prescription", change="begun", entry="course", setting=DOCTOR),
             Form(7, "p", "death", "stopped", "prescription", change="ended", entry="course", setting=DOCTOR)]  # fmt: skip
    begun = {"person": 0, "episode": 2, "entry": 8, "contact": 2, "form": 6, "change": CHANGES.index("begun"),
             "from": TEN + 5, "recorded": TEN + 5, "until": clock.NEVER}  # fmt: skip
    stopped = {**begun, "contact": 0, "form": 7, "change": CHANGES.index("ended"), "recorded": TEN + 25}
    written = {"contact": rows(contact(1, 0, 0), contact(2, 0, 5, form=2)), "prescription": rows(begun, stopped)}
    out = diary.in_turn(written, forms, people(gone=TEN + 25), Settings())
    assert not len(out["prescription"])


def test_who_lies_in_hospital_keeps_appointments_after_the_discharge_and_a_course_keeps_its_length():
    forms = [*FORMS, Form(6, "e", "w", "stay", "contact", change="begun", entry="stay", setting="hospital ward"),
             Form(7, "e", "w", "stay", "contact", change="ended", entry="stay", setting="hospital ward"),
             Form(8, "p", "s0", "tablets", "prescription", setting=DOCTOR)]  # fmt: skip
    day = clock.DAY
    stay = {"entry": 9, "episode": 9, "person": 1, "from": TEN - day, "recorded": TEN - day}
    ward = [{**stay, "form": 6, "change": CHANGES.index("begun"), "until": clock.NEVER},
            {**stay, "form": 7, "change": CHANGES.index("ended"), "until": TEN + day, "recorded": TEN + day}]  # fmt: skip
    tablets = {"entry": 5, "episode": 7, "person": 1, "form": 8, "contact": 7, "from": TEN, "recorded": TEN,
               "until": TEN + 5 * day}  # fmt: skip
    written = {
        "contact": rows(*ward, contact(7, 1, 0, form=2), contact(8, 2, 0, form=2)),
        "prescription": rows(tablets),
    }
    out = diary.in_turn(written, forms, people(), Settings())
    begun = {int(e): int(f) - TEN for e, f in zip(out["contact"]["entry"], out["contact"]["from"], strict=True)}
    assert begun == {9: -day, 7: day, 8: 0}
    assert out["prescription"]["until"][0] - out["prescription"]["from"][0] == 5 * day


def test_a_contact_in_a_stay_whose_end_nobody_knows_yet_is_none_of_the_window():
    forms = [*FORMS, Form(6, "e", "w", "stay", "contact", change="begun", entry="stay", setting="surgical ward")]
    stay = {"entry": 9, "episode": 9, "person": 1, "form": 6, "change": CHANGES.index("begun"), "from": TEN - 60,
            "recorded": TEN - 60, "until": clock.NEVER}  # fmt: skip
    written = {"contact": rows(stay, contact(7, 1, 0, form=2))}
    out = diary.in_turn(written, forms, people(), Settings())["contact"]
    assert out["from"][out["entry"] == 7] >= Settings().ends, "as a longer window would show"
