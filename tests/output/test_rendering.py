"""What a block becomes is made when a format asks for it, and once, however many ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pytest

from output import cda, fhir, formats
from synth import keys
from synth.dataset.layout import Layout
from synth.record.batch import Batch, Part
from synth.settings import Settings
from tests.fixtures.cda_batch import EVERY, make
from tests.output.test_fhir_real import batch as real


@lru_cache(maxsize=1)
def batch() -> Batch:
    return real()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each product is made from now on."""
    counted: Counter[str] = Counter()

    def counting(name: str, make: Callable[..., Any]) -> Callable[..., Any]:
        def counted_make(*given: Any) -> Any:
            counted[name] += 1
            return make(*given)

        return counted_make

    for module, name in ((cda, "render"), (fhir, "render"), (fhir, "reference")):
        monkeypatch.setattr(module, name, counting(f"{module.__name__}.{name}", getattr(module, name)))
    return counted


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (("bundles", "ndjson", "cda"), {"output.cda.render": 1, "output.fhir.render": 1}),
        (("bundles",), {"output.fhir.render": 1}),
        (("cda", "csv"), {"output.cda.render": 1}),
        (("parquet",), {}),
    ],
)
def test_each_product_of_a_block_is_made_once_and_only_if_a_format_needs_it(
    made: Counter[str], asked: tuple[str, ...], due: dict[str, int]
) -> None:
    rendered = formats.render(batch(), asked, 0, Layout())
    assert {one.format for one in rendered.contents} == set(asked)
    assert made == due
    assert bool(rendered.resources) == any(formats.FORMATS[name].fhir for name in asked)


def test_reference_data_is_made_once_and_only_for_resources(made: Counter[str]) -> None:
    assert not list(formats.reference(Settings(), [0], ("cda", "csv"), Layout()).contents) and made == {}
    rendered = formats.reference(Settings(), [0], ("bundles", "ndjson", "csv"), Layout())
    assert {one.format for one in rendered.contents} == {"bundles", "ndjson"} and made == {"output.fhir.reference": 1}
    assert rendered.resources["Organization"] > 0


@pytest.mark.parametrize("asked", [("ndjson", "cda"), ("cda", "ndjson"), ("ndjson",)])
def test_references_to_documents_say_their_size_where_these_are_written_too(asked: tuple[str, ...]) -> None:
    rendered = formats.render(batch(), asked, 0, Layout())
    text = b"".join(bytes(p) for one in rendered.contents if one.kind == "DocumentReference" for p in one.pieces)
    assert text.count(b'"resourceType":"DocumentReference"') > 0
    assert (b'"size":' in text) == ("cda" in asked)


@pytest.mark.parametrize("dialect", ["hl7", "nhs-itk", "text"])
def test_documents_of_a_part_are_the_same_whether_made_alone_or_with_the_whole(dialect: str) -> None:
    whole = make(4, EVERY)
    for begin, end in ((0, 2), (2, 6), (6, 8), (8, 8)):
        cut = whole.cut(begin, end)
        alone = cda.of_part(cut, dialect)
        cut.part = Part(whole, begin, end)
        together = cda.of_part(cut, dialect)
        assert together.data.equals(alone.data) and together.id.equals(alone.id)
        assert together.person.tolist() == alone.person.tolist() and together.type.tolist() == alone.type.tolist()
    assert whole.once(f"CDA {dialect}", dict), "made once, and kept"


def test_documents_of_more_blocks_than_are_made_together_are_the_same_and_no_more_are_kept(monkeypatch) -> None:
    monkeypatch.setattr(keys, "BLOCK", 1)
    whole = make(4, EVERY)
    each = len(cda.render(whole)) // 4
    monkeypatch.setattr(cda, "TOGETHER", 2 * each)
    assert cda.groups(whole).tolist() == [0, 4, 8]
    for begin, end in ((0, 2), (2, 4), (4, 6), (6, 8), (0, 2), (2, 6)):
        cut = whole.cut(begin, end)
        alone = cda.of_part(cut)
        cut.part = Part(whole, begin, end)
        together = cda.of_part(cut)
        assert together.data.equals(alone.data) and together.person.tolist() == alone.person.tolist()
        (kept,) = whole.once("CDA hl7", dict).values()
        assert len(kept) == 2 * each


def test_a_part_that_was_changed_stands_alone() -> None:
    whole = make(2, EVERY)
    cut = whole.cut(0, 2)
    cut.part = Part(whole, 0, 2)
    assert replace(cut, record=cut.record).part is None
