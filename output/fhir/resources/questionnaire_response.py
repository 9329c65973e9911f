"""QuestionnaireResponse: the answers to a questionnaire, or its scores, as one form was filled in."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from output.columns import Column, json_text, lookup, numbers, only
from output.fhir.base.fragments import META
from output.fhir.reference import questionnaires
from output.fhir.subject.context import Context
from output.fhir.subject.entries import Entries, Kind
from output.fhir.subject.groups import Groups
from output.fhir.subject.related_person import Related
from output.template import Rows, Template
from synth.questionnaires import PARENT
from synth.record.kinds import MISSING

TYPE = "QuestionnaireResponse"

TEMPLATE = Template(
    """{
    "resourceType": "QuestionnaireResponse",
    "id": "${id}",
    "meta": ${meta},
    "identifier": {"system": "${system}", "value": "${original}"},
    "questionnaire": "${questionnaire}",
    "status": "completed",
    "subject": {"reference": "Patient/${patient}"},
    "encounter"?: {"reference": "Encounter/${encounter}"},
    "authored": "${begins}",
    "author"?: ${practitioner} | "author": ${organisation},
    "source"?: {"reference": "RelatedPerson/${parent}"} | "source"?: {"reference": "Patient/${self}"},
    "item": [ ...answers {
        "linkId": "${link}",
        "text": "${question}",
        "answer"?: [{"valueBoolean": ${yes}}] | "answer"?: [{"valueInteger": ${score}}]
    } ]
}""",
    meta=META,
)

YES = "answer_yes"
_UNDONE = ("not-done", "declined", "cancelled", "revoked")


def responses(context: Context) -> Groups:
    """The answers of a batch by the form on which they were given, found once."""
    codelists = context.codelists

    def name(kind: Kind) -> str:
        found = questionnaires.of_item().get(codelists.key(kind.code)) if kind.code else None
        return found.name if found and kind.form.kind == "assessment" and kind.status not in _UNDONE else ""

    return Groups.kept(context, "questionnaires", name)


def gathered(context: Context) -> Entries:
    """The forms that were filled in."""
    return responses(context).gathered(TYPE)


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots."""
    context, groups = entries.context, responses(entries.context)
    codelists, answers, rows = context.codelists, groups.entries, groups.members

    def of(kind: Kind) -> questionnaires.Questionnaire | None:
        return questionnaires.of_item().get(codelists.key(kind.code)) if kind.code else None

    def each(make: Any) -> Column:
        column = answers.each(make)
        return lookup(column.index[rows], column.table)

    def link(kind: Kind) -> bytes | None:
        return json_text(codelists.key(kind.code)) if of(kind) else None

    def question(kind: Kind) -> bytes | None:
        found = of(kind)
        return json_text(found.items[codelists.key(kind.code)]) if found else None

    def url(kind: Kind) -> bytes | None:
        found = of(kind)
        return questionnaires.url(found).encode() if found else None

    # In the order of the form, whatever the order in which the answers were written down.
    places = [list(found.items).index(codelists.key(kind.code)) if (found := of(kind)) else 0 for kind in answers.kinds]
    place = np.array(places, dtype=np.int64)[answers.kind_index[rows]]
    rows = rows[np.lexsort((place, np.repeat(np.arange(len(groups.starts) - 1), np.diff(groups.starts))))]
    of_parent = entries.flags(lambda kind: (found := of(kind)) is not None and found.answered_by == PARENT)
    value, said = answers["value"][rows], answers["value_code"][rows]
    yes = said == (codelists.index(YES) if YES in codelists else -1)
    return {
        **entries.common("QuestionnaireResponse"),
        "questionnaire": entries.each(url),
        "parent": _mother(entries, of_parent),
        "self": only(~of_parent, entries.patient),
        "answers": Rows(
            groups.starts,
            {
                "link": each(link),
                "question": each(question),
                "yes": only(
                    (value == MISSING) & (said > 0),
                    lookup(yes.astype(np.int64), pa.array([b"false", b"true"], pa.large_binary())),
                ),
                "score": numbers(value),
            },
        ),
    }


def _mother(entries: Entries, child: np.ndarray) -> Column:
    """The mother of a child, who filled in the form, as she stands in the child's record."""
    context = entries.context
    mother = context.who.mothers[entries.person]
    member = context.batch.people["member"][np.maximum(mother, 0)]
    return Related.kept(context).of(entries.person, member, child & (mother >= 0))
