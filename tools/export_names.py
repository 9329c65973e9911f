"""Writes the word lists of names (given.csv, babies.csv and family.csv of synth/world/lists); not used at run time.

    python tools/export_names.py [FIRST_NAMES.csv]

From three sources: Faker's locales (a development dependency), the first names of babies in England and Wales
by year (ONS, Open Government Licence v3; default
../shared/statistics/data/first_names_england_wales_1996_2020_n50plus.csv), and our own words (`name_words.py`).
Weights say how often a name is relative to the others of its list; from the published names they are counts,
otherwise they fall with rank. Published names are of babies of every group: those of a group's own list go there, as
often as makes the published count among all babies; the others are the English list.
"""

from __future__ import annotations

import csv
import importlib
import sys
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

from name_words import FAMILY, GIVEN

LISTS = Path(__file__).parents[1] / "synth" / "world" / "lists"
PUBLISHED = Path(__file__).parents[2] / "shared/statistics/data/first_names_england_wales_1996_2020_n50plus.csv"

PERIODS = (
    (1996, 1999),
    (2000, 2003),
    (2004, 2007),
    (2008, 2010),
    (2011, 2013),
    (2014, 2016),
    (2017, 2018),
    (2019, 2020),
)
RECENT = (2016, 2020)
"""Years by which the published names of groups other than the English are weighted."""
LISTED = Decimal("0.83")
"""Babies whose names the published file lists (at least 50 of a name and sex in a year), of all: 240,000 of 289,000
boys in 2020 (Oliver, 4,225 boys, were 1.46 percent of all that ONS lists)."""
NAMED_FROM = {
    "pakistani": Decimal("0.0366"), "indian": Decimal("0.0321"), "bangladeshi": Decimal("0.0142"),
    "arab": Decimal("0.0119"), "sikh": Decimal("0.0105"), "nigerian": Decimal("0.0088"), "somali": Decimal("0.0063"),
}  # fmt: skip
"""Babies named from the list of a group, of all babies: measured in the world that synth/world/evidence makes."""
COMMONEST = Decimal("0.06")
"""The share of a group's babies that its commonest name has, Muhammad apart."""
MOST = Decimal("0.85")
"""The most of a list that published names may take: the rest is for names too rare to be published."""
LONGEST = 160
"""Names kept of one locale for one sex."""

# Group of names -> Faker's locales for its first names and its family names.
LOCALES = {
    "english": ((), ("en_GB",)),
    "irish": (("en_IE",), ("en_IE",)),
    "indian": (("en_IN",), ("en_IN",)),
    "pakistani": ((), ()),
    "nigerian": (("yo_NG", "ig_NG", "ha_NG"), ("yo_NG", "ig_NG", "ha_NG")),
    "ghanaian": (("tw_GH",), ("tw_GH",)),
    "east african": (("en_KE",), ("en_KE",)),
    "romanian": (("ro_RO",), ("ro_RO",)),
    "italian": (("it_IT",), ("it_IT",)),
    "portuguese": (("pt_PT",), ("pt_PT",)),
    "spanish": (("es_ES",), ("es_ES",)),
    "french": (("fr_FR",), ("fr_FR",)),
    "german": (("de_DE",), ("de_DE",)),
    "turkish": (("tr_TR",), ("tr_TR",)),
    "latin american": (("es_CO",), ("es_CO",)),
    "polish": (("pl_PL",), ()),
}


def provider(locale: str):
    """Faker's names of a locale."""
    return importlib.import_module(f"faker.providers.person.{locale}").Provider


def ordered(names) -> dict[str, int]:
    """Names with weights: as Faker gives them, or equal."""
    if isinstance(names, dict):
        top = max(names.values())
        return {name: max(1, round(100 * float(weight) / float(top))) for name, weight in names.items()}
    return dict.fromkeys(names, 10)


