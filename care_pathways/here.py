"""Whether someone is in England: what is done for people who live elsewhere stands in no record of ours."""

from synth.pathway.language.expressions import Fact, Now

IN_ENGLAND = Now() >= Fact("arrives")
"""Whether the moment lies after the person came."""
