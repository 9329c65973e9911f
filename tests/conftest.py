"""What holds for every test: no property fails because the machine was busy."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("synth", deadline=None)
settings.load_profile("synth")
