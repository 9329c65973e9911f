"""Other people's servers, started for the tests on this machine alone and stopped with them.

HAPI is built by Maven from `tests/servers/hapi`; the router of Medplum is installed by npm in `tests/servers/medplum`,
the sandbox of MESH by pip in `tests/servers/mesh`.
A server ends when its standard input does, so that none outlives the tests, however they end.
"""

from __future__ import annotations

import contextlib
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
BUILD_SECONDS = 500
"""The longest that Maven or npm may take, which the first time fetch some 300 MB."""
READY_SECONDS = 400


@contextlib.contextmanager
def hapi(*arguments: str, memory: str = "1500m") -> Iterator[str]:
    """The base address of a new, empty HAPI FHIR JPA R4 8.8.0. Arguments: "import" for `$import`; "own-ids" or "own-uuids" where it refuses the ids of clients."""
    _need("java", "mvn")
    module = HERE / "hapi"
    jar = module / "target" / "hapi.jar"
    if not _newer(jar, [module / "pom.xml", *(module / "src").rglob("*.*")]):
        _build([["mvn", "-q", "-B", "-o", "package"], ["mvn", "-q", "-B", "package"]], module, "Maven", "HAPI")
    classes = f"{jar}:{module}/target/libraries/*"
    with _serving(["java", f"-Xmx{memory}", "-cp", classes, "synth.servers.Hapi", *arguments], module) as base:
        yield base


@contextlib.contextmanager
def medplum() -> Iterator[str]:
    """The base address of a new, empty router of Medplum over its repository in memory."""
    _need("node", "npm")
    module = HERE / "medplum"
    installed = module / "node_modules" / ".package-lock.json"
    if not _newer(installed, [module / "package-lock.json"]):
        flags = ["--no-audit", "--no-fund", "--ignore-scripts"]
        commands = [["npm", "ci", "--offline", *flags], ["npm", "ci", *flags]]
        _build(commands, module, "npm", "the router of Medplum")
    with _serving(["node", "server.mjs"], module) as base:
        yield base


@contextlib.contextmanager
def mesh() -> Iterator[str]:
    """The address under which a new, empty MESH sandbox has its mailboxes; it asks each for its proof."""
    module, own = HERE / "mesh", HERE.parents[1] / ".venv-mesh"
    python, done = own / "bin" / "python", own / ".installed"
    if not _newer(done, [module / "requirements.txt"]):
        install = [str(python), "-m", "pip", "install", "--quiet", "-r", "requirements.txt"]
        _build([[sys.executable, "-m", "venv", str(own)]], module, "venv", "the sandbox of MESH")
        _build([install], module, "pip", "the sandbox of MESH")
        done.touch()
    with _serving([str(python), "server.py"], module) as base:
        yield base


def _need(*tools: str) -> None:
    for tool in tools:
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")


def _newer(made: Path, sources: list[Path]) -> bool:
    return made.is_file() and all(made.stat().st_mtime >= source.stat().st_mtime for source in sources)


def _build(commands: list[list[str]], module: Path, tool: str, what: str) -> None:
    """Builds with what the tool has already, else with what it can fetch; skips if it can have neither."""
    said = ""
    for command in commands:
        try:
            built = subprocess.run(command, cwd=module, capture_output=True, text=True, timeout=BUILD_SECONDS)
        except subprocess.TimeoutExpired:
            pytest.skip(f"{tool} did not get {what} in {BUILD_SECONDS} seconds")
        if built.returncode == 0:
            return
        said = built.stdout + built.stderr
        if "COMPILATION ERROR" in said:
            raise AssertionError(said)
    lines = [line for line in said.splitlines() if line.strip()]
    pytest.skip(f"{tool} cannot build {what}: {lines[-1] if lines else 'it says nothing'}")


@contextlib.contextmanager
def _serving(command: list[str], module: Path) -> Iterator[str]:
    """The base address that a server gives when it is ready; the server ends with the block."""
    (module / "target").mkdir(exist_ok=True)
    with open(module / "target" / "stderr.log", "w+", encoding="utf-8") as errors:
        process = subprocess.Popen(
            command, cwd=module, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
        )
        lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=_read, args=(process, lines), daemon=True).start()
        try:
            yield _ready(lines, errors.name)
        finally:
            assert process.stdin is not None
            with contextlib.suppress(OSError):
                process.stdin.close()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _read(process: subprocess.Popen[str], lines: queue.Queue[str]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line)
    lines.put("")


def _ready(lines: queue.Queue[str], log: str) -> str:
    """Waits for the line that says where the server is."""
    while True:
        try:
            line = lines.get(timeout=READY_SECONDS)
        except queue.Empty:
            raise AssertionError(f"the server was not ready in {READY_SECONDS} seconds: see {log}") from None
        if line.startswith("ready "):
            return line.split()[1]
        if not line:
            raise AssertionError(f"the server ended before it was ready: {Path(log).read_text('utf-8')[-2000:]}")
