"""The options of commands: those of what is asked for, and those that commands about servers share."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from synth.errors import BadArguments
from synth.request import DEFAULTS, OPTIONS, written

Systems = Annotated[
    str | None, typer.Option(metavar="FILE", help="TOML with the server of each system, instead of URL.")
]
Url = Annotated[str, typer.Argument(metavar="URL", help="The base of a FHIR server: http://127.0.0.1:8080/fhir.")]
DatasetFolder = Annotated[str, typer.Argument(metavar="DATASET", help="The folder of a dataset.")]
UrlOrNone = Annotated[str | None, typer.Argument(metavar="URL", help="The base of a FHIR server; none with --systems.")]
DatasetOrNone = Annotated[str | None, typer.Argument(metavar="DATASET", help="The folder of a dataset.")]
_ACCESS = {
    "allow_remote": Annotated[
        list[str] | None, typer.Option(metavar="HOST", help="Speak to this host; without it only to this machine.")
    ],
    "auth": Annotated[
        str | None,
        typer.Option(
            metavar="KIND", help="none, basic, bearer, client-credentials, smart, nhs, mesh; secrets are not typed."
        ),
    ],
    "auth_file": Annotated[
        str | None, typer.Option(metavar="FILE", help="TOML with what --auth needs; or SYNTH_... in the environment.")
    ],
    "ca": Annotated[str, typer.Option(metavar="FILE", help="Certificates to trust instead of the system's (PEM).")],
    "client_cert": Annotated[str, typer.Option(metavar="FILE", help="Our certificate, for mutual TLS (PEM).")],
    "client_key": Annotated[str, typer.Option(metavar="FILE", help="Its key, if not in the same file (PEM).")],
}
_ACCESS_DEFAULTS: dict[str, Any] = {"allow_remote": (), "ca": "", "client_cert": "", "client_key": ""}


def asks(command: Callable[..., None]) -> Callable[..., None]:
    """A decorator: a command takes what may be asked for of a dataset as options, before its own.

    It is called with the text that was typed for each, by the names of a Request.
    """
    return _typed(command, [_parameter(name) for name in OPTIONS], _own(command))


def speaks_to_a_server(command: Callable[..., None]) -> Callable[..., None]:
    """A decorator: a command takes, after its own options, those that say how a server is reached.

    It is called with them by the names that `synth.api` has for them.
    """
    access = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=_ACCESS_DEFAULTS.get(name), annotation=kind)
        for name, kind in _ACCESS.items()
    ]
    return _typed(command, _own(command), access)


def _own(command: Callable[..., None]) -> list[inspect.Parameter]:
    """The parameters of a command but for the one that gathers what decorators add."""
    found = inspect.signature(command, eval_str=True).parameters.values()
    return [
        one.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for one in found
        if one.kind is not inspect.Parameter.VAR_KEYWORD
    ]


def _typed(command: Callable[..., None], *parameters: list[inspect.Parameter]) -> Callable[..., None]:
    """A command with these parameters, in this order, as the library that reads options sees it."""
    each = [one for some in parameters for one in some]
    command.__signature__ = inspect.Signature(each)  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in each}
    return command


def _parameter(name: str) -> inspect.Parameter:
    """One thing that may be asked for, as the library that reads options has it."""
    option, default = OPTIONS[name], written(DEFAULTS[name])
    kind: Any = str | None if default is None else type(default)
    shown = typer.Option(option.flag, metavar=option.metavar or None, help=option.help)
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, shown])


def server_and_dataset(command: str, first: str | None, second: str | None, systems: str | None) -> tuple[str, str]:
    """What a command is about: a URL and a dataset, or with --systems a dataset and the file of its servers."""
    if systems is None:
        if first is None or second is None:
            raise BadArguments(f"name the server and the dataset: synth {command} URL DATASET")
        return first, second
    if first is None or second is not None:
        raise BadArguments(
            f"--systems names the servers: give the dataset alone, synth {command} --systems FILE DATASET"
        )
    return first, systems
