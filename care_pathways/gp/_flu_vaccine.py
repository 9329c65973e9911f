"""The influenza vaccine of each autumn, for whom an illness or its treatment puts at risk."""

from care_pathways.gp._review import NURSE
from synth.pathway.language.conditions import both
from synth.pathway.language.expressions import Draw, Expression
from synth.pathway.language.model import END, Pathway, Step, When
from synth.pathway.language.notes import Notes, whether
from synth.pathway.language.time import midnight, september, septembers, today
from synth.pathway.language.writes import immunise


class Vaccinated(Notes):
    """What is remembered of one person's vaccines against influenza."""

    comes = whether("is vaccinated this autumn; who is pregnant is by her midwife")


v = Vaccinated


def each_autumn(name: str, *, part_of: Pathway, starts_on: str, into_season: Draw, comes: Expression,
                while_: Expression | None = None) -> Pathway:  # fmt: skip
    """The pathway by which someone is vaccinated in autumn, year after year.

    into_season: how long after the first of September. comes: who is vaccinated in a year. while_: as long as what puts
    them at risk lasts; for life if none.
    """
    due = both(while_, comes)
    assert due is not None
    return Pathway(
        name,
        part_of=part_of,
        starts_on=starts_on,
        notes=Vaccinated,
        guideline="UK Health Security Agency, Immunisation against infectious disease, chapter 19",
        steps=[
            Step("season", NURSE, at=midnight(september(septembers(today()) + 1)), after=into_season,
                 contact="nurse_consultation", contact_when=v.comes, draws={v.comes: due},
                 writes=[immunise("flu", 1, product="product_flu_inactivated_vmp", when=v.comes)],
                 then="season" if while_ is None else When({"season": while_}, otherwise=END)),
        ],
    )  # fmt: skip
