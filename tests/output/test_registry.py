"""Every kind of entry becomes a resource, a table and an entry in CDA documents, or the registry says why it does not."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from lxml import etree

from output import cda, fhir, registry, tables
from output.check.cda import entry_ids
from output.documents.kinds import CONTENTS, SECTIONS, WORDS_ALONE
from output.documents.kinds import KINDS as DOCUMENTS
from output.fhir.resources import patient
from output.fhir.subject import related_person
from output.registry import CARE, GATHERED, HEADER, IDENTITY, KINDS, WHOLE, No
from output.tables import schema
from synth import keys
from synth.record import kinds
from synth.record.batch import Batch
from synth.table import Table
from tests.fixtures.cda_batch import make
from tests.output.test_fhir_real import batch as real

BY_NAME = pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
PEOPLE = {module.TYPE: module for module in (patient, related_person)}


@lru_cache(maxsize=1)
def batch() -> Batch:
    return make(4)


def module_of(kind: registry.Kind | registry.Gathered) -> Any:
    return import_module(f"output.fhir.resources.{kind.module}")


def lacking(of: tuple[str, ...], rows: tuple[registry.Kind, ...]) -> set[str]:
    return set(of) ^ {kind.name for kind in rows}


def test_every_kind_of_entry_of_the_record_has_a_row_and_nothing_else_has() -> None:
    assert lacking(kinds.KINDS, CARE) == set()
    assert lacking(tuple(kinds.IDENTITY), IDENTITY) == set()
    assert len(KINDS) == len(CARE) + len(IDENTITY)
    assert lacking((*kinds.KINDS, "dream"), CARE) == {"dream"} and lacking(kinds.KINDS, CARE[1:]) == {CARE[0].name}


@pytest.mark.parametrize("one", [k for k in (*CARE, *GATHERED) if k.module], ids=lambda one: one.resource)
def test_every_resource_is_written_by_the_module_of_its_row(one: registry.Kind | registry.Gathered) -> None:
    module = module_of(one)
    source = Path(module.__file__).read_text("utf-8")
    assert one.resource == module.TYPE and f'"resourceType": "{one.resource}"' in source and module.columns
    assert hasattr(module, "gathered") == isinstance(one, registry.Gathered)
    for member in one.dated if not isinstance(one.dated, No) else ():
        assert f'"{member}"' in source, f"{one.resource} has no member {member}"


def test_every_module_of_a_resource_is_in_a_row() -> None:
    folder = Path(fhir.__file__).parent / "resources"
    known = {*registry.modules().values(), *(name.__name__.rpartition(".")[2] for name in PEOPLE.values())}
    templates = {path.stem for path in folder.glob("*.py") if '"resourceType"' in path.read_text("utf-8")}
    assert templates <= known
    assert {*registry.modules().values()} <= templates


def test_kinds_that_are_one_type_of_resource_share_its_module_and_its_moments() -> None:
    for one in CARE:
        same = [other for other in CARE if other.identified == one.identified]
        assert {(other.module, other.dated) for other in same} == {(one.module, one.dated)}, one.name
        assert registry.kinds_of(one.identified) == tuple(other.name for other in same)
    for gathered in GATHERED:
        assert set(gathered.of) <= KINDS.keys(), gathered.resource
        assert registry.kinds_of(gathered.resource) == gathered.of


@BY_NAME
def test_every_kind_stands_in_a_resource(kind: registry.Kind) -> None:
    assert kind.resource in {*registry.modules(), *PEOPLE}, f"{kind.name} is no resource, nor a part of one"
    assert bool(kind.part) == (kind.resource == "Patient") and bool(kind.module) == (kind.resource not in PEOPLE)


@BY_NAME
def test_every_kind_has_a_table_whose_columns_are_described(kind: registry.Kind) -> None:
    assert schema.title_of(kind.name).endswith("."), f"{kind.name} is not described in output/tables/columns.toml"
    assert tables.table(real(), kind.name).column_names == schema.columns_of(kind.name)


def test_rows_of_tables_bear_the_ids_of_their_resources() -> None:
    whole = real()
    ids = {name: {i.decode() for i in each.id.to_pylist()} for name, each in fhir.render(whole).items()}
    for kind in KINDS.values():
        written = set(tables.table(whole, kind.name)["id"].to_pylist())
        if not kind.part:
            assert written <= ids[kind.resource], kind.name
            assert written, kind.name


@BY_NAME
def test_what_a_kind_does_not_become_has_its_reason(kind: registry.Kind) -> None:
    for said in (kind.cda, kind.dated):
        assert len(said.why.split()) > 3 if isinstance(said, No) else said, f"{kind.name}: say what or why not"


def test_every_section_of_the_documents_is_of_some_kind_and_no_kind_has_another() -> None:
    said = {section for kind in CARE if not isinstance(kind.cda, No) for section in kind.cda}
    assert said - {*HEADER, *WHOLE} == set(CONTENTS) - set(WORDS_ALONE)
    assert all(isinstance(kind.cda, No) or kind.cda == HEADER for kind in IDENTITY)


def test_the_entries_of_a_section_are_of_the_kinds_that_say_so() -> None:
    """From the documents themselves: whose id each entry bears, and in which section it stands."""
    owner, found = {}, set()
    for kind in CARE:
        table = batch().record[kind.name]
        made = keys.uuids(batch().people["key"][table["person"]], table["entry"], kind.identified)
        owner |= {bytes(one).decode(): kind.name for one in keys.uuid_text(made)}
    rendered = cda.render(batch())
    for type_, data in zip(rendered.type.tolist(), rendered.data.to_pylist(), strict=True):
        called = {SECTIONS[name].title: SECTIONS[name].content for name in DOCUMENTS[type_].sections}
        for section in etree.fromstring(data).iter("{urn:hl7-org:v3}section"):
            name = called[section.findtext("{urn:hl7-org:v3}title")]
            found |= {(owner[one], name) for one in entry_ids(section)}
    said = {(k.name, s) for k in CARE if not isinstance(k.cda, No) and k.cda not in (HEADER, WHOLE) for s in k.cda}
    assert found == said


def otherwise(whole: Batch, kind: str) -> Batch:
    """A batch that says nothing of a kind; of what everybody has, something else."""
    if kind in whole.record:
        nothing = whole.record[kind].take(np.zeros(0, dtype=np.int64))
        return replace(whole, record={**whole.record, kind: nothing})
    table, none = whole.identity[kind], np.zeros(0, dtype=np.int64)
    changed = {
        "birth": ("from", lambda at: at - 24 * 60),
        "name": ("given", lambda n: n + 1),
        "sex": ("sex", lambda n: 3 - n),
    }
    if kind in changed:
        column, change = changed[kind]
        made = Table({**table.columns, column: change(table[column])})
    else:
        made = table.take(none)
    return replace(whole, identity={**whole.identity, kind: made})


@BY_NAME
def test_documents_differ_without_a_kind_if_and_only_if_they_hold_it(kind: registry.Kind) -> None:
    text = cda.render(batch()).data
    assert text.equals(cda.render(otherwise(batch(), kind.name)).data) == isinstance(kind.cda, No)


def test_the_check_asks_the_moments_of_the_registry() -> None:
    assert registry.moments()["Observation"] == ("effectiveDateTime", "effectivePeriod")
    assert "Appointment" not in registry.moments() and "Provenance" not in registry.moments()
    assert set(registry.moments()) <= set(registry.modules())


def test_the_registry_loads_nothing_heavy() -> None:
    code = "import sys, output.registry; print(sorted({'numpy', 'pyarrow', 'pandas', 'output.fhir', 'output.cda'} & set(sys.modules)))"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def test_no_other_file_of_output_lists_what_kinds_become() -> None:
    """A list of kinds beside their types of resource is a second registry: it names half a dozen of both."""
    output, second = Path(registry.__file__).parent, {}
    for path in sorted(output.rglob("*.py")):
        text = path.read_text("utf-8")
        pairs = {k.name for k in CARE if re.search(rf'"{k.name}": "{k.resource}"|"{k.resource}": "{k.name}"', text)}
        if pairs:
            second[path.relative_to(output).as_posix()] = pairs
    assert second == {}
