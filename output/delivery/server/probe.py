"""The probe of a server: what it says of itself, what it does when asked something harmless; so, its profile."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from output.delivery.server import http, profiles, reading
from output.delivery.server.profiles import Profile
from output.delivery.server.reading import Statement
from output.delivery.server.replies import answers, words_of
from synth.errors import ServerTrouble
from synth.printable import printable

if TYPE_CHECKING:
    import httpx2

    from output.delivery.server.client import Client

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


async def probe(client: Client, base: str, profile: str | None = None) -> Found:
    """Ask a server what it is; nothing is stored. profile: the name of the one to go by, whatever it says of itself."""
    response = await http.ask(client, "GET", f"{base}/metadata", attempts=5)
    said = statement(response, base)
    name = said.called
    publisher = (said.implementation.description if said.implementation else None) or ""
    known = profiles.read(profile or profiles.named_by(f"{name} {publisher}"))
    fhir = said.fhirVersion or ""
    if fhir and not fhir.startswith("4."):
        raise ServerTrouble(f"{base} speaks FHIR {fhir}; the datasets are R4 (4.0.1): name a server or endpoint of R4")
    rest = said.served
    interactions = {one.code for one in rest.interaction or ()}
    imports = any((one.name or "").lstrip("$") == "import" for one in rest.operation or ())
    notes: list[str] = []
    if profile is None:
        known = await _tried(client, base, known, interactions, notes)
    return Found(name, fhir, imports, known, tuple(notes))


async def _tried(client: Client, base: str, known: Profile, interactions: set[str | None], notes: list[str]) -> Profile:
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


async def _transaction(client: Client, base: str) -> tuple[bool, bool]:
    """Whether transactions are done, and whether they are atomic: by one that only reads what is not there."""
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [{"request": {"method": "GET", "url": ABSENT}}]}
    content = json.dumps(bundle).encode()
    for _ in range(ASKED):
        response = await http.ask(client, "POST", base, content=content, headers={"Content-Type": http.FHIR_JSON})
        if response.status_code in (401, 403):
            raise ServerTrouble(refusal(base, response))
        if response.status_code == 200:
            status = answers(response.content, 1)[0].status
            return True, 200 <= status < 300
        if b"synth-probe" in response.content:  # the whole fails because of its entry
            return True, True
    return False, False


def statement(response: httpx2.Response, base: str) -> Statement:
    """The capability statement that was asked for, or an empty one where a server has none."""
    status = response.status_code
    if status in (401, 403) or status in http.AGAIN:
        raise ServerTrouble(refusal(base, response))
    if 300 <= status < 400:
        to = printable(response.headers.get("location", "elsewhere").split("?")[0].rpartition("@")[2])[:200]
        raise ServerTrouble(f"{base} sends us on to {to}: redirects are not followed; name that server if you mean it")
    is_it = f"is {base} the base of a FHIR server?"
    try:
        said = reading.resource(response.content, f"{base}/metadata")
    except ServerTrouble as trouble:
        if status == 404:
            raise ServerTrouble(f"{base}/metadata is not there (HTTP 404): {is_it}") from None
        if status == 200:
            raise ServerTrouble(f"{trouble}; {is_it}") from None
        return Statement()
    if said["resourceType"] != "CapabilityStatement":
        return Statement()
    return reading.shaped(Statement, said, f"{base}/metadata")


def refusal(base: str, response: httpx2.Response) -> str:
    """The line that says that a server refused a whole request, in its own words."""
    hint = ": say who you are with --auth" if response.status_code == 401 else ""
    return f"{base} refuses: HTTP {response.status_code} {words_of(response.content)}{hint}".rstrip()
