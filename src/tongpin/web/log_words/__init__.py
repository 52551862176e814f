"""What the record of changes speaks of, in human words: actions, kinds of records, their columns."""

from tongpin.web.log_words.columns import FIELDS
from tongpin.web.log_words.things import CHANGES, THINGS
from tongpin.web.log_words.verbs import VERBS

__all__ = ["CHANGES", "FIELDS", "THINGS", "VERBS"]
