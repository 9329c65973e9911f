"""Tasks, teams, goals and provenance say what the record says of referrals, care episodes, plans and documents."""

from __future__ import annotations

from collections import Counter

from tests.output.test_fhir_laboratory import parsed
from tests.output.test_fhir_real import parsed as real


def test_a_task_is_completed_by_the_first_contact_with_the_body_that_was_asked_and_only_then():
    seen = Counter()
    for found in (parsed(), real()):
        contacts = {f"Encounter/{e['id']}": e for e in found["Encounter"]}
        requests = {f"ServiceRequest/{r['id']}": r for r in found["ServiceRequest"]}
        for task in found["Task"]:
            request = requests[task["focus"]["reference"]]
            assert task["owner"] == request["performer"][0] and task["for"] == request["subject"]
            assert task["authoredOn"] == request["authoredOn"]
            seen[task["status"]] += 1
            if task["status"] == "requested":
                assert request["status"] == "active" and "output" not in task and "executionPeriod" not in task
                continue
            contact = contacts[task["output"][0]["valueReference"]["reference"]]
            assert request["status"] == "completed" and contact["serviceProvider"] == task["owner"]
            assert contact["subject"] == task["for"]
            assert contact["period"]["start"] == task["executionPeriod"]["end"]
            assert task["authoredOn"][:10] <= contact["period"]["start"][:10]
    assert min(seen["completed"], seen["requested"]) > 3


def test_a_contact_is_based_on_a_referral_whose_task_it_completed():
    for found in (parsed(), real()):
        answered = {(t["focus"]["reference"], t["output"][0]["valueReference"]["reference"])
                    for t in found["Task"] if "output" in t}  # fmt: skip
        for contact in found["Encounter"]:
            for request in contact.get("basedOn", ()):
                assert (request["reference"], f"Encounter/{contact['id']}") in answered


def test_a_care_team_is_the_staff_whom_someone_met_in_a_care_episode_each_once():
    met: dict[str, set[str]] = {}
    for contact in real()["Encounter"]:
        for episode in contact.get("episodeOfCare", ()):
            who = {p["individual"]["reference"] for p in contact.get("participant", ())}
            met.setdefault(episode["reference"], set()).update(who)
    teams = {t["id"]: t for t in real()["CareTeam"]}
    several = 0
    for episode in real()["EpisodeOfCare"]:
        lead = {episode["careManager"]["reference"]} if "careManager" in episode else set()
        wanted = met.get(f"EpisodeOfCare/{episode['id']}", set()) | lead
        assert ("team" in episode) == bool(wanted)
        if wanted:
            team = teams.pop(episode["team"][0]["reference"].removeprefix("CareTeam/"))
            members = [p["member"]["reference"] for p in team["participant"]]
            assert set(members) == wanted and len(members) == len(wanted)
            assert (team["status"] == "active") == (episode["status"] == "active")
            assert all(p["role"][0]["text"] for p in team["participant"])
            several += len(members) > 1
    assert not teams and several > 3


def test_a_plan_and_its_goal_begin_and_end_together():
    for found in (parsed(), real()):
        goals = {f"Goal/{g['id']}": g for g in found["Goal"]}
        pursued = Counter()
        for plan in found["CarePlan"]:
            for goal in plan.get("goal", ()):
                one = goals[goal["reference"]]
                pursued[goal["reference"]] += 1
                assert one["startDate"] == plan["period"]["start"][:10] and one["subject"] == plan["subject"]
                assert (one["lifecycleStatus"] == "active") == (plan["status"] == "active")
        assert pursued == Counter(dict.fromkeys(goals, 1)) and goals


def test_every_document_has_a_provenance_and_so_has_what_was_put_right():
    for found in (parsed(), real()):
        targets = Counter(p["target"][0]["reference"] for p in found["Provenance"])
        assert targets == Counter(dict.fromkeys(targets, 1))
        documents = {f"DocumentReference/{d['id']}" for d in found["DocumentReference"]}
        assert {t for t in targets if t.startswith("Document")} == documents
        amended = {f"Observation/{o['id']}" for o in found["Observation"] if o["status"] == "amended"}
        assert amended == {t for t in targets if t.startswith("Observation")}
        for one in found["Provenance"]:
            created = one["activity"]["coding"][0]["code"] == "CREATE"
            assert created == one["target"][0]["reference"].startswith("Document") and created == ("entity" not in one)
