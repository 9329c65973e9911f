"""The whole population of some families: who they are, whose, where they live, and the pregnancies and
deaths.

Persons come in four kinds: the opening members, babies born in the window, the parents elsewhere of children
at home, and later partners; the last two are nobody's Patients and bear member numbers from 16 and from 32
on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from synth import clock, keys
from synth.settings import Settings
from synth.world import tables
from synth.world.demography import characteristics, deaths, migration
from synth.world.demography.last_years import last_years
from synth.world.demography.pregnancy import by_build
from synth.world.families import care, families, history, lives, looked_after_kin, marriages
from synth.world.families.couples import Couples, couples, partnered, relationships
from synth.world.families.families import LARGEST, MALE, YEAR4
from synth.world.families.kin import Everyone, Seating, arrange, everyone
from synth.world.identity import numbering
from synth.world.places import composition
from synth.world.population import Population, Table
from synth.world.residence import practice_lists, residence
from synth.world.traits import body_mass, traits
from synth.world.traits.origins import Kin

Column = np.ndarray


def build(families_wanted: Column, settings: Settings, horizon: int | None = None) -> Population:
    """Every person of some families, and what is true of them.

    families_wanted: indices, ascending (int64); those that are not in England in the window are left out. Births are
    followed to `settings.ends`, or to the instant `horizon` where it is given: a longer one only adds. Raises
    ValueError if the window passes the last day for which deaths are drawn."""
    from synth.world.identity import identity  # word lists are read only when people are named
    from synth.world.residence import addresses

    begins, day = settings.begins, settings.start_day
    ends = settings.ends if horizon is None else horizon
    wanted = np.ascontiguousarray(families_wanted, dtype=np.int64)
    wanted = wanted[migration.present(settings.run, wanted, day, -(-ends // clock.DAY))]
    last = (day + int(tables.toml("deaths")["horizon"]["value"]) * YEAR4 // 4) * clock.DAY
    if ends > last:
        raise ValueError("the window is too long: --to may be at most 50 years after --from")
    o = families.compose(settings.run, wanted, day, council=composition.council(settings.place))
    g = lives.generations(o, ends // clock.DAY + 1, begins)
    all_kin = everyone(settings.run, o, g, begins, ends, last)
    in_care = care.draw(o, all_kin, g, ends)
    all_kin = care.with_carers(settings.run, o, all_kin, in_care)
    seating = arrange(all_kin, o, wanted)
    persons, parent = _persons(settings.run, o, all_kin, seating, last)
    born = clock.uk_day(persons["born"])
    dies = clock.uk_day(all_kin.died[seating.order])
    family_key = o.family_key[all_kin.family[seating.order]]
    starts, stops = characteristics.smokes(
        persons["key"], family_key, persons["sex"], persons["ethnic"], seating.decile, born, dies, persons["cause"], day
    )
    stature, mass = (
        characteristics.heights(persons, family_key),
        body_mass.course(persons, family_key, seating.decile, dies, day),
    )

    def built(rows: Column, age: Column) -> Column:
        at_age = body_mass.at_age(tuple(each[rows] for each in mass), age)
        return by_build(stature[rows], at_age, persons["ethnic"][rows], seating.decile[rows])

    pregnancies = _pregnancies(o, g, persons, seating, starts, stops, built)
    pregnancies = pregnancies.take(pregnancies["begins"] < ends)
    alike = np.flatnonzero((pregnancies["identical"] > 0) & (pregnancies["baby_2"] >= 0) & (pregnancies["baby_1"] >= 0))
    second, first_born = pregnancies["baby_2"][alike], pregnancies["baby_1"][alike]
    stature[second], persons["genes"][second] = stature[first_born], persons["key"][first_born]
    births = history.birth_facts(pregnancies, persons["key"], persons["sex"])
    pairs = couples(o, all_kin, seating, persons, last)
    first = seating.order < len(o)
    registered = np.full(len(persons), clock.LONG_AGO)  # filled once it is known who lives where
    attributes = {
        "decile": seating.decile,
        "height": stature,
        "registered_from": registered,
        "record_begins": np.full(len(persons), begins),
        "from_abroad": (persons["arrives"] > clock.LONG_AGO).astype(np.int64),
        "arrives": persons["arrives"],
        "emigrates": (persons["leaves"] < np.minimum(persons["died"], clock.NEVER)).astype(np.int64),
        "born_year": clock.year_of(born),
        "overseas_visitor": numbering.visitors(persons),
        **dict(zip(body_mass.ATTRIBUTES, mass, strict=True)),
        **births,
    }
    together = partnered(pairs)
    living, attributes["care_home_from"], attributes["supported_living_from"] = residence.households(
        o, all_kin, seating, persons, pairs, together, pregnancies, in_care, last, ends
    )
    kin = _kin(o, all_kin, seating, persons, parent, pairs, begins, born, dies)
    adopted = looked_after_kin.adoptions(in_care, all_kin, seating, persons)
    spells, placements = looked_after_kin.tables(in_care, all_kin, seating, persons)
    attributes.update(looked_after_kin.moments(spells, len(persons)))
    smoking = _smoker(pregnancies, persons, starts, stops)
    known = {
        "in_care_home": residence.in_care(living),
        "smoker": smoking,
        "has_smoked": characteristics.has_smoked(smoking),
        "partnered": together,
    }
    illnesses = traits.illnesses(attributes, kin, (starts, stops))
    facts, others = traits.facts(known, kin, pairs, illnesses)
    population = Population(
        families=wanted,
        family_start=seating.family_start,
        persons=persons,
        attributes=traits.attributes(attributes, kin, illnesses),
        facts=facts,
        others=others,
        pregnancies=pregnancies,
        households=living,
        relationships=relationships(persons, parent, pairs, all_kin, seating, in_care, adopted),
        marriages=marriages.marriages(persons, pairs, first, day),
        names=Table(),
        addresses=Table(),
        numbers=Table(),
        adoptions=adopted,
        care=spells,
        placements=placements,
        last_years=last_years(persons),
    )
    identity.assign(population, settings)
    population.addresses = addresses.assign(population, settings)
    population.lists = practice_lists.lists(population, settings.begins)
    registered[:] = practice_lists.registered_from(population)
    population.temporary = practice_lists.temporary(population)
    return population


def _kin(
    o: families.Opening, e: Everyone, seating: Seating, persons: Table, other: Column, pairs: Couples, begins: int,
    born: Column, dies: Column,
) -> Kin:  # fmt: skip
    """The persons as the rooms see them that tell what people are like; born, dies: days."""
    seen = o.seen[e.family[seating.order]]
    return Kin(
        family_key=o.family_key[e.family[seating.order]],
        persons=persons,
        other=other,
        born=born,
        seen=seen,
        comes=seen * clock.DAY > begins,
        decile=seating.decile,
        couples=np.stack([pairs.one, pairs.two], axis=1)[: pairs.founding],
        joins=e.mate[seating.order] >= 0,
        dies=dies,
    )


def _persons(run: int, o: families.Opening, e: Everyone, seating: Seating, last: int) -> tuple[Table, Column]:
    """The persons, and the row of each one's other parent (father or second parent)."""
    order = seating.order
    family = e.family[order]
    sex, born, died = e.sex[order], e.born[order], e.died[order]
    key = keys.person_key(run, o.families[family], e.member[order])
    mother, other = seating.row[e.mother[order]], seating.row[e.other[order]]
    day = clock.uk_day(died)
    dead = died < last
    at = np.flatnonzero(dead)
    age = clock.age_years(clock.uk_day(born[at]), day[at])
    cause = np.full(len(order), -1)
    cause[at] = deaths.causes(key[at], sex[at], age, day[at], died[at] - born[at] < 28 * clock.DAY)
    cause[e.still[order]] = deaths.STILLBORN
    father = np.where((other >= 0) & (sex[np.maximum(other, 0)] == MALE), other, -1)
    return Table(
        {
            "family": o.families[family],
            "member": e.member[order],
            "key": key,
            "genes": key.copy(),
            "sex": sex,
            "born": born,
            "died": np.where(dead, died, clock.NEVER),
            "cause": cause,
            "arrives": e.arrives[order],
            "leaves": np.where(e.leaves[order] < died, e.leaves[order], clock.NEVER),
            "patient": ~e.outside[order],
            "ethnic": e.ethnic[order],
            "mother": mother,
            "father": father,
            "place": o.place[family],
            "practice": o.practice[family],
            "stillborn": e.still[order],
        }
    ), other


