"""Print the pages of the reference that are made from what they tell of: the language by example.

Run by `make pages`, whenever an example changes.
"""

from __future__ import annotations

from tests.spec.language import chapter


def main() -> None:
    """Write the pages."""
    chapter.PAGE.write_text(chapter.text(), encoding="utf-8", newline="\n")
    print(chapter.PAGE.name)


if __name__ == "__main__":
    main()
