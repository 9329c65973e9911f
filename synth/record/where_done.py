"""Where what was written down was done, and with which other organisation: the site, the laboratory, the body asked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from synth.record.forms import Form
from synth.settings import Settings
from synth.systems import authorship
from synth.table import Table
from synth.world.organisations import organisations, sites
from synth.world.population import Population
from synth.world.residence import catchments, practice_lists

Column = np.ndarray

LOCATED = ("contact", "appointment", "procedure", "immunisation")
"""Kinds of entry that are done somewhere."""
_LABORATORY = "pathology laboratory"
"""The setting in which results are found."""


def _settings(forms: Sequence[Form]) -> list[str]:
    return [form.setting for form in forms] or [""]


def locations(kind: str, table: Table, forms: Sequence[Form], population: Population) -> Column:
    """The number of the location (`world.sites`) of each row, -1 at home and where there is none (int64)."""
    if kind not in LOCATED or not len(table):
        return np.full(len(table), sites.NOWHERE, dtype=np.int64)
    setting = np.array([authorship.INDEX.get(name, -1) for name in _settings(forms)], dtype=np.int64)[table["form"]]
    found = authorship.locations_of(np.maximum(setting, 0), table["organisation"])
    found = np.where(setting < 0, sites.NOWHERE, found)
    schooled = [(where := authorship.SETTINGS.get(name)) is not None and where.location == sites.SCHOOL
                for name in _settings(forms)]  # fmt: skip
    rows = np.flatnonzero(np.array(schooled, dtype=bool)[table["form"]])
    if len(rows):
        school = catchments.schools(population, table["person"][rows], table["from"][rows])
        found[rows] = np.where(school == catchments.NONE, sites.NOWHERE, school * sites.PER_ORGANISATION)
    return found


def counterparts(kind: str, table: Table, forms: Sequence[Form], population: Population, settings: Settings) -> Column:
    """The organisation that each row has to do with beside its author's (int64), -1 for none.

    Of a referral or letter the one that it goes to: that of the setting which its form names, where the person lives by
    then. Of a result the one whose laboratory serves the author's place."""
    found = np.full(len(table), -1, dtype=np.int64)
    if kind in ("referral", "communication"):
        named = [authorship.INDEX.get(str(form.details.get("to") or ""), -1) for form in forms] or [-1]
        setting = np.array(named, dtype=np.int64)[table["form"]]
        rows = np.flatnonzero(setting >= 0)
        place, practice = practice_lists.at(population, table["person"][rows], table["from"][rows])
        key = population["key"][table["person"][rows]]
        follows = np.where(table["care_episode"][rows] != 0, table["care_episode"][rows], key)
        found[rows] = authorship.complete(setting[rows], place, practice, follows, settings.run)[0]
    elif kind == "observation":
        sent = np.array([bool(form.details.get("specimen")) for form in forms] or [False], dtype=bool)
        rows = np.flatnonzero(sent[table["form"]])
        setting = np.full(len(rows), authorship.INDEX[_LABORATORY], dtype=np.int64)
        place, none = table["organisation"][rows] // organisations.SLOTS, np.zeros(len(rows), dtype=np.int64)
        key = population["key"][table["person"][rows]]
        found[rows] = authorship.complete(setting, place, none, key, settings.run)[0]
    return found
