"""How the files of a dataset are laid out: in which formats, in bundles of what size, how packed, at which address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FORMATS = ("bundles", "ndjson", "cda", "documents", "messages", "delivery", "requests", "parquet", "csv", "truth")
"""The formats that may be asked for, in the order in which they are written; `output.formats` makes them."""
STREAMS = ("messages", "delivery", "requests")
"""Those of what crosses, one a line."""
TRUTH = "truth"
"""That of what was so beside what was written down: the one that needs more than the record."""

BUNDLES = ("transaction", "batch", "collection", "document", "post")
"""The forms of a patient's bundle."""

WHOLE = ("document", "post")
"""Those that cannot be cut: a document is one, and a `urn:uuid:` means something within its own bundle alone."""

DIALECTS = ("hl7", "nhs-itk", "pdf", "text")
"""The dialects of CDA; in the last two a document is words alone."""

PACKINGS = ("gz", "zst")


def ndjson_path(kind: str, part: str, compress: str = "") -> str:
    """Where the resources of one type of a block, of the reference data or of the cohort stand: type, part, packing.

    A point parts them, as in bulk exports: readers take the type of resource from what stands before the first.
    """
    return f"ndjson/{kind}.{part}.ndjson{f'.{compress}' if compress else ''}"


def messages_path(part: str, compress: str = "", folder: str = "messages") -> str:
    """Where the messages of a block stand: as they were sent in the folder "delivery", as they arrive; requests."""
    return f"{folder}/{part}.ndjson{f'.{compress}' if compress else ''}"


def ndjson_kind(name: str) -> str:
    """The type of resource that a file of NDJSON holds, by its name without a folder."""
    return name.partition(".")[0]


@dataclass(frozen=True)
class Layout:
    """What is chosen of the files; what is in them is the same.

    bundle: one of BUNDLES. entries, size: how many entries and how many bytes a bundle may have; 0 is as many as
    there are. compress: "gz" or "zst" for NDJSON and messages, "" for plain. base: what stands before the paths of the
    bulk-data manifest; "" leaves them relative to it. cda: one of DIALECTS.
    """

    bundle: str = "transaction"
    entries: int = 0
    size: int = 0
    compress: str = ""
    base: str = ""
    cda: str = DIALECTS[0]

    @property
    def cut(self) -> bool:
        """Whether a bundle may have to be cut."""
        return bool(self.entries or self.size)

    def arguments(self) -> dict[str, Any]:
        """What the manifest says of it: the form of the bundles, and what else was asked for."""
        asked = {
            "bundle_entries": self.entries,
            "bundle_bytes": self.size,
            "compress": self.compress,
            "export_base": self.base,
            "cda": self.cda if self.cda != DIALECTS[0] else "",
        }
        return {"bundle": self.bundle, **{name: value for name, value in asked.items() if value}}

    @classmethod
    def of(cls, arguments: Mapping[str, Any]) -> Layout:
        """The layout that the arguments of a manifest describe."""
        return cls(
            arguments.get("bundle", "transaction"),
            arguments.get("bundle_entries", 0),
            arguments.get("bundle_bytes", 0),
            arguments.get("compress", ""),
            arguments.get("export_base", ""),
            arguments.get("cda", DIALECTS[0]),
        )
