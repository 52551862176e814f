"""The contact plans, busy seasons, targets and threats of the demo book."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from tongpin.crm import clock
from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.care import actions
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User

Told = Mapping[str, Any]


def load_care(*, admin: User, told: Told) -> None:
    """Keeps what is told of each customer, named by one of its cases, as whoever keeps the sale would have."""
    sales = {row.code: row for row in Opportunity.objects.select_related("owner", "account")}
    for code, facts in told["customers"].items():
        if code in sales:
            _customer(sales[code].owner, sales[code].account, facts)


def _customer(user: User, account: Account, facts: Told) -> None:
    today = clock.today()
    if "target" in facts:
        actions.set_relation_target(user=user, account_id=account.pk, target=facts["target"])
    for season in facts.get("seasons", ()):
        actions.add_busy_season(user=user, account_id=account.pk, **season)
    people = dict(Person.objects.filter(account=account).values_list("name", "pk"))
    for plan in facts.get("plans", ()):
        values = dict(plan)
        since = today - dt.timedelta(days=values.pop("ago", 0))
        if "paused_for" in values:
            values["paused_until"] = today + dt.timedelta(days=values.pop("paused_for"))
        actions.set_contact_plan(user=user, person_id=people[values.pop("who")], since=since, **values)
    for threat in facts.get("threats", ()):
        values = dict(threat)
        date = today - dt.timedelta(days=values.pop("ago", 0))
        actions.record_threat(user=user, account_id=account.pk, date=date, **values)
