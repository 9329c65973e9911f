"""Noise is neither nothing nor everything: a matcher that others use finds most people again, fewer where it is heavy."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from output.tables import csv, identity
from output.tables.cells import patient_ids
from output.truth import linkage, planted
from synth import api
from synth.marking.linked import Linked
from synth.record.batch import Batch
from synth.sharing.noise import rates
from synth.sharing.noise.planting import Noisy
from synth.sharing.noise.registry import planted as with_noise
from synth.sharing.views import Views

splink = pytest.importorskip("splink", reason="the reference matcher is not installed: make check installs it")
pytestmark = pytest.mark.slow
FAMILIES = np.arange(300)


def particulars(batch: Batch) -> pa.Table:
    """What a matcher is given of each record: the last name, number, home and date of birth that its system has."""
    rows = np.flatnonzero(batch.people["patient"])
    found = {"unique_id": patient_ids(batch).take(pa.array(rows))}
    columns = {
        "name": ("given", "family"), "nhs_number": ("number",), "address": ("postcode",), "birth": ("from",),
        "sex": ("sex",),
    }  # fmt: skip
    for kind, names in columns.items():
        told = identity.table(batch, kind).to_pandas()
        if kind == "name":
            told = told[told["use"] != "nickname"]
        told = told.drop_duplicates("person", keep="last").set_index("person").reindex(found["unique_id"].to_pylist())
        for name in names:
            text = told[name].dt.strftime("%Y-%m-%d") if name == "from" else told[name].astype("object")
            found[{"from": "born", "number": "nhs_number"}.get(name, name)] = pa.array(
                text.where(text.notna(), None).tolist(), pa.string()
            )
    return pa.table(found)


def answer(records: pa.Table) -> list[tuple[str, str]]:
    """The pairs of which the matcher is sure (19 in 20), by its own estimates from the records alone."""
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    from splink import comparison_library as compare

    warnings.simplefilter("ignore")
    logging.getLogger("splink").setLevel(logging.ERROR)
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            compare.ExactMatch("nhs_number"),
            compare.JaroWinklerAtThresholds("given", [0.92, 0.8]),
            compare.JaroWinklerAtThresholds("family", [0.92, 0.8]),
            compare.LevenshteinAtThresholds("born", [1, 2]),
            compare.ExactMatch("postcode"),
            compare.ExactMatch("sex"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("nhs_number"), block_on("born"), block_on("postcode"), block_on("given", "family"),
        ],
    )  # fmt: skip
    linker = Linker(DuckDBAPI().register(records), settings)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("nhs_number"), block_on("born", "given")], recall=0.9
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("born"), block_on("given", "family")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.95).as_pandas_dataframe()
    return list(zip(found["unique_id_l"], found["unique_id_r"], strict=True))


def marked(batch: Batch, noisy: Noisy, folder: Path) -> Linked:
    (folder / "truth").mkdir(parents=True)
    for name, table in (("linkage", linkage(batch, noisy.views)), ("noise", planted(batch, noisy))):
        (folder / "truth" / f"{name}-00000.csv").write_bytes(b"".join(csv(table)))
    lines = ["left,right", *(f"{left},{right}" for left, right in answer(particulars(noisy.views.batch)))]
    (folder / "answer.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = api.mark(folder, folder / "answer.csv")
    print("\n".join(found.lines()))
    assert isinstance(found, Linked)
    return found


def test_a_reference_matcher_scores_well_but_not_fully_and_worse_with_heavy_noise(
    batch: Batch, seen: Views, tmp_path: Path
) -> None:
    marks = {}
    for name in rates.PRESETS:
        asked = rates.read("--noise", name)
        assert asked is not None
        marks[name] = marked(batch, with_noise(seen, asked), tmp_path / name)
    light, heavy = (marks[name].whole.f for name in rates.PRESETS)
    assert 0.80 < heavy < light < 0.995
    for one in marks.values():
        touched, clean = one.by_noise["any noise"][1], one.by_noise["no noise"][1]
        assert touched.f < clean.f
