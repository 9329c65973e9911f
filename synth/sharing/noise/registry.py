"""The noises that there are, in the order in which they are made, and the one door through which views take them on."""

from __future__ import annotations

from collections.abc import Callable

from synth.sharing.noise import entries, particulars
from synth.sharing.noise.planting import Noisy, Planting
from synth.sharing.noise.rates import Rates
from synth.sharing.views import Views

NOISES: dict[str, Callable[[Planting], None]] = {
    "twins_swapped": particulars.twins,
    "number_missing": particulars.number_missing,
    "number_of_kin": particulars.number_of_kin,
    "number_superseded": particulars.number_superseded,
    "name_not_updated": particulars.name_not_updated,
    "nickname": particulars.nickname,
    "typing": particulars.typing,
    "hearing": particulars.hearing,
    "encoding": particulars.encoding,
    "day_and_month": particulars.day_and_month,
    "postcode_transposed": particulars.postcode_transposed,
    "house_number_transposed": particulars.house_number_transposed,
    "telephone_transposed": particulars.telephone_transposed,
    "address_truncated": particulars.address_truncated,
    "units_mixed": entries.units_mixed,
    "entered_late": entries.entered_late,
    "entered_twice": entries.entered_twice,
}
"""By name, as `noise.toml` has them: a noise finds what those before it have left."""


def planted(views: Views, rates: Rates) -> Noisy:
    """Views with noise in them; the views given stay as they are. rates: how often each noise strikes."""
    planting = Planting(views, rates)
    for name, _ in rates.rates:
        NOISES[name](planting)
    return planting.made()
