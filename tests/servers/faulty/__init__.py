"""A FHIR server of the tests' own, in memory, on this machine, that goes wrong on purpose.

    with FaultyServer(Faults(kinds=("503", "cut after"), every=5)) as server:
        ... server.url ... server.store.versions("Patient", id) ...

faults: which requests go wrong and how (`Faults`); rules: what the server accepts (`Rules`); lies: wrong answers to
reads and searches (`Lies`).
"""

from tests.servers.faulty.faults import KINDS, Faults
from tests.servers.faulty.rules import Lies, Rules
from tests.servers.faulty.server import FaultyServer

__all__ = ["KINDS", "Faults", "FaultyServer", "Lies", "Rules"]