def _pregnancies(
    o: families.Opening, g: lives.Generations, persons: Table, seating: Seating, starts: Column, stops: Column,
    built: Callable[[Column, Column], Column],
) -> Table:  # fmt: skip
    before = history.past(o)
    p, b, n = g.pregnancies, g.newcomers, len(o)
    babies = np.full((len(p["woman"]), 3), -1)
    babies[b.pregnancy, b.order] = seating.row[n + np.arange(len(b.pregnancy))]
    sexes = np.zeros((len(p["woman"]), 3), dtype=np.int64)
    sexes[b.pregnancy, b.order] = b.sex
    still = np.zeros((len(p["woman"]), 3), dtype=bool)
    still[b.pregnancy, b.order] = b.still
    instant = np.full(len(p["woman"]), -(2**62))
    np.maximum.at(instant, b.pregnancy, b.born)
    left_out = np.zeros(len(p["woman"]), dtype=bool)
    left_out[b.pregnancy[g.member >= LARGEST]] = True
    mother = seating.row[p["mother"]]
    keep = np.flatnonzero((mother >= 0) & ~left_out)
    found = {
        "mother": [seating.row[before["mother"]], mother[keep]],
        "babies": [np.where(before["babies"] >= 0, seating.row[before["babies"]], -1), babies[keep]],
        "sexes": [before["sexes"], sexes[keep]],
        "still": [before["still"], still[keep]],
        "identical": [before["identical"], p["identical"][keep]],
        "end_instant": [np.full(len(before["mother"]), -(2**62)), instant[keep]],
    }
    for name in ("last_period", "ends", "gestation", "outcome", "fetuses"):
        found[name] = [before[name], p[name][keep]]
    columns = {name: np.concatenate(parts) for name, parts in found.items()}
    return history.table(columns, persons["key"], persons["born"], starts, stops, built)


def _smoker(pregnancies: Table, persons: Table, starts: Column, stops: Column) -> Table:
    at = np.flatnonzero((pregnancies["smoker"] > 0) & (pregnancies["babies"] > 0))
    mother = pregnancies["mother"][at]
    begins = pregnancies["begins"][at] // clock.DAY
    ends = pregnancies["ends"][at] // clock.DAY
    quits, since, until = characteristics.pregnancy_breaks(
        persons["key"][mother], begins, ends, pregnancies["number"][at]
    )
    starts = np.where(persons["patient"], starts, characteristics.NEVER_DAY)
    rows = np.arange(len(persons))
    return characteristics.smoking_fact(rows, starts, stops, (mother[quits], since[quits], until[quits]))
