"""The value ledger and loyalty of the demo book."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tongpin.crm import clock
from tongpin.crm.accounts.models import Person
from tongpin.crm.audit.gesture import gesture
from tongpin.crm.care.loyalty_actions import add_loyalty_reading, add_referral
from tongpin.crm.care.models import LoyaltyForecast
from tongpin.crm.care.value_actions import add_value, rate_value
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User

Told = Mapping[str, Any]


def load_value(*, admin: User, told: Told) -> None:
    """What the cases tell, as their owners would have kept it; forecasts as they were kept on their days."""
    found = {row.code: row for row in Opportunity.objects.select_related("owner")}
    for code, customer in told["customers"].items():
        if code in found:
            _customer(found[code], customer)
            _forecasts(admin, found[code], customer)


def _customer(sale: Opportunity, told: Told) -> None:
    here: dict[str, Any] = {"user": sale.owner, "account_id": sale.account_id}
    people = dict(Person.objects.filter(account=sale.account_id).values_list("name", "pk"))
    for line in told.get("lines", ()):
        facts = _facts(line, people)
        amount = facts.pop("amount", None)
        money: dict[str, Any] = {} if amount is None else {"amount": Decimal(amount)}
        add_value(**here, opportunity_id=sale.pk, **money, **facts)
    for rating in told.get("ratings", ()):
        rate_value(**here, **_facts(rating, people))
    for reading in told.get("readings", ()):
        facts = _facts(reading, people)
        add_loyalty_reading(**here, value=Decimal(facts.pop("value")), **facts)
    for referral in told.get("referrals", ()):
        add_referral(**here, **_facts(referral, people))


def _facts(told: Told, people: Mapping[str, int]) -> dict[str, Any]:
    """Days and people as the actions take them."""
    facts = {name: value for name, value in told.items() if name not in {"ago", "who"}}
    who = {"person_id": people[told["who"]]} if "who" in told else {}
    return {**facts, **who, "date": _day(told["ago"])}


def _forecasts(admin: User, sale: Opportunity, told: Told) -> None:
    with gesture(admin, "keep_forecasts") as deed:
        kept = [
            LoyaltyForecast(account_id=sale.account_id, date=_day(item["ago"]), chance=item["chance"])
            for item in told.get("forecasts", ())
        ]
        deed.make_all(LoyaltyForecast, kept)


def _day(ago: int) -> dt.date:
    return clock.today() - dt.timedelta(days=ago)
