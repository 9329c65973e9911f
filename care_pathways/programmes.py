"""When programmes ran: `since.newborn_hearing_screening` is 1 from its first day on, by the moment of the step; a
programme that another has replaced is 0 again from that day.

A system that did not exist yet writes nothing: whatever a programme gives or finds asks here first.
"""

from care_pathways import beside

since = beside(__file__)
