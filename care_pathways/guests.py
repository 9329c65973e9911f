"""Pathways, codes and evidence that a user brings, read and checked together with ours.

A folder of pathways is like a domain's here: modules with `PATHWAYS` beside their evidence, `codelists/*.csv` with
what codes they need besides ours, perhaps `stories.toml` and `rules.toml`. A module whose name begins with _ only
helps, one that begins with test_ is not read.
"""

from __future__ import annotations

import ast
import builtins
import difflib
import hashlib
import importlib.util
import pkgutil
import sys
import traceback
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from types import FunctionType, ModuleType

import care_pathways
from care_pathways import bare_numbers
from synth import codes
from synth.errors import BrokenSource, SynthError, one_line
from synth.evidence import Number, overriding
from synth.evidence.number import MissingNumber
from synth.finding import scenarios as of_several
from synth.finding.scenarios import Scenario
from synth.guests import Guests
from synth.pathway import language, parts
from synth.pathway.compiled import plan, prepare
from synth.pathway.compiled.apart import apart
from synth.pathway.language.model import Pathway
from synth.pathway.language.numbers import Numbers, never_asked
from synth.pathway.language.replacing import numbers_of, with_numbers
from synth.pathway.language.words import Words, declared
from synth.record import stories as told
from synth.record.stories import Story

SHARED = ("care_pathways", "care_pathways.laboratory", "care_pathways.gp._medicines", "care_pathways.acute.emergency")
"""Modules beside the language from which guests' pathways take words: evidence, results, repeats, the first look."""


@lru_cache(maxsize=8)
def library(guests: Guests) -> plan.Library:
    """Our pathways and those that are brought, ready for the engines; BrokenSource names all faults together."""
    built = prepare.build(pathways(guests), codelists(guests), words(guests))
    if faults := [*built.faults, *(fault for folder in guests.folders for fault in _loose_numbers(folder))]:
        raise plan.PathwayError("\n".join(faults))
    built.stories = stories(guests, built.codelists)
    scenarios(guests)
    return built


def stories(guests: Guests, known: Container[str]) -> tuple[Story, ...]:
    """Our stories and those that are brought (`stories.toml`); a BrokenSource names all faults of a file together.

    known: the keys of the codelists.
    """
    found = list(care_pathways.stories())
    for folder in guests.folders:
        path = folder / care_pathways.STORIES.name
        for story in told.read(path, known) if path.exists() else ():
            if story.name in {one.name for one in found}:
                raise BrokenSource(f"{path}: there is a story '{story.name}' already: give it another name")
            found.append(story)
    return tuple(found)


def codelists(guests: Guests) -> codes.Codelists:
    """Our codelists and those that are brought; a key stands in one file of all."""
    own = [folder / care_pathways.CODELISTS.name for folder in guests.folders]
    return codes.sound(care_pathways.CODELISTS, *(folder for folder in own if folder.is_dir()))


def words(guests: Guests) -> Words:
    """The facts and signals that our modules declare, and those of the guests; with theirs ours are still whole."""
    own = declared([_module(folder, path) for folder in guests.folders for path in modules(folder)])
    ours = care_pathways.words()
    return Words((*ours.facts, *own.facts), (*ours.signals, *own.signals), True, (*ours.unanswered, *own.unanswered))


def scenarios(guests: Guests) -> tuple[Scenario, ...]:
    """Our stories of several people and those that are brought; a BrokenSource names all faults of a file together."""
    found = list(care_pathways.scenarios())
    known = codelists(guests)
    words = [story.name for story in stories(guests, known)]
    for folder in guests.folders:
        path = folder / care_pathways.STORIES.name
        for one in of_several.read(path, known, words) if path.exists() else ():
            if one.name in {other.name for other in found}:
                raise BrokenSource(f"{path}: there is a story '{one.name}' already: give it another name")
            found.append(one)
    return tuple(found)


def pathways(guests: Guests) -> list[Pathway]:
    """Our pathways and those that are brought, with the numbers that are brought in their place."""
    found = care_pathways.pathways()
    names = {p.name for p in found}
    for folder in guests.folders:
        for path in modules(folder):
            for pathway in _pathways_of(folder, path):
                if pathway.name in names:
                    raise BrokenSource(f"{path}: there is a pathway '{pathway.name}' already: give it another name")
                names.add(pathway.name)
                found.append(pathway)
    return _overridden(found, guests.evidence)


def modules(folder: Path) -> list[Path]:
    """The files of a folder that hold pathways."""
    return [path for path in sorted(folder.glob("*.py")) if not path.name.startswith(("_", "test_", "conftest"))]


def _loose_numbers(folder: Path) -> Iterator[str]:
    """The faults of numbers in a folder whose modules have been run: in code, and in evidence that nobody asks for."""
    package = _package(folder)
    for path in sorted(folder.glob("*.py")):
        if path.name.startswith(("test_", "conftest")):
            continue
        for line, said in bare_numbers.bare(path.read_text(encoding="utf-8")):
            yield (f"{path}:{line}: a number stands in the module ({said}): put it into {path.stem}.toml with unit and "
                   f"source, or end the line with {bare_numbers.LET_BE} why")  # fmt: skip
        module = sys.modules.get(f"{package}.{path.stem}")
        for numbers in {id(v): v for v in vars(module).values() if isinstance(v, Numbers)}.values() if module else ():
            if numbers.path == path.with_suffix(".toml"):
                yield from (f"{numbers.path}: no pathway asks for [{name}]: draw it as p.{name}, or take it out"
                            for name in never_asked(numbers))  # fmt: skip


