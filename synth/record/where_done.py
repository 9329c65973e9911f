"""Where what was written down was done, and with which other organisation: the site, the laboratory, the body asked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from synth import clock
from synth.record.forms import ByForm, Form, of_each
from synth.record.kinds import CHANGES
from synth.record.responsible import responsible
from synth.settings import Settings
from synth.systems import authorship
from synth.table import Table, position, standing
from synth.world.organisations import organisations, sites
from synth.world.population import Population
from synth.world.residence import catchments

Column = np.ndarray

LOCATED = ("contact", "appointment", "procedure", "immunisation")
"""Kinds of entry that are done somewhere."""
_BEGUN, _WHOLE, _ENDED = (CHANGES.index(name) for name in ("begun", "recorded", "ended"))
_LABORATORY = "pathology laboratory"
"""The setting in which results are found."""


def settings_of(forms: Sequence[Form]) -> ByForm:
    """The number of the setting of each form, 0 for what is none (int64)."""
    return of_each(forms, "setting", lambda form: authorship.INDEX.get(form.setting, 0), np.int64)


def setting_or_none(forms: Sequence[Form]) -> ByForm:
    """The number of the setting of each form, -1 for what is none (int64)."""
    return of_each(forms, "setting or none", lambda form: authorship.INDEX.get(form.setting, -1), np.int64)


def _located(forms: Sequence[Form], location: str) -> ByForm:
    """Of each form, whether its setting has this for its location (bool)."""

    def there(form: Form) -> bool:
        where = authorship.SETTINGS.get(form.setting)
        return where is not None and where.location == location

    return of_each(forms, f"located at {location}", there, bool)


def locations(kind: str, table: Table, forms: Sequence[Form], population: Population) -> Column:
    """The number of the location (`world.sites`) of each row, -1 at home and where there is none (int64)."""
    if kind not in LOCATED or not len(table):
        return np.full(len(table), sites.NOWHERE, dtype=np.int64)
    setting = setting_or_none(forms)[table["form"]]
    found = authorship.locations_of(np.maximum(setting, 0), table["organisation"])
    found = np.where(setting < 0, sites.NOWHERE, found)
    rows = np.flatnonzero(_located(forms, sites.SCHOOL)[table["form"]])
    if len(rows):
        school = catchments.schools(population, table["person"][rows], table["from"][rows])
        found[rows] = np.where(school == catchments.NONE, sites.NOWHERE, school * sites.PER_ORGANISATION)
    return found


def on_the_ward(tables: dict[str, Table], forms: Sequence[Form]) -> None:
    """Put what would have been done at home, but while the person was in hospital, on the ward where he or she was.

    tables: those of the record, whose `location` is replaced."""
    contacts = tables["contact"]
    begun = np.flatnonzero((contacts["change"] == _BEGUN) & (contacts["location"] != sites.NOWHERE))
    if not len(begun):
        return
    stays = contacts.take(begun[np.lexsort((contacts["from"][begun], contacts["person"][begun]))])
    ends = np.full(len(stays), clock.NEVER)
    over = np.flatnonzero(contacts["change"] == _ENDED)
    over = over[np.argsort(contacts["entry"][over], kind="stable")]
    place = position(contacts["entry"][over], stays["entry"])
    ends[place >= 0] = contacts["until"][over[place[place >= 0]]]
    home = _located(forms, sites.HOME)
    for kind in LOCATED:
        table = tables[kind]
        rows = np.flatnonzero(home[table["form"]] & (table["change"] == _WHOLE))
        stay = standing(stays["person"], stays["from"], ends, table["person"][rows], table["from"][rows])
        location = table["location"].copy()
        location[rows[stay >= 0]] = stays["location"][stay[stay >= 0]]
        tables[kind] = Table({**table.columns, "location": location})


def counterparts(kind: str, table: Table, forms: Sequence[Form], population: Population, settings: Settings) -> Column:
    """The organisation that each row has to do with beside its author's (int64), -1 for none.

    Of a referral, letter or document the one that it goes to: that of the setting which its form names, where the
    person lives by then. Of a result the one whose laboratory serves the author's place."""
    found = np.full(len(table), -1, dtype=np.int64)
    if kind in ("referral", "communication", "document"):
        named = of_each(
            forms, "goes to", lambda form: authorship.INDEX.get(str(form.details.get("to") or ""), -1), np.int64
        )
        setting = named[table["form"]]
        rows = np.flatnonzero(setting >= 0)
        place, practice = responsible(population, setting[rows], table["person"][rows], table["from"][rows])
        key = population["key"][table["person"][rows]]
        follows = np.where(table["care_episode"][rows] != 0, table["care_episode"][rows], key)
        found[rows] = authorship.complete(setting[rows], place, practice, follows, settings.run)[0]
    elif kind == "observation":
        sent = of_each(forms, "specimen", lambda form: bool(form.details.get("specimen")), bool)
        rows = np.flatnonzero(sent[table["form"]])
        setting = np.full(len(rows), authorship.INDEX[_LABORATORY], dtype=np.int64)
        place, none = table["organisation"][rows] // organisations.SLOTS, np.zeros(len(rows), dtype=np.int64)
        key = population["key"][table["person"][rows]]
        found[rows] = authorship.complete(setting, place, none, key, settings.run)[0]
    return found
