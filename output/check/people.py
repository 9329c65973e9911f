"""people.csv against the manifest and the marks: its bytes, and that ids and NHS numbers are those of the seed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from output.check import structure
from output.check.bundles import REFERENCE
from output.check.files import RULE as FILES
from output.check.files import Files
from output.check.findings import Findings
from synth import keys
from synth.dataset import finish, outside, people_file, shapes
from synth.dataset.content import OneFile
from synth.dataset.folder import EXPORT, MANIFEST, PEOPLE
from synth.dataset.systems import SYSTEMS
from synth.errors import BrokenData, one_line
from synth.record import numbers as nhs_numbers
from synth.record.copies import MISFILED, PATIENT, Copies
from synth.scale.systems import LISTED
from synth.systems import kinds as systems
from synth.systems.directory import NATIONAL, organisations
from synth.table import empty

if TYPE_CHECKING:
    import pyarrow as pa

    from synth.dataset.plan import Plan

RULE = "people"


def check(
    root: Path, manifest: dict[str, Any], plan: Plan, marks: dict[str, Any], findings: Findings
) -> dict[str, pa.Table]:
    """Compare people.csv with the manifest and the marks; gives the lines of each block, as columns."""
    findings.checked[FILES] += 1
    blocks = sorted(marks.keys() - {finish.REFERENCE})
    _bytes(root, manifest, [(name, marks[name]["people"]) for name in blocks], findings)
    try:
        table = people_file.table(root / PEOPLE)
    except BrokenData as error:
        findings.found(RULE, PEOPLE, one_line(error).removeprefix(str(root / PEOPLE)).lstrip(": "))
        return {}
    families = table.column("family").to_numpy(zero_copy_only=False).astype(np.int64)
    _seeded(table, families, plan, manifest["totals"]["places"], findings)
    if len(table) != manifest["totals"]["patients"]:
        findings.found(RULE, PEOPLE, f"has {len(table)} people; the manifest says {manifest['totals']['patients']}")
    of = families // keys.BLOCK
    found = {}
    for name in blocks:
        rows = np.flatnonzero(of == int(name))
        found[name] = table.take(rows)
        if len(rows) != marks[name]["patients"]:
            findings.found(
                RULE, PEOPLE, f"has {len(rows)} people of block {name}; its mark says {marks[name]['patients']}"
            )
        households = len(np.unique(families[rows]))
        if households > marks[name]["families"]:
            findings.found(
                RULE, PEOPLE, f"has {households} families of block {name}; its mark says {marks[name]['families']}"
            )
    return found


def _bytes(root: Path, manifest: dict[str, Any], parts: list[tuple[str, dict[str, Any]]], findings: Findings) -> None:
    """The whole has the digest that the manifest gives, and each run of lines the one that its mark gives."""
    from synth.dataset.people import header

    whole, said = hashlib.sha256(), manifest["people"]
    try:
        with outside.opened(root / PEOPLE) as file:
            first = file.read(len(header()))
            whole.update(first)
            size = len(first)
            for name, part in parts:
                digest, left = hashlib.sha256(), part["bytes"]
                while left and (piece := file.read(min(left, 1 << 20))):
                    digest.update(piece)
                    whole.update(piece)
                    left -= len(piece)
                    size += len(piece)
                if left or digest.hexdigest() != part["sha256"]:
                    findings.found(
                        RULE, PEOPLE, f"its lines of block {name} are not those that blocks/{name}.json tells of"
                    )
            size += len(file.read(1))
    except OSError as error:
        findings.found(FILES, PEOPLE, outside.why(error))
        return
    if size != said["bytes"] or whole.hexdigest() != said["sha256"]:
        findings.found(FILES, PEOPLE, "is not what was written: its digest differs from the manifest")


def _patient_key(system: str, places: Sequence[int]) -> int:
    """The key of the Patients of a system by its name, "" for what is the whole; ValueError where there is none."""
    if not system:
        return PATIENT
    kind, _, code = system.partition("-")
    for place in (NATIONAL, *places):
        for keeper in organisations.numbers_of(place):
            if organisations.code_of(keeper) == code and kind in systems.INDEX:
                one = np.array([systems.INDEX[kind]]), np.array([keeper])
                return int(Copies(*one, empty(MISFILED)).patients()[0])
    raise ValueError(f"there is no system '{system}' in the places of the manifest")


def _seeded(table: pa.Table, families: np.ndarray, plan: Plan, places: Sequence[int], findings: Findings) -> None:
    """Ids are made of seed, --from, family and member, and numbers of seed and family: here they are made again."""
    if not len(table):
        return
    member = table.column("member").to_numpy(zero_copy_only=False).astype(np.int64)
    settings = plan.settings
    owner = keys.person_key(settings.run, families, member)
    try:
        key = _patient_key(plan.system, places)
    except ValueError as error:
        findings.found(RULE, MANIFEST, one_line(error))
        return
    made = keys.uuid_text(keys.uuids(owner, np.full(len(owner), key, dtype=np.uint64), "Patient"))
    ids = table.column("id").to_pylist()
    text = made.tobytes().decode()
    wrong = [i for i, one in enumerate(ids) if text[36 * i : 36 * i + 36] != one]
    findings.checked[RULE] += len(ids)
    if wrong:
        findings.found(
            RULE, PEOPLE, f"{len(wrong)} ids are not those of the manifest's seed and window, such as {ids[wrong[0]]}"
        )
    if len(set(ids)) != len(ids):
        findings.found(RULE, PEOPLE, "an id stands twice")
    within = set(plan.filling)
    if any(family >= plan.families and family not in within for family in families.tolist()):
        findings.found(RULE, PEOPLE, "there are people of families that are not in the manifest")
    if (np.diff(families) < 0).any():
        findings.found(RULE, PEOPLE, "families are not in order")
    _numbers(table, families, member, plan, findings)


def _numbers(table: pa.Table, families: np.ndarray, member: np.ndarray, plan: Plan, findings: Findings) -> None:
    block, some = families // keys.BLOCK, len(families)
    ranks = [nhs_numbers.first_rank(families, member)]
    ranks += [nhs_numbers.spare_rank(families, np.full(some, place)) for place in range(nhs_numbers.SPARE)]
    try:
        columns = [
            nhs_numbers.nhs_numbers(plan.settings.seed, block, rank, *plan.settings.nhs_part).tolist() for rank in ranks
        ]
    except nhs_numbers.NumbersExhausted as error:
        findings.found(RULE, PEOPLE, one_line(error))
        return
    numbers = table.column("nhs_number").to_pylist()
    wrong = [n for n, (one, *mine) in enumerate(zip(numbers, *columns, strict=True)) if one and int(one) not in mine]
    if plan.noise:
        wrong = [n for n in wrong if int(numbers[n]) not in _of_kin(int(families[n]), plan)]
    wrong = [numbers[n] for n in wrong]
    if wrong:
        findings.found(
            RULE, PEOPLE, f"{len(wrong)} NHS numbers are not those of the manifest's seed and part, such as {wrong[0]}"
        )


def _of_kin(family: int, plan: Plan) -> set[int]:
    """The first NHS numbers of all who can be of a family: noise may give someone that of another."""
    member = np.arange(nhs_numbers.FIRST // keys.BLOCK)
    of = np.full(len(member), family)
    rank = nhs_numbers.first_rank(of, member)
    return set(nhs_numbers.nhs_numbers(plan.settings.seed, of // keys.BLOCK, rank, *plan.settings.nhs_part).tolist())


def beside(root: Path, manifest: dict[str, Any], plan: Plan, marks: dict[str, Any], findings: Findings) -> None:
    """What stands once in a dataset is made again from people and marks, and must be the same bytes."""
    from output import formats

    files, digests = Files(root, findings), {}
    said = {file["path"]: file for file in manifest["beside"] if file["format"] != SYSTEMS}
    for file in manifest["beside"]:
        if file["format"] == SYSTEMS:
            files.sound(file)
    try:
        every = [
            marks[name] for name in (finish.REFERENCE, *sorted(marks.keys() - {finish.REFERENCE})) if name in marks
        ]
        listed = [file for mark in every for file in mark["files"] if file["format"] in LISTED]
        ids = people_file.table(root / PEOPLE).column("id").to_pylist()
        many = plan.several  # then each system has its own
        made = [] if many else list(formats.beside(plan, iter(ids), len(ids), listed))
        wanted = {one.path: b"".join(one.pieces) for one in made}  # type: ignore[union-attr]
    except BrokenData:
        ids, wanted = None, {}  # the people cannot be read, as was said
    for path, file in said.items():
        lines = list(files.lines(file))
        digests[path] = hashlib.sha256(b"".join(line + b"\n" for line in lines)).digest()
        if file["kind"] in ("Group", "Bundle"):
            _groups(path, file["kind"], lines, ids, findings)
    if ids is None:
        return
    facts = {one.path: (one.format, one.kind, one.count) for one in made if isinstance(one, OneFile)}
    for path in sorted(wanted.keys() | said.keys()):
        if path not in said:
            findings.found(FILES, MANIFEST, f"beside is without {path}")
        elif path not in wanted:
            findings.found(FILES, path, "is in the manifest, and no such file belongs to the dataset")
        elif facts[path] != tuple(said[path][name] for name in ("format", "kind", "count")):
            findings.found(FILES, MANIFEST, f"beside says another format, kind or count of {path}")
        elif digests[path] != hashlib.sha256(wanted[path].removesuffix(b"\n") + b"\n").digest():
            findings.found(FILES, path, "is not what the people, the marks and the manifest give")
            if path == EXPORT:
                _export(root, json.loads(wanted[path]), findings)


def _groups(path: str, kind: str, lines: list[bytes], ids: list[str] | None, findings: Findings) -> None:
    """Groups of patients, whose members are all there."""
    everyone = {f"Patient/{one}" for one in ids or ()}
    for text in lines:
        findings.checked[structure.RULE] += 1
        for what in structure.faults(kind, text):
            findings.found(structure.RULE, path, what)
        for raw in sorted(set(REFERENCE.findall(text))):
            target = raw.decode("utf-8", "replace")
            if ids is not None and target not in everyone:
                findings.found("references", path, f"refers to {target}, which is not there")


def _export(root: Path, wanted: dict[str, Any], findings: Findings) -> None:
    """The files about which the list of all files is wrong."""
    try:
        listed = {one["url"] for one in shapes.export(root / EXPORT)["output"]}
    except BrokenData as error:
        findings.found(FILES, EXPORT, one_line(error).removeprefix(str(root / EXPORT)).lstrip(": "))
        return
    for url in sorted(listed ^ {one["url"] for one in wanted["output"]}):
        findings.found(FILES, EXPORT, f"{'lists' if url in listed else 'does not list'} {url}")
