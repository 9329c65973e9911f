"""The entries that say who people are to a record: what the world's truth becomes when systems write it down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from synth.record import demographics, relationships, whereabouts
from synth.record.forms import Form
from synth.record.scribe import Scribe
from synth.settings import Settings
from synth.table import Table
from synth.world.population import Population


def identify(
    population: Population, record: Mapping[str, Table], settings: Settings, forms: Sequence[Form]
) -> tuple[dict[str, Table], dict[str, Table]]:
    """What pathways wrote, less what an adoption has sealed, and a Table for each kind of `record.kinds.IDENTITY`."""
    scribe = Scribe(population, settings)
    return scribe.sealed(record), {
        "birth": demographics.births(scribe),
        "name": demographics.names(scribe),
        "sex": demographics.sexes(scribe),
        "ethnic_group": demographics.ethnic_groups(scribe, record, forms),
        "nhs_number": demographics.nhs_numbers(scribe),
        "local_number": demographics.local_numbers(scribe, record),
        "address": whereabouts.addresses(scribe),
        "contact_point": whereabouts.contact_points(scribe),
        "restriction": demographics.restrictions(scribe),
        "residential_status": demographics.residential_statuses(scribe),
        "death": demographics.deaths(scribe),
        "relationship": relationships.relationships(scribe),
    }
