"""Documents of lives that are seldom met: each is told as it was, and nobody gets what cannot be theirs."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from lxml import etree

import care_pathways
from output import cda, compositions
from output.cda import people
from output.check import cda as rules
from output.documents.kinds import KINDS
from synth import clock, world
from synth.record.batch import Batch
from synth.settings import Settings
from synth.simulate import simulate
from synth.table import Table
from tests.fixtures.cda_batch import BORN, make
from tests.fixtures.cda_documents import HL7, section, titles, words

AT_ONCE, AT_MOST = 20_000, 300_000
"""Families among which the strange ones are sought: of twins one in a hundred pairs has one born dead and one alive."""
NEWBORN = ("newborn_discharge", "neonatal_discharge", "newborn_screening")
ODD = 'O\'Neill <Ø> & "محمد"'


def strange(settings: Settings) -> np.ndarray:
    """Some families with a stillbirth, with twins of whom one was born dead, with a baby born long before time."""
    found: dict[str, list[int]] = {"stillbirth": [], "one of twins": [], "early": []}
    for begin in range(0, AT_MOST, AT_ONCE):
        population = world.build(np.arange(begin, begin + AT_ONCE), settings)
        of, born = population.persons, population.persons["born"]
        here = (born > settings.begins + clock.YEAR) & (born < settings.ends - 100 * clock.DAY)
        here &= (of["mother"] >= 0) & of["patient"][np.maximum(of["mother"], 0)]
        still, several = of["stillborn"].astype(bool), population.attributes["plurality"] > 1
        mother, place = np.unique(of["mother"][here & several], return_inverse=True)
        dead = np.bincount(place.reshape(-1), weights=still[here & several], minlength=len(mother))
        mixed = mother[(dead > 0) & (dead < np.bincount(place.reshape(-1), minlength=len(mother)))]
        early = here & ~still & (population.attributes["birth_gestation"] < 31 * 7)
        for kind, families in (("stillbirth", of["family"][here & still & ~several]), ("early", of["family"][early]),
                               ("one of twins", of["family"][mixed])):  # fmt: skip
            found[kind] = [*found[kind], *families.tolist()][:4]
        if all(found.values()):
            break
    return np.unique(np.concatenate(list(found.values())))


@lru_cache(maxsize=1)
def lived() -> tuple[Batch, dict[str, list[tuple[int, Any]]]]:
    """What was written of these families; and the documents of each kind, with the row of whom they are about."""
    batch = simulate(strange(Settings()), Settings(), care_pathways.library())
    found = cda.render(batch)
    by: dict[str, list[tuple[int, Any]]] = {}
    for data, kind, person in zip(found.data.to_pylist(), found.type, found.person, strict=True):
        by.setdefault(KINDS[kind].key, []).append((int(person), etree.fromstring(data)))
        assert (
            rules.check(data, f"cda/00000000/{by[KINDS[kind].key][-1][1].find('h:id', HL7).get('root')}.xml", None)
            == []
        )
    return batch, by


def cells(root: Any, title: str, heading: str) -> list[list[str]]:
    """The rows of the table of a section whose first column is called so."""
    for table in section(root, title).iterfind(".//h:table", HL7):
        if "".join(table.find(".//h:th", HL7).itertext()) == heading:
            return [["".join(cell.itertext()) for cell in row] for row in table.iterfind("h:tbody/h:tr", HL7)]
    return []


def babies_told() -> list[list[str]]:
    """What the mothers' discharge summaries say of the outcomes of their babies."""
    return [[row[3] for row in cells(root, "Pregnancy and birth", "Baby")]
            for _, root in lived()[1]["maternity_discharge"]]  # fmt: skip


def test_a_stillbirth_is_in_the_mothers_document_and_has_none_of_its_own():
    batch, by = lived()
    assert ["Stillborn"] in babies_told()
    still = batch.who.birth["stillborn"] == 1
    assert still.any()
    for key in NEWBORN:
        assert not any(still[person] for person, _ in by.get(key, ()))
    for _, root in by["maternity_discharge"]:
        outcomes = [row[3] for row in cells(root, "Pregnancy and birth", "Baby")]
        if outcomes == ["Stillborn"]:
            assert "live birth" not in words(root, "Clinical summary")
            assert "Baby" not in words(root, "Distribution list")


