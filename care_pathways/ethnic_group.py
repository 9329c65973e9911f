"""The question of someone's ethnic group: whether it is asked, what is answered, and how the answer is written down.

Who will not say is recorded as that, by every service alike. What nobody has asked is in no record.
"""

from __future__ import annotations

from care_pathways import beside
from synth.pathway.language.expressions import Fact
from synth.pathway.language.model import Write
from synth.pathway.language.notes import Notes, whether
from synth.pathway.language.options import code, code_by
from synth.pathway.language.writes import observe

p = beside(__file__)

KEYS = (
    "ethnic_white_british", "ethnic_white_irish", "ethnic_white_other", "ethnic_mixed_white_and_black_caribbean",
    "ethnic_mixed_white_and_black_african", "ethnic_mixed_white_and_asian", "ethnic_mixed_other", "ethnic_indian",
    "ethnic_pakistani", "ethnic_bangladeshi", "ethnic_asian_other", "ethnic_caribbean", "ethnic_african",
    "ethnic_black_other", "ethnic_chinese", "ethnic_other",
)  # fmt: skip
"""The categories, in the order of `synth.record.words.ETHNIC`; not stated is none of them."""


class Asked(Notes):
    """What those keep who ask."""

    asked = whether("the question is asked and the answer entered")


n = Asked


def answered() -> list[Write]:
    """The answer, if the question is asked: the category, or that it is not stated."""
    states = Fact("states_ethnic_group")
    return [
        observe("ethnic_category", value_code=code_by(Fact("ethnic"), 0, *KEYS), when=n.asked & states,
                category="social-history", enduring=True, demographic="ethnic_group"),
        observe("ethnic_category", slot="not stated", value_code=code("ethnic_not_stated"), when=n.asked & ~states,
                category="social-history", enduring=True, demographic="ethnic_group_not_stated"),
    ]  # fmt: skip
