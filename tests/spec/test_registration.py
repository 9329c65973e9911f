"""What a practice writes of a person: never before it has registered the person, and by the practice of that day."""

from __future__ import annotations

import numpy as np
import pytest

from synth import clock
from synth.record.kinds import CHANGES, KINDS
from synth.systems import kinds
from synth.table import as_of
from synth.world.identity import numbering
from tests.spec.test_social_care import with_a_practice
from tests.spec.written import Written, everyone


@pytest.fixture(scope="module")
def written() -> Written:
    return everyone()


def registrations(w: Written) -> np.ndarray:
    """The rows of permanent registrations as they begin, by person and instant."""
    return w.rows("registration", "registration_type_regular", change="begun", anywhen=True)


def test_whatever_a_practice_writes_is_by_the_practice_that_has_the_person_registered_that_day(
    written: Written,
) -> None:
    w, begun = written, registrations(written)
    begun = begun.take(np.lexsort((begun["from"], begun["person"])))
    visitor = w.people.attributes["overseas_visitor"] == numbering.UNNUMBERED
    # A temporary resident is seen where he or she stays, and stays on the list at home.
    stays = np.array(["temporary resident" in form.setting for form in w.library.forms])
    lists = np.array([form.pathway == "GP registration" for form in w.library.forms])
    seen = 0
    for kind in KINDS:
        t = w.record[kind]
        here = (t["system"] == kinds.INDEX["gp"]) & (t["recorded"] >= w.settings.begins)
        here &= ~stays[t["form"]] & ~lists[t["form"]] & ~visitor[t["person"]]
        t = t.take(np.flatnonzero(here))
        row = as_of(begun["person"], begun["from"], t["person"], t["recorded"])
        assert (row >= 0).all(), f"{kind}: {(row < 0).sum()} of {len(row)} before any registration"
        # Who writes is who had the person on the list when it was done, or when an old story was taken down.
        then = as_of(
            begun["person"],
            begun["from"],
            t["person"],
            np.maximum(_taken_down(w, kind, t), begun["from"][_first(begun, t)]),
        )
        other = begun["organisation"][then] != t["organisation"]
        assert not other.any(), f"{kind}: {other.sum()} of {len(row)} by another practice"
        seen += len(t)
    assert seen > 30_000


def _taken_down(w: Written, kind: str, t) -> np.ndarray:
    """When each entry was first written down: at the contact to which it belongs, if that is none of the stays."""
    contacts = w.record["contact"]
    whole = contacts["change"] == CHANGES.index("recorded")
    seen = dict(zip(contacts["entry"][whole].tolist(), contacts["from"][whole].tolist(), strict=True))
    first: dict[int, int] = {}
    every = w.record[kind]
    for entry, contact, recorded in zip(
        every["entry"].tolist(), every["contact"].tolist(), every["recorded"].tolist(), strict=True
    ):
        first.setdefault(entry, seen.get(contact, recorded))  # who first wrote an entry is its author to the end
    return np.array([seen.get(entry, first[entry]) for entry in t["entry"].tolist()], dtype=np.int64)


def _first(begun, t) -> np.ndarray:
    """The row of each person's first registration."""
    return np.searchsorted(begun["person"], t["person"], side="left")


def test_the_form_of_a_new_patient_is_entered_after_the_registration(written: Written) -> None:
    w, begun = written, registrations(written)
    begun = begun.take(np.lexsort((begun["from"], begun["person"])))
    forms = w.rows("observation", "smoking_status", pathway="new patient questionnaire", anywhen=True)
    forms = forms if len(forms) else w.rows("observation", pathway="new patient questionnaire", anywhen=True)
    row = as_of(begun["person"], begun["from"], forms["person"], forms["from"])
    assert len(forms) > 100 and (row >= 0).all()
    assert (begun["organisation"][row] == forms["organisation"]).all()
    assert (forms["from"] - begun["from"][row] < 30 * clock.DAY).all()


def test_the_old_practice_has_a_patient_until_the_new_one_has_registered_him_or_her(written: Written) -> None:
    w, begun = written, registrations(written)
    ended = w.rows("registration", "registration_type_regular", step="moves to another practice", anywhen=True)
    begun = begun.take(np.lexsort((begun["from"], begun["person"])))
    row = as_of(begun["person"], begun["from"], ended["person"], ended["until"])
    assert len(ended) > 100 and (begun["from"][row] == ended["until"]).all()


def test_a_baby_is_registered_before_the_practice_sees_it(written: Written) -> None:
    w, begun = written, registrations(written)
    first = np.full(len(w.people), clock.NEVER)
    np.minimum.at(first, begun["person"], begun["from"])
    seen = w.rows("contact", "child_6_8wk_exam")
    assert len(seen) > 50 and (first[seen["person"]] <= seen["from"]).all()


def test_what_a_practice_holds_of_a_child_passes_to_the_next_practice_with_the_child(written: Written) -> None:
    passes(written)


def test_so_it_does_where_the_child_moves_between_the_decision_and_the_practice_being_told() -> None:
    passes(with_a_practice())


def passes(w: Written) -> None:
    """What no practice holds by the time at which another has the child."""
    begun = registrations(w)
    begun = begun.take(np.lexsort((begun["from"], begun["person"])))
    flags = w.record["flag"]
    reception = np.array([form.setting == "general practice (reception)" for form in w.library.forms])
    flags = flags.take(reception[flags["form"]])
    ended = dict(zip(flags["entry"].tolist(), flags["until"].tolist(), strict=True))
    held = flags.take(flags["change"] == CHANGES.index("begun"))
    assert len(held) > 10
    for person, entry, since in zip(*(held[c].tolist() for c in ("person", "entry", "from")), strict=True):
        theirs = begun["person"] == person
        until = ended[entry] if ended[entry] < clock.NEVER else w.settings.ends
        later = begun["from"][theirs][begun["from"][theirs] > since]
        assert not (later < until - clock.HOUR).any(), "a practice holds what is another's to hold by now"