def _package(folder: Path) -> str:
    return f"pathways_from_{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}"


def _pathways_of(folder: Path, path: Path) -> list[Pathway]:
    module = _module(folder, path)
    found = getattr(module, "PATHWAYS", None)
    if not isinstance(found, (list, tuple)) or not all(isinstance(each, Pathway) for each in found):
        raise BrokenSource(f"{path}: it has no PATHWAYS: end it with PATHWAYS = [...], or begin its name with _")
    return apart(found)


def _module(folder: Path, path: Path) -> ModuleType:
    """A module of a folder, run once in a process; it imports its neighbours as `from . import _other`."""
    package = _package(folder)
    if package not in sys.modules:
        home = ModuleType(package)
        home.__path__ = [str(folder)]
        sys.modules[package] = home
    name = f"{package}.{path.stem}"
    if name in sys.modules:
        return sys.modules[name]
    try:
        return importlib.import_module(name)
    except MissingNumber as error:
        raise BrokenSource(f"{_place(path, error)}: {one_line(error)}") from error
    except SynthError:
        raise
    except SyntaxError as error:
        raise BrokenSource(f"{error.filename}:{error.lineno}: {error.msg}: write it as the lines around it") from error
    except NameError as error:
        raise BrokenSource("\n".join(_unknown_names(path)) or _said(path, error)) from error
    except Exception as error:
        raise BrokenSource(_said(path, error)) from error


def _place(path: Path, error: Exception) -> str:
    """The file, and its line that led to an error."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename) == path]
    return f"{path}:{lines[-1]}" if lines else str(path)


def _said(path: Path, error: Exception) -> str:
    return f"{_place(path, error)}: {type(error).__name__}: {one_line(error)}: {_mend(error)}"


def _unknown_names(path: Path) -> Iterator[str]:
    """Every name of a module that is nowhere imported or made, each once, where it is first read, with its mend."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    made = {*dir(builtins), *(node.id for node in names if not isinstance(node.ctx, ast.Load))}
    made |= {node.asname or node.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.alias)}
    made |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    made |= {node.name for node in ast.walk(tree) if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
    if "*" in made:  # what comes by that is not known
        return
    read = {
        name.id: name.lineno
        for name in sorted(names, key=lambda one: -one.lineno)
        if name.id not in made and not name.id.startswith("__")
    }
    for name, line in sorted(read.items(), key=lambda one: (one[1], one[0])):
        yield f"{path}:{line}: NameError: name '{name}' is not defined: {_where_from(name)}"


def _where_from(name: str) -> str:
    home = _home_of(name)
    return f"add 'from {home} import {name}'" if home else "it is neither imported nor made above: is it misspelt?"


def _mend(error: Exception) -> str:
    """What may have been meant where a name is amiss."""
    name = getattr(error, "name", None)
    if isinstance(error, NameError) and isinstance(name, str):
        return _where_from(name)
    if isinstance(error, AttributeError) and isinstance(name, str) and error.obj is not None:
        near = difflib.get_close_matches(name, [known for known in dir(error.obj) if not known.startswith("_")], n=1)
        if near:
            return f"did you mean '{near[0]}'"
    return "mend what is asked there"


def _home_of(name: str) -> str | None:
    """The module of the language, of its parts, or of what guests share with us, in which a word stands."""
    for package in (language, parts, None):
        whole = pkgutil.iter_modules(package.__path__, f"{package.__name__}.") if package else ()
        for found in sorted(one.name for one in whole) or SHARED:
            module = importlib.import_module(found)
            if name in vars(module) and _made_in(module, name):
                return found
    return None


def _made_in(module: ModuleType, name: str) -> bool:
    """Whether a word is made in a module, and not only imported there; of values, constants alone are words."""
    thing = vars(module)[name]
    if isinstance(thing, (type, FunctionType)):
        return thing.__module__ == module.__name__
    return name.isupper()


def _overridden(found: list[Pathway], files: Sequence[Path]) -> list[Pathway]:
    """The same pathways, drawn from the numbers of some files where these hold one of that name."""
    if not files:
        return found
    known: dict[str, Number] = {}
    twice: set[str] = set()
    for pathway in found:
        for number in numbers_of(pathway):
            if known.setdefault(number.where, number) is not number:
                twice.add(number.where)
    risks = {risk.name: risk for number in known.values() for risk in number.risks} | care_pathways.shared_risks().risks
    numbers: dict[str, Number] = {}
    for path in files:
        for where, number in overriding.read(path, known, risks).items():
            if where in twice:
                raise BrokenSource(f"{path}: [{where}] stands in two files of that name: it cannot be told which")
            if where in numbers:
                raise BrokenSource(f"{path}: [{where}] is brought twice: bring it once")
            numbers[where] = number
    return [with_numbers(pathway, numbers) for pathway in found]
