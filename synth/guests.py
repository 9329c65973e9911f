"""Guests: pathways and evidence that a user brings, from a folder, an installed package or a file, beside ours."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from synth.errors import BadArguments

GROUP = "synth.pathways"
"""The group of entry points under which an installed package offers its pathways: a name, and the package."""
SOURCES = (".py", ".toml", ".csv")


@dataclass(frozen=True)
class Guests:
    """What is brought: folders of pathways, and files that put numbers of the evidence in the place of others.

    Nothing brought is false.
    """

    folders: tuple[Path, ...] = ()
    evidence: tuple[Path, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.folders or self.evidence)

    def told(self) -> dict[str, list[str]]:
        """What is brought as a manifest says it: names and digests of contents, by the option that brought it."""
        brought = {"pathways": self.folders, "evidence": self.evidence}
        return {
            option: [f"{path.name} {_digest(path)}" for path in paths] for option, paths in brought.items() if paths
        }


def folders(option: str, given: str | Sequence[str | Path] | Path | None) -> tuple[Path, ...] | None:
    """Folders of pathways as they are typed; None for none. BadArguments where one cannot be."""
    return brought(given, None, option).folders or None


def files(option: str, given: str | Sequence[str | Path] | Path | None) -> tuple[Path, ...] | None:
    """Files of evidence as they are typed; None for none. BadArguments where one cannot be."""
    return brought(None, given, other=option).evidence or None


def brought(pathways: str | Sequence[str | Path] | Path | None, evidence: str | Sequence[str | Path] | Path | None,
            option: str = "--pathways", other: str = "--evidence") -> Guests:  # fmt: skip
    """Guests as they are typed: folders or names of installed packages, and files, with commas between.

    BadArguments where there is no such folder, package or file.
    """
    folders = [_folder(option, one) for one in _several(pathways)]
    files = [_file(other, one) for one in _several(evidence)]
    for what, paths in ((option, folders), (other, files)):
        names = [path.name for path in paths]
        for name in names:
            if not name.isprintable() or len(name) > 255:
                raise BadArguments(f"{what}: the name {name!r} cannot stand in a manifest: rename it")
            if names.count(name) > 1:
                raise BadArguments(f"{what}: '{name}' stands there twice: bring each once, under names that differ")
    return Guests(tuple(folders), tuple(files))


def _several(given: str | Sequence[str | Path] | Path | None) -> list[str]:
    if given is None:
        return []
    if isinstance(given, str):
        return [one.strip() for one in given.split(",")]
    return [str(one) for one in ([given] if isinstance(given, Path) else given)]


def _folder(option: str, said: str) -> Path:
    path = Path(said)
    if said and path.is_dir():
        found = path.resolve()
    else:
        found = _installed(option, said)
    if not any(one.suffix == ".py" for one in found.iterdir()):
        raise BadArguments(f"{option} {said}: no pathway is in it: add a module, or begin with `synth pathways new`")
    return found


def _installed(option: str, said: str) -> Path:
    """The folder of an installed package that offers pathways under a name; nothing of it is run to find it."""
    from importlib.metadata import entry_points
    from importlib.util import find_spec

    known = {one.name: one.module for one in entry_points(group=GROUP)}
    if said not in known:
        offered = f"; installed are {', '.join(sorted(known))}" if known else ""
        raise BadArguments(f"{option} {said or repr(said)}: there is no such folder, nor an installed package: "
                           f"name a folder of pathways{offered}")  # fmt: skip
    spec = find_spec(known[said])
    if spec is None or not spec.submodule_search_locations:
        raise BadArguments(f"{option} {said}: the package {known[said]} has no folder: mend its entry point")
    return Path(next(iter(spec.submodule_search_locations))).resolve()


def _file(option: str, said: str) -> Path:
    path = Path(said)
    if not said or not path.is_file():
        raise BadArguments(f"{option} {said or repr(said)}: there is no such file: name a TOML file of evidence")
    return path.resolve()


def _digest(path: Path) -> str:
    """The SHA-256 of a file, or of all sources of a folder."""
    total = hashlib.sha256()
    inside = [path] if path.is_file() else [one for one in path.rglob("*") if one.suffix in SOURCES and one.is_file()]
    for name, one in sorted((one.relative_to(path.parent).as_posix(), one) for one in inside):
        content = one.read_bytes().replace(b"\r\n", b"\n")
        total.update(f"{name} {hashlib.sha256(content).hexdigest()}\n".encode())
    return total.hexdigest()
