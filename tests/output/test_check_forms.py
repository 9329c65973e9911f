"""`synth validate` finds what is wrong with a dataset of any form: faults planted in one are seen and named."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from output.check import check
from synth import api
from synth.dataset.reading import Dataset

WINDOW = {"patients": 8, "seed": 3, "start": "2022-01-01", "end": "2025-01-01", "workers": 1}
FORMS = {
    "parts": {"bundle": "batch", "bundle_entries": 20, "compress": "gz"},
    "document": {"bundle": "document", "compress": "zst"},
    "post": {"bundle": "post"},
    "collection": {"bundle": "collection"},
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Callable[[str], Path]:
    """A sound dataset of a form, made once."""
    made: dict[str, Path] = {}

    def of(form: str) -> Path:
        if form not in made:
            made[form] = tmp_path_factory.mktemp(form) / "data"
            api.generate(**WINDOW, out=made[form], formats="bundles,ndjson", **FORMS[form])
            assert check(Dataset(made[form]), sample=1).findings == []
        return made[form]

    return of


def patients(out: Path) -> list[Path]:
    """The patients' bundles, largest first."""
    return sorted((out / "bundles").glob("*/*.json"), key=lambda path: (-path.stat().st_size, path.name))


def rewrite(pattern: bytes, instead: bytes, where: Callable[[Path], Path]) -> Callable[[Path], None]:
    def altered(out: Path) -> None:
        path = where(out)
        text = path.read_bytes()
        changed = re.sub(pattern, instead, text, count=1)
        assert changed != text
        path.write_bytes(changed)

    return altered


def largest(out: Path) -> Path:
    return patients(out)[0]


def cohort(out: Path) -> Path:
    return out / "bundles" / "cohort-0.json"


def swapped(out: Path) -> None:
    """The second part of a patient before the first."""
    second = next(path for path in sorted((out / "bundles").glob("*/*-0002.json")))
    first = second.with_name(second.name.replace("-0002", "-0001"))
    kept = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(kept)


def smaller(out: Path) -> None:
    """A cap that was not kept."""
    path = out / "manifest.json"
    said = json.loads(path.read_text())
    said["arguments"]["bundle_entries"] = 5
    path.write_text(json.dumps(said))


def unlisted(out: Path) -> None:
    path = out / "bulk-export.json"
    said = json.loads(path.read_text())
    del said["output"][0]
    path.write_text(json.dumps(said))


def cut_short(kind: str) -> Callable[[Path], None]:
    def altered(out: Path) -> None:
        (path,) = (out / "ndjson").glob(f"Patient.*.{kind}")
        os.truncate(path, path.stat().st_size // 2)

    return altered


def headless(out: Path) -> None:
    """A document without its Composition."""
    said = json.loads(largest(out).read_text())
    del said["entry"][0]
    largest(out).write_text(json.dumps(said, separators=(",", ":")))


URN = rb'"reference":"urn:uuid:[0-9a-f]{4}'
PLANTED = {
    "parts in the wrong order": ("parts", swapped, "refers to Patient/"),
    "a cap that is not kept": ("parts", smaller, "entries; the cap is 5"),
    "a packed file cut short": ("parts", cut_short("gz"), "cannot be read"),
    "another packed file cut short": ("document", cut_short("zst"), "Patient.00000.ndjson.zst"),
    "another method": ("parts", rewrite(b'"PUT"', b'"POST"', largest), "does not PUT"),
    "another type of bundle": ("parts", rewrite(b'"type":"batch"', b'"type":"history"', largest), "not 'batch'"),
    "no Composition": ("document", headless, "does not begin with its Composition"),
    "a document that needs another": (
        "document", rewrite(rb'"reference":"Organization/[0-9a-f]{4}', b'"reference":"Organization/0000', largest),
        "refers to Organization/0000"),
    "a urn that is nobody's": ("post", rewrite(URN, b'"reference":"urn:uuid:0000', largest), "refers to urn:uuid:0000"),
    "a relative reference in a post": (
        "post", rewrite(b'"reference":"urn:uuid:', b'"reference":"Patient/', largest), "refers to Patient/"),
    "a PUT in a post": ("post", rewrite(b'"POST","url":"Patient"', b'"PUT","url":"Patient"', largest), "does not POST"),
    "a request in a collection": (
        "collection", rewrite(rb"\}\]\}$", b',"request":{"method":"PUT","url":"Flag/1"}}]}', cohort), "is not what the people"),
    "a member who is not there": (
        "collection", rewrite(rb'"Patient/[0-9a-f]{4}', b'"Patient/0000', cohort), "refers to Patient/0000"),
    "a file that is not listed": ("collection", unlisted, "does not list ndjson/"),
}  # fmt: skip


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(fault: str, whole, tmp_path: Path) -> None:
    form, plant, said = PLANTED[fault]
    out = tmp_path / "data"
    shutil.copytree(whole(form), out)
    plant(out)
    found = [f"{one.where}: {one.what}" for one in check(Dataset(out), sample=1).findings]
    assert any(said in one for one in found), found
