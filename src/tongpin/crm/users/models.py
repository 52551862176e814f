"""Who works with Tongpin, and in which team."""

from typing import Any

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models


class Team(models.Model):
    """Salespeople and their manager 团队."""

    name = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a user is here for; `policy.py` of each area says what that allows.

    A `PARTNER` is none of us: he signs in to the partners' pages, and to nothing else.
    """

    SALESPERSON = "salesperson"
    MANAGER = "manager"
    ADMIN = "admin"
    AUDITOR = "auditor"
    COMPLIANCE = "compliance"
    PARTNER = "partner"


class People(UserManager["User"]):
    """Makes users; a superuser is an administrator of the product too."""

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **values: Any
    ) -> "User":
        return super().create_superuser(username, email, password, **{"role": Role.ADMIN, **values})


class User(AbstractUser):
    """A person who signs in.

    `name` is what colleagues call him, the same as in a deal file's team. `language` is a code of
    settings.LANGUAGES, or empty for the browser's choice.
    """

    UNLOGGED = frozenset({"password", "last_login"})

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.SALESPERSON)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="members")
    language = models.CharField(max_length=10, blank=True)

    objects = People()  # type: ignore[misc]  # the stubs take the manager of AbstractUser for a class variable

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)
