"""Amounts as they are spoken: 258万, 1.2亿; with separators where every digit counts."""

from decimal import Decimal

from django.utils.formats import number_format

from tongpin.method.case import Language
from tongpin.web.texts import reading_language

SIGNS = {"CNY": "¥", "TWD": "NT$", "HKD": "HK$", "USD": "US$", "EUR": "€", "GBP": "£", "JPY": "JP¥", "SGD": "S$"}
UNITS: dict[Language, tuple[tuple[Decimal, str], ...]] = {
    "zh-Hans": ((Decimal(10**8), "亿"), (Decimal(10**4), "万")),
    "zh-Hant": ((Decimal(10**8), "億"), (Decimal(10**4), "萬")),
    "en": ((Decimal(10**9), "bn"), (Decimal(10**6), "m"), (Decimal(10**3), "k")),
}


def short_amount(amount: Decimal | None, currency: str) -> str:
    """Three figures or so in the reader's units; empty where the amount is unknown."""
    if amount is None:
        return ""
    for unit, name in UNITS[reading_language()]:
        if amount >= unit:
            return f"{sign(currency)}{_three_figures(amount / unit)}{name}"
    return full_amount(amount, currency)


def full_amount(amount: Decimal | None, currency: str) -> str:
    """Every figure, with separators; empty where the amount is unknown."""
    if amount is None:
        return ""
    places = 0 if amount == amount.to_integral_value() else 2
    return f"{sign(currency)}{number_format(amount, places, use_l10n=True, force_grouping=True)}"


def sign(currency: str) -> str:
    """The currency's sign, or its code and a space."""
    return SIGNS.get(currency, f"{currency} ")


def _three_figures(number: Decimal) -> str:
    places = 2 if number < 10 else 1 if number < 1000 else 0
    rounded = round(number, places)
    text = number_format(rounded, places, use_l10n=True, force_grouping=True)
    return text.rstrip("0").rstrip(".") if "." in text else text
