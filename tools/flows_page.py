"""Print the page of the reference that tells what crosses between systems, from the flows and their channels."""

from __future__ import annotations

from pathlib import Path

from synth import source_files
from synth.sharing import channels
from synth.sharing.contributions import contributions
from synth.sharing.flows import FILE, NAMED, PRACTICE, SENDER, Flow, flows
from synth.systems import authorship, kinds

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "flows.md"

_BIRTH = ("birth_to_demographics", "birth_to_child_health", "newborn_discharge", "maternity_discharge",
          "registration_to_demographics", "change_of_practice")  # fmt: skip
_TO = {PRACTICE: "the practice", NAMED: "whom the entry names", SENDER: "who sent it"}


def text() -> str:
    """The page."""
    every = {flow.name: flow for flow in flows()}
    birth = [_line(every[name], every) for name in _BIRTH]
    rest = [_line(flow, every) for name, flow in every.items() if name not in _BIRTH]
    head = ["| what | from | to | form | by |", "|---|---|---|---|---|"]
    lines = [
        "# What crosses between systems",
        "",
        "Printed from `synth/sharing/flows.toml` and `channels.toml` by `make pages`; do not write here. What stands in no row",
        "stays in the system in which it was written.",
        "",
        "## How a birth travels",
        "",
        *head,
        *birth,
        "",
        "## Everything else",
        "",
        *head,
        *rest,
        "",
        "## What a place shares",
        "",
        "What each kind of system gives to the shared care record of its place (`synth/sharing/contributions.toml`); the others give nothing.",
        "",
        "| system | kinds of entry | most confidential | on whose word |",
        "|---|---|---|---|",
        *(
            f"| {kinds.KINDS[kinds.INDEX[name]].title} | {', '.join(one.of)} | {one.confidential} | {one.source} |"
            for name, one in contributions().items()
        ),
        "",
        "## How long each means takes, and how often it fails",
        "",
        "Half of all messages take no longer than the first number, nine in ten no longer than the second; a late one takes days",
        "more. What comes by document or post is filed in office hours. Late messages that a later one has overtaken are said to",
        "have come out of order.",
        "",
        *_channels(),
        "",
    ]
    return "\n".join(lines)


def _line(flow: Flow, every: dict[str, Flow]) -> str:
    """A flow as a row."""
    to = [_named(name) for name in flow.to]
    to += [f"{kinds.KINDS[kinds.INDEX[name]].title.lower()}, where known" for name in flow.known]
    cells = (flow.title, _sender(flow, every), "; ".join(to), f"`{flow.form}`", flow.channel)
    return f"| {' | '.join(cells)} |"


def _named(name: str) -> str:
    """One of those to whom a flow goes, in words."""
    return _TO.get(name) or authorship.SETTINGS[name].title.partition(",")[0].lower()


def _sender(flow: Flow, every: dict[str, Flow]) -> str:
    if flow.before:
        return "; ".join(_named(name) for name in every[flow.before].to)
    return ", ".join(kinds.KINDS[kinds.INDEX[name]].title.lower() for name in flow.by)


def _channels() -> list[str]:
    fates = [fate for fate in channels.FATES if fate not in ("out of order", "on its way")]
    lines = [f"| by | half within | nine in ten within | {' | '.join(fates)} |", f"|---|---|---|{'---|' * len(fates)}"]
    written = source_files.toml_of(FILE.with_name("channels.toml")).tables
    for name in channels.CHANNELS:
        shares = written[f"{name}_fate"]["shares"]
        said = " | ".join(f"{float(shares[fate]) * 100:g} %" if fate in shares else "" for fate in fates)
        lines.append(f"| {name} | {_after(name, 512)} | {_after(name, 922)} | {said} |")
    return lines


def _after(channel: str, knot: int) -> str:
    """How long a channel takes at a knot of its distribution, in words."""
    number = channels.evidence().number(f"{channel}_delay")
    minutes = int(number.table[0] if number.form == "value" else number.table[0][knot])
    if minutes >= 2 * 1440:
        return f"{round(minutes / 1440)} days"
    return f"{round(minutes / 60)} hours" if minutes >= 120 else f"{minutes} minutes" if minutes else "at once"


def main() -> None:
    """Write the page."""
    PAGE.write_text(text(), encoding="utf-8", newline="\n")
    print(PAGE.name)


if __name__ == "__main__":
    main()
