"""What a deceiver does to a dataset: changes it, then puts digests, sizes and totals right again."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

from synth.dataset import finish
from synth.dataset.plan import run_digest


def read(path: Path) -> Any:
    return json.loads(path.read_text())


def write(path: Path, said: Any) -> None:
    path.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n")


def text_of(path: Path) -> bytes:
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix == ".gz" else content


def sealed(out: Path, totals: bool = True) -> None:
    """Make marks and manifest agree with what is there now."""
    manifest = read(out / "manifest.json")
    run = run_digest({name: manifest[name] for name in ("synth", "arguments", "evidence", "families")})
    people = (out / "people.csv").read_bytes()
    digests, size = {}, dict.fromkeys(manifest["totals"]["bytes"], 0)
    for path in sorted((out / "blocks").glob("*.json")):
        mark = read(path)
        mark["run"] = run
        for file in mark["files"]:
            reseal(out, file)
            size[file["format"]] = size.get(file["format"], 0) + file["bytes"]
        if "people" in mark:
            lines = people.partition(b"\n")[2]
            mark["people"] = {"bytes": len(lines), "sha256": hashlib.sha256(lines).hexdigest()}
        write(path, mark)
        digests[path.stem] = hashlib.sha256(path.read_bytes()).hexdigest()
    for file in manifest["beside"]:
        reseal(out, file)
    manifest["people"].update(bytes=len(people), sha256=hashlib.sha256(people).hexdigest())
    reference = digests.pop("reference", "")
    manifest["blocks"] = finish.digest_of_blocks(((int(name), one) for name, one in digests.items()), reference)
    if totals:
        manifest["totals"]["bytes"] = size
    write(out / "manifest.json", manifest)


def reseal(out: Path, file: dict[str, Any]) -> None:
    path = out / file["path"]
    if path.is_file() and not path.is_symlink():
        content = text_of(path)
        file.update(bytes=len(content), sha256=hashlib.sha256(content).hexdigest())


def leaves(said: Any, path: tuple = ()) -> list[tuple]:
    members = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    return (
        [path, *(leaf for name, one in members for leaf in leaves(one, (*path, name)))] if path or members else [path]
    )


def put(document: Any, path: tuple, value: Any) -> bool:
    """Put a value at a place, or remove what is there (...); whether that changed anything."""
    for name in path[:-1]:
        document = document[name]
    before = document[path[-1]]
    if value is ...:
        del document[path[-1]]
        return True
    document[path[-1]] = value
    return type(before) is not type(value) or before != value
