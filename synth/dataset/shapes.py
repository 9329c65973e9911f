"""The shapes of a dataset's own JSON: plan, manifest, mark, list of files; what does not fit is one clear line.

pydantic judges, strictly: a number in quotes is no number, and a member that nobody declared is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, NotRequired, cast

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from synth import __version__
from synth.dataset import arguments, inside, outside
from synth.dataset.layout import BUNDLES, DIALECTS, PACKINGS
from synth.errors import BadArguments, BrokenData, one_line

_STRICT = ConfigDict(strict=True, extra="forbid")
_VERSION = r"^\d{1,4}(\.\d{1,4}){1,3}([abrc.+-][A-Za-z0-9.+-]{0,30})?$"
_BASE = r"^https?://[^\s\"\\?#]+/$"
MEND = "bring the file back as it was, or make the dataset again"
LARGEST_LIST = 64 << 20
"""Bytes that the list of all files of a bulk export may have."""


def _inside(path: str) -> str:
    fault = inside.fault_of(path, None if path in inside.AT_THE_TOP else inside.FOLDERS)
    if fault:
        raise ValueError(fault)
    return path


Count = Annotated[int, Field(ge=0, le=outside.LARGEST_INTEGER)]
Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,63}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Brought = Annotated[list[Annotated[str, StringConstraints(pattern=r"^[^/\\\x00-\x1f\x7f]{1,255} [0-9a-f]{64}$")]],
                    Field(min_length=1, max_length=100)]  # fmt: skip
"""Names and digests of what a user brought."""
Rate = Annotated[str, StringConstraints(pattern=r"^(0(\.\d{1,12})?|1(\.0{1,12})?)$")]
"""A share as a plain decimal."""
Inside = Annotated[str, AfterValidator(_inside)]
Counts = dict[Word, Count]


@with_config(_STRICT)
class File(TypedDict):
    """One file: where it stands, what it holds and how much, and the digest of its text."""

    path: Inside
    format: Word
    kind: Word
    count: Count
    bytes: Count
    sha256: Digest


Arguments = TypedDict(  # by call, as "from" is no name in Python
    "Arguments",
    {
        "patients": NotRequired[Annotated[int, Field(ge=1, le=10**9)]],
        "families": NotRequired[Annotated[int, Field(ge=1, le=10**9)]],
        "seed": Count,
        "from": str,
        "to": str,
        "view": Word,
        "system": NotRequired[Word],
        "formats": Annotated[list[Word], Field(min_length=1, max_length=20)],
        "nhs_part": str,
        "place": Annotated[str, Field(min_length=1, max_length=100)] | None,
        "bundle": Literal[BUNDLES],  # type: ignore[valid-type]
        "bundle_entries": NotRequired[Annotated[int, Field(ge=1)]],
        "bundle_bytes": NotRequired[Annotated[int, Field(ge=arguments.LEAST_BUNDLE)]],
        "compress": NotRequired[Literal[PACKINGS]],  # type: ignore[valid-type]
        "export_base": NotRequired[Annotated[str, StringConstraints(pattern=_BASE, max_length=2000)]],
        "cda": NotRequired[Literal[DIALECTS]],  # type: ignore[valid-type]
        "pathways": NotRequired[Brought],
        "evidence": NotRequired[Brought],
        "noise": NotRequired[Annotated[dict[Word, Rate], Field(min_length=1, max_length=100)]],
    },
)
"""What was asked for."""
Arguments.__pydantic_config__ = _STRICT  # type: ignore[attr-defined]


@with_config(_STRICT)
class Families(TypedDict):
    """Which families are in a dataset."""

    first: Literal[0]
    count: Count
    filling: Annotated[list[Count], Field(max_length=100_000)]
    held: NotRequired[list[Count]]


@with_config(_STRICT)
class Plan(TypedDict):
    """A dataset before it is made."""

    synth: Annotated[str, StringConstraints(pattern=_VERSION)]
    arguments: Arguments
    evidence: Digest
    families: Families


@with_config(_STRICT)
class Totals(TypedDict):
    """How much of everything there is."""

    patients: Count
    families: Count
    entries: Counts
    resources: Counts
    documents: Count
    bytes: Counts
    places: list[Count]
    blocks: Count


@with_config(_STRICT)
class PeopleFile(TypedDict):
    """What the manifest says of people.csv."""

    path: Literal["people.csv"]
    bytes: Count
    sha256: Digest


@with_config(_STRICT)
class Manifest(Plan):
    """A dataset that is whole."""

    totals: Totals
    people: PeopleFile
    beside: list[File]
    blocks: Digest


@with_config(_STRICT)
class PeoplePart(TypedDict):
    """The lines of people.csv that are of one block."""

    bytes: Count
    sha256: Digest


@with_config(_STRICT)
class Held(TypedDict):
    """What one system holds of a block."""

    families: Count
    patients: Count
    places: list[Count]
    entries: Counts
    resources: Counts
    people: PeoplePart


@with_config(_STRICT)
class Of(TypedDict):
    """Which block of which dataset a mark is of."""

    block: Count
    run: Digest


@with_config(_STRICT)
class Mark(Of, Held):
    """One block that has landed; the order of its members is that in which a mark is written."""

    systems: NotRequired[dict[Word, Held]]
    files: list[File]


@with_config(_STRICT)
class ReferenceMark(TypedDict):
    """The reference data of a dataset."""

    block: Literal["reference"]
    run: Digest
    places: list[Count]
    resources: Counts
    files: list[File]


@with_config(_STRICT)
class Listed(TypedDict):
    """One file of a bulk export."""

    type: Word
    url: Annotated[str, Field(max_length=4000)]
    count: Count


@with_config(_STRICT)
class Export(TypedDict):
    """The list of all files of a bulk export, in the form that FHIR gives it."""

    transactionTime: str
    request: str
    requiresAccessToken: bool
    output: list[Listed]
    error: list[Listed]


@lru_cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def shaped(said: Any, shape: Any, where: Path | str) -> dict[str, Any]:
    """What was said, as a dict, if it has a shape; else BrokenData: the file, the member, what is wrong with it."""
    try:
        return cast(dict[str, Any], _adapter(shape).validate_python(said))
    except ValidationError as error:
        first, *others = error.errors(include_url=False, include_context=False)
        member = outside.shown(".".join(map(str, first["loc"])) or "the whole")
        more = f" (and {len(others)} more)" if others else ""
        message = first["msg"].removeprefix("Value error, ").removeprefix("Input ").replace("String", "a text")
        raise BrokenData(f"{where}: {member}: {one_line_of(message)}{more}: {MEND}") from None


def one_line_of(message: str) -> str:
    """What the judge says, short and on one line."""
    said = re.sub(r"should match pattern .*", "is not written as it should be", " ".join(message.split()))
    return {"Extra inputs are not permitted": "nobody knows this member", "Field required": "is missing"}.get(
        said, said
    )


def plan(path: Path) -> dict[str, Any]:
    """The plan in a file, such as `.partial/plan.json`; BrokenData if it cannot be believed."""
    return _sensible(shaped(outside.read(path), Plan, path), path)


def manifest(path: Path) -> dict[str, Any]:
    """The manifest in a file; BrokenData if it cannot be believed."""
    said = outside.read(path)
    _not_newer(said, path)  # before its shape, which a newer version may have changed
    return _sensible(shaped(said, Manifest, path), path)


def mark(path: Path) -> dict[str, Any]:
    """The mark in a file, of a block or of the reference data; BrokenData if it cannot be believed."""
    said = shaped(outside.read(path), ReferenceMark if path.stem == "reference" else Mark, path)
    if path.stem != "reference" and path.stem != f"{said['block']:05d}":
        raise BrokenData(f"{path}: block: is {said['block']}, which is not the file's name: {MEND}")
    return said


def export(path: Path) -> dict[str, Any]:
    """The list of files in bulk-export.json; BrokenData if it cannot be believed."""
    return shaped(outside.read(path, LARGEST_LIST), Export, path)


def _not_newer(said: Any, where: Path) -> None:
    version = said.get("synth") if isinstance(said, Mapping) else None
    if isinstance(version, str) and re.match(_VERSION, version) and release(version) > release(__version__):
        raise BrokenData(
            f"{where}: synth: {outside.shown(version)} is newer than this synth ({__version__}): "
            "use that version or a later one"
        )


def release(version: str) -> tuple[int, ...]:
    """The numbers of a version, to be compared."""
    found = re.match(r"\d+(\.\d+)*", version)
    numbers = tuple(int(part) for part in found[0].split(".")) if found else ()
    return numbers + (0,) * (4 - len(numbers))


def _sensible(document: dict[str, Any], where: Path) -> dict[str, Any]:
    """A plan whose members go together: what was asked for could be asked for now."""
    _not_newer(document, where)
    asked, families = document["arguments"], document["families"]
    try:
        if ("patients" in asked) == ("families" in asked):
            raise BadArguments("either patients or families is given")
        arguments.settings(asked["seed"], asked["from"], asked["to"], asked["nhs_part"], asked["place"])
        arguments.view("--view", asked["view"])
        if len(set(asked["formats"])) != len(asked["formats"]):
            raise BadArguments("formats: one stands twice")
        filling = families["filling"]
        if filling != sorted(set(filling)) or (filling and filling[0] < families["count"]):
            raise BadArguments("families.filling: they are not in order, after the first ones")
        whole = families["count"] + len(filling)
        if asked.get("families", whole) != whole:
            raise BadArguments(f"families: they are {whole}, where {asked['families']} were asked for")
    except BadArguments as error:
        raise BrokenData(f"{where}: arguments: {outside.shown(one_line(error), 300)}: {MEND}") from None
    return document
