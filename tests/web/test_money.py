"""Amounts as they are spoken."""

from decimal import Decimal

import pytest
from django.utils import translation

from tongpin.web.money import full_amount, short_amount


@pytest.mark.parametrize(
    ("language", "amount", "currency", "said"),
    [
        ("zh-hans", "2580000", "CNY", "¥258万"),
        ("zh-hans", "120000000", "CNY", "¥1.2亿"),
        ("zh-hans", "9800", "CNY", "¥9,800"),
        ("zh-hans", "35500", "CNY", "¥3.55万"),
        ("zh-hant", "36000000", "TWD", "NT$3,600萬"),
        ("zh-hant", "250000000", "HKD", "HK$2.5億"),
        ("en", "850000", "GBP", "£850k"),
        ("en", "2580000", "USD", "US$2.58m"),
        ("en", "1500", "CHF", "CHF 1.5k"),
        ("en", "0", "GBP", "£0"),
    ],
)
def test_amounts_are_short_in_the_readers_units(language: str, amount: str, currency: str, said: str) -> None:
    with translation.override(language):
        assert short_amount(Decimal(amount), currency) == said


def test_an_unknown_amount_is_no_zero() -> None:
    assert short_amount(None, "CNY") == full_amount(None, "CNY") == ""


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_the_full_amount_has_separators_and_its_cents(language: str) -> None:
    with translation.override(language):
        assert full_amount(Decimal("2580000.50"), "CNY") == "¥2,580,000.50"
        assert full_amount(Decimal("2580000.00"), "CNY") == "¥2,580,000"
