"""The tables of who people are: a row for each change of a name, an address, a number, a relationship and so on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output import columns as text
from output import registry
from output.fhir.base.words import line, mail_words, postcode, telephones, word
from output.tables.cells import ids, instants, organisations_of, patient_ids, words_of
from synth.dataset import csv_text
from synth.dataset.people import spelt
from synth.record import words
from synth.record.batch import Batch
from synth.record.kinds import CHANGES, CONFIDENTIALITY, MEANS, MISSING, NAME_USES, NOTICES, RELATIONSHIPS
from synth.systems import kinds as systems
from synth.systems.directory import organisations
from synth.table import Table

_MAIL = MEANS.index("mail")


def table(batch: Batch, kind: str) -> pa.Table:
    """One kind of entry of identity, of the patients of a batch."""
    rows = batch.identity[kind]
    rows = rows.take(np.flatnonzero(batch.who.shown(kind)))
    bodies = organisations_of(rows["organisation"])
    owner = batch.people["key"][rows["person"]]
    key = rows["entry"]
    if kind == "relationship":  # one for two people, as their RelatedPerson is
        owner, key = batch.kin_keys(rows["person"], rows["other"])
    return pa.table({
        "id": ids(owner, key, registry.KINDS[kind].identified),
        "person": patient_ids(batch).take(pa.array(rows["person"])),
        "version": pa.array(rows["version"]),
        "change": words_of(rows["change"], CHANGES),
        **_SAYS[kind](batch, rows),
        "from": instants(rows["from"]),
        "until": instants(rows["until"]),
        "recorded": instants(rows["recorded"]),
        "system": words_of(rows["system"], [kind.title for kind in systems.KINDS]),
        "organisation_code": bodies(organisations.code_of),
        "organisation": bodies(organisations.name_of),
        "confidentiality": words_of(rows["confidentiality"], CONFIDENTIALITY),
    })  # fmt: skip


def _birth(batch: Batch, rows: Table) -> dict[str, pa.Array]:
    return {
        "birth_order": pa.array(rows["order"]),
        "plurality": pa.array(rows["plurality"]),
        "country": words_of(rows["country"], words.COUNTRIES),
        "gestation": pa.array(rows["gestation"], mask=rows["gestation"] == MISSING),
        "stillborn": pa.array(rows["stillborn"] == 1),
        "mother": _patients(batch, rows["mother"]),
    }


def _name(batch: Batch, rows: Table) -> dict[str, pa.Array]:
    return {
        "use": words_of(rows["use"], NAME_USES),
        "prefix": words_of(rows["prefix"] + 1, ("", *words.PREFIXES)),
        "given": _word("given", rows["given"]),
        "middle": _word("given", rows["middle"]),
        "family": _family(rows),
    }


def _family(rows: Table) -> pa.Array:
    family, second = _word("family", rows["surname"]), _word("family", rows["second"])
    joined = pc.binary_join_element_wise(family, second, pa.scalar("-", csv_text.TEXT))
    return pc.coalesce(joined, family)


def _word(part: str, index: np.ndarray) -> pa.Array:
    return spelt(words.names()[part], index)


def _sex(batch: Batch, rows: Table) -> dict[str, pa.Array]:
    return {"sex": words_of(rows["sex"], ("", "male", "female"))}


def _group(batch: Batch, rows: Table) -> dict[str, pa.Array]:
    return {
        "code": words_of(rows["group"], [code for code, _ in words.ETHNIC]),
        "code_text": words_of(rows["group"], [name for _, name in words.ETHNIC]),
    }


def _nhs_number(batch: Batch, rows: Table) -> dict[str, pa.Array]:
    statuses = ["", *(f"{n:02d}" for n in range(1, 9))]
    return {"number": _digits(rows["number"]), "verification": words_of(rows["verification"], statuses)}


def _local_number(batch: Batch, rows: Table) -> dict[str, pa.Array]:
    return {"number": _digits(rows["number"])}


def _digits(numbers: np.ndarray) -> pa.Array:
    return text.numbers(numbers).cast(pa.large_string())


def _text(column: text.Column, n: int) -> pa.Array:
    # Words of names and places hold nothing that JSON would escape.
    return text.array(column, n).cast(pa.large_string())


def _address(batch: Batch, rows: Table) -> dict[str, pa.Array]:
    n, settled = len(rows), rows["street"] >= 0
    return {
        "use": words_of(np.where(settled, rows["second"], 1), ("home", "temporary")),
        "line": _text(line(rows), n),
        "locality": _text(word("address locality", np.where(settled, rows["locality"], -1)), n),
        "town": _text(word("address town", rows["town"]), n),
        "postcode": _text(postcode(rows["postcode"]), n),
        "uprn": _digits(np.where(rows["uprn"] >= 0, rows["uprn"], MISSING)),
        "decile": pa.array(rows["decile"]),
    }


def _contact_point(batch: Batch, rows: Table) -> dict[str, pa.Array]:
    mobiles, lines = telephones()
    means, number = rows["means"], rows["number"]
    mail = text.join([
        text.lookup(np.maximum(rows["given"], 0), mail_words("given")).column(), b".",
        text.lookup(np.maximum(rows["surname"], 0), mail_words("family")).column(), text.numbers(number),
        b"@example.org",
    ])  # fmt: skip
    called = pa.concat_arrays([mobiles, lines, mail])
    place = np.where(means == 0, number % len(mobiles), len(mobiles) + number % len(lines))
    place = np.where(means == _MAIL, len(mobiles) + len(lines) + np.arange(len(rows)), place)
    return {"means": words_of(means, MEANS), "value": called.take(pa.array(place)).cast(pa.large_string())}


def _nothing(batch: Batch, rows: Table) -> dict[str, pa.Array]:
    return {}


def _status(batch: Batch, rows: Table) -> dict[str, pa.Array]:
    return {"status": words_of(rows["visitor"], ("ordinarily resident", "visitor from overseas"))}


def _death(batch: Batch, rows: Table) -> dict[str, pa.Array]:
    return {"notice": words_of(rows["notice"], NOTICES)}


def _relationship(batch: Batch, rows: Table) -> dict[str, pa.Array]:
    over = np.minimum(rows["until"] - 1, batch.who.end)
    named = batch.identity["name"].take(batch.who.name(rows["other"], over))
    space = pa.scalar(" ", csv_text.TEXT)
    return {
        "relationship": words_of(rows["relationship"], RELATIONSHIPS),
        "other": _patients(batch, np.where(rows["sealed"] == 1, -1, rows["other"])),
        "other_name": pc.binary_join_element_wise(_word("given", named["given"]), _family(named), space),
        "parental_responsibility": pa.array(rows["responsibility"] == 1),
    }


def _patients(batch: Batch, person: np.ndarray) -> pa.Array:
    """The id of the Patient that each person row is; empty for -1 and for who is nobody's patient."""
    known = (person >= 0) & batch.people["patient"][np.maximum(person, 0)]
    return patient_ids(batch).take(pa.array(np.maximum(person, 0), mask=~known))


_SAYS: dict[str, Callable[[Batch, Table], dict[str, pa.Array]]] = {
    "birth": _birth,
    "name": _name,
    "sex": _sex,
    "ethnic_group": _group,
    "nhs_number": _nhs_number,
    "local_number": _local_number,
    "address": _address,
    "contact_point": _contact_point,
    "restriction": _nothing,
    "residential_status": _status,
    "death": _death,
    "relationship": _relationship,
}
"""What the table of each kind says beside whose it is, when and by whom."""
