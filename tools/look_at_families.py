"""Print some families as sentences, for a person to look at: who is in them, who bore whom, who lives where.

python tools/look_at_families.py [first] [how many]
"""

from __future__ import annotations

import sys

import numpy as np

from synth import clock
from synth.settings import Settings
from synth.world import build
from synth.world.demography import characteristics, deaths, pregnancy
from synth.world.families import families, homes, relationships


def date(instant: int) -> str:
    """A date, or the word for one that is far off."""
    if instant >= clock.NEVER:
        return "ever"
    if instant <= clock.LONG_AGO:
        return "long ago"
    return str(clock.date_of(instant // clock.DAY))


def main(first: int = 0, many: int = 10) -> None:
    """Print the families."""
    settings = Settings()
    p = build(np.arange(first, first + many), settings)
    o = families.compose(settings.run, p.families, settings.start_day)
    for i in range(len(p.families)):
        lo, hi = p.family_start[i], p.family_start[i + 1]
        print(
            f"\n== family {p.families[i]}: {families.TYPES[o.kind[i]]}, decile {o.decile[i]}, practice {o.practice[i]}"
        )
        for r in range(lo, hi):
            sex = "MF"[p["sex"][r] - 1]
            died = (
                "" if p["died"][r] >= settings.ends else f" died {date(p['died'][r])} of {deaths.CAUSES[p['cause'][r]]}"
            )
            at = p.attributes
            parents = "".join(f" {n} {p['member'][p[n][r]]}" for n in ("mother", "father") if p[n][r] >= 0)
            print(
                f"  {p['member'][r]:2d} {sex} born {date(p['born'][r])}{died} ethnic {characteristics.ETHNIC[p['ethnic'][r]][0]}"
                f"{parents}{'' if p['patient'][r] else ' (no patient)'}{' STILLBORN' if p['stillborn'][r] else ''}"
                f" | {at['birth_weight'][r]} g {at['birth_gestation'][r]} d no {at['birth_order'][r]} of {at['plurality'][r]}"
                f" bmi {at['bmi'][r] / 10} height {at['height'][r]}"
            )
        member = p["member"]
        for name, t in p.facts.items():
            for k in np.flatnonzero((t["person"] >= lo) & (t["person"] < hi)):
                print(f"     {member[t['person'][k]]} {name} = {t['value'][k]} from {date(t['time'][k])}")
        q = p.pregnancies
        for k in np.flatnonzero((q["mother"] >= lo) & (q["mother"] < hi)):
            babies = [int(member[q[f"baby_{j}"][k]]) if q[f"baby_{j}"][k] >= 0 else None for j in (1, 2, 3)]
            print(
                f"     mother {member[q['mother'][k]]} G{q['gravida'][k]} P{q['parity'][k]} {date(q['begins'][k])} .. "
                f"{date(q['ends'][k])} {q['gestation'][k]} d {pregnancy.OUTCOMES[q['outcome'][k]]} {babies[: max(1, q['fetuses'][k])]}"
            )
        h = p.households
        for k in np.flatnonzero((h["person"] >= lo) & (h["person"] < hi)):
            print(
                f"     {member[h['person'][k]]} lives in {h['household'][k]} ({homes.KINDS[h['kind'][k]]}) "
                f"{date(h['from'][k])} .. {date(h['until'][k])}"
            )
        t = p.relationships
        for k in np.flatnonzero((t["person"] >= lo) & (t["person"] < hi)):
            print(
                f"     {member[t['other'][k]]} is {relationships.KINDS[t['kind'][k]]} of {member[t['person'][k]]} "
                f"{date(t['from'][k])} .. {date(t['until'][k])} {'responsible' if t['responsibility'][k] else ''}"
            )


if __name__ == "__main__":
    main(*(int(a) for a in sys.argv[1:]))
