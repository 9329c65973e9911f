"""Print the pages of the reference that are made from what they tell of: language, words, messages, flows, noise, stories, domains.

Run by `make pages`, whenever an example, the language or a pathway changes.
"""

from __future__ import annotations

from pathlib import Path

from care_pathways import pages
from tests.spec.language import chapter
from tools import flows_page, lives_page, message_page, noise_page, scenarios_page, words_of_pathways

DOMAINS = Path(__file__).resolve().parents[1] / "docs" / "reference" / "pathways"


def printed() -> dict[Path, str]:
    """Every page that is printed, with its text."""
    domains = {DOMAINS / f"{name}.md": text for name, text in pages.of_domains().items()}
    return {
        chapter.PAGE: chapter.text(),
        words_of_pathways.PAGE: words_of_pathways.text(),
        message_page.PAGE: message_page.text(),
        flows_page.PAGE: flows_page.text(),
        noise_page.PAGE: noise_page.text(),
        scenarios_page.PAGE: scenarios_page.text(),
        lives_page.PAGE: lives_page.text(),
        **domains,
    }


def main() -> None:
    """Write the pages, and take away those of domains that are no more."""
    wanted = printed()
    DOMAINS.mkdir(parents=True, exist_ok=True)
    for path in sorted(set(DOMAINS.glob("*.md")) - wanted.keys()):
        path.unlink()
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8", newline="\n")
        print(path.relative_to(DOMAINS.parents[1]))


if __name__ == "__main__":
    main()
