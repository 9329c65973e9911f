"""Noise in who people are: names, NHS numbers, dates of birth, addresses, telephones."""

from __future__ import annotations

import numpy as np

from synth import chance, clock
from synth.record import words
from synth.record.kinds import CHANGES, IDENTITY, KINDS, MEANS, NAME_USES
from synth.record.misspelt import STRIDE, misspelt
from synth.sharing.noise.planting import Planting
from synth.table import at, starts

Column = np.ndarray
_MAIDEN, _NICKNAME, _TEMP = (NAME_USES.index(use) for use in ("maiden", "nickname", "temp"))
_BEGUN = CHANGES.index("begun")
_TOGETHER = 2 * clock.DAY
"""Those who are born within so many minutes of each other, of one pregnancy, are born together."""


def twins(planting: Planting) -> None:
    """Two born together are taken for each other."""
    who, people = planting.who, planting.batch.people
    some = planting.patients
    some = some[who.birth["plurality"][some] > 1]
    copies, born = planting.copies, who.born
    same = (copies.system, copies.keeper, people["family"])
    pair = np.flatnonzero(
        ~starts(*(column[some] for column in same))[1:] & (np.abs(np.diff(born[some])) < _TOGETHER)
    ) if len(some) > 1 else np.zeros(0, np.int64)  # fmt: skip
    pair = pair[np.diff(pair, prepend=-2) > 1]  # of three born together the third keeps what is its own
    one, other = some[pair], some[pair + 1]
    hit = planting.struck("twins_swapped", planting.key[one])
    one, other = one[hit], other[hit]
    both, across = np.concatenate([one, other]), np.concatenate([other, one])
    end = who.at_end
    name, theirs = who.name(both, end[both]), who.name(across, end[across])
    given = planting.batch.identity["name"]["given"][theirs]
    number, of_other = who.nhs_number(both, end[both]), who.nhs_number(across, end[across])
    planting.put_entries("twins_swapped", "name", "given", name, given)
    have = (number >= 0) & (of_other >= 0)
    values = planting.batch.identity["nhs_number"]["number"][of_other[have]]
    planting.put_entries("twins_swapped", "nhs_number", "number", number[have], values)


def number_missing(planting: Planting) -> None:
    """The NHS number is not held."""
    table = planting.batch.identity["nhs_number"]
    person, row = planting.struck_rows("number_missing", _numbers(planting))
    planting.told("number_missing", ("nhs_number", "number"), person, table["entry"][row], table["number"][row])
    planting.without("nhs_number", np.flatnonzero(np.isin(table["person"], person)))


def number_of_kin(planting: Planting) -> None:
    """The NHS number is that of someone else of the family, whom the system names too."""
    row = _numbers(planting)
    person, mine = planting.struck_rows("number_of_kin", row)
    people, copies = planting.batch.people, planting.copies
    # A family's rows in a system stand together: the next of them that has a number, in a circle.
    new = starts(copies.system, copies.keeper, people["family"]) if len(people) else np.zeros(0, bool)
    first = np.flatnonzero(new)
    house = np.cumsum(new) - 1
    size = np.diff(np.append(first, len(people)))
    house = house[person]
    bits = planting.bits("number_of_kin", planting.key[person], "whose")
    step = 1 + chance.below(bits, np.maximum(size[house] - 1, 1))
    other = first[house] + (person - first[house] + step) % size[house]
    fits = (other != person) & (row[other] >= 0)
    value = planting.batch.identity["nhs_number"]["number"][row[other[fits]]]
    planting.put_entries("number_of_kin", "nhs_number", "number", mine[fits], value)


def number_superseded(planting: Planting) -> None:
    """The NHS number is one that was replaced since."""
    _not_updated(planting, "number_superseded", "nhs_number", "number", _numbers(planting))


def name_not_updated(planting: Planting) -> None:
    """The family name is that before marriage."""
    _not_updated(planting, "name_not_updated", "name", "surname", _names(planting))