def test_of_twins_of_whom_one_was_born_dead_each_is_told_as_it_was():
    batch, by = lived()
    assert sorted(["Born alive", "Stillborn"]) in [sorted(each) for each in babies_told()]
    birth = batch.who.birth
    survivors = {
        int(row)
        for row in np.flatnonzero((birth["plurality"] > 1) & (birth["stillborn"] == 0) & (birth["mother"] >= 0))
    }
    assert survivors & {person for key in NEWBORN for person, _ in by[key]}


def test_a_baby_of_the_neonatal_unit_has_the_summary_of_the_unit_and_no_other():
    _, by = lived()
    on_unit = {person for person, _ in by["neonatal_discharge"]}
    assert len(on_unit) > 1
    assert not on_unit & {person for person, _ in by.get("newborn_discharge", ())}
    for _, root in by["neonatal_discharge"]:
        assert "Stay on neonatal unit" in words(root, "Admission details")
        assert "Admitted to the neonatal unit" in words(root, "Clinical summary")


def test_a_baby_that_has_no_number_yet_is_known_by_its_own_id_alone():
    batch = make(1, ("newborn_discharge",))
    later = batch.identity["nhs_number"]
    later.columns["recorded"] = np.where(later["from"] >= BORN, BORN + 90 * clock.DAY, later["recorded"])
    (data,) = cda.render(batch).data.to_pylist()
    root = etree.fromstring(data)
    (one,) = root.findall("h:recordTarget/h:patientRole/h:id", HL7)
    assert one.get("extension") is None and len(one.get("root")) == 36
    assert rules.check(data, f"cda/00000000/{root.find('h:id', HL7).get('root')}.xml", None) == []


def test_an_allergy_that_is_found_later_ends_that_none_is_known():
    batch = make(1, ("gp_summary",))
    (data,) = cda.render(batch).data.to_pylist()
    assert "Allergy to penicillin" in words(etree.fromstring(data), "Allergies and adverse reactions")
    none = replace(batch.forms[int(batch.record["allergy"]["form"][0])], index=len(batch.forms), code="nka",
                   slot="nka", details={"none_known": True})  # fmt: skip
    said = {name: np.concatenate([column[:1], column]) for name, column in batch.record["allergy"].columns.items()}
    for name, value in {"form": none.index, "entry": 77, "code": batch.codelists.index("nka")}.items():
        said[name][0] = value
    before = 1000 * clock.DAY
    for name in ("from", "recorded"):
        said[name][0] -= before
    both = replace(batch, forms=[*batch.forms, none], record={**batch.record, "allergy": Table(said)})
    root = etree.fromstring(cda.render(both).data[0].as_py())
    assert "penicillin" in words(root, "Allergies and adverse reactions")
    assert "No known allergy" not in words(root, "Allergies and adverse reactions")
    alone = replace(both, record={**both.record, "allergy": both.record["allergy"].take(np.zeros(1, dtype=np.int64))})
    assert "No known allergy" in words(etree.fromstring(cda.render(alone).data[0].as_py()),
                                       "Allergies and adverse reactions")  # fmt: skip


@pytest.mark.parametrize("face", ["hl7", "nhs-itk", "text"])
def test_names_in_any_script_and_with_signs_of_xml_arrive_as_they_are(face, monkeypatch):
    listed = people.words.names()
    monkeypatch.setattr(people.words, "names", lambda: {part: [ODD] * len(each) for part, each in listed.items()})
    batch = make(2, ("maternity_discharge", "newborn_discharge"))
    for data in cda.render(batch, face).data.to_pylist():
        said = " ".join(etree.fromstring(data).itertext())
        assert said.count(ODD) >= 2
    for bundle in compositions.render(batch).column.to_pylist():
        assert "محمد".encode() in bundle


def test_a_document_in_which_nothing_is_prescribed_says_so_and_claims_no_medicine():
    for root in (root for _, root in lived()[1]["maternity_discharge"]):
        if "No information" in words(root, "Medications"):
            assert not section(root, "Medications").findall("h:entry", HL7)
        assert "Medications" in titles(root)
