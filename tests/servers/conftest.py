"""Real servers for the tests of this folder, one of each for a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers import running


@pytest.fixture(scope="module")
def hapi() -> Iterator[str]:
    """The base address of a HAPI FHIR JPA R4 in memory, empty when the module's tests begin."""
    with running.hapi() as base:
        yield base


@pytest.fixture(scope="module")
def medplum() -> Iterator[str]:
    """The base address of Medplum's router over its repository in memory, empty when the module's tests begin."""
    with running.medplum() as base:
        yield base


@pytest.fixture(scope="module")
def mesh() -> Iterator[str]:
    """The address under which a MESH sandbox in memory has its mailboxes, empty when the module's tests begin."""
    with running.mesh() as base:
        yield base
