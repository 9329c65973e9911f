"""The settings in which care is given, as `settings.csv` has them: read, and checked against what they name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from synth import source_files
from synth.calendar import days
from synth.errors import BrokenSource
from synth.systems import kinds
from synth.world.organisations import organisations, sites, staff

AMBULATORY, HOME, INPATIENT, VIRTUAL, EMERGENCY = "AMB", "HH", "IMP", "VR", "EMER"
"""Classes of contact: codes of http://terminology.hl7.org/CodeSystem/v3-ActCode."""
IN_PERSON, TELEPHONE, NO_CHANNEL = "In-person", "Telephone", ""
"""Ways in which care is given: codes of UKCore-DeliveryChannel, or none for work without the person."""
FILE = Path(__file__).with_name("settings.csv")


@dataclass(frozen=True)
class Setting:
    """Who does something and where.

    system: key of `systems.kinds`; organisation: kind of organisation (`world.organisations`); role: role of
    staff (`world.staff`), or empty where no person writes; contact: class of contact; location: kind of
    location at the organisation (`world.sites`), "home", "at school", or empty; service: service of the organisation;
    hours: when people are seen (`days.OFFICE`, `EXTENDED` or `ALWAYS`); channel: how; area: whose
    practice and place it is, "stay" where it is those of a stay of some weeks elsewhere.
    """

    name: str
    title: str
    system: str
    organisation: str
    role: str
    contact: str = AMBULATORY
    location: str = ""
    service: str = ""
    hours: str = days.OFFICE
    channel: str = IN_PERSON
    area: str = ""

    @property
    def of_the_list(self) -> bool:
        """Whether it is at the practice on whose list someone is: it sees nobody before it has registered them."""
        return self.organisation == "practice" and self.area != "stay"

    @property
    def of_the_council(self) -> bool:
        """Whether it is of the council that answers for a child: it goes on doing so for one that it has placed."""
        return self.organisation == "childrens_social_care"


def read(path: Path = FILE) -> dict[str, Setting]:
    """The settings of a file by name, in its order; BrokenSource names all that is wrong with it."""
    return read_text(source_files.text_of(path), source_files.shown(path))


def read_text(text: str, place: str) -> dict[str, Setting]:
    """The settings of a text; `place` stands for the file in messages."""
    columns = [each.name for each in fields(Setting)]
    found: dict[str, Setting] = {}
    faults: list[str] = []
    for line in source_files.csv_in(text, place, columns, short=True):
        each = Setting(**line.cells)
        faults += [f"{line.place}: '{each.name}': {said}" for said in _faults(each)]
        if found.setdefault(each.name, each) is not each:
            faults.append(f"{line.place}: two settings are named '{each.name}': rename one")
    if not found:
        faults.append(f"{place}:1: it has no settings: write at least one under the heading")
    if faults:
        raise BrokenSource("\n".join(faults))
    return found


_ONE_OF: Mapping[str, Callable[[Setting], tuple[str, ...]]] = {
    "system": lambda each: tuple(kinds.INDEX),
    "organisation": lambda each: tuple(organisations.KINDS),
    "role": lambda each: ("", *(role for role, _ in staff.rosters().get(each.organisation, ()))),
    "contact": lambda each: (AMBULATORY, HOME, INPATIENT, VIRTUAL, EMERGENCY),
    "location": lambda each: ("", sites.HOME, sites.SCHOOL, *_held(sites.LOCATIONS, each)),
    "service": lambda each: ("", *_held(sites.SERVICES, each)),
    "hours": lambda each: (*days.PATTERNS, days.ALWAYS),
    "channel": lambda each: (IN_PERSON, TELEPHONE, NO_CHANNEL),
    "area": lambda each: ("", "stay"),
}
"""What each member of a setting may be."""


def _held(table: Mapping[str, tuple[tuple[str, str], ...]], each: Setting) -> tuple[str, ...]:
    return tuple(key for key, _ in table.get(each.organisation, ()))


def _faults(each: Setting) -> list[str]:
    out = [f"no {name}: write it" for name in ("name", "title") if not getattr(each, name).strip()]
    for name, known in _ONE_OF.items():
        value = getattr(each, name)
        if value not in known(each):
            there = ", ".join(one for one in known(each) if one) or "none"
            out.append(f"unknown {name} '{value}': use one of {there}")
    return out
