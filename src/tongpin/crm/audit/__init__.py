"""Who did what: a hash-chained log, and undo from it."""
