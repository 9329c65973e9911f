"""What is known of each person when the window closes: names, addresses, numbers, how to reach them.

Everything here is by person row, for Patients and for relatives who are nobody's Patient.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from output.columns import BYTES, Column, join, lookup, numbers, only, starts_of
from output.fhir.base.words import date_column, line, mail_words, postcode, telephones, word
from output.template import Rows, Template
from synth import chance, clock
from synth.table import Table, at
from synth.world.families import homes
from synth.world.identity import gender, names
from synth.world.places import border, contacts

if TYPE_CHECKING:
    from output.fhir.subject.context import Context

NAME = Template("""{
    "use": "${use}",
    "text": "${prefix} ${given}${middle_text?} ${family}${second?}",
    "family": "${family}${second?}",
    "given": ["${given}", ?"${middle}"],
    "prefix": ["${prefix}"],
    "period": {"start": "${start}", "end"?: "${end}"}
}""")

CALLED = Template("""{
    "use": "nickname",
    "text": "${given}",
    "given": ["${given}"],
    "period": {"start": "${start}", "end"?: "${end}"}
}""")

ADDRESS = Template("""{
    "extension"?: [{
        "url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AddressKey",
        "extension": [
            {"url": "type", "valueCodeableConcept": {"coding": [{
                "system": "https://fhir.hl7.org.uk/CodeSystem/UKCore-AddressKeyType", "code": "UPRN",
                "display": "Unique Property Reference Number"
            }]}},
            {"url": "value", "valueString": "${uprn}"}
        ]
    }],
    "use": "${use}",
    "type": "both",
    "text": "${line}${locality_text?}, ${town}, ${postcode}",
    "line": ["${line}", ?"${locality}"],
    "city": "${town}",
    "postalCode": "${postcode}",
    "country": "${country}",
    "period"?: {"start"?: "${start}", "end"?: "${end}"}
}""")

TELECOM = Template("""{"system": "${system}", "value": "${value}", "use": "${use}"}""")

_LANDLINE, _MAIL = (chance.name_hash(f"output.people.{n}") for n in ("landline", "mail"))
_ADULT = 16


class People:
    """The persons of a batch as they are known when the window closes."""

    def __init__(self, context: Context) -> None:
        self.population, self.settings = context.population, context.settings
        self.n = len(self.population)
        self.ends = self.settings.ends
        self.died = self.population["died"] < self.ends
        # What is true "now" of someone who died is what was true the minute before.
        self.now = np.where(self.died, np.maximum(self.population["died"] - 1, self.population["born"]), self.ends - 1)
        # Nobody writes down a person before birth, nor before they come to England.
        known = np.maximum(self.population["born"], self.population["arrives"])
        self.first_known = np.minimum(known, self.ends - 1)

    # ---------------------------------------------------------------- names

    @cached_property
    def _names(self) -> Table:
        """Names borne by now, latest first within each person."""
        every = self.population.names
        some = every.take(np.flatnonzero(every["from"] < self.ends))
        return some.take(np.lexsort((-some["from"], some["person"])))

    @cached_property
    def official(self) -> pa.LargeBinaryArray:
        """Each name that anyone has borne, in the order of `_names`."""
        t = self._names
        over = t["until"] < self.ends
        placeholder = t["given"] < len(names.namelists.PLACEHOLDERS)
        use = np.where(placeholder, 3, np.where(over, np.where(t["use"] == names.USES.index("maiden"), 2, 1), 0))
        return NAME.render(len(t), {
            "use": lookup(use, [b"official", b"old", b"maiden", b"temp"]),
            "family": word("name family", t["family"]),
            "second": word("name family", t["second"], b"-"),
            "given": word("name given", t["given"]),
            "middle": word("name given", t["middle"]),
            "middle_text": word("name given", t["middle"], b" "),
            "prefix": word("name prefix", t["prefix"]),
            "start": date_column(t["from"]),
            "end": date_column(t["until"], over),
        })  # fmt: skip

    @cached_property
    def _called(self) -> Table:
        """What people had come to be called by now, beside their names."""
        t = self.population.known_as
        if not len(t):
            return t
        return t.take(np.flatnonzero((t["from"] < self.ends) & (t["from"] <= self.now[t["person"]])))

    @cached_property
    def _all_names(self) -> tuple[np.ndarray, pa.LargeBinaryArray]:
        """Persons ascending, and with each a name, or what the person is called: the present name first."""
        t, also = self._names, self._called
        if not len(also):
            return t["person"], self.official
        over = also["until"] < self.ends
        called = CALLED.render(len(also), {
            "given": word("name given", also["given"]),
            "start": date_column(also["from"]),
            "end": date_column(also["until"], over),
        })  # fmt: skip
        person = np.concatenate([t["person"], also["person"]])
        begins = np.concatenate([t["from"], also["from"]])
        later = np.ones(len(person), dtype=bool)
        later[self._starts[:-1][self._starts[1:] > self._starts[:-1]]] = False
        order = np.lexsort((-begins, later, person))
        return person[order], pa.concat_arrays([self.official, called]).take(pa.array(order))

    @property
    def name(self) -> pa.LargeBinaryArray:
        """Every name of everyone, and what they are called, the present name of each first."""
        return self._all_names[1]

    @cached_property
    def _starts(self) -> np.ndarray:
        """Where each person's names start in `_names`."""
        return starts_of(self._names["person"], self.n)

    @cached_property
    def name_starts(self) -> np.ndarray:
        """Where each person's names start in `name`."""
        return starts_of(self._all_names[0], self.n)

    def name_at(self, person: np.ndarray, instant: np.ndarray) -> pa.LargeBinaryArray:
        """The name that each of some persons bore at an instant; before the first, that one."""
        t = self._names
        width, offset = np.int64(1) << 42, np.int64(1) << 41
        # Latest first within a person: the place of an instant counts from the end.
        code = t["person"] * width - t["from"] + offset
        row = np.searchsorted(code, person * width - instant + offset)
        return self.official.take(pa.array(np.clip(row, self._starts[person], self._starts[person + 1] - 1)))

    # ---------------------------------------------------------------- addresses

    @cached_property
    def _addresses(self) -> Table:
        """Where each person has lived in the window, latest first.

        second: it is a child's other home, or a stay of some weeks; known: it is known since when.
        """
        h, a = self.population.households, self.population.addresses
        there = a["family"] * 4096 + a["household"]
        wanted = self.population["family"][h["person"]] * 4096 + h["household"]
        first = np.searchsorted(there, wanted)
        count = np.searchsorted(there, wanted, side="right") - first
        row = np.repeat(np.arange(len(h)), count)
        place = np.repeat(first - np.cumsum(count) + count, count) + np.arange(int(count.sum()))
        begins = np.maximum(h["from"][row], a["from"][place])
        until = np.minimum(h["until"][row], a["until"][place])
        person = h["person"][row]
        known = begins > clock.LONG_AGO
        begins = np.maximum(begins, self.population["born"][person])
        seen = (begins < until) & (begins <= self.now[person]) & (until > self.settings.begins)
        second = np.isin(h["kind"][row], homes.BESIDE)
        order = np.flatnonzero(seen)
        order = order[np.lexsort((-begins[order], second[order], person[order]))]
        # Someone who has died still lived at the last address.
        until = np.where(until > self.now[person], clock.NEVER, until)
        columns = {
            "person": person,
            "row": place,
            "from": begins,
            "until": until,
            "second": second.astype(np.int64),
            "known": known.astype(np.int64),
        }
        return Table(columns).take(order)

    @cached_property
    def address(self) -> pa.LargeBinaryArray:
        """Each address at which anyone has lived, in the order of `_addresses`."""
        t = self._addresses
        a = self.population.addresses.take(t["row"])
        over = t["until"] < self.ends
        settled = a["street"] >= 0
        return ADDRESS.render(len(t), {
            "uprn": only(a["uprn"] >= 0, numbers(a["uprn"])),
            "use": lookup(np.where(over, 2, t["second"] | ~settled), [b"home", b"temp", b"old"]),
            "line": line(a),
            "locality": word("address locality", np.where(settled, a["locality"], -1)),
            "locality_text": word("address locality", np.where(settled, a["locality"], -1), b", "),
            "town": word("address town", a["town"]),
            "country": lookup((a["town"] == border.wales()).astype(np.int64), [b"England", b"Wales"]),
            "postcode": postcode(a["postcode"]),
            "start": date_column(t["from"]),
            "end": date_column(t["until"], over),
        })  # fmt: skip

    @cached_property
    def address_starts(self) -> np.ndarray:
        """Where each person's addresses start."""
        return starts_of(self._addresses["person"], self.n)

    @cached_property
    def address_now(self) -> pa.LargeBinaryArray:
        """Where each person lives now; null where that is not known."""
        starts = self.address_starts
        some = (starts[1:] > starts[:-1]) & (len(self.address) > 0)
        first = np.where(some, starts[:-1], 0)
        found = self.address.take(pa.array(first)) if some.any() else pa.nulls(self.n, BYTES)
        return only(some, found)

    # ---------------------------------------------------------------- how to reach them

    @cached_property
    def telecom(self) -> Rows:
        """How to reach each person; children by a parent's telephone."""
        p = self.population
        born = clock.uk_day(p["born"])
        adult = clock.age_years(born, clock.uk_day(self.now)) >= _ADULT
        parent = np.where(p["mother"] >= 0, p["mother"], p["father"])
        owner = np.where(~adult & (parent >= 0), parent, np.arange(self.n))
        home = chance.join(p["key"][owner], p["family"])
        mobile = contacts.mobiles(p["key"][owner])
        landline = chance.below(chance.draw(home, _LANDLINE), 1000)
        mail = adult & (chance.below(chance.draw(p["key"], _MAIL), 10) < 6)
        reached = np.ones(self.n, dtype=bool)
        has_line = chance.below(chance.draw(home, _LANDLINE, 1), 10) < 4
        every = np.arange(self.n)
        person = np.concatenate([every[reached], every[has_line], every[mail]])
        which = np.repeat(np.arange(3), [int(reached.sum()), int(has_line.sum()), int(mail.sum())])
        order = np.lexsort((which, person))
        mobiles, lines = telephones()
        value = pa.concat_arrays([
            lookup(mobile[reached], mobiles).column(),
            lookup(landline[has_line], lines).column(),
            self._mail(mail),
        ])  # fmt: skip
        columns = {
            "system": lookup(which[order], [b"phone", b"phone", b"email"]),
            "use": lookup(which[order], [b"mobile", b"home", b"home"]),
            "value": value.take(pa.array(order)),
        }
        return Rows(starts_of(person[order], self.n), {"json": TELECOM.render(len(order), columns)})

    def _mail(self, who: np.ndarray) -> pa.LargeBinaryArray:
        """A mail address for each of some people, of their name and a number, at example.org."""
        t = self._names.take(self._starts[:-1][who])
        number = chance.below(chance.draw(self.population["key"][who], _MAIL, 1), 900) + 100
        given, family = mail_words("given"), mail_words("family")
        return join([
            lookup(t["given"], given).column(), b".", lookup(t["family"], family).column(), numbers(number),
            b"@example.org",
        ])  # fmt: skip

    # ---------------------------------------------------------------- numbers, sex and restrictions

    def number_row(self, person: np.ndarray, instant: np.ndarray) -> np.ndarray:
        """The row in the numbers of the NHS number that each person had at an instant, or -1."""
        t = self.population.numbers
        if not len(t):
            return np.full(len(person), -1, dtype=np.int64)
        width, offset = np.int64(1) << 42, np.int64(1) << 41
        code = t["person"] * width + t["from"] + offset
        row = np.searchsorted(code, person * width + instant + offset, side="right") - 1
        safe = np.maximum(row, 0)
        return np.where((row >= 0) & (t["person"][safe] == person), row, -1)

    @cached_property
    def number_now(self) -> np.ndarray:
        """The row of each person's present NHS number, or -1; one that comes after death (a newborn's) counts."""
        return self.number_row(np.arange(self.n), np.full(self.n, self.ends - 1))

    @cached_property
    def nhs_number(self) -> Column:
        """The NHS number that each person has now; null where there is none yet."""
        return self.nhs_number_at(self.number_now)

    def nhs_number_at(self, row: np.ndarray) -> Column:
        """The number in each row of the numbers; null for -1."""
        t = self.population.numbers
        return only(row >= 0, numbers(at(t["nhs_number"], row)))

    @cached_property
    def has_number(self) -> np.ndarray:
        """Whether each person has an NHS number now."""
        return self.number_now >= 0

    @cached_property
    def sex(self) -> np.ndarray:
        """The recorded sex of each person now."""
        return gender.recorded(self.population, np.arange(self.n), self.now)

    @cached_property
    def restricted(self) -> np.ndarray:
        """Whether each person's record is restricted now."""
        found = np.zeros(self.n, dtype=bool)
        t = self.population.facts.get("restricted")
        if t is not None and len(t):
            come = t["time"] <= self.now[t["person"]]
            found[t["person"][come]] = t["value"][come] == 1  # by person and time: the last one stands
        return found
