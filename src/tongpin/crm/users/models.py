"""The user."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person who signs in. `language` is a code of settings.LANGUAGES, or empty for the browser's choice."""

    language = models.CharField(max_length=10, blank=True)
