"""Print the page of the reference that tells of every story with a name: who is in it, which messages are sent."""

from __future__ import annotations

from pathlib import Path

import care_pathways
from synth.sharing.flows import flows

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "scenarios.md"


def text() -> str:
    """The page."""
    titles = {flow.name: flow.title for flow in flows()}
    lines = [
        "# Stories with a name",
        "",
        "Printed from `care_pathways/stories.toml` by `make pages`; do not write here. Each happens in some family of the first",
        "20,000 of a seed: `synth find --story NAME --pack FOLDER` ([how](../guides/finding.md#stories-with-a-name)).",
    ]
    for one in care_pathways.scenarios():
        who = [f"`{one.person}` ({one.who})"]
        who += [
            f"`{role.name}` ({role.relation} of {role.of}{f', {role.where}' if role.where else ''})"
            for role in one.cast
        ]
        lines += ["", f"## {one.name}", "", f"**{one.title}.** {one.about}", "", f"In it are {', '.join(who)}.", "",
                  "| message | about | to | what becomes of it | what must be shown then |", "|---|---|---|---|---|"]  # fmt: skip
        for message in one.messages:
            to, fates = ", ".join(message.to) or "all", ", ".join(message.fates[:1])
            fates = "it arrives" if fates == "delivered" else fates
            lines.append(f"| {titles[message.flow]} | {message.about} | {to} | {fates} | {message.shows} |")
    return "\n".join([*lines, ""])
