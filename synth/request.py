"""What is asked for when a dataset is made: each option once, with its default, its help and what reads it.

The command line takes its options from here, and so do the functions of `synth.api` their keywords. Nothing heavy is
imported before something is asked: `synth --help` reads this file.
"""

from __future__ import annotations

import datetime as dt
import difflib
import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_type_hints

from synth.dataset import arguments
from synth.dataset.layout import BUNDLES, DIALECTS, FORMATS, PACKINGS, STREAMS, TRUTH, WHOLE, Layout
from synth.errors import BadArguments
from synth.guests import Guests, files, folders
from synth.settings import DEFAULT_FROM, DEFAULT_TO, Settings
from synth.sharing.noise import rates
from synth.sharing.noise.rates import Rates

if TYPE_CHECKING:
    from synth.dataset.plan import Plan
    from synth.scale.generate import Cut

T = TypeVar("T")


@dataclass(frozen=True)
class Option:
    """One thing that may be asked for: how it is typed, what is said of it, and what reads it.

    metavar: what stands for its value in the help, "" for a switch. read: of the option and what was given for it, the
    value; what it gives it takes again.
    """

    flag: str
    metavar: str
    help: str
    read: arguments.Reader


@dataclass(frozen=True)
class Request:
    """A dataset that is asked for: what shapes it, how its files are laid out, and how the work is cut.

    Each member may be given as the text that is typed for it or as the value that it means, and holds the value; what
    cannot be, alone or together with the others, is refused (errors.BadArguments, one line). Windows are dates, counts
    whole numbers, parts (k, n); out is None to keep nothing, workers None for as many as there are processors.
    """

    patients: Annotated[
        int | None, Option("--patients", "N", "Exactly so many patients.", arguments.counting("patients"))
    ] = None
    families: Annotated[
        int | None, Option("--families", "N", "Families 0 to N-1 instead.", arguments.counting("families"))
    ] = None
    seed: Annotated[int, Option("--seed", "N", "Another seed gives other people.", arguments.seed)] = Settings.seed
    start: Annotated[dt.date, Option("--from", "DATE", "First day of the window.", arguments.date)] = DEFAULT_FROM
    end: Annotated[dt.date, Option("--to", "DATE", "The day after its last day.", arguments.date)] = DEFAULT_TO
    out: Annotated[
        Path | None,
        Option("--out", "FOLDER", f"Where to; {arguments.NULL} renders, hashes, keeps nothing.", arguments.folder),
    ] = Path("dataset")
    formats: Annotated[tuple[str, ...], Option("--format", "LIST", f"Of {','.join(FORMATS)}.", arguments.formats)] = (
        "bundles",
        "ndjson",
        "cda",
        "csv",
    )
    view: Annotated[
        str,
        Option(
            "--view",
            "NAME",
            "whole: all, once; systems: what each holds; shared: a place's record.",
            arguments.view,
        ),
    ] = arguments.WHOLE
    noise: Annotated[
        Rates | None,
        Option("--noise", "HOW", "Mistakes put into what systems hold: light, heavy, or a file of rates.", rates.read),
    ] = None
    bundle: Annotated[str, Option("--bundle", "FORM", f"Of {','.join(BUNDLES)}.", arguments.bundle)] = Layout.bundle
    bundle_entries: Annotated[
        int | None,
        Option(
            "--bundle-entries",
            "N",
            "No bundle has more entries: a patient's is cut into several.",
            arguments.counting("entries"),
        ),
    ] = None
    bundle_bytes: Annotated[
        int | None, Option("--bundle-bytes", "N", "No bundle has more bytes.", arguments.bundle_bytes)
    ] = None
    cda: Annotated[
        str, Option("--cda", "NAME", f"How CDA documents are written: {', '.join(DIALECTS)}.", arguments.dialect)
    ] = Layout.cda
    compress: Annotated[
        str | None,
        Option("--compress", "HOW", f"Pack NDJSON, messages: {' or '.join(PACKINGS)}.", arguments.compress),
    ] = None
    export_base: Annotated[
        str | None,
        Option("--export-base", "URL", "What stands before the paths in bulk-export.json.", arguments.export_base),
    ] = None
    workers: Annotated[
        int | None,
        Option("--workers", "N", "Processes; as many as there are processors.", arguments.counting("workers")),
    ] = None
    shard: Annotated[
        tuple[int, int], Option("--shard", "K/N", "Only the k-th of n runs of whole blocks.", arguments.part)
    ] = (1, 1)
    nhs_part: Annotated[
        tuple[int, int],
        Option("--nhs-part", "K/N", "NHS numbers from the k-th of n parts of the range.", arguments.part),
    ] = Settings.nhs_part
    place: Annotated[
        str | None,
        Option("--place", "COUNCIL", "Make every place as one real council is; names stay made up.", arguments.place),
    ] = None
    pathways: Annotated[
        tuple[Path, ...] | None,
        Option("--pathways", "FOLDER", "Pathways of your own beside ours: a folder, or a package's name.", folders),
    ] = None
    evidence: Annotated[
        tuple[Path, ...] | None,
        Option("--evidence", "FILE", "Numbers that stand in the place of ours: a TOML file.", files),
    ] = None
    truth: Annotated[
        bool, Option("--truth", "", "What was so beside it, in truth/: the same as --format truth.", arguments.switch)
    ] = False
    resume: Annotated[bool, Option("--resume", "", "Go on with what was begun in the folder.", arguments.switch)] = (
        False
    )
    force: Annotated[bool, Option("--force", "", "Replace the dataset that is in the folder.", arguments.switch)] = (
        False
    )

    def __post_init__(self) -> None:
        for name, option in OPTIONS.items():
            object.__setattr__(self, name, option.read(option.flag, getattr(self, name)))
        arguments.window(self.start, self.end)
        if self.truth and TRUTH not in self.formats:
            object.__setattr__(self, "formats", (*self.formats, TRUTH))
        self._laid_out()
        self._kept()

    def _laid_out(self) -> None:
        """How files are laid out is asked for where there are such files, and of what can be cut."""
        capped = self.bundle_entries or self.bundle_bytes
        if self.bundle in WHOLE and capped:
            raise BadArguments(
                f"--bundle {self.bundle} with a cap: it cannot be cut, since its references hold within one bundle; "
                "use --bundle transaction"
            )
        if "bundles" not in self.formats and (self.bundle != Layout.bundle or capped):
            raise BadArguments("--bundle and its caps shape bundles: add bundles to --format")
        whole = {"cda", "documents", *STREAMS} & {*self.formats} or self.bundle == "document"
        if self.view != arguments.WHOLE and whole:
            raise BadArguments(
                f"--view {self.view} writes no documents or messages: give --format bundles,ndjson,csv and another "
                "--bundle"
            )
        if self.noise and self.view == arguments.WHOLE:
            raise BadArguments(
                f"--noise {self.noise}: mistakes stand in what single systems hold: use --view systems or shared"
            )
        if "cda" not in self.formats and self.cda != Layout.cda:
            raise BadArguments("--cda is a dialect of CDA documents: add cda to --format")
        lines = {"ndjson", *STREAMS} & {*self.formats}
        if (self.compress and not lines) or (self.export_base and "ndjson" not in self.formats):
            raise BadArguments("--compress and --export-base shape NDJSON: add ndjson to --format")

    def _kept(self) -> None:
        """Nothing that others build on is removed, and what is gone on with was kept."""
        if self.force and (self.resume or self.shard[1] > 1):
            other = "--resume" if self.resume else "--shard"
            raise BadArguments(
                f"--force with {other}: it would remove what {other} builds on; empty the folder first"
            )  # fmt: skip
        if self.out is None and self.resume:
            raise BadArguments("--resume with --out null: nothing is kept there to go on with")

    @property
    def settings(self) -> Settings:
        """What shapes the people and their records."""
        return Settings(self.seed, self.start, self.end, self.nhs_part, self.place or "")

    @property
    def guests(self) -> Guests:
        """The pathways and the evidence that are brought."""
        return Guests(self.pathways or (), self.evidence or ())

    @property
    def layout(self) -> Layout:
        """How the files are laid out."""
        return Layout(
            self.bundle, self.bundle_entries or 0, self.bundle_bytes or 0, self.compress or "", self.export_base or "",
            self.cda,
        )  # fmt: skip

    def plan(self) -> Plan:
        """The dataset that this asks for; BadArguments where there cannot be so many people or years."""
        from synth.scale import selection

        plan = selection.plan(self.settings, self.formats, self.patients, self.families, self.view, self.layout)
        guests, told = self.guests, self.noise.told() if self.noise else {}
        return replace(plan, guests=guests, brought=guests.told(), noise=told) if guests or told else plan

    def cut(self) -> Cut:
        """How the work is cut, which shapes no byte."""
        from synth.scale import pool
        from synth.scale.generate import Cut

        return Cut(self.out, self.workers or pool.usable_processors(), self.shard, self.force, self.resume)


