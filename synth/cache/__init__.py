"""What was worked out from the sources once and is kept for the next process: tables, never code, never needed."""

from synth.cache.keeping import code_of, kept
from synth.cache.places import SWITCH, clear, folder, told

__all__ = ["SWITCH", "clear", "code_of", "folder", "kept", "told"]
