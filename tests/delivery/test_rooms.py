"""The files of a delivery stand on each other one way."""

from __future__ import annotations

import ast
from pathlib import Path

ROOM = Path(__file__).resolve().parents[2] / "output" / "delivery"


def needs() -> dict[str, set[str]]:
    """The modules of a delivery, each with those of its own that it imports, wherever in the file and for whatever."""
    paths = {
        ".".join(("output", "delivery", *path.relative_to(ROOM).with_suffix("").parts)): path
        for path in ROOM.rglob("*.py")
    }
    paths = {name.removesuffix(".__init__"): path for name, path in paths.items()}
    found: dict[str, set[str]] = {}
    for name, path in paths.items():
        found[name] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found[name] |= {each.name for each in node.names} & paths.keys()
            elif isinstance(node, ast.ImportFrom) and node.module:
                inner = {f"{node.module}.{each.name}" for each in node.names} & paths.keys()
                found[name] |= inner or ({node.module} & paths.keys())
    return found


def test_no_file_of_a_delivery_stands_on_one_that_stands_on_it():
    left = needs()
    assert len(left) > 30 and "output.delivery.seed.job" in left["output.delivery.seed.bulk"]
    while ready := [name for name, some in left.items() if not some & left.keys()]:
        for name in ready:
            del left[name]
    assert left == {}, "these import each other in a circle, or stand on one"
