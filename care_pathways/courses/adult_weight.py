"""An adult's weight about its long course (`world.body_mass`): what comes and goes over months and some years."""

from care_pathways import beside
from synth.pathway.language.courses import Course

p = beside(__file__)

COURSE = Course("weight of an adult", p.variance, keeps={"years": p.years_keep, "months": p.months_keep})
