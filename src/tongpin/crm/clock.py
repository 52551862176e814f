"""The day of the records: one place to ask, so that tests and stories can set it."""

import datetime as dt

from django.utils import timezone


def today() -> dt.date:
    """Today where the organisation works (TONGPIN_TIME_ZONE)."""
    return timezone.localdate()
