"""What every format makes of a batch, and whether a small dataset is whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import care_pathways
import synth.api
from output import cda, fhir, messages
from output.fhir.subject.context import Context
from output.formats import FORMATS
from output.tables import Tables, files
from synth.dataset.layout import BUNDLES, Layout
from synth.dataset.people import people_of
from synth.record.batch import Batch

ALL = tuple(FORMATS)
NOBODY: dict[str, Any] = {"seed": 3, "start": "2015-01-01", "end": "2025-01-01", "workers": 1}
"""Arguments with which the first family is not in England."""


def render_everything(batch: Batch) -> None:
    """Render a batch in every format and form; raises what goes wrong."""
    documents = cda.render(batch)
    resources = fhir.render(batch, True, documents)
    fhir.documents(batch, resources)
    resources.pop("Composition")
    for form in BUNDLES:
        if form != "document":
            fhir.bundles(batch, resources, Layout(form))
    fhir.bundles(batch, resources, Layout(entries=500, size=900_000))
    for rendered in resources.values():
        fhir.ndjson(rendered)
    made = Tables(batch)
    for form in ("parquet", "csv"):
        for one in files(made, 0, form):
            assert one.count > 0
    context = Context(batch)
    messages.arrivals(context, messages.render(context))
    people_of(batch, care_pathways.stories())


def assert_whole(path: Path) -> dict[str, Any]:
    """The totals of a dataset that is whole and in which nothing wrong is found."""
    found = synth.api.validate(path)
    assert not found.findings, found.lines()
    assert not (path / ".partial").exists()
    return json.loads((path / "manifest.json").read_text(encoding="utf-8"))["totals"]
