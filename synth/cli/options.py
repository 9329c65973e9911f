"""The arguments and options that commands about servers share."""

from __future__ import annotations

from typing import Annotated

import typer

Url = Annotated[str, typer.Argument(metavar="URL", help="The base of a FHIR server: http://127.0.0.1:8080/fhir.")]
DatasetFolder = Annotated[str, typer.Argument(metavar="DATASET", help="The folder of a dataset.")]
AllowRemote = Annotated[
    list[str] | None, typer.Option(metavar="HOST", help="Speak to this host; without it only to this machine.")
]
Auth = Annotated[
    str | None,
    typer.Option(metavar="KIND", help="none, basic, bearer, client-credentials, smart or nhs; secrets are not typed."),
]
AuthFile = Annotated[
    str | None, typer.Option(metavar="FILE", help="TOML with what --auth needs; or SYNTH_... in the environment.")
]
Ca = Annotated[str, typer.Option(metavar="FILE", help="Certificates to trust instead of the system's (PEM).")]
ClientCert = Annotated[str, typer.Option(metavar="FILE", help="Our certificate, for mutual TLS (PEM).")]
ClientKey = Annotated[str, typer.Option(metavar="FILE", help="Its key, if not in the same file (PEM).")]