def nickname(planting: Planting) -> None:
    """The first name is a short form."""
    person, row = planting.struck_rows("nickname", _names(planting))
    given = planting.batch.identity["name"]["given"][row]
    plain = given < STRIDE
    short = words.short_form(np.where(plain, given, 0), planting.bits("nickname", planting.key[person], "which"))
    fits = plain & (short >= 0)
    planting.put_entries("nickname", "name", "given", row[fits], short[fits])


def typing(planting: Planting) -> None:
    """A letter of the first or the family name is mistyped."""
    _misspelt(planting, "typing", "typed")


def hearing(planting: Planting) -> None:
    """The first or the family name is spelt as it sounds."""
    _misspelt(planting, "hearing", "heard")


def encoding(planting: Planting) -> None:
    """Letters with accents, and apostrophes, were read in another encoding: in both names, as one system reads all."""
    person, row = planting.struck_rows("encoding", _names(planting))
    bits = planting.bits("encoding", planting.key[person], "how")
    for column, part in (("given", "given"), ("surname", "family")):
        _spelt(planting, "encoding", "name", column, row, words.names()[part], "mangled", bits)


def day_and_month(planting: Planting) -> None:
    """Day and month of the date of birth are swapped, where no entry of the system would then come before birth."""
    who, birth = planting.who, planting.batch.identity["birth"]
    row = np.full(who.n, -1, dtype=np.int64)
    row[birth["person"]] = np.arange(len(birth))
    person, row = planting.struck_rows("day_and_month", row)
    was = birth["from"][row]
    swapped = clock.swapped(clock.uk_day(was))
    now = np.where(swapped >= clock.FIRST_DAY, was + (swapped - clock.uk_day(was)) * clock.DAY, was)
    fits = (now != was) & (now < _earliest(planting)[person])
    person, row, was, now = (column[fits] for column in (person, row, was, now))
    before, after = np.zeros(who.n, dtype=np.int64), np.full(who.n, clock.LONG_AGO)
    before[person], after[person] = was, now
    planting.put_entries("day_and_month", "birth", "from", row, now)
    for kind in IDENTITY:  # what began with the birth begins with it still
        table = planting.batch.identity[kind]
        of = table["person"]
        begun = np.flatnonzero((after[of] > clock.LONG_AGO) & (table["from"] == before[of]))
        planting.put(kind, begun, **{"from": after[of[begun]]})
        late = np.flatnonzero(table["recorded"] < after[of])
        planting.put(kind, late, recorded=after[of[late]])


def postcode_transposed(planting: Planting) -> None:
    """The last two letters of the postcode are swapped: it stays in a district that there is not."""
    _, row = planting.struck_rows("postcode_transposed", _homes(planting))
    number = planting.batch.identity["address"]["postcode"][row]
    fits = number != words.NO_FIXED_ABODE
    planting.put_entries("postcode_transposed", "address", "postcode", row[fits], words.letters_swapped(number[fits]))


def house_number_transposed(planting: Planting) -> None:
    """The last two digits of the number of the house are swapped."""
    _, row = planting.struck_rows("house_number_transposed", _homes(planting))
    number = planting.batch.identity["address"]["number"][row]
    swapped = _swapped(number)
    fits = (number >= 10) & (swapped > 0)
    planting.put_entries("house_number_transposed", "address", "number", row[fits], swapped[fits])


def telephone_transposed(planting: Planting) -> None:
    """The last two digits of a telephone number are swapped: it stays in the range that nobody has."""
    table, who = planting.batch.identity["contact_point"], planting.who
    last = np.full(who.n, -1, dtype=np.int64)
    rows = np.flatnonzero(table["means"] != MEANS.index("mail"))
    last[table["person"][rows]] = rows
    _, row = planting.struck_rows("telephone_transposed", last)
    planting.put_entries("telephone_transposed", "contact_point", "number", row, _swapped(table["number"][row]))


def address_truncated(planting: Planting) -> None:
    """The street is cut off, and the village is lost."""
    person, row = planting.struck_rows("address_truncated", _homes(planting))
    bits = planting.bits("address_truncated", planting.key[person], "where")
    village = planting.batch.identity["address"]["locality"][row] >= 0
    none = np.full(np.count_nonzero(village), -1)
    planting.put_entries("address_truncated", "address", "locality", row[village], none)
    _spelt(planting, "address_truncated", "address", "street", row, words.addresses()["street"], "truncated", bits)


