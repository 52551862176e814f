"""Reading: from a note to signals and mistakes with the words that carry them."""

from tongpin.method.reading.asked import read_asking
from tongpin.method.reading.reader import read_note, read_notes
from tongpin.method.reading.shape import MistakeHit, Reading, SignalHit

__all__ = ["MistakeHit", "Reading", "SignalHit", "read_asking", "read_note", "read_notes"]
