"""CDA documents: well formed, and sound by the rules of `output.check.cda`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from output.check.files import Files

if TYPE_CHECKING:
    from output.check.block import Block

RULE = "CDA documents"


def check(files: Files, documents: list[dict[str, Any]], block: Block) -> None:
    """Check every document; where the dataset has resources, their ids are the ones that entries may bear."""
    from output.check import cda

    ids = {name.partition("/")[2] for name in block.line}
    for file in documents:
        text = files.whole(file)
        if text is None:
            continue
        block.findings.checked[RULE] += 1
        for fault in cda.check(text, file["path"], ids or None):
            block.findings.found(RULE, file["path"], f"{fault.rule}: {fault.what}")
