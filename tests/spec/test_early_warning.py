"""An early warning score is the sum of its parts: what was measured, whether oxygen is given, who is confused."""

from __future__ import annotations

import numpy as np

from tests.spec.written import everyone

BANDS = {
    "resp_rate": ([9, 12, 21, 25], [3, 1, 0, 2, 3]),
    "oxygen_saturation": ([92, 94, 96], [3, 2, 1, 0]),
    "pulse_rate": ([41, 51, 91, 111, 131], [3, 1, 0, 1, 2, 3]),
    "blood_pressure": ([91, 101, 111, 220], [3, 2, 1, 0, 3]),
    "body_temperature": ([351, 361, 381, 391], [3, 1, 0, 1, 2]),
}
"""Where the points change, and the points, of each part: Royal College of Physicians, 2017."""
STEPS = (("emergency attendance", "first look"), ("last stay in hospital", "seen"))


def measured(code: str, pathway: str, step: str) -> dict[tuple[int, int], int]:
    """Of each look at someone (the person and the instant), the value, or the code of the answer."""
    t = everyone().rows("observation", code, pathway=pathway, step=step)
    said = t["value_code"] if code == "avpu" else t["value"]
    return dict(zip(zip(t["person"].tolist(), t["recorded"].tolist(), strict=True), said.tolist(), strict=True))


def test_a_score_is_what_its_parts_add_up_to() -> None:
    """A man with an oxygen of 86 percent and a pulse of 129 once had a score of three, and went home."""
    w, looked = everyone(), 0
    confused = w.code("avpu_confused")
    for pathway, step in STEPS:
        parts = {code: measured(code, pathway, step) for code in BANDS}
        mind = measured("avpu", pathway, step)
        for look, score in measured("news2", pathway, step).items():
            points = sum(
                found[np.searchsorted(edges, parts[code][look], "right")] for code, (edges, found) in BANDS.items()
            )
            points += 2 * (parts["oxygen_saturation"][look] < 94) + 3 * (mind[look] == confused)
            assert score == points, look
            looked += 1
    assert looked > 5_000


def test_hardly_anyone_who_is_short_of_oxygen_is_sent_home() -> None:
    w = everyone()
    low = {look for look, value in measured("oxygen_saturation", *STEPS[0]).items() if value < 92}
    home = w.rows("observation", "ecds_treatment_complete", pathway=STEPS[0][0])
    lungs = set(w.rows("condition", "copd_exacerbation", pathway=STEPS[0][0])["person"].tolist())
    gone = {(person, int(at)) for person, at in zip(home["person"].tolist(), home["recorded"].tolist(), strict=True)}
    sent = {look for look in low if any(p == look[0] and 0 <= at - look[1] < 24 * 60 for p, at in gone)}
    assert len(low) > 100 and not [look for look in sent if look[0] not in lungs]


def test_oxygen_is_given_to_who_is_short_of_it_and_to_nobody_else() -> None:
    w = everyone()
    given = w.rows("procedure", "oxygen_therapy", pathway=STEPS[0][0])
    low = {look for look, value in measured("oxygen_saturation", *STEPS[0]).items() if value < 94}
    people = {person for person, _ in low}
    assert len(given) > 100 and set(given["person"].tolist()) <= people
