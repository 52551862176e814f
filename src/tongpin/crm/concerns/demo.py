"""The concerns, risk plans and contracts of the demo book."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tongpin.crm import clock
from tongpin.crm.concerns import actions
from tongpin.crm.concerns.hinting import look_for_concerns
from tongpin.crm.concerns.models import Concern
from tongpin.crm.contracts.actions import add_term, ask_for_terms, set_contract
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User

Told = Mapping[str, Any]


def load_concerns(*, admin: User, told: Told) -> None:
    """Keeps what the cases tell, as their owners would have, and reads their notes for more."""
    found = {row.code: row for row in Opportunity.objects.select_related("owner").filter(code__in=told["cases"])}
    for code, case in told["cases"].items():
        if code in found:
            _case(found[code], case)
            look_for_concerns(user=found[code].owner, opportunity_id=found[code].pk)


def _case(opportunity: Opportunity, told: Told) -> None:
    here: dict[str, Any] = {"user": opportunity.owner, "opportunity_id": opportunity.pk}
    concern = Concern.objects.filter(opportunity=opportunity).order_by("pk").first()
    if concern is not None and "concern" in told:
        facts = _dated(told["concern"])
        actions.update_concern(user=opportunity.owner, concern_id=concern.pk, **facts)
    for risk in told.get("risks", ()):
        facts = _dated(risk)
        of = concern.pk if facts.pop("from_concern", False) and concern else None
        actions.add_risk(**here, concern_id=of, **facts)
    facts = dict(told.get("contract", {}))
    if facts:
        amount = Decimal(facts.pop("amount"))
        set_contract(**here, amount=amount, **facts)
    for term in told.get("terms", ()):
        add_term(**here, **term)
    if "ask" in told:
        ask_for_terms(**here, reason=told["ask"])


def _dated(told: Told) -> dict[str, Any]:
    """With `due_in` days as a day."""
    facts = {key: value for key, value in told.items() if key != "due_in"}
    if "due_in" in told:
        facts["due"] = clock.today() + dt.timedelta(days=told["due_in"])
    return facts
