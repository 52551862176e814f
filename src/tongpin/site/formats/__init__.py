"""Dates and numbers as our users write them. Django's Chinese formats lack the thousands separator."""
