"""The options of `synth verify` as they were typed: read, or refused in one line, and carried out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from output.delivery.dataset.ours import Report
from output.delivery.dataset.progress import Progress
from output.delivery.dataset.source import Source
from output.delivery.options import server_of
from output.delivery.verify import verify as verifying
from output.delivery.verify.verify import Verified
from synth.dataset import arguments


def verify(
    url: str,
    dataset: str | Path,
    *,
    tagged: bool = True,
    every: bool = False,
    only: Sequence[str] = (),
    concurrency: str | int | None = None,
    report: str | Path | None = None,
    watch: Progress | None = None,
    **who: Any,
) -> Verified:
    """As `synth.api.verify`.

    tagged: `seed` filled it, so that searches ask for the dataset's tag. every: every resource is read back, however
    many there are. only: groups of questions. concurrency: questions at once. report: a file for all questions and
    answers as JSON. who: allow_remote, auth, auth_file, ca, client_cert, client_key.
    """
    server, access = server_of(url, **who)
    many = arguments.count("--concurrency", concurrency, "questions at once") or verifying.CONCURRENCY
    shown = watch or Progress("asking", quiet=True, to="questions")
    with Report(report, "verify") as facts:
        found = verifying.verify(
            server, access, Source(dataset), tagged=tagged, every=every, only=frozenset(only), concurrency=many,
            watch=lambda done, of: shown(done, of, lambda: ""), say=shown.say,
        )  # fmt: skip
        facts.write(found.facts())
    return found
