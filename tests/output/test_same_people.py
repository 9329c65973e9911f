"""Every format says the same of who someone is: people.csv, Patient, the header of documents, the tables."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from lxml import etree

from synth import api, clock

NHS = "https://fhir.nhs.uk/Id/nhs-number"
OLD = "https://synth.example.org/Id/previous-nhs-number"
HL7 = {"h": "urn:hl7-org:v3"}


def made(families: int, folder: Path) -> Any:
    """A dataset in all formats."""
    return api.generate(families=families, seed=7, out=folder, formats="ndjson,parquet,cda", workers=1)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Some hundred people."""
    return made(120, tmp_path_factory.mktemp("same") / "d")


def standing(frame: pd.DataFrame) -> pd.DataFrame:
    """The last change of each entry, of those that have not ended and were not taken back."""
    last = frame.groupby("id", observed=True).tail(1)
    return last[~last["change"].isin(["ended", "withdrawn"])]


def day(instant: Any) -> str:
    """The day of an instant by British clocks, empty for none."""
    if pd.isna(instant):
        return ""
    minute = np.array([int(instant.timestamp()) // 60])
    return clock.date_text(clock.uk_day(minute)).tobytes().decode()


def differences(dataset: Any, seen: Counter) -> Iterator[str]:
    """What two formats say differently of anyone; `seen` counts what was compared."""
    patients = {one["id"]: one for one in dataset.read("Patient")}
    codes = {f"Organization/{o['id']}": o["identifier"][0]["value"] for o in dataset.read("Organization")}
    people = dataset.people.set_index("id")
    for column in ("born", "died"):
        people[column] = people[column].dt.strftime("%Y-%m-%d").fillna("")
    people = people.astype(object).fillna("")
    if set(people.index) != set(patients):
        yield "people.csv and Patients are not the same people"
    tables = {kind: dataset.entries(kind) for kind in ("name", "nhs_number", "sex", "address", "contact_point", "death",
                                                       "birth", "restriction", "registration")}  # fmt: skip
    tables["death"] = standing(tables["death"])  # now and then someone who lives is taken for dead
    rows = {kind: dict(iter(standing(frame).groupby("person", observed=True))) for kind, frame in tables.items()}
    hidden = set(rows["restriction"])
    for identity, one in patients.items():
        said = people.loc[identity]
        where = {kind: found[identity] for kind, found in rows.items() if identity in found}
        name = one["name"][0]
        own = where["name"][where["name"]["use"] != "nickname"].sort_values(["recorded", "from"]).iloc[-1]
        official = [i["value"] for i in one["identifier"] if i["system"] == NHS]
        practice = [codes[p["reference"]] for p in one.get("generalPractitioner", ())]
        lists = where.get("registration")
        if lists is not None:
            lists = lists[(lists["code_key"] != "registration_type_temporary") & lists["until"].isna()]
        homes = where.get("address")
        if homes is not None:
            homes = homes[(homes["use"] == "home") | (homes["line"] == "No fixed abode")]
        numbers = where["nhs_number"]["number"].tolist() if "nhs_number" in where else []
        telephones = {t["value"] for t in one.get("telecom", ())}
        compared = {
            "name": (said["name"], f"{name['given'][0]} {name['family']}", f"{own['given']} {own['family']}"),
            "number": (said["nhs_number"], "".join(official), "".join(numbers)),
            "sex": (said["sex"], one["gender"], where["sex"]["sex"].iloc[-1]),
            "born": (said["born"], one["birthDate"], day(where["birth"]["from"].iloc[0])),
            "died": (said["died"], one.get("deceasedDateTime", "")[:10],
                     day(where["death"]["from"].iloc[0]) if "death" in where else ""),
            "practice": (said["practice"], "".join(practice), "" if identity in hidden or lists is None or lists.empty
                         else lists.sort_values("recorded")["organisation_code"].iloc[-1]),
            "telephones": (telephones, set(where["contact_point"]["value"]) if "contact_point" in where else set()),
            "home": ({a["postalCode"] for a in one.get("address", ()) if a["use"] != "old"},
                     set(where["address"]["postcode"]) if "address" in where else set()),
            "ethnic group": (said["ethnic_group"], "".join(ethnic_group(one))),
            "decile": (said["decile"], str(homes["decile"].iloc[-1]) if homes is not None and len(homes) else ""),
        }  # fmt: skip
        for what, told in compared.items():
            seen[what] += 1
            if any(each != told[0] for each in told[1:]):
                yield f"{what} of {identity}: {told}"
        if identity in hidden:
            seen["restricted"] += 1
            if "address" in one or "telecom" in one or said["place"] or homes is not None:
                yield f"{identity} is restricted and its home is shown"
        seen["nobody's number"] += not official
        seen["overseas"] += "overseas_visitor" in said["stories"]
        seen["two practices"] += len({*tables["registration"].loc[tables["registration"]["person"] == identity,
                                                                 "organisation_code"]}) > 1  # fmt: skip
        seen["changed gender"] += "changed_gender" in said["stories"]
        seen["adopted"] += "adopted" in said["stories"]
    yield from headers(dataset, patients, codes, hidden, seen)


def ethnic_group(patient: dict) -> Iterator[str]:
    """The code of the ethnic category of a Patient, if it states one."""
    for extension in patient.get("extension", ()):
        if extension["url"].endswith("EthnicCategory"):
            yield extension["valueCodeableConcept"]["coding"][0]["code"]


def headers(dataset: Any, patients: dict, codes: dict, hidden: set, seen: Counter) -> Iterator[str]:
    """What headers of documents say that the Patient does not say of that time."""
    for path in sorted((dataset.path / "cda").rglob("*.xml")):
        document = etree.parse(str(path))

        def text(query: str, document: Any = document) -> list[str]:
            return [str(found) for found in document.xpath(f"//h:recordTarget{query}", namespaces=HL7)]

        one = patients[text("//h:patientRole/h:id[not(@extension)]/@root")[0]]
        written = document.xpath("string(/*/h:effectiveTime/@value)", namespaces=HL7)[:8]
        moment = f"{written[:4]}-{written[4:6]}-{written[6:]}"
        then = [n for n in one["name"] if n["use"] != "nickname" and n["period"]["start"] <= moment
                and n["period"].get("end", "9999") >= moment] or [n for n in one["name"] if n["use"] != "nickname"][-1:]  # fmt: skip
        seen["headers"] += 1
        called = f"{text('//h:patient/h:name/h:given[1]/text()')[0]} {text('//h:patient/h:name/h:family/text()')[0]}"
        if called not in {f"{n['given'][0]} {n['family']}" for n in then}:
            yield f"{path.name} calls {one['id']} {called}"
        if text("//h:patient/h:administrativeGenderCode/@code")[0] != one["gender"][0].upper():
            seen["another sex then"] += 1
        number = text("//h:id[@root='2.16.840.1.113883.2.1.4.1']/@extension")
        if number and number[0] not in {i["value"] for i in one["identifier"] if i["system"] in (NHS, OLD)}:
            yield f"{path.name} has the number {number[0]} of {one['id']}"
        homes = {a["postalCode"] for a in one.get("address", ())}
        if not {*text("//h:patientRole/h:addr/h:postalCode/text()")} <= homes:
            yield f"{path.name} has another home of {one['id']}"


def test_all_formats_say_the_same_of_everyone(dataset: Any) -> None:
    seen: Counter = Counter()
    assert list(differences(dataset, seen)) == []
    assert seen["name"] > 100 and seen["headers"] > 10


def test_those_of_one_household_have_one_address_and_are_of_one_family(dataset: Any) -> None:
    people = dataset.people[dataset.people["household"] != ""].dropna(subset=["household"])
    alive = people[people["died"].isna()]
    homes = standing(dataset.entries("address"))
    postcodes = homes[homes["use"] == "home"].groupby("person", observed=True)["postcode"].last()
    lived = alive.assign(postcode=alive["id"].map(postcodes)).dropna(subset=["postcode"])
    together = lived.groupby("household")["postcode"].nunique()
    assert len(together) > 50 and (together == 1).all()
    assert (lived.groupby("household").size() > 1).any()
    assert (lived["household"].str.partition("-")[0].astype(int) == lived["family"]).all()


def test_the_cause_of_death_is_what_the_practice_entered(dataset: Any) -> None:
    entered = dataset.entries("observation")
    entered = entered[(entered["code_key"] == "certified_cause_of_death") & (entered["system"] == "General practice")]
    stated = entered.groupby("person", observed=True)["value_code_text"].last()
    people = dataset.people.set_index("id")["cause_of_death"].fillna("")
    assert len(stated) > 5
    assert people[people != ""].to_dict() == stated.astype(str).to_dict()


@pytest.mark.slow
def test_all_formats_say_the_same_of_five_thousand_people(tmp_path: Path) -> None:
    seen: Counter = Counter()
    dataset = api.generate(patients=5000, seed=5, out=tmp_path / "d", formats="ndjson,parquet,cda", workers=1)
    assert list(differences(dataset, seen)) == []
    for what in ("two practices", "nobody's number", "restricted", "overseas", "adopted", "changed gender"):
        assert seen[what] > 0, what
    assert seen["name"] == 5000


def test_a_mother_and_her_child_are_named_by_id(dataset: Any) -> None:
    people = dataset.people.set_index("id")
    births, kin = dataset.entries("birth"), dataset.entries("relationship")
    born = births[births["mother"].notna()]
    assert len(born) > 5
    both = defaultdict(set)
    for row in kin[kin["other"].notna()].itertuples():
        both[row.person].add((row.relationship, row.other))
    for row in born.itertuples():
        assert people.loc[row.person, "mother"] == row.mother
        assert ("gestational mother", row.mother) in both[row.person]
        assert ("child", row.person) in both[row.mother]


def test_a_language_is_said_of_those_whom_a_practice_had_asked_alone(dataset: Any) -> None:
    asked = dataset.entries("observation")
    asked = set(asked[asked["code_key"] == "main_spoken_language"]["person"])
    said = {one["id"] for one in dataset.read("Patient") if "communication" in one}
    assert said and said <= asked and len(said) > 0.8 * len(asked)


def test_nothing_is_known_of_anyone_before_it_was_recorded(dataset: Any) -> None:
    end = pd.Timestamp("2025-01-01", tz="UTC")
    for kind in ("name", "address", "nhs_number", "relationship", "death", "contact_point", "local_number"):
        frame = dataset.entries(kind)
        assert (frame["recorded"] < end).all() and (frame["recorded"] >= frame["from"].fillna(frame["recorded"])).all()
        over = frame[frame["until"].notna()]
        assert (over["recorded"] >= over["until"]).all() and (over["change"] == "ended").all()
        assert json.dumps(sorted(frame["version"].unique().tolist()))[1] == "1"