OPTIONS: dict[str, Option] = {
    name: said.__metadata__[0] for name, said in get_type_hints(Request, include_extras=True).items()
}
"""What may be asked for, by the names of the members of a Request, in their order."""

DEFAULTS: dict[str, Any] = {one.name: one.default for one in fields(Request)}
"""What is made unless something else is asked for, by the same names."""


def written(value: Any) -> Any:
    """A value as it is typed: text, None where nothing is, a switch as it is."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, tuple):
        return ("," if value and isinstance(value[0], (str, Path)) else "/").join(map(str, value))
    return str(value)


def keywords(**defaults: Any) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """A decorator: a function of a Request takes its members instead, in their order or by name, before its own.

    defaults: those of this function where they are not the command's. A name that there is not is a TypeError that
    says which was meant.
    """

    def dressed(function: Callable[..., T]) -> Callable[..., T]:
        _, *own = inspect.signature(function).parameters.values()
        own = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own]
        asked = {**DEFAULTS, **defaults}
        mine = [inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=asked[name])
                for name in OPTIONS]  # fmt: skip
        signature = inspect.Signature([*mine, *own])

        @wraps(function)
        def called(*given: Any, **named: Any) -> T:
            for name in named:
                if name not in signature.parameters:
                    near = difflib.get_close_matches(name, signature.parameters, n=1) or list(signature.parameters)
                    raise TypeError(f"{function.__name__}: there is no option '{name}': use {', '.join(near)}")
            found = signature.bind(*given, **named).arguments
            request = Request(**{**asked, **{name: value for name, value in found.items() if name in OPTIONS}})
            return function(request, **{name: value for name, value in found.items() if name not in OPTIONS})

        called.__signature__ = signature  # type: ignore[attr-defined]
        said = [f"    {name}: {option.help}" for name, option in OPTIONS.items()]
        called.__doc__ = "\n".join([inspect.cleandoc(function.__doc__ or ""), "", *said])
        return called

    return dressed
