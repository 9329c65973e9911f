"""The skeleton of a pathway: module, evidence, code, rule and test, which pass every check and are then made true.

It stands in a domain's folder here, or in a folder of one's own.
"""

from __future__ import annotations

import re
from pathlib import Path

import care_pathways
from care_pathways.skeleton_texts import CODES, RULES, SHAPES
from synth.errors import BadArguments

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9' -]{0,59}")


def is_ours(folder: Path) -> bool:
    """Whether a folder is a domain's here, whose pathways are there without being brought."""
    return folder.resolve().parent == care_pathways.HERE and folder.name in care_pathways.DOMAINS


def written(name: str, into: Path, shape: str = "simple") -> list[Path]:
    """Write the skeleton of a pathway of a name into a folder, and give the files; nothing that is there is touched.

    shape: one of SHAPES. BadArguments where the name cannot be one, is taken, or a file is there already.
    """
    if shape not in SHAPES:
        raise BadArguments(f"the shape {shape!r}: use {' or '.join(SHAPES)}")
    module, evidence, own_test = SHAPES[shape]
    if not _NAME.fullmatch(name):
        raise BadArguments(f"the name {name!r}: use letters, digits, spaces and hyphens, at most 60, a letter first")
    stem = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    if stem.startswith(("test_", "conftest")):
        raise BadArguments(f"the name {name!r}: files that begin so are tests: choose another name")
    taken = {p.name for p in care_pathways.pathways()}
    if name in taken:
        raise BadArguments(f"there is a pathway '{name}' already: choose another name")
    among_ours = is_ours(into)
    home = care_pathways.HERE if among_ours else into
    test = home.parent / "tests" / "spec" if among_ours else into
    texts = {into / f"{stem}.py": module, into / f"{stem}.toml": evidence, test / f"test_{stem}.py": own_test}
    if stem not in care_pathways.codelists():
        texts[home / care_pathways.CODELISTS.name / f"{stem}.csv"] = CODES
    rules = into / care_pathways.RULES
    if not among_ours and not rules.exists():  # those of another pathway stand there already
        texts[rules] = RULES
    there = [path for path in texts if path.exists()]
    if there:
        raise BadArguments(f"{there[0]} is there already: choose another name or folder")
    marks = {
        "name": name, "Name": name[0].upper() + name[1:], "key": stem, "CONSTANT": stem.upper(),
        "Notes": stem.title().replace("_", "") + "Notes",
        "HERE": "None  # it stands among ours" if among_ours else "Path(__file__).parent",
    }  # fmt: skip
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(_filled(text, marks))
    return list(texts)


def _filled(text: str, marks: dict[str, str]) -> str:
    filled = re.sub(r"@(\w+)@", lambda found: marks[found[1]], text)
    return filled.replace("from pathlib import Path\n\n", "") if "Path(" not in filled else filled
