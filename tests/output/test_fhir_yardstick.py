"""The templates say what the same columns say as dicts through orjson: two ways, one meaning."""

from __future__ import annotations

import json

import pytest

from output import fhir
from output.fhir.subject.context import Context
from tests.benchmarks import yardstick
from tests.fixtures.batch import batch


@pytest.mark.parametrize("kind", list(yardstick.BUILDERS))
def test_the_yardstick_and_the_template_are_equal_when_parsed(kind):
    columns, n = yardstick.columns_of(kind, Context(batch()))
    wanted = [json.loads(line) for line in yardstick.lines(kind, columns, n)]
    assert [json.loads(line) for line in fhir.render(batch())[kind].lines.to_pylist()] == wanted
