"""Kinds of columns that many tables share.

Text columns have no length: a deal file sets no limit, and cutting a customer's words is no service. Money has two
decimals and fifteen digits: SQLite keeps that many exactly.
"""

from typing import Any, get_args

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


def text() -> "models.TextField[str, str]":
    """Free text; empty where nothing is known."""
    return models.TextField(blank=True, default="")


def money() -> "models.DecimalField[Any, Any]":
    """An amount in the opportunity's currency, zero or more; null where unknown."""
    return models.DecimalField(
        max_digits=15, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )


def amount() -> "models.DecimalField[Any, Any]":
    """A measured figure of any sign; null where unknown."""
    return models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)


def points(most: int | None = None) -> "models.DecimalField[Any, Any]":
    """Points or a percentage, from zero (to `most`); null where unknown."""
    limits = [MinValueValidator(0)] + ([] if most is None else [MaxValueValidator(most)])
    return models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True, validators=limits)


def small(low: int, high: int) -> "models.SmallIntegerField[Any, Any]":
    """A whole number from `low` to `high`; null where unknown."""
    limits = [MinValueValidator(low), MaxValueValidator(high)]
    return models.SmallIntegerField(null=True, blank=True, validators=limits)


def day() -> "models.DateField[Any, Any]":
    """A date; null where unknown."""
    return models.DateField(null=True, blank=True)


def truth() -> "models.BooleanField[Any, Any]":
    """Yes, no, or null where unknown."""
    return models.BooleanField(null=True, blank=True)


def one_of(choices: Any, default: str | None = None) -> "models.CharField[Any, Any]":
    """One word of a `Literal` of the method; null where unknown, unless there is a default."""
    return models.CharField(
        max_length=30,
        choices=[(word, word) for word in get_args(choices)],
        default=default,
        null=default is None,
        blank=default is None,
    )
