"""The servers that the other tests of this folder use do start, hold what they are given, and end."""

from __future__ import annotations

import json
from pathlib import Path

import httpx2
import pytest

from tests.servers import running

ORGANISATION = {"resourceType": "Organization", "id": "0a1b2c3d-1111-8222-8333-444455556666", "name": "A practice"}


@pytest.mark.servers
def test_hapi_holds_what_it_is_given_and_refuses_a_dangling_reference(hapi: str) -> None:
    with httpx2.Client(timeout=60) as client:
        stated = client.get(f"{hapi}/metadata").json()
        assert stated["fhirVersion"] == "4.0.1" and stated["software"]["version"] == "8.8.0"
        address = f"{hapi}/Organization/{ORGANISATION['id']}"
        assert client.put(address, json=ORGANISATION).status_code == 201
        assert client.get(address).json()["name"] == ORGANISATION["name"]
        dangling = {"resourceType": "Location", "id": "l", "managingOrganization": {"reference": "Organization/absent"}}
        assert client.put(f"{hapi}/Location/l", json=dangling).status_code == 400
        assert client.put(f"{hapi}/Organization/123", json={**ORGANISATION, "id": "123"}).status_code == 400


@pytest.mark.servers
def test_medplum_holds_what_it_is_given(medplum: str) -> None:
    with httpx2.Client(timeout=60) as client:
        entry = {
            "resource": ORGANISATION,
            "request": {"method": "PUT", "url": f"Organization/{ORGANISATION['id']}"},
        }
        bundle = {"resourceType": "Bundle", "type": "batch", "entry": [entry]}
        answer = client.post(medplum, json=bundle).json()
        assert [each["response"]["status"] for each in answer["entry"]] in (["200"], ["201"])
        assert client.get(f"{medplum}/Organization?name=A%20practice").json()["total"] == 1


@pytest.mark.servers
def test_a_server_ends_with_the_block_that_started_it() -> None:
    with running.medplum() as base, httpx2.Client(timeout=60) as client:
        assert client.get(f"{base}/Patient").status_code == 200
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{base}/Patient")


def test_the_lock_of_the_node_packages_names_no_host_and_pins_every_one() -> None:
    text = (Path(running.HERE) / "medplum" / "package-lock.json").read_text("utf-8")
    assert "://" not in text
    packages = {name: each for name, each in json.loads(text)["packages"].items() if name}
    assert packages and all(each["integrity"].startswith("sha512-") for each in packages.values())
