"""Text packed as gzip or Zstandard, and read again: the same bytes for one version of the libraries.

The bytes and digests that marks give are those of the text itself, so that they agree whatever packed it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from synth.dataset import outside

_GZIP_LEVEL, _ZSTD_LEVEL = 2, 3
_GZIP_WINDOW = 31
"""Zlib's word for a window of 32 kB within a gzip header, which names no file and no time."""

LARGEST_LINE = 16 << 20
"""Bytes that a resource may have."""
_HEAD = 18
"""The most bytes that the header of a Zstandard frame may have."""


def packer(how: str, size: int) -> Any:
    """What packs a text of so many bytes: it has `compress(bytes)` and `flush()`."""
    if how == "gz":
        from isal import isal_zlib

        return isal_zlib.compressobj(_GZIP_LEVEL, isal_zlib.DEFLATED, _GZIP_WINDOW)
    import zstandard

    return zstandard.ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=True).compressobj(size=size)


def opened(path: Path) -> BinaryIO:
    """A regular file, opened to be read as it was before it was packed."""
    file = outside.opened(path)
    if path.suffix == ".gz":
        from isal import igzip

        packed = igzip.IGzipFile(fileobj=file, mode="rb")
        packed.myfileobj = cast(Any, file)  # it is closed with it
        return cast(BinaryIO, packed)
    if path.suffix == ".zst":
        import zstandard

        reader = zstandard.ZstdDecompressor().stream_reader(file, closefd=True, read_across_frames=True)
        return cast(BinaryIO, io.BufferedReader(reader, 1 << 20))
    return file


def lines(path: Path) -> Iterator[bytes]:
    """The lines of a text, each with its end; ValueError where one is longer than any resource."""
    with opened(path) as file:
        while line := file.readline(LARGEST_LINE + 1):
            if len(line) > LARGEST_LINE:
                raise ValueError(f"has a line of more than {LARGEST_LINE:,} bytes")
            yield line


def broken() -> type[Exception]:
    """What reading raises where a packed text is damaged, beside OSError, ValueError and EOFError."""
    import zstandard

    return zstandard.ZstdError


def text_size(path: Path) -> int:
    """How many bytes the text of a file has, as far as its ends tell without unpacking; -1 if it is cut short.

    gzip keeps the size modulo 2**32 in its last four bytes, Zstandard in its header.
    """
    with open(path, "rb") as file:
        size = file.seek(0, io.SEEK_END)
        if path.suffix == ".gz":
            file.seek(max(size - 4, 0))
            return int.from_bytes(file.read(4), "little") if size >= _HEAD else -1
        if path.suffix == ".zst":
            import zstandard

            file.seek(0)
            try:
                return int(zstandard.frame_content_size(file.read(_HEAD)))
            except zstandard.ZstdError:
                return -1
        return size
