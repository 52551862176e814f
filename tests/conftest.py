"""Properties are tested on any machine, however busy: no example takes too long."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
