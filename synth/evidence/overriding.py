"""Numbers of a file that stand in the place of others: a user's own evidence, told by the names of ours.

[hypertension.treated_at_once]      # of the file hypertension.toml, the number treated_at_once
average = 0.5
unit = "probability"
source = "our clinic's audit, 2025"
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from synth import source_files
from synth.evidence import reading, units
from synth.evidence.number import Number, Risk
from synth.evidence.units import EvidenceError


def read(path: Path, known: Mapping[str, Number], risks: Mapping[str, Risk]) -> dict[str, Number]:
    """The numbers of a file by where they stand ("file.name"); every fault in it is reported together.

    known: the numbers that there are, by where they stand. A number must be of the form, unit and options of the one in
    whose place it stands; risks: those that it may name. Raises EvidenceError, one line for each fault.
    """
    written = source_files.toml_of(path, EvidenceError)
    files = sorted({where.partition(".")[0] for where in known})
    found: dict[str, Number] = {}
    faults: list[str] = []
    for file, tables in written.tables.items():
        if file not in files or not isinstance(tables, dict):
            faults.append(
                f"{written.at(file)}: [{file}]: there is no such file of evidence: {units.among(files, file)}"
            )
            continue
        names = sorted(where.partition(".")[2] for where in known if where.partition(".")[0] == file)
        for name, table in tables.items():
            place = f"{written.at(file, name)}: [{file}.{name}]"
            if name not in names:
                faults.append(f"{place}: there is no such number: {units.among(names, name)}")
                continue
            try:
                number = reading.number_of(name, table, risks, f"{file}.{name}")
                _alike(number, known[f"{file}.{name}"])
                found[number.where] = number
            except EvidenceError as fault:
                faults.append(f"{place}: {fault}")
    if not found and not faults:
        faults.append(f"{written.place}:1: it holds no number: write [file.name] and what it says below")
    if faults:
        raise EvidenceError("\n".join(faults))
    return found


def _alike(number: Number, ours: Number) -> None:
    """Refuse a number that is of another sort than the one in whose place it stands."""
    drawn = {"value": "quantity"}  # a quantity may vary or not
    one, other = drawn.get(number.form, number.form), drawn.get(ours.form, ours.form)
    if one != other:
        raise EvidenceError(f"it is of the form '{number.form}', ours is '{ours.form}': say it in the same way")
    unit, known = units.unit_of(number.unit), units.unit_of(ours.unit)
    if unit.dimension != known.dimension or (not unit.minutes and unit.word != known.word):
        raise EvidenceError(f"its unit is '{number.unit}', ours is '{ours.unit}': give it in that")
    if number.decimals != ours.decimals:
        raise EvidenceError(f"it has decimals = {number.decimals}, ours has {ours.decimals}: give it as many")
    if number.options != ours.options:
        raise EvidenceError(f"its options are not {', '.join(ours.options)}: name each of them, in this order")
