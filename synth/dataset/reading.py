"""A dataset, opened from its folder: its manifest, its people, its entries and resources as pandas frames, lazily."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synth.dataset import frames, outside, packing, people_file
from synth.dataset.folder import BLOCKS, MANIFEST, PEOPLE
from synth.errors import BadArguments, BrokenData, one_line
from synth.record.kinds import IDENTITY, KINDS

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

LARGEST_BUNDLE = 256 << 20
"""Bytes of a bundle that is read as a whole."""


class Dataset:
    """What a folder holds. Nothing is read before it is asked for.

    people: every patient, with the stories that their record holds. entries(kind): what was written down, one row
    for each change. resources(type): the FHIR resources. bundle(id): one patient's bundle.
    """

    def __init__(self, path: Path, keep: Any = None) -> None:
        """Open the dataset in a folder; BadArguments if there is none. `keep` lives as long as this does."""
        self.path = Path(path)
        self._keep = keep
        manifest = self.path / MANIFEST
        if not os.path.lexists(manifest):
            raise BadArguments(self._none())
        from synth.dataset import shapes

        self.manifest: dict[str, Any] = shapes.manifest(manifest)

    def __repr__(self) -> str:
        totals = self.manifest["totals"]
        return f"Dataset('{self.path}', {totals['patients']} patients in {totals['families']} families)"

    @cached_property
    def people(self) -> pd.DataFrame:
        """Every patient on a row: id, NHS number, name, sex, born, died, family, place, practice, stories."""
        import pandas as pd

        frame = people_file.table(self.path / PEOPLE).to_pandas()
        for name in ("born", "died"):
            frame[name] = pd.to_datetime(frame[name].replace("", None), format="%Y-%m-%d")
        for name in ("family", "member"):
            frame[name] = pd.to_numeric(frame[name])
        return frame

    def entries(self, kind: str) -> pd.DataFrame:
        """Everything of one kind that was written down, one row for each change, in order of family and time.

        A kind of which nothing was written gives a frame without a row, with the same columns.
        """
        kinds = (*KINDS, *IDENTITY)
        if kind not in kinds:
            raise BadArguments(f"there is no kind of entry '{kind}': the kinds are {', '.join(kinds)}")
        form = self._form()
        tables = self.path / "tables"
        paths = sorted(tables.glob(f"{kind}-[0-9]*.{form}"))
        with self._readable(tables / f"{kind}-*.{form}"):
            for path in paths:
                outside.opened(path).close()  # no pipe, no device
            frame = (frames.of_parquet if form == "parquet" else frames.of_csv)(kind, paths)
        self._whole(len(frame), kind, form)
        return frame

    def tables(self, kind: str, columns: Sequence[str], files: int = 32) -> Iterator[pa.Table]:
        """Some columns of one kind of entry as tables of pyarrow, so many files at a time, in order of family and time.

        At least one table, which may have no row. Raises as `entries` does.
        """
        form = self._form()
        tables = self.path / "tables"
        read = frames.table_of_parquet if form == "parquet" else frames.table_of_csv
        paths = sorted(tables.glob(f"{kind}-[0-9]*.{form}"))
        rows = 0
        for first in range(0, max(len(paths), 1), files):
            with self._readable(tables / f"{kind}-*.{form}"):
                some = paths[first : first + files]
                for path in some:
                    outside.opened(path).close()  # no pipe, no device
                table = read(kind, some, columns)
            rows += len(table)
            yield table
        self._whole(rows, kind, form)

    def _form(self) -> str:
        """The format in which there are tables; BadArguments if there is none."""
        formats = self.manifest["arguments"].get("formats", ())
        for form in ("parquet", "csv"):
            if form in formats:
                return form
        raise BadArguments(f"{self.path} holds no tables: generate it with --format parquet")

    def _whole(self, rows: int, kind: str, form: str) -> None:
        """BrokenData if there are not as many rows as the marks say: a table may have lost its end."""
        due = self._counts[form, kind]
        if rows != due:
            raise BrokenData(
                f"{self.path / 'tables' / kind}-*.{form}: there are {rows} rows, where the marks have {due}: "
                "make the dataset again"
            )

    @cached_property
    def _counts(self) -> Counter[tuple[str, str]]:
        """How many there are of each format and kind, as the marks say."""
        from synth.dataset import shapes

        counts: Counter[tuple[str, str]] = Counter()
        for mark in self.marks():
            for file in shapes.mark(mark)["files"]:
                counts[file["format"], file["kind"]] += file["count"]
        return counts

    def resources(self, kind: str) -> pd.DataFrame:
        """Every resource of one type on a row, a column for each top-level member (nested ones as lists and dicts)."""
        import pandas as pd

        kinds = self.manifest["totals"]["resources"]
        if kind not in kinds:
            raise BadArguments(f"{self.path} has no resources of the type '{kind}'; it has {', '.join(kinds)}")
        return pd.DataFrame.from_records(list(self.read(kind)))

    def read(self, kind: str) -> Iterator[dict[str, Any]]:
        """Every resource of one type, as it stands in NDJSON, or in bundles where there is no NDJSON."""
        paths = self.ndjson(kind)
        for path in paths:
            with self._readable(path):
                yield from map(outside.member, packing.lines(path))
        if not paths:
            seen: set[str] = set()  # documents hold what they refer to, each its own copy
            for path in sorted((self.path / "bundles").rglob("*.json")):
                with self._readable(path):
                    for entry in self._bundle(path).get("entry", ()):
                        resource = entry["resource"]
                        if resource["resourceType"] == kind and resource["id"] not in seen:
                            seen.add(resource["id"])
                            yield resource

    @staticmethod
    def _bundle(path: Path) -> dict[str, Any]:
        return outside.member(outside.read_bytes(path, LARGEST_BUNDLE))

    @contextmanager
    def _readable(self, path: Path) -> Iterator[None]:
        """What is wrong with a file that is read within this, as one line."""
        try:
            yield
        except (EOFError, ValueError, KeyError, TypeError, AttributeError, OSError, packing.broken()) as error:
            said = outside.why(error) if isinstance(error, OSError) else outside.shown(one_line(error), 120)
            raise BrokenData(f"{path}: {said}: see `synth validate {self.path}`") from None

    def ndjson(self, kind: str = "*") -> list[Path]:
        """The files of NDJSON, packed or plain, of one type of resource or of all, in order of name."""
        found = (self.path / "ndjson").glob(f"{kind}.*.ndjson*")
        return sorted(path for path in found if path.name.endswith((".ndjson", ".ndjson.gz", ".ndjson.zst")))

    def bundle(self, patient: str) -> dict[str, Any]:
        """One patient's bundle, by the id of the Patient; its parts as one, where it was cut."""
        found = (self.path / "bundles").glob(f"*/{patient}*.json") if _plain(patient) else ()
        paths = sorted(path for path in found if path.stem == patient or path.stem[:-5] == patient)
        if not paths:
            raise BadArguments(f"{self.path} has no bundle of a patient '{patient}'")
        with self._readable(paths[0]):
            whole, *parts = (self._bundle(path) for path in paths)
            for part in parts:
                whole["entry"] += part["entry"]
        return whole

    def marks(self) -> Iterator[Path]:
        """The marks of its blocks and of its reference data, in order of name; BrokenData if one is not there."""
        from synth.dataset.finish import REFERENCE

        paths = sorted((self.path / BLOCKS).glob("*.json"))
        due, names = self.manifest["totals"]["blocks"], [path.stem for path in paths]
        if REFERENCE not in names or len(names) != due + 1:
            raise BrokenData(
                f"{self.path / BLOCKS}: there are {len(names)} marks, where {MANIFEST} has {due} blocks and the "
                f"reference data: see `synth validate {self.path}`"
            )
        yield from paths

    def _none(self) -> str:
        if not self.path.is_dir():
            return f"there is no folder {self.path}"
        if any((self.path / BLOCKS).glob("*.json")) or (self.path / ".partial").is_dir():
            return f"{self.path} holds a dataset that is not whole: go on with --resume, or bring the other shards"
        return f"{self.path} holds no dataset: it has no {MANIFEST}"


def _plain(name: str) -> bool:
    return bool(name) and all(c.isalnum() or c == "-" for c in name)
