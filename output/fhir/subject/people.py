"""People as FHIR writes them: names, addresses, telecoms and NHS numbers, as the record has them.

Every column is by the rows of a table of the record's identity, or by person row where it says so.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pyarrow as pa

from output.columns import BYTES, Column, join, lookup, numbers, only, starts_of
from output.fhir.base.words import date_column, line, mail_words, postcode, telephones, word
from output.fhir.subject.context import Context
from output.template import Rows, Template
from synth import chance, clock
from synth.record import words
from synth.record.kinds import MEANS, NAME_USES
from synth.table import Table, at

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

_OFFICIAL, _MAIDEN, _TEMP, _NICKNAME = range(len(NAME_USES))
_MOBILE, _LANDLINE, _MAIL = range(len(MEANS))


class People:
    """The persons of a batch as FHIR writes them: their entries of identity when the window closes."""

    def __init__(self, context: Context) -> None:
        self.who, self.n = context.who, context.who.n

    @classmethod
    def kept(cls, context: Context) -> People:
        """The people of a batch, made once."""
        return context.kept("people", cls)

    # ---------------------------------------------------------------- names

    @cached_property
    def names(self) -> Rows:
        """Every name of everyone, and what they are called, the present name of each first, by person row."""
        t, over = self.who.last("name"), self.who.over("name")
        later = np.ones(len(t), dtype=bool)
        now = self.who.name(self.who.everyone, self.who.at_end)
        later[_place(t, self.who.runs("name").table.take(now))] = False
        order = np.lexsort((-t["from"], later, t["person"]))
        written = _names(t, over).take(pa.array(order))
        return Rows(starts_of(t["person"][order], self.n), {"json": written})

    def name(self, row: np.ndarray) -> pa.LargeBinaryArray:
        """The name in each row of the record's names, as it stands at the end of the window."""
        place = _place(self.who.last("name"), self.who.runs("name").table.take(row))
        return _names(self.who.last("name"), self.who.over("name")).take(pa.array(place))

    # ---------------------------------------------------------------- addresses

    @cached_property
    def _addresses(self) -> tuple[Table, pa.LargeBinaryArray]:
        """Every address of everyone, the present home first, then the latest; second homes and stays come last."""
        t, over = self.who.last("address"), self.who.over("address")
        order = np.lexsort((-t["from"], t["second"], t["person"]))
        t, over = t.take(order), over[order]
        settled = t["street"] >= 0
        written = ADDRESS.render(len(t), {
            "uprn": only(t["uprn"] >= 0, numbers(t["uprn"])),
            "use": lookup(np.where(over, 2, (t["second"] == 1) | ~settled), [b"home", b"temp", b"old"]),
            "line": line(t),
            "locality": word("address locality", np.where(settled, t["locality"], -1)),
            "locality_text": word("address locality", np.where(settled, t["locality"], -1), b", "),
            "town": word("address town", t["town"]),
            "country": lookup((t["town"] == words.wales()).astype(np.int64), [b"England", b"Wales"]),
            "postcode": postcode(t["postcode"]),
            "start": date_column(t["from"], t["from"] > clock.LONG_AGO),
            "end": date_column(t["until"], over),
        })  # fmt: skip
        return t, written

    @cached_property
    def addresses(self) -> Rows:
        """The addresses of everyone, by person row."""
        t, written = self._addresses
        return Rows(starts_of(t["person"], self.n), {"json": written})

    @cached_property
    def address_now(self) -> pa.LargeBinaryArray:
        """The home of each person now, or the last one; null where that is not known; by person row."""
        starts, written = self.addresses.starts, self._addresses[1]
        some = (starts[1:] > starts[:-1]) & (len(written) > 0)
        first = np.where(some, starts[:-1], 0)
        return only(some, written.take(pa.array(first)) if some.any() else pa.nulls(self.n, BYTES))

    # ---------------------------------------------------------------- how to reach them

    @cached_property
    def telecom(self) -> Rows:
        """The telephones and addresses of mail by which each person is reached now, by row; a child by a parent's."""
        t = self.who.last("contact_point")
        rows = np.flatnonzero(~self.who.over("contact_point"))
        rows = rows[np.lexsort((t["means"][rows], t["person"][rows]))]
        t = t.take(rows)
        mobiles, lines = telephones()
        means, number = t["means"], t["number"]
        mail = join([
            lookup(np.maximum(t["given"], 0), mail_words("given")).column(), b".",
            lookup(np.maximum(t["surname"], 0), mail_words("family")).column(), numbers(number), b"@example.org",
        ])  # fmt: skip
        every = pa.concat_arrays([mobiles, lines, mail])
        place = np.where(means == _MOBILE, number % len(mobiles), len(mobiles) + number % len(lines))
        place = np.where(means == _MAIL, len(mobiles) + len(lines) + np.arange(len(t)), place)
        json = TELECOM.render(len(t), {
            "system": lookup(means, [b"phone", b"phone", b"email"]),
            "use": lookup(means, [b"mobile", b"home", b"home"]),
            "value": every.take(pa.array(place)),
        })  # fmt: skip
        return Rows(starts_of(t["person"], self.n), {"json": json})

    # ---------------------------------------------------------------- numbers

    def nhs_number(self, row: np.ndarray) -> Column:
        """The number in each row of the record's NHS numbers; null for -1."""
        t = self.who.runs("nhs_number")
        return only(row >= 0, numbers(at(t["number"], row)))


def _place(table: Table, of: Table) -> np.ndarray:
    """The row of the entry of each row of another table in one that has it once of each person.

    Documents know copies of one person, who have the entries of that person all alike."""
    key, wanted = (chance.join(each["entry"], each["person"]) for each in (table, of))
    order = np.argsort(key, kind="stable")
    return order[np.searchsorted(key[order], wanted)]


def _names(t: Table, over: np.ndarray) -> pa.LargeBinaryArray:
    """Each name of a table as a HumanName."""
    called = t["use"] == _NICKNAME
    use = np.where(over & (t["use"] == _OFFICIAL), 4, np.where((t["use"] == _MAIDEN) & ~over, _OFFICIAL, t["use"]))
    period = {
        "start": date_column(t["from"]),
        "end": date_column(t["until"], over),
        "given": word("name given", t["given"]),
    }
    official = NAME.render(len(t), {
        **period,
        "use": lookup(use, [b"official", b"maiden", b"temp", b"nickname", b"old"]),
        "family": word("name family", np.maximum(t["surname"], 0)),
        "second": word("name family", t["second"], b"-"),
        "middle": word("name given", t["middle"]),
        "middle_text": word("name given", t["middle"], b" "),
        "prefix": word("name prefix", np.maximum(t["prefix"], 0)),
    })  # fmt: skip
    if not called.any():
        return official
    rows = np.arange(len(t))
    return pa.concat_arrays([official, CALLED.render(len(t), period)]).take(
        pa.array(np.where(called, rows + len(t), rows))
    )
