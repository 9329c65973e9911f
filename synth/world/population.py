"""The population of a batch of families, in columns: what the world hands to pathways and to output.

Rows of `Population` are persons, sorted by (family, member); a *person row* is a position in these columns
and means nothing outside one batch. Tables beside it are intervals or events of those persons. Instants are
UTC minutes (`synth.clock`), days are days; an end that has not come is `clock.NEVER`, a person who is missing
is -1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from synth.table import Shape, Table, shape, shaped

__all__ = ["TABLES", "Population", "Table"]

Column = np.ndarray


_BABY = "baby_{0} sex_{0} stillborn_{0}:bool birth_weight_{0}"
TABLES: dict[str, Shape] = {
    "persons": shape(
        "family member key:uint64 genes:uint64 sex born died cause arrives leaves patient:bool ethnic mother father "
        "place practice stillborn:bool"
    ),
    "pregnancies": shape(
        "mother number begins last_period ends gestation outcome babies fetuses parity gravida smoker identical "
        + " ".join(_BABY.format(n) for n in (1, 2, 3))
    ),
    "households": shape("person household from until kind others kept"),
    "relationships": shape("person other kind from until responsibility"),
    "names": shape("person from until use family second given middle prefix reason"),
    "addresses": shape(
        "family household from until place practice flat number street locality town decile postcode uprn "
        "establishment rural:bool"
    ),
    "numbers": shape("person nhs_number from until reason verified status"),
    "marriages": shape("one two from until kind"),
    "lists": shape("person place practice from until turn registers removed"),
    "known_as": shape("person given from until reason"),
    "sexes": shape("person from until sex reason"),
    "adoptions": shape("person adopter from"),
    "care": shape("person from until known legal to alone"),
    "placements": shape("person kind carer from until last:bool"),
    "temporary": shape("person place practice from until"),
    "last_years": shape("person from ends cause"),
}
"""The columns of every table of a population and their types: with or without a row, it has these and no others."""


@dataclass
class Population:
    """Every person of some families, and what is true of them.

    persons (one row each):
        family int64, member int64 (0 .. 15 Patients, from 16 on relatives who are nobody's), key uint64; genes
        uint64 (the key by which what is handed down is drawn: of twins of one egg that of the first); sex int64
        (1 male, 2 female); born int64 (instant), died int64 (instant or NEVER), cause int64 (index in
        `world.deaths.CAUSES`, -1 if alive by the horizon); arrives, leaves int64 (instants between which the
        person is in England: LONG_AGO and NEVER as a rule); patient bool (False: known only as someone's
        relative); ethnic int64 (index in `world.people.ETHNIC`); mother, father int64 (person rows or -1);
        place int64 (place number), practice int64 (practice number in the place) at `--from`; stillborn bool
    attributes: further int64 columns by name, each a fact that never changes, for pathways to read; `world.vocabulary`
        says what each is, and most are worked out when they are first asked for: decile (1 most deprived .. 10), bmi,
        height, born_in, arrived_year, language, interpreter, religion, orientation, born_year, birth_weight (g),
        birth_gestation (days), birth_order, plurality, child_number (among the mother's births) and others.
        gender_identity (0: as the sex registered at birth) and transition (the day on which the sex in health
        records changes with it, 2**31 for all who do not ask for that) are for whoever makes recorded sex, name and
        NHS number change; `persons["sex"]` is the sex registered at birth and stays
    facts: changing truths by name -> Table(person int64 row, time int64, value int64), sorted by (person,
        time): smoker, partnered, disabled (1 a little, 2 a lot), carer and cared_for (hours a week: 1 up to 19, 2 20
        to 49, 3 50 or more) and others; before its first row a fact is 0
    others: tables by name that few ask for and that are worked out then. carers: Table(person row who is cared for,
        carer row, from, until, hours), sorted by (person, from)
    pregnancies: Table(mother row, number (1, 2 .. of this mother, all outcomes), begins (instant of
        conception), last_period (day of the last menstrual period), ends (instant), gestation (days at the
        end, counted from the last period), outcome (index in `world.pregnancy.OUTCOMES`), babies (how many
        born, 0 for a loss), fetuses, parity (births from 24+0 weeks before this one), gravida (pregnancies
        including this one), smoker (0/1, the mother at the start), identical
        (0/1, twins of one egg), and for each of three babies baby_1..
        (person rows or -1: none, not a member, or not born by `--to`), birth_weight_1.. (grams or 0), sex_1..
        (or 0), stillborn_1.. bool); sorted by (mother, number)
    households: Table(person row, household (number in the family), from, until, kind (index in
        `world.homes.KINDS`), others (people of other families there), kept (until when the home is kept up, by those
        who are away from it in between)), sorted by (person, from): who lives where, when
    relationships: Table(person row, other row, kind (index in `world.relationships.KINDS`), from, until,
        responsibility (0/1: parental responsibility of `other` for `person`)): `other` is the <kind> of
        `person`; sorted by (person, other, kind)
    marriages: Table(one row, two row or -1 (nobody here), from, until, kind (index in `world.marriages.KINDS`)),
        sorted by (one, from): each marriage once, those that ended before the first day among them
    names: Table(person row, from, until, use, family (index in vocab), second, given, middle, prefix, reason): see
        `world.names.assign`
    known_as: Table(person row, given (index in vocab), from, until, reason): what some are called beside their names
    sexes: Table(person row, from, until, sex, reason), only of those whose recorded sex is not one throughout
        (`world.gender`)
    addresses: Table(household rows: family, household, from, until, place, text columns as indices ...)
    lists: Table(person row, place, practice, from, until, turn): the practices to whose areas each Patient belonged
        in turn (`world.listing`), sorted by (person, from)
    numbers: Table(person row, nhs_number int64, from, until, reason, verified, status), Patients only: see
        `world.numbering.assign`
    adoptions: Table(person row, adopter row, from): the day on which a child becomes the adopter's, by person; numbers
        and names follow it
    care: Table(person row, from, until, known, legal, to, alone): times in the care of the council (`world.care`)
    placements: Table(person row, kind, carer row or -1, from, until, last): where they are placed in them
    temporary: Table(person row, place, practice, from, until): stays of some weeks elsewhere (`world.listing`), by
        person and from
    last_years: Table(person row, from, ends, cause): of whom the last years begin and when, and when life ends
        (`demography.last_years`), by person
    """

    families: Column
    family_start: Column
    persons: Table
    attributes: Mapping[str, Column]
    facts: Mapping[str, Table]
    pregnancies: Table
    households: Table
    relationships: Table
    names: Table
    addresses: Table
    numbers: Table
    marriages: Table = field(default_factory=Table)
    lists: Table = field(default_factory=Table)
    known_as: Table = field(default_factory=Table)
    sexes: Table = field(default_factory=Table)
    adoptions: Table = field(default_factory=Table)
    care: Table = field(default_factory=Table)
    placements: Table = field(default_factory=Table)
    temporary: Table = field(default_factory=Table)
    last_years: Table = field(default_factory=Table)
    others: Mapping[str, Table] = field(default_factory=dict)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in TABLES:
            value = shaped(value, TABLES[name], name)
        super().__setattr__(name, value)

    def __len__(self) -> int:
        return len(self.persons)

    def __getitem__(self, name: str) -> Column:
        return self.persons[name]
