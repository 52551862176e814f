"""Days on which nobody works where the customer is: public holidays by a kept library, else the weekend."""

import datetime as dt
from functools import lru_cache

import holidays
from django.utils.translation import gettext as _

from tongpin.crm.language import reading_language
from tongpin.crm.opportunities.models import Opportunity
from tongpin.method.regions import country_of_region
from tongpin.method.tendering.calendar import Holiday

COUNTRIES = {
    "CNY": "CN",
    "TWD": "TW",
    "HKD": "HK",
    "MOP": "MO",
    "SGD": "SG",
    "USD": "US",
    "GBP": "GB",
    "JPY": "JP",
    "AUD": "AU",
    "INR": "IN",
}
SPOKEN = {
    "CN": {"zh-Hans": "zh_CN", "zh-Hant": "zh_TW", "en": "en_US"},
    "TW": {"zh-Hans": "zh_CN", "zh-Hant": "zh_TW", "en": "en_US"},
    "HK": {"zh-Hans": "zh_CN", "zh-Hant": "zh_HK", "en": "en_HK"},
    "MO": {"zh-Hans": "zh_CN", "zh-Hant": "zh_MO", "en": "en_MO"},
}
WEEKEND = 5


def country_of(opportunity: Opportunity) -> str:
    """Where the customer is: as the account's region says, else as the currency does; empty where neither tells."""
    return country_at(opportunity.account.region, opportunity.currency)


def country_at(region: str, currency: str) -> str:
    """The country of a region as it is written, else that of a currency; empty where neither tells."""
    return country_of_region(region) or COUNTRIES.get(currency, "")


def holidays_of(opportunity: Opportunity) -> Holiday:
    """Names days on which nobody works there, in the reader's language."""
    country, lang = country_of(opportunity), reading_language()

    def holiday(day: dt.date) -> str:
        return holiday_name(country, day, lang)

    return holiday


def holiday_name(country: str, day: dt.date, lang: str) -> str:
    """What a day off is called; empty for a working day, as a Saturday that makes up for a holiday is."""
    known = _calendar(country, day.year, lang)
    if known is None:
        return _weekend(day)
    if name := known.get(day):
        return str(name)
    return "" if known.is_working_day(day) else _weekend(day)


def _weekend(day: dt.date) -> str:
    return _("Weekend") if day.weekday() >= WEEKEND else ""


@lru_cache(maxsize=64)
def _calendar(country: str, year: int, lang: str) -> holidays.HolidayBase | None:
    if not country:
        return None
    spoken = SPOKEN.get(country, {}).get(lang, "en_US")
    supported = holidays.country_holidays(country).supported_languages
    return holidays.country_holidays(country, years=year, language=spoken if spoken in supported else None)
