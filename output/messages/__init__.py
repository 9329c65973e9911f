"""The messages of a batch: bundles of FHIR, the national trigger events in STU3, what else systems send in R4.

One event is one bundle: a MessageHeader, which says what happened to whom and who says so, and what the event tells
of. Which there are stands in `events`; who publishes what, when, is read from the changes of the record.
"""

from __future__ import annotations

from output.messages.delivery import arrivals
from output.messages.together import of_part
from output.messages.writing import Messages, render

__all__ = ["Messages", "arrivals", "of_part", "render"]