def thinned(names: dict[str, int], size: int) -> dict[str, int]:
    """At most so many names, spread evenly over the list (the commonest where there are weights)."""
    names = {
        name: weight
        for name, weight in names.items()
        if name.replace("-", "").replace(" ", "").replace("'", "").isalpha()
    }
    if len(names) <= size:
        return names
    if len(set(names.values())) > 1:
        return dict(sorted(names.items(), key=lambda item: (-item[1], item[0]))[:size])
    listed = list(names.items())
    return dict(listed[i * len(listed) // size] for i in range(size))


def by_rank(words: str) -> dict[str, int]:
    """Names in order of rank with weights that fall with it, about as the published first names' do."""
    return {name: 6000 // (rank + 12) for rank, name in enumerate(dict.fromkeys(words.split()))}


def published(path: Path, periods: tuple) -> dict[tuple[str, int], Counter]:
    """Counts of first names by sex and first year of the period."""
    counts: dict[tuple[str, int], Counter] = defaultdict(Counter)
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for first, last in periods:
                if first <= int(row["year"]) <= last:
                    counts[row["sex"], first][row["name"]] += int(row["n"])
    return counts


def given(counts: dict[tuple[str, int], Counter], recent: dict[str, Counter]) -> tuple[list[tuple], list[tuple]]:
    """Rows of first names (group, sex, first year of birth, name, weight) and of babies' (sex, name, weights)."""
    rows: dict[tuple, dict[str, int]] = {}
    for (group, sex, year), words in GIVEN.items():
        rows[group, sex, year] = by_rank(words)
    own = {key: {*names} for key, names in rows.items()}
    for group, (locales, _) in LOCALES.items():
        for sex, attribute in (("F", "first_names_female"), ("M", "first_names_male")):
            names: dict[str, int] = {}
            for locale in locales:
                found = thinned(ordered(getattr(provider(locale), attribute)), LONGEST // len(locales))
                names = {**found, **names}
            if names:
                rows[group, sex, 0] = {**names, **rows.get((group, sex, 0), {})}
    babies = []
    for sex, attribute in (("F", "first_names_female"), ("M", "first_names_male")):
        english = {name for (group, s, _), names in own.items() if (group, s) == ("english", sex) for name in names}
        usual = thinned(ordered(getattr(provider("en_GB"), attribute)), 200)
        english |= {*usual}
        for year in (1960, 1975, 1985):
            rows["english", sex, year] = {**dict.fromkeys(usual, 20), **rows["english", sex, year]}
        # Faker's Indian locale has many names of the English-speaking world, which tell nothing of a group.
        western = english | {*getattr(provider("en_US"), attribute)}
        for group in NAMED_FROM:
            mine = own.get((group, sex, 0), set())
            rows[group, sex, 0] = {n: w for n, w in rows[group, sex, 0].items() if n in mine or n not in western}
        elsewhere = {n for group in NAMED_FROM for n in rows[group, sex, 0]} - english
        total = sum(recent[sex].values())
        # More of a group's babies than bear any one name: so it is a name of others too, and stands in the English list.
        elsewhere = {n for n in elsewhere if LISTED * recent[sex][n] / total <= COMMONEST * bearers_of(n, sex, rows)
                     or n.startswith(("Moham", "Muham"))}  # fmt: skip
        weighted = {group: published_in(group, sex, elsewhere, rows, recent[sex]) for group in NAMED_FROM}
        for group, names in weighted.items():
            rows[group, sex, 0] = names
        names = sorted({n for first, _ in PERIODS for n in counts[sex, first]} - elsewhere)
        babies += [(sex, name, *(counts[sex, first][name] for first, _ in PERIODS)) for name in names]
    return [
        (*key, name, weight) for key, names in sorted(rows.items()) for name, weight in sorted(names.items())
    ], babies


def bearers_of(name: str, sex: str, rows: dict[tuple, dict[str, int]]) -> Decimal:
    """Babies named from the lists that have a name, of all babies."""
    return sum((share for g, share in NAMED_FROM.items() if name in rows.get((g, sex, 0), {})), Decimal(0))


def published_in(
    group: str, sex: str, elsewhere: set[str], rows: dict[tuple, dict[str, int]], recent: Counter
) -> dict[str, int]:
    """A group's list, with its published names as often as they are among all babies."""
    names, total = rows[group, sex, 0], sum(recent.values())
    shares = {}
    for name in names:
        if name in elsewhere and recent[name]:
            share = LISTED * recent[name] / total / bearers_of(name, sex, rows)
            shares[name] = share * (1 + share)  # brothers bear different names: so many more must draw it
    taken = sum(shares.values())
    scale = min(Decimal(1), MOST / taken) if taken else Decimal(1)
    others = sum(weight for name, weight in names.items() if name not in shares) or 1
    left = 1 - taken * scale
    return {
        name: max(1, int(100_000 * (shares[name] * scale if name in shares else left * weight / others)))
        for name, weight in names.items()
    }


def family() -> list[tuple]:
    """Rows of family names: group, name, weight."""
    rows: dict[str, dict[str, int]] = {group: by_rank(words) for group, words in FAMILY.items()}
    for name in ("Khan", "Singh", "Begum", "Ali", "Hussain"):  # common in England, not among the English
        del rows["english"][name]
    for group, (_, locales) in LOCALES.items():
        names: dict[str, int] = {}
        for locale in locales:
            size = 500 if group == "english" else LONGEST // len(locales)
            names = {**thinned(ordered(provider(locale).last_names), size), **names}
        tail = 18 if group == "english" else 8
        if names:
            names = {name: min(weight, tail) if group in rows else weight for name, weight in names.items()}
            rows[group] = {**names, **rows.get(group, {})}
    return [(group, name, weight) for group, names in sorted(rows.items()) for name, weight in sorted(names.items())]


def write(name: str, header: tuple, rows: list[tuple]) -> None:
    """One word list."""
    with (LISTS / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    print(f"{name}.csv: {len(rows)} rows, {(LISTS / f'{name}.csv').stat().st_size:,} bytes")


def main() -> None:
    """Write both lists."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else PUBLISHED
    counts, recent = published(path, PERIODS), published(path, (RECENT,))
    rows, babies = given(counts, {sex: recent[sex, RECENT[0]] for sex in "FM"})
    write("given", ("group", "sex", "born_from", "name", "weight"), rows)
    write("babies", ("sex", "name", *(first for first, _ in PERIODS)), babies)
    write("family", ("group", "name", "weight"), family())


if __name__ == "__main__":
    main()
