"""How readily someone seeks care: a propensity that lasts, and that families share.

The higher the place, the sooner a complaint is taken to the practice. Who asks says how much oftener that is.
"""

from care_pathways import beside
from synth.pathway.language.courses import Course

p = beside(__file__)

COURSE = Course("seeking care", p.variance, keeps={"years": p.years_keep})
