"""How long contacts last: a consultation 9.2 minutes on average, and none all alike."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from synth.systems import authorship
from tests.spec.written import everyone


@lru_cache(maxsize=1)
def lengths() -> dict[str, np.ndarray]:
    """The minutes of every contact of some families that takes up someone's time, by setting."""
    w = everyone()
    t = w.record["contact"]
    names = np.array([f.setting for f in w.library.forms])[t["form"]]
    inpatient = np.array([bool(f.entry) for f in w.library.forms])[t["form"]]
    minutes = t["until"] - t["from"]
    return {str(n): minutes[(names == n) & ~inpatient] for n in np.unique(names) if n in authorship.SETTINGS}


def test_consultations_last_as_long_as_published() -> None:
    """Hobbs et al. 2016: 9.2 minutes with a general practitioner, 9.7 with a nurse, on average."""
    gp, nurse = lengths()["general practice (GP)"], lengths()["general practice (nurse)"]
    assert len(gp) > 500 and abs(gp.mean() - 9.2) < 0.8 and 4 < gp.std() < 8
    assert len(nurse) > 3000 and abs(nurse.mean() - 10.2) < 1.5


def test_no_service_sees_everyone_for_as_long() -> None:
    for setting, minutes in lengths().items():
        if len(minutes) > 100:
            assert minutes.std() > 0.1 * minutes.mean() and minutes.min() >= 1, setting
