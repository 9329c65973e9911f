"""Print the pictures of documents in the docs: one of each kind, as the project's own stylesheet shows it in a browser.

python -m tools.document_pictures        needs headless Chromium and Pillow; writes docs/pictures/<kind>.png
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from lxml import etree

import care_pathways
from output import cda
from output.documents.kinds import KINDS
from synth.settings import Settings
from synth.simulate import simulate

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
STYLESHEET = Path(cda.__file__).with_name("document.xsl")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
WIDTH, HEIGHT, COLOURS = 1100, 1150, 16
FAMILIES = 1024


def browser() -> str | None:
    """The browser that takes the pictures, None if there is none."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def page(document: bytes) -> bytes:
    """A document as a page of HTML."""
    return bytes(etree.XSLT(etree.parse(str(STYLESHEET)))(etree.fromstring(document)))


def chosen(families: int = FAMILIES) -> dict[str, bytes]:
    """Of each kind the document of usual length: half of the others are longer."""
    made = cda.render(simulate(np.arange(families), Settings(), care_pathways.library()))
    every: dict[str, list[bytes]] = {}
    for data, kind in zip(made.data.to_pylist(), made.type, strict=True):
        every.setdefault(KINDS[kind].key, []).append(data)
    return {kind: sorted(some, key=lambda data: (len(data), data))[len(some) // 2] for kind, some in every.items()}


def picture(html: bytes, out: Path) -> None:
    """A page as a PNG of few colours."""
    from PIL import Image

    with tempfile.TemporaryDirectory() as folder:
        written, taken = Path(folder) / "page.html", Path(folder) / "page.png"
        written.write_bytes(html)
        subprocess.run([str(browser()), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                        f"--user-data-dir={folder}/profile", f"--window-size={WIDTH},{HEIGHT}", f"--screenshot={taken}",
                        written.as_uri()], check=True, capture_output=True, timeout=120)  # fmt: skip
        Image.open(taken).convert("RGB").quantize(COLOURS).save(out, optimize=True)


def main() -> None:
    """Write the pictures again."""
    FOLDER.mkdir(exist_ok=True)
    for kind, document in chosen().items():
        picture(page(document), FOLDER / f"{kind}.png")
        print(FOLDER / f"{kind}.png")


if __name__ == "__main__":
    main()
