"""Answers of a server, read: bounded in depth and number, of a known shape, their texts made printable.

Every answer goes through here. What is not of its shape is ServerTrouble in one line, or nothing where a server may
leave the answer out.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8 as BOM
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from synth.dataset import outside
from synth.errors import ServerTrouble
from synth.printable import printable

DEEPEST = 100
"""Levels: FHIR as it is written has some twenty."""
MOST_VALUES = 2_000_000
"""Values of one answer: bounds what it takes in memory once it is read. A page of 200 resources has some 100,000."""
LONGEST = 300
"""Characters of a server's words that are kept."""
LONGEST_TOKEN = 16_000
"""Characters of a token: what a header can carry."""
_ID = re.compile(r"(?!\.+$)[A-Za-z0-9.-]{1,64}")
_TYPE = re.compile(r"[A-Z][A-Za-z]{1,63}")


def parsed(content: bytes) -> Any:
    """The JSON of an answer; ValueError, in a few words, where it is none that we bear."""
    if sum(content.count(sign) for sign in (b",", b"[", b"{")) > MOST_VALUES:
        raise ValueError(f"has more than {MOST_VALUES:,} values")
    return outside.parsed(content.removeprefix(BOM), DEEPEST)


def words_in(text: Any) -> str:
    """A server's text on one line, printable, and no longer than we show."""
    return printable(" ".join(str(text)[: 20 * LONGEST].split()))[:LONGEST]


Said = Annotated[str, AfterValidator(words_in)]
"""A text of a server that is shown to people."""
Some = Annotated[str, Field(max_length=4000)]


class Link(BaseModel):
    """A link of a Bundle."""

    relation: Some = ""
    url: str = ""


class Search(BaseModel):
    """Why a resource stands in an answer."""

    mode: Some = "match"


class Details(BaseModel):
    """More of an issue."""

    text: Said | None = None


class Issue(BaseModel):
    """What an OperationOutcome says."""

    severity: Some | None = None
    code: Said | None = None
    diagnostics: Said | None = None
    details: Details | None = None


class Outcome(BaseModel):
    """An OperationOutcome."""

    issue: list[Issue] | None = None


class Response(BaseModel):
    """What became of an entry of a transaction or batch."""

    status: Some | int | None = None
    outcome: Any = None
    location: Any = None


class Entry(BaseModel):
    """An entry of a Bundle."""

    resource: dict[str, Any] | None = None
    search: Search | None = None
    response: Response | None = None


class Bundle(BaseModel):
    """A page of what a search finds, or the answer to a transaction."""

    total: Annotated[int, Field(strict=True, ge=0, lt=10**12)] | None = None
    link: list[Link] | None = None
    entry: list[Entry] | None = None

    @property
    def following(self) -> str:
        """The link to the next page, as it is written; "" on the last."""
        return next((each.url for each in self.link or () if each.relation == "next"), "")


class Named(BaseModel):
    """What a statement names: a search parameter, an operation, an interaction."""

    name: Some | None = None
    code: Some | None = None


class Kind(BaseModel):
    """What a server states of one type."""

    type: Some = ""
    interaction: list[Named] | None = None
    searchParam: list[Named] | None = None
    searchInclude: list[Some] | None = None
    searchRevInclude: list[Some] | None = None
    operation: list[Named] | None = None


class Rest(BaseModel):
    """What a server states of itself."""

    mode: Some | None = None
    interaction: list[Named] | None = None
    searchParam: list[Named] | None = None
    operation: list[Named] | None = None
    resource: list[Kind] | None = None


class Software(BaseModel):
    """What a server calls itself."""

    name: Said | None = None
    version: Said | None = None


class Implementation(BaseModel):
    """What somebody calls it."""

    description: Said | None = None


class Statement(BaseModel):
    """A CapabilityStatement, as far as we go by it."""

    fhirVersion: Said | None = None
    software: Software | None = None
    implementation: Implementation | None = None
    rest: list[Rest] | None = None

    @property
    def called(self) -> str:
        """What the server calls itself."""
        software = self.software or Software()
        return f"{software.name or ''} {software.version or ''}".strip()

    @property
    def served(self) -> Rest:
        """What it states of itself as a server; nothing where it does not."""
        return next((each for each in self.rest or () if each.mode in (None, "server")), Rest())


class Token(BaseModel):
    """The answer of a token server."""

    access_token: Annotated[str, Field(max_length=LONGEST_TOKEN, pattern=r"^[\x21-\x7e]+$")]
    expires_in: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None


Shape = TypeVar("Shape", bound=BaseModel)


def shaped(shape: type[Shape], value: Any, whose: str) -> Shape:
    """A value that was parsed, of its shape; ServerTrouble, in one line, if it is not. whose: what answered."""
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(each) for each in first["loc"])
        fault = printable(f"{place}: {first['msg']}")[:LONGEST]
        raise ServerTrouble(f"{printable(whose)} answers with no sound FHIR ({fault})") from None


def resource(content: bytes, whose: str) -> dict[str, Any]:
    """A resource that a server gives, as it was parsed; ServerTrouble, in one line, if it is none."""
    try:
        answer = parsed(content)
    except ValueError as error:
        raise ServerTrouble(f"{printable(whose)} answers with no FHIR: it {error}") from None
    kind = answer.get("resourceType") if isinstance(answer, dict) else None
    if not isinstance(kind, str) or not _TYPE.fullmatch(kind):
        raise ServerTrouble(f"{printable(whose)} answers with no FHIR: it names no resourceType")
    return answer


def bundle(content: bytes, whose: str) -> Bundle:
    """A Bundle that a server gives; ServerTrouble, in one line, if it is none."""
    answer = resource(content, whose)
    if answer["resourceType"] != "Bundle":
        raise ServerTrouble(f"{printable(whose)} answers with {answer['resourceType']} in place of a Bundle")
    return shaped(Bundle, answer, whose)


def identity(of: dict[str, Any]) -> str:
    """The id of a resource if it is one by FHIR's rule, and may stand in a URL; else ""."""
    found = of.get("id")
    return found if isinstance(found, str) and _ID.fullmatch(found) else ""


def version(of: dict[str, Any]) -> str:
    """The version that a resource names, if it may stand in a URL; else ""."""
    meta = of.get("meta")
    return identity({"id": meta.get("versionId")}) if isinstance(meta, dict) else ""


def name(of: dict[str, Any]) -> str:
    """The "Type/id" of a resource if both are sound, and may stand in a URL; else ""."""
    kind, found = of.get("resourceType"), identity(of)
    return f"{kind}/{found}" if found and isinstance(kind, str) and _TYPE.fullmatch(kind) else ""


def token(answer: dict[str, Any], whose: str) -> Token:
    """A token and how long it lives; ServerTrouble, in one line that does not show it, if it cannot be used."""
    try:
        return Token.model_validate(answer)
    except ValidationError:
        raise ServerTrouble(
            f"{printable(whose)} gives a token that no request can carry, or a life that is none"
        ) from None
