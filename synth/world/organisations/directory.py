"""The directory: every organisation of the places touched, with its locations, services and staff."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from synth.settings import Settings
from synth.world.organisations import organisations, sites, staff
from synth.world.places import places


def reference_data(touched: Iterable[int], settings: Settings) -> dict[str, list[Any]]:
    """The national bodies and all that is in the places given, each once, whatever their order.

    Lists in order of their numbers: organisations (`organisations.Organisation`), locations
    (`sites.Location`), services (`sites.Service`), practitioners and roles (both `staff.Practitioner`:
    everyone who holds a post at some time in the window has one role, at one organisation, so that a row makes a
    Practitioner and a PractitionerRole; `staff.ids`, `staff.role_ids`).
    """
    data: dict[str, list[Any]] = {"organisations": [], "locations": [], "services": [], "practitioners": []}
    for place in [*sorted(set(touched)), places.NATIONAL]:
        data["organisations"] += organisations.catalogue(place, settings)
        data["locations"] += sites.locations(place)
        data["services"] += sites.services(place)
        working = [n for number in organisations.numbers_of(place) for n in staff.numbers_of(number, settings)]
        data["practitioners"] += staff.practitioners(np.array(working, dtype=np.int64))
    return {**data, "roles": data["practitioners"]}
