"""The question of someone's ethnic group: whether it is asked, what is answered, and how the answer is written down.

Who will not say is recorded as that, by every service alike. What nobody has asked is in no record.
"""

from __future__ import annotations

from care_pathways import beside
from synth.pathway.language.expressions import Fact, Now
from synth.pathway.language.model import Write
from synth.pathway.language.notes import Notes, whether
from synth.pathway.language.options import code, code_of
from synth.pathway.language.writes import observe

p = beside(__file__)

CATEGORIES = {
    "White British": "ethnic_white_british",
    "White Irish": "ethnic_white_irish",
    "Any other White background": "ethnic_white_other",
    "White and Black Caribbean": "ethnic_mixed_white_and_black_caribbean",
    "White and Black African": "ethnic_mixed_white_and_black_african",
    "White and Asian": "ethnic_mixed_white_and_asian",
    "Any other mixed background": "ethnic_mixed_other",
    "Indian": "ethnic_indian",
    "Pakistani": "ethnic_pakistani",
    "Bangladeshi": "ethnic_bangladeshi",
    "Any other Asian background": "ethnic_asian_other",
    "Caribbean": "ethnic_caribbean",
    "African": "ethnic_african",
    "Any other Black background": "ethnic_black_other",
    "Chinese": "ethnic_chinese",
    "Any other ethnic group": "ethnic_other",
}
"""The categories, with their codes; not stated is none of them."""


class Asked(Notes):
    """What those keep who ask."""

    asked = whether("the question is asked and the answer entered")


n = Asked


def answered() -> list[Write]:
    """The answer, if the question is asked: the category, or that it is not stated."""
    states, asked = Fact("states_ethnic_group"), n.asked & (Now() >= p.categories_begin)
    return [
        observe("ethnic_category", value_code=code_of(Fact("ethnic"), CATEGORIES), when=asked & states,
                category="social-history", enduring=True, demographic="ethnic_group"),
        observe("ethnic_category", slot="not stated", value_code=code("ethnic_not_stated"), when=asked & ~states,
                category="social-history", enduring=True, demographic="ethnic_group_not_stated"),
    ]  # fmt: skip
