"""What holds for every test: no property fails because the machine was busy, and Ctrl-C reaches what is started."""

from __future__ import annotations

import signal

from hypothesis import settings

settings.register_profile("synth", deadline=None)
settings.load_profile("synth")

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    # A shell starts what runs in the background deaf to Ctrl-C, and every process started from it would be so too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
