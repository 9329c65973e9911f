"""Reads CDA with readers from the Python index, in an environment of their own: they pin older libraries than ours.

python cda_readers.py NAME      documents as a JSON array of strings on stdin; for each an array of resources on stdout
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

Resources = list[dict[str, Any]]


def converter() -> Callable[[str], Resources]:
    """python-fhir-converter, by the template of a continuity of care document: that of a discharge loses medicines."""
    from fhir_converter.renderers import CcdaRenderer

    renderer = CcdaRenderer()
    return lambda text: _resources(json.loads(renderer.render_fhir_string("CCD", text)))


def ccda_to_fhir() -> Callable[[str], Resources]:
    """ccda-to-fhir."""
    from ccda_to_fhir import convert_document

    return lambda text: _resources(convert_document(text)["bundle"])


def _resources(bundle: dict[str, Any]) -> Resources:
    return [entry["resource"] for entry in bundle["entry"]]


READERS = {"python-fhir-converter": converter, "ccda-to-fhir": ccda_to_fhir}

if __name__ == "__main__":
    told, sys.stdout = sys.stdout, sys.stderr  # some readers talk
    read = READERS[sys.argv[1]]()
    json.dump([read(text) for text in json.load(sys.stdin)], told, default=str)
