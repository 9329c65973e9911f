"""Which server each of several systems goes to, as a file of the user's says: for one system, or for all of a kind.

    [systems]
    gp = "http://127.0.0.1:8081/fhir"
    maternity = { url = "http://127.0.0.1:8082/fhir", auth = "smart", auth_file = "maternity.toml" }
    gp-B99001 = "http://127.0.0.1:8083/fhir"
    events = false

A system goes where its own name says, else where its kind does; false is for what goes nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from synth import source_files
from synth.dataset.outside import shown
from synth.errors import BadArguments, BrokenSource, one_line
from synth.systems import kinds

TABLE = "systems"
ACCESS = ("auth", "auth_file", "ca", "client_cert", "client_key")
"""What may be said of a server beside its URL: as the options of the commands."""

Target = dict[str, Any]
"""A server: its url, and how we show it who we are."""


class Mapping:
    """The servers of a file. BadArguments, in one line, where it cannot be read."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        try:
            written = source_files.toml_of(self.path)
        except BrokenSource as error:
            raise BadArguments(f"--systems {one_line(error)}") from None
        table = written.tables.get(TABLE)
        others = [name for name in written.tables if name != TABLE]
        if not isinstance(table, dict) or not table or others:
            raise self._wrong("write one table [systems], and in it a URL for each kind of system")
        self.targets = {name: self._target(name, said) for name, said in table.items()}

    def of(self, systems: Iterable[str]) -> dict[str, Target | None]:
        """Where each system goes, by name; None: nowhere. BadArguments where the file leaves one out, or names one that
        there is not."""
        found: dict[str, Target | None] = {}
        every = sorted(systems)
        for name in self.targets:
            if name not in kinds.INDEX and name not in every:
                raise self._wrong(f"it names '{shown(name)}', which is neither a kind of system nor one of "
                                  f"{', '.join(every)}")  # fmt: skip
        for system in every:
            kind = system.partition("-")[0]
            chosen = next((name for name in (system, kind) if name in self.targets), None)
            if chosen is None:
                raise self._wrong(f'it leaves {system} out: write {kind} = "URL", or {kind} = false')
            found[system] = self.targets[chosen]
        return found

    def _target(self, name: str, said: Any) -> Target | None:
        if said is False:
            return None
        target = {"url": said} if isinstance(said, str) else said
        if not isinstance(target, dict) or not isinstance(target.get("url"), str):
            raise self._wrong(f"'{shown(name)}' has no URL: write {shown(name)} = \"http://127.0.0.1:8080/fhir\"")
        for member, value in target.items():
            if member not in ("url", *ACCESS) or not isinstance(value, str):
                raise self._wrong(f"'{shown(name)}' cannot have {shown(member)}: there are url, {', '.join(ACCESS)}")
        return target

    def _wrong(self, what: str) -> BadArguments:
        return BadArguments(f"--systems {self.path}: {what}")
