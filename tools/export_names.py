"""Writes the word lists of names (synth/world/lists/given.csv and family.csv), once; not used at run time.

    python tools/export_names.py [FIRST_NAMES.csv]

From three sources: Faker's locales (a development dependency), the first names of babies in England and Wales
by year (ONS, Open Government Licence v3; default
../shared/statistics/data/first_names_england_wales_1996_2020_n50plus.csv, of which the commonest by period
are kept), and our own words (`name_words.py`). Weights say how often a name is relative to the others of its
list; from the published names they are counts, otherwise they fall with rank.
"""

from __future__ import annotations

import csv
import importlib
import sys
from collections import Counter, defaultdict
from pathlib import Path

from name_words import FAMILY, GIVEN

LISTS = Path(__file__).parents[1] / "synth" / "world" / "lists"
PUBLISHED = Path(__file__).parents[2] / "shared/statistics/data/first_names_england_wales_1996_2020_n50plus.csv"

PERIODS = ((1996, 2003), (2004, 2011), (2012, 2020))
KEPT = 260
"""Published names kept for each sex and period: nine in ten babies' names or so."""
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


def published(path: Path) -> dict[tuple[str, int], Counter]:
    """Counts of first names by sex and first year of the period."""
    counts: dict[tuple[str, int], Counter] = defaultdict(Counter)
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for first, last in PERIODS:
                if first <= int(row["year"]) <= last:
                    counts[row["sex"], first][row["name"]] += int(row["n"])
    return counts


def given(path: Path) -> list[tuple]:
    """Rows of first names: group, sex, first year of birth, name, weight."""
    rows: dict[tuple, dict[str, int]] = {}
    for (group, sex, year), words in GIVEN.items():
        rows[group, sex, year] = by_rank(words)
    for group, (locales, _) in LOCALES.items():
        for sex, attribute in (("F", "first_names_female"), ("M", "first_names_male")):
            names: dict[str, int] = {}
            for locale in locales:
                found = thinned(ordered(getattr(provider(locale), attribute)), LONGEST // len(locales))
                names = {**found, **names}
            if names:
                rows[group, sex, 0] = {**names, **rows.get((group, sex, 0), {})}
    counts = published(path)
    english = {name for (group, _, _), names in rows.items() if group == "english" for name in names}
    for sex, attribute in (("F", "first_names_female"), ("M", "first_names_male")):
        usual = thinned(ordered(getattr(provider("en_GB"), attribute)), 200)
        english |= {*usual}
        for year in (1960, 1975, 1985):
            rows["english", sex, year] = {**dict.fromkeys(usual, 20), **rows["english", sex, year]}
        elsewhere = {
            name
            for (group, s, _), names in rows.items()
            if s == sex and group in ("pakistani", "bangladeshi", "arab", "somali", "indian", "sikh", "nigerian")
            for name in names
        } - english
        for first, _ in PERIODS:
            common = [(n, c) for n, c in counts[sex, first].most_common() if n not in elsewhere]
            rows["english", sex, first] = dict(common[:KEPT])
        # Names common in the published lists are common in their group.
        total = sum((counts[sex, first] for first, _ in PERIODS), Counter())
        for (group, s, _), names in rows.items():
            if s == sex and group in ("pakistani", "bangladeshi", "indian", "arab", "somali"):
                for name in names:
                    names[name] += min(total[name] // 20, 4 * max(names.values(), default=1))
    return [(*key, name, weight) for key, names in sorted(rows.items()) for name, weight in sorted(names.items())]


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
    write("given", ("group", "sex", "born_from", "name", "weight"), given(path))
    write("family", ("group", "name", "weight"), family())


if __name__ == "__main__":
    main()
