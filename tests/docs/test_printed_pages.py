"""The pages of the reference that are printed say what the code says now."""

from __future__ import annotations

import care_pathways
from tools import reference_pages, words_of_pathways


def test_every_printed_page_is_what_make_pages_prints():
    stale = [path.name for path, text in reference_pages.printed().items()
             if not path.exists() or path.read_text(encoding="utf-8") != text]  # fmt: skip
    assert stale == [], "run `make pages`"


def test_every_domain_with_pathways_has_a_page_and_no_other():
    domains = {name.split(".")[1] for name in care_pathways.modules()}
    assert {path.stem for path in reference_pages.DOMAINS.glob("*.md")} == domains


def test_every_pathway_step_signal_and_fact_stands_on_the_page_of_its_domain():
    words = care_pathways.words()
    pages = [path.read_text(encoding="utf-8") for path in sorted(reference_pages.DOMAINS.glob("*.md"))]
    for pathway in care_pathways.pathways():
        page = next(text for text in pages if f"\n## {pathway.name[0].upper()}{pathway.name[1:]}\n" in text)
        assert all(f"\n| {step.name} |" in page for step in pathway.steps), pathway.name
    together = "\n".join(pages)
    assert [word.name for word in words.signals if f"\n| {word.name} | {word.means}" not in together] == []
    assert [word.name for word in words.facts if f"\n| `{word.name}` | {word.means}" not in together] == []


def test_the_words_of_pathways_list_what_an_author_may_say():
    text = words_of_pathways.text()
    for word in (
        "`observe(code, value, unit",
        "`by_name(*notes)`",
        "labour ward",
        "comes into care",
        "`smoker`",
        "dosage (words)",
    ):
        assert word in text
