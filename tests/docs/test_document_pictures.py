"""The docs show a document of every kind, as the project's own stylesheet shows it and a browser draws it."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pytest
from lxml import etree

from output import cda
from output.documents.kinds import KINDS
from tests.fixtures.cda_batch import EVERY, make
from tests.fixtures.cda_documents import HL7
from tools import document_pictures as pictures

PAGE = pictures.FOLDER.parent / "guides" / "documents.md"


@lru_cache(maxsize=1)
def documents() -> list[tuple[str, bytes]]:
    made = cda.render(make(2, EVERY))
    return [(KINDS[of].key, data) for of, data in zip(made.type, made.data.to_pylist(), strict=True)]


def plain(words: str) -> str:
    return " ".join(words.split())


def test_the_page_shows_a_picture_of_each_kind_and_each_is_small():
    shown = re.findall(r"!\[([^\]]*)\]\(\.\./pictures/(\w+)\.png\)", PAGE.read_text("utf-8"))
    assert {(kind.title, kind.key) for kind in KINDS} == set(shown)
    for _, kind in shown:
        data = (pictures.FOLDER / f"{kind}.png").read_bytes()
        assert data.startswith(b"\x89PNG") and 10_000 < len(data) < 80_000


def test_the_page_names_every_kind():
    text = PAGE.read_text("utf-8").lower()
    assert all(f"| {kind.title.lower()} |" in text for kind in KINDS)


def test_the_stylesheet_shows_every_heading_and_every_row():
    for _, data in documents():
        root, page = etree.fromstring(data), etree.HTML(pictures.page(data))
        assert page.findtext(".//h1") == root.findtext("h:title", namespaces=HL7)
        assert [each.text for each in page.iter("h2")] == [
            each.text for each in root.iterfind(".//h:section/h:title", HL7)
        ]
        rows = [plain(" ".join(each.itertext())) for each in page.iter("tr")]
        assert rows == [plain(" ".join(each.itertext())) for each in root.iterfind(".//h:text//h:tr", HL7)]
        words = [plain("".join(each.itertext())) for each in root.iterfind(".//h:text//h:item", HL7)]
        assert words == [plain("".join(each.itertext())) for each in page.iter("li")]


def test_a_browser_draws_it(tmp_path: Path):
    if pictures.browser() is None:
        pytest.skip("no headless Chromium")
    image = pytest.importorskip("PIL.Image")
    kind, data = documents()[0]
    pictures.picture(pictures.page(data), tmp_path / f"{kind}.png")
    drawn = image.open(tmp_path / f"{kind}.png")
    assert drawn.size == (pictures.WIDTH, pictures.HEIGHT)
    assert len(drawn.convert("RGB").getcolors(1 << 16)) > 4