# ---------------------------------------------------------------- what several of them do


def _names(planting: Planting) -> Column:
    """The row of the name that each person bears when the window closes; -1 for a newborn without one."""
    who = planting.who
    row = who.name(who.everyone, who.at_end)
    return np.where(at(planting.batch.identity["name"]["use"], row, _TEMP) == _TEMP, -1, row)


def _numbers(planting: Planting) -> Column:
    return planting.who.nhs_number(planting.who.everyone, planting.who.at_end)


def _homes(planting: Planting) -> Column:
    """The row of each person's home; -1 where there is none, or none in a street."""
    who = planting.who
    row = who.home(who.everyone, who.now)
    return np.where(at(planting.batch.identity["address"]["street"], row, -1) < 0, -1, row)


def _misspelt(planting: Planting, noise: str, kind: str) -> None:
    """The first name or, by an even chance, the family name of those whom a noise strikes is misspelt."""
    person, row = planting.struck_rows(noise, _names(planting))
    bits = planting.bits(noise, planting.key[person], "how")
    second = (planting.bits(noise, planting.key[person], "which") & np.uint64(1)).astype(bool)
    for column, part, some in (("given", "given", ~second), ("surname", "family", second)):
        _spelt(planting, noise, "name", column, row[some], words.names()[part], kind, bits[some])


def _spelt(planting: Planting, noise: str, kind: str, column: str, row: Column, listed: list[str], how: str,
           bits: Column) -> None:  # fmt: skip
    """Misspell the words of some rows; a word that is misspelt already stays so."""
    word = planting.batch.identity[kind][column][row]
    plain = (word >= 0) & (word < STRIDE)
    value = np.where(plain, misspelt(listed, np.where(plain, word, -1), how, bits), -1)
    planting.put_entries(noise, kind, column, row[value >= 0], value[value >= 0])


def _swapped(number: Column) -> Column:
    """A number with its last two digits swapped."""
    rest, last = np.divmod(number, 10)
    rest, before = np.divmod(rest, 10)
    return rest * 100 + last * 10 + before


def _not_updated(planting: Planting, noise: str, kind: str, column: str, now: Column) -> None:
    """The entry before the present one stands still, and the present one never came."""
    table = planting.batch.identity[kind]
    borne = table["use"] == _MAIDEN if kind == "name" else np.ones(len(table), dtype=bool)
    present = np.zeros(len(table), dtype=bool)
    present[planting.entry_rows(kind, now[now >= 0])[0]] = True
    rows = np.flatnonzero(borne & ~present & (table["version"] == 1))
    before = np.full(len(now), -1, dtype=np.int64)
    before[table["person"][rows]] = rows  # of several the last stays
    person, old = planting.struck_rows(noise, np.where(now >= 0, before, -1))
    new = now[person]
    differs = table[column][new] != table[column][old]
    old, new, person = old[differs], new[differs], person[differs]
    planting.told(noise, (kind, column), person, table["entry"][old], table[column][new], table[column][old])
    gone, _ = planting.entry_rows(kind, new)
    later, which = planting.entry_rows(kind, old)
    planting.put(kind, old, until=np.full(len(old), clock.NEVER), change=np.full(len(old), _BEGUN))
    planting.without(kind, np.concatenate([gone, later[later != old[which]]]))


def _earliest(planting: Planting) -> Column:
    """The first instant of anything in the record of each person, or at which anything of who they are ended."""
    batch = planting.batch
    first = np.full(len(batch.people), batch.settings.ends, dtype=np.int64)
    times: tuple[str, ...] = ("from", "recorded", "until")
    tables = [(batch.record[kind], times) for kind in KINDS]
    tables += [(batch.identity[kind], ("until",)) for kind in IDENTITY] + [(batch.identity["death"], ("from",))]
    for table, names in tables:
        for name in names:
            known = np.flatnonzero(table[name] > clock.LONG_AGO)
            np.minimum.at(first, table["person"][known], table[name][known])
    return first
