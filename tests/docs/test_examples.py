"""Every command and every piece of Python in the README and the guides runs, in the order in which it stands."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers.faulty import FaultyServer

HOUSE = Path(__file__).resolve().parents[2]
PAGES = [HOUSE / "README.md", *sorted((HOUSE / "docs").rglob("*.md"))]
SERVER = "http://127.0.0.1:8080/fhir"
"""The server of the examples: in its place stands one of the tests' own, empty when a page begins."""
_FEWER = {"--patients": "30", "--families": "600"}
"""How many the tests ask for: the examples' own numbers take minutes. 600 families are three blocks."""
_TO_A_SERVER = "10"
"""How many patients where a server is filled with them, asked about each, and emptied."""
_OF_SYSTEMS = "10"
"""How many patients where each of dozens of systems has a dataset of its own, and questions of its own to a server."""

MAP = "map.toml"
"""The file of a page that says which system is filled where: its commands need a server too."""
TOOLS = ("locust", "k6")
"""Programs beside ours that a page may call: in the folder of the load pack, for some seconds."""


def commands(page: Path, server: bool = True, patients: str = _FEWER["--patients"]) -> list[list[str]]:
    """The lines of a page's indented blocks that call synth, with fewer people. server: also those that need a server."""
    found = []
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith(("    synth ", *(f"    {tool} " for tool in TOOLS))) and (
            server or not (SERVER in line or MAP in line)
        ):
            words = shlex.split(line, comments=True)
            for option, number in _FEWER.items():
                if option in words:
                    where = words.index(option) + 1
                    words[where] = number if "--shard" in words else "12"
                    if option == "--patients":
                        words[where] = _OF_SYSTEMS if "systems" in words else patients
            found.append(words)
    return found


def snippets(page: Path) -> list[str]:
    """The pieces of Python of a page that are meant to be run."""
    return [code for code in re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL) if "synth.api" in code
            or "KINDS" in code]  # fmt: skip


def named(page: Path) -> str:
    return str(page.relative_to(HOUSE))


SERVED = [page for page in PAGES if SERVER in page.read_text(encoding="utf-8")]
"""Pages whose commands need a server: they run whole among the slow tests, and the README without it every day."""
LONG = [HOUSE / "docs" / "guides" / f"{name}.md" for name in ("dataset", "finding", "first-pathway", "pathways")]
"""Pages with commands that take a minute or more together: they run among the slow tests."""
ALONE = [page for page in PAGES if commands(page, server=False) and (page not in SERVED or page.parent == HOUSE)]
EVERY_DAY = [page for page in ALONE if page not in LONG]


@pytest.mark.parametrize("page", EVERY_DAY, ids=named)
def test_the_commands_of_a_page_run(page, tmp_path):
    run_commands(commands(page, server=False), tmp_path, "")


@pytest.mark.slow
@pytest.mark.parametrize("page", LONG, ids=named)
def test_the_commands_of_a_long_page_run(page, tmp_path):
    assert page in ALONE
    run_commands(commands(page, server=False), tmp_path, "")


@pytest.mark.slow
@pytest.mark.parametrize("page", SERVED, ids=named)
def test_the_commands_of_a_page_about_a_server_run(page, tmp_path):
    with FaultyServer() as server:
        run_page(page, tmp_path, server.url)


def run_page(page: Path, folder: Path, server: str) -> None:
    """Runs the commands of a page in a folder, with the files that it shows and the server at an address."""
    with FaultyServer() as several:  # empty: what another dataset on one server refers to is not deleted
        for text in re.findall(r"```toml\n(\[systems\]\n.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            (folder / MAP).write_text(re.sub(r"http://127\.0\.0\.1:\d+/fhir", several.url, text), encoding="utf-8")
            for name in re.findall(r'auth_file = "(.*?)"', text):
                (folder / name).touch(mode=0o600)
                (folder / name).write_text('token = "one-of-the-tests"\n', encoding="utf-8")
        run_commands(commands(page, patients=_TO_A_SERVER), folder, server)


def run_commands(lines: list[list[str]], folder: Path, server: str) -> None:
    """Runs the commands of a page in a folder, with the server at an address."""
    for line in lines:
        if line[1] == "validate" and not (folder / line[2]).is_dir():
            continue
        words, where = [word.replace(SERVER, server).replace("2m", "5s") for word in line], folder
        command = [sys.executable, "-m", *words]
        if words[0] in TOOLS:
            program = Path(sys.executable).with_name(words[0])
            if not program.exists():
                continue  # k6 is a program that its package has for some kinds of machine only
            command, where = [str(program), *words[1:]], folder / "pack"
        # What is kept for whoever runs the tests is theirs: a page that clears the cache clears one of its own.
        own = {"SYNTH_CACHE": str(folder / "cache")} if words[1] == "cache" else {}
        ran = subprocess.run(command, cwd=where, capture_output=True, text=True, env={**os.environ, **own})
        assert ran.returncode == 0, f"{' '.join(words)}\n{ran.stdout[-2000:]}{ran.stderr[-2000:]}"


@pytest.mark.parametrize("page", [p for p in PAGES if snippets(p)], ids=named)
def test_the_python_of_a_page_runs(page, tmp_path):
    script = tmp_path / "page.py"
    script.write_text("\n".join(snippets(page)), encoding="utf-8")
    ran = subprocess.run([sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr[-3000:]


def test_every_link_between_pages_leads_somewhere():
    for page in PAGES:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{named(page)}: {link}"


def test_no_page_names_a_path_of_a_machine_or_a_registry():
    for page in PAGES:
        assert not re.search(r"(^|[^a-z.])/(work|root|home)/", page.read_text(encoding="utf-8")), named(page)
