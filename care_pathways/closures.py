"""What of a service goes on at a time: `services.long_term_reviews` is a chance by the moment of the step, and
`services.later_child_reviews.as_of(n.at)` by that of an appointment; `services.midwife_by_telephone` how often it is
done at a distance.

One calendar for every pathway: whatever can wait asks here first (the parts `recall`, `appointment` and `did_not_come`
take it). Days on which nobody works are another matter (`synth/calendar/closures.csv`).
"""

from care_pathways import beside

services = beside(__file__)
