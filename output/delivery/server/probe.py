"""What a server says of itself, and what it does when asked something harmless: the profile by which it is filled."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from output.delivery.dataset.words import status_of, words_of
from output.delivery.server import http, profiles
from output.delivery.server.profiles import Profile
from synth.errors import ServerTrouble

if TYPE_CHECKING:
    import httpx2

ASKED = 3
"""How often a question is put before a refusal that names no reason is believed."""
ABSENT = "Basic/synth-probe-of-what-is-not-there"
"""What no server has. Reading it within a transaction stores nothing: one that is atomic fails as a whole."""


@dataclass(frozen=True)
class Found:
    """A server as it was found: what it calls itself, its FHIR version, whether it has $import, its profile."""

    software: str
    fhir: str
    imports: bool
    profile: Profile
    notes: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """The profile as it is shown."""
        known = self.profile
        whole = "stored whole or not at all" if known.atomic else "entries may fail one by one"
        version = {"kept": "is left alone", "bumped": "is looked up first"}[known.identical]
        return [
            f"server: {self.software or 'it does not say what it is'}, FHIR {self.fhir or 'version not said'}",
            f"profile: {known.name}: {known.mode}, at most {known.entries} entries and {known.bytes / 1e6:.1f} MB"
            f" a request; {whole}; ids {known.ids}; what is there already {version}"
            f"{'; $import' if self.imports else ''}",
            *self.notes,
        ]


async def probe(client: httpx2.AsyncClient, base: str, profile: str | None = None) -> Found:
    """Ask a server what it is; nothing is stored. profile: the name of the one to go by, whatever it says of itself."""
    response = await http.ask_async(client, "GET", f"{base}/metadata", attempts=5)
    said = _statement(response, base)
    software = said.get("software") or {}
    name = " ".join(str(software.get(part, "")) for part in ("name", "version")).strip()
    publisher = str((said.get("implementation") or {}).get("description", ""))
    known = profiles.read(profile or profiles.named_by(f"{name} {publisher}"))
    rest = (said.get("rest") or [{}])[0]
    fhir = str(said.get("fhirVersion", ""))
    if fhir and not fhir.startswith("4."):
        raise ServerTrouble(f"{base} speaks FHIR {fhir}; the datasets are R4 (4.0.1): name a server or endpoint of R4")
    interactions = {one.get("code") for one in rest.get("interaction") or ()}
    imports = any(one.get("name", "").lstrip("$") == "import" for one in rest.get("operation") or ())
    notes: list[str] = []
    if profile is None:
        known = await _tried(client, base, known, interactions, notes)
    return Found(name, fhir, imports, known, tuple(notes))


async def _tried(
    client: httpx2.AsyncClient, base: str, known: Profile, interactions: set[Any], notes: list[str]
) -> Profile:
    """The profile, put right by what the server has been seen to do."""
    if known.mode == "transaction" and not (interactions and "transaction" not in interactions):
        works, atomic = await _transaction(client, base)
        if works:
            # What is known of a server goes before: HAPI, which is atomic, lets a read that finds nothing pass.
            return known if known.name != "plain" else replace(known, atomic=atomic)
        notes.append("note: it refuses a transaction")
    elif known.mode == "transaction":
        notes.append("note: its /metadata names no transaction")
    if "batch" in interactions:
        return replace(known, mode="batch", atomic=False)
    notes.append("note: neither transaction nor batch: one resource a request")
    return replace(known, mode="put", atomic=False)


async def _transaction(client: httpx2.AsyncClient, base: str) -> tuple[bool, bool]:
    """Whether transactions are done, and whether they are atomic: by one that only reads what is not there."""
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [{"request": {"method": "GET", "url": ABSENT}}]}
    content = json.dumps(bundle).encode()
    for _ in range(ASKED):
        response = await http.ask_async(client, "POST", base, content=content, headers={"Content-Type": http.FHIR_JSON})
        if response.status_code in (401, 403):
            raise ServerTrouble(refusal(base, response))
        if response.status_code == 200:
            try:
                status = status_of(response.json()["entry"][0]["response"]["status"])
            except (ValueError, KeyError, IndexError, TypeError):
                status = 0
            return True, 200 <= status < 300
        if "synth-probe" in response.text:  # the whole fails because of its entry
            return True, True
    return False, False


def _statement(response: httpx2.Response, base: str) -> dict[str, Any]:
    """The capability statement, or {} where a server has none."""
    if response.status_code in (401, 403):
        raise ServerTrouble(refusal(base, response))
    if 300 <= response.status_code < 400:
        to = response.headers.get("location", "elsewhere").split("?")[0]
        raise ServerTrouble(f"{base} sends us on to {to}: redirects are not followed; name that server if you mean it")
    if response.status_code in http.AGAIN:
        raise ServerTrouble(refusal(base, response))
    try:
        said = response.json()
    except ValueError:
        said = None
    if response.status_code == 404 and not (isinstance(said, dict) and "resourceType" in said):
        raise ServerTrouble(f"{base}/metadata is not there (HTTP 404): is {base} the base of a FHIR server?")
    if response.status_code == 200 and not (isinstance(said, dict) and said.get("resourceType")):
        raise ServerTrouble(f"{base}/metadata answers with no FHIR: is {base} the base of a FHIR server?")
    return said if isinstance(said, dict) and said.get("resourceType") == "CapabilityStatement" else {}


def refusal(base: str, response: httpx2.Response) -> str:
    """The line that says that a server refused a whole request, in its own words."""
    hint = ": say who you are with --auth" if response.status_code == 401 else ""
    return f"{base} refuses: HTTP {response.status_code} {words_of(response.content)}{hint}".rstrip()
