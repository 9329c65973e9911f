"""ACE inhibitors and ARBs, for pressure and for the heart alike: as they are begun, and their higher doses."""

from care_pathways.gp._medicines import repeated

ARBS = {
    "losartan": repeated("losartan_50mg_tab", "Take one tablet once a day", held=True),
    "candesartan": repeated("candesartan_8mg_tab", "Take one tablet once a day", held=True),
}
ACE_INHIBITORS = {
    "ramipril": repeated("ramipril_2_5mg_cap", "Take one capsule once a day", held=True),
    "lisinopril": repeated("lisinopril_10mg_tab", "Take one tablet once a day", held=True),
}
EITHER = {**ACE_INHIBITORS, **ARBS}
HIGHER = {
    "ramipril": repeated("ramipril_5mg_cap", "Take one capsule once a day", held=True),
    "lisinopril": repeated("lisinopril_20mg_tab", "Take one tablet once a day", held=True),
    "losartan": repeated("losartan_50mg_tab", "Take two tablets once a day", 56, held=True),
    "candesartan": repeated("candesartan_8mg_tab", "Take two tablets once a day", 56, held=True),
}
"""The next dose of each, which takes the place of the first."""
FULL = {**HIGHER, "ramipril": repeated("ramipril_10mg_cap", "Take one capsule once a day", held=True)}
"""The dose aimed at; it is the higher one, but for ramipril."""
