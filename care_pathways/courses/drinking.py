"""How much someone drinks: it belongs to a person, and changes over the years."""

from care_pathways import beside
from synth.pathway.language.courses import Course
from synth.pathway.language.expressions import Expression, at_centile

p = beside(__file__)

COURSE = Course("drinking", p.variance, keeps={"years": p.years_keep})


def audit_c() -> Expression:
    """The AUDIT-C score, 0 to 12, as someone answers now."""
    return at_centile(p.audit_c, COURSE.now())
