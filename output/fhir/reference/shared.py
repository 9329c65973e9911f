"""Shared reference data as resources: organisations, locations, services, practitioners and their roles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from output import roles
from output.columns import BYTES, Column, json_text, lookup, only, plain, table, text, uuid_text
from output.fhir.base import fragments
from output.fhir.base.fragments import HL7, META_OF_REFERENCE, UK_CORE, dumps
from output.fhir.base.rendered import Rendered
from output.fhir.reference import questionnaire
from output.fhir.reference.directory import (
    display,
    location_references,
    organisation_reference,
    organisation_references,
    practitioner_references,
    service_concept,
    service_name,
    service_references,
    specialty,
)
from output.template import Template
from synth import clock, codes
from synth.codes import Codelists
from synth.settings import Settings
from synth.systems.directory import hours, listed, organisations, reference_data, sites, staff

_ADDRESS = Template("""{
    "use": "work", "type": "both", "text": "${address}", "line": [${lines}], "city": "${town}",
    "postalCode": "${postcode}", "country": "England"
}""")
_TELECOM = Template("""[
    {"system": "phone", "value": "${phone}", "use": "work"},
    ?{"system": "email", "value": "${email}", "use": "work"}
]""")

ORGANIZATION = Template("""{
    "resourceType": "Organization",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [{"use": "official", "system": "${code_system}", "value": "${code}"}],
    "active": true,
    "type": [{"coding": [${type}], "text": "${title}"}],
    "name": "${name}",
    "telecom": ${telecom},
    "address": [${address}],
    "partOf"?: ${parent}
}""", meta=META_OF_REFERENCE, telecom=_TELECOM, address=_ADDRESS)  # fmt: skip

LOCATION = Template("""{
    "resourceType": "Location",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [
        {"use": "official", "system": "${code_system}", "value": "${code}"},
        {"system": "https://synth.example.org/Id/location", "value": "${id}"}
    ],
    "status": "active",
    "name": "${name}",
    "mode": "instance",
    "telecom": ${telecom},
    "address": ${address},
    "physicalType": {"coding": [${physical}]},
    "managingOrganization": ${organisation},
    "hoursOfOperation": ${hours}
}""", meta=META_OF_REFERENCE, telecom=_TELECOM, address=_ADDRESS)  # fmt: skip

HEALTHCARE_SERVICE = Template("""{
    "resourceType": "HealthcareService",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [{"system": "https://synth.example.org/Id/service", "value": "${id}"}],
    "active": true,
    "providedBy": ${organisation},
    "type": [${type}],
    "specialty"?: [${specialty}],
    "location"?: [${location}],
    "name": "${name}",
    "telecom": ${telecom},
    "availableTime": ${hours}
}""", meta=META_OF_REFERENCE, telecom=_TELECOM)  # fmt: skip

PRACTITIONER = Template("""{
    "resourceType": "Practitioner",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [
        ?{"use": "official", "system": "${register}", "value": "${registration}"},
        {"system": "https://synth.example.org/Id/practitioner", "value": "${id}"}
    ],
    "active": true,
    "name": [{
        "use": "official",
        "text": "${display}",
        "family": "${family}",
        "given": ["${given}"],
        "prefix": ["${prefix}"]
    }],
    "telecom": ${telecom},
    "gender": "${gender}"
}""", meta=META_OF_REFERENCE, telecom=_TELECOM)  # fmt: skip

PRACTITIONER_ROLE = Template("""{
    "resourceType": "PractitionerRole",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [{"system": "https://synth.example.org/Id/practitioner-role", "value": "${id}"}],
    "active": ${active},
    "period": {"start": "${begins}", "end"?: "${ends}"},
    "practitioner": ${practitioner},
    "organization": ${organisation},
    "code": [${role}],
    "location"?: [${location}],
    "healthcareService"?: [${services}],
    "telecom": ${telecom},
    "availableTime": ${hours}
}""", meta=META_OF_REFERENCE, telecom=_TELECOM)  # fmt: skip

_PHYSICAL = {"ward": "wa", "neonatal_unit": "wa", "birth_centre": "wa", "hospital": "si"}


def reference(settings: Settings, places: Iterable[int], codelists: Codelists | None = None) -> dict[str, Rendered]:
    """Every resource of the reference data of some places and of the country, by type, each once.

    codelists: those of `care_pathways` unless others are given.
    """
    data = reference_data(places, settings)
    everywhere = _Everywhere(settings, codelists or _own_codelists())
    return {
        "Organization": everywhere.organisations(data["organisations"]),
        "Location": everywhere.locations(data["locations"]),
        "HealthcareService": everywhere.services(data["services"]),
        "Practitioner": everywhere.practitioners(data["practitioners"]),
        "PractitionerRole": everywhere.roles(data["roles"]),
        "Questionnaire": everywhere.questionnaires(),
    }


@lru_cache(maxsize=1)
def _own_codelists() -> Codelists:
    return codes.sound(Path(str(files("care_pathways") / "codelists")))


class _Everywhere:
    def __init__(self, settings: Settings, codelists: Codelists) -> None:
        self.settings, self.codelists = settings, codelists
        label = fragments.find(codelists, f"{HL7}v3-ActReason", "HTEST")
        self.common: dict[str, Column] = {"security": dumps(label)}

    def render(
        self, kind: str, template: Template, ids: np.ndarray, since: np.ndarray, columns: dict[str, Any]
    ) -> Rendered:
        """Resources of one type; since: the instants at which they were entered."""
        identity = uuid_text(ids)
        profile = f"{UK_CORE}{kind}".encode()
        filled = {
            **self.common,
            "profile": profile,
            "id": identity,
            "recorded": text(clock.instant_text(since)),
            **columns,
        }
        lines = template.render(len(identity), filled, b"\n")
        return Rendered(kind, lines, np.full(len(identity), -1, dtype=np.int64), identity)

    def organisations(self, found: list[organisations.Organisation]) -> Rendered:
        organisation_references((o.number for o in found), self.settings)  # together: parents are among them
        parents = [organisation_reference(o.parent, self.settings) if o.parent >= 0 else None for o in found]
        types = {o.type_code: self.coding("organization-type", o.type_code) for o in found}
        number = _numbers(found)
        since = listed.organisations_since(number, self.settings)
        return self.render("Organization", ORGANIZATION, organisations.ids(number, self.settings), since, {
            "code_system": words(found, lambda o: o.code_system),
            "code": words(found, lambda o: o.ods_code),
            "type": table(types[o.type_code] for o in found),
            "title": words(found, lambda o: o.title),
            "name": words(found, lambda o: o.name),
            "parent": table(parents),
            **_reached(found),
            **_stands(found),
        })  # fmt: skip

    def locations(self, found: list[sites.Location]) -> Rendered:
        physical = {code: self.coding("location-physical-type", code) for code in ("wa", "bu", "si", "ro")}
        number = _numbers(found)
        since = listed.sites_since("location", number, _employers(found), self.settings)
        return self.render("Location", LOCATION, sites.location_ids(number, self.settings), since, {
            "code": words(found, lambda o: o.code),
            "code_system": words(found, lambda o: o.code_system),
            "hours": table(_hours(o.hours, "openingTime", "closingTime") for o in found),
            "name": words(found, lambda o: o.name),
            "physical": table(physical[_physical(o.kind)] for o in found),
            "organisation": table(organisation_references((o.organisation for o in found), self.settings)),
            **_reached(found),
            **_stands(found),
        })  # fmt: skip

    def services(self, found: list[sites.Service]) -> Rendered:
        types = [service_concept(o.service, service_name(o.organisation, o.service), self.codelists) for o in found]
        number = _numbers(found)
        ids = sites.service_ids(number, self.settings)
        since = listed.sites_since("service", number, _employers(found), self.settings)
        return self.render("HealthcareService", HEALTHCARE_SERVICE, ids, since, {
            "organisation": table(organisation_references((o.organisation for o in found), self.settings)),
            "type": table(dumps(each) for each in types),
            "specialty": table(specialty(o.service, self.codelists) for o in found),
            "location": table(location_references([o.location for o in found], self.settings)),
            "name": words(found, lambda o: o.name),
            "hours": table(_hours(o.hours) for o in found),
            **_reached(found),
        })  # fmt: skip

    def practitioners(self, found: list[staff.Practitioner]) -> Rendered:
        number = _numbers(found)
        since = listed.staff_since(number, staff.times_of(number)[0], _employers(found), self.settings)
        return self.render("Practitioner", PRACTITIONER, staff.ids(number, self.settings), since, {
            "register": words(found, lambda o: o.registration_system),
            "registration": words(found, lambda o: o.registration),
            "display": words(found, display),
            "family": words(found, lambda o: o.family),
            "given": words(found, lambda o: o.given),
            "prefix": words(found, lambda o: o.prefix),
            "gender": words(found, lambda o: ("", "male", "female")[o.sex]),
            **_reached(found),
        })  # fmt: skip

    def roles(self, found: list[staff.Practitioner]) -> Rendered:
        first = [o.organisation * sites.PER_ORGANISATION if _has_location(o.organisation) else -1 for o in found]
        number = _numbers(found)
        begins, ends = staff.times_of(number)
        since = listed.staff_since(number, begins, _employers(found), self.settings)
        left = listed.staff_left(number, ends, self.settings)
        gone = left < clock.NEVER
        ids, since = staff.role_ids(number, self.settings), np.where(gone, left, since)
        return self.render("PractitionerRole", PRACTITIONER_ROLE, ids, since, {
            "active": lookup(gone.astype(np.int64), [b"true", b"false"]),
            "begins": text(clock.date_text(begins // clock.DAY)),
            "ends": only(gone, text(clock.date_text(ends // clock.DAY))),
            "practitioner": table(practitioner_references(found, self.settings)),
            "organisation": table(organisation_references((o.organisation for o in found), self.settings)),
            "role": table(self.role(o) for o in found),
            "location": table(location_references(first, self.settings)),
            "services": table(service_references([self._service(o.organisation) for o in found], self.settings)),
            "hours": table(_hours(staff.week_of(o.number)) for o in found),
            **_reached(found),
        })  # fmt: skip

    def questionnaires(self) -> Rendered:
        return self.render(
            "Questionnaire", questionnaire.TEMPLATE, *questionnaire.columns(self.settings, self.codelists)
        )

    @lru_cache(maxsize=1 << 10)  # noqa: B019 - it lives as long as one rendering of the reference data
    def _service(self, organisation: int) -> int:
        """The service of an organisation that has one; who works in which of several is not told."""
        found = sites.services_at(organisation)
        return found[0].number if len(found) == 1 else sites.NOWHERE

    def role(self, person: staff.Practitioner) -> bytes:
        return _role(person.role, person.role_title, self.codelists)

    def coding(self, system: str, code: str) -> bytes:
        return dumps(fragments.find(self.codelists, f"{HL7}{system}", code))


@lru_cache(maxsize=256)
def _role(role: str, title: str, codelists: Codelists) -> bytes:
    found = roles.concept_of(role, codelists)
    return dumps({**(fragments.concept(found) if found else {}), "text": title})


@lru_cache(maxsize=1 << 10)
def _hours(times: hours.Times, opens: str = "availableStartTime", closes: str = "availableEndTime") -> bytes:
    """Opening hours or working times as FHIR has them: days with the time of beginning and of end, or all day."""
    return dumps([
        {"daysOfWeek": list(days), **({opens: f"{first}:00", closes: f"{last}:00"} if first else {"allDay": True})}
        for days, first, last in times
    ])  # fmt: skip


def _has_location(organisation: int) -> bool:
    return organisations.kind_of(organisation).key in sites.LOCATIONS


def _physical(kind: str) -> str:
    return _PHYSICAL.get(kind, "wa" if kind.endswith("_ward") else "bu" if kind in _BUILDINGS else "ro")


_BUILDINGS = (
    "surgery",
    "care_home",
    "pharmacy",
    "school",
    "office",
    "community_clinic",
    "mental_health_clinic",
    "prison",
    "student_hall",
)


def _numbers(found: list[Any]) -> np.ndarray:
    return np.array([each.number for each in found], dtype=np.int64)


def _employers(found: list[Any]) -> np.ndarray:
    return np.array([each.organisation for each in found], dtype=np.int64)


def words(found: list[Any], of: Callable[[Any], str]) -> pa.LargeBinaryArray:
    """A text of each, escaped; null where it is empty."""
    said = [of(each) for each in found]
    if plain("".join(said)):  # as nearly all texts are: together they are looked at once
        return pa.array([value or None for value in said], pa.large_string()).cast(BYTES)
    return table(json_text(value) if value else None for value in said)


def _reached(found: list[Any]) -> dict[str, Column]:
    return {
        "phone": words(found, lambda o: o.phone),
        "email": words(found, lambda o: getattr(o, "email", "")),
    }


def _stands(found: list[Any]) -> dict[str, Column]:
    return {
        "address": words(found, lambda o: ", ".join((*o.lines, o.town, o.postcode))),
        "lines": table(b",".join(dumps(line) for line in o.lines) for o in found),
        "town": words(found, lambda o: o.town),
        "postcode": words(found, lambda o: o.postcode),
    }
