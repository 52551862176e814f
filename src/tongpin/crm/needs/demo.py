"""The needs, benefits, proofs and pain sheets of the demo book."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tongpin.crm import clock
from tongpin.crm.activities.models import Activity
from tongpin.crm.needs import actions
from tongpin.crm.needs.hinting import look_for_needs
from tongpin.crm.needs.models import Need
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.proofs.actions import add_proof
from tongpin.crm.users.models import User

Told = Mapping[str, Any]
MONEY = frozenset({"money", "low", "likely", "high", "interest"})
ALL_READ = 6
"""Of so many opportunities the notes are read for needs, so that some wait for a decision."""


def load_needs(*, admin: User, told: Told) -> None:
    """Keeps the proofs, then what the cases tell, as their owners would have."""
    proofs = {key: _proof(admin, facts) for key, facts in told["proofs"].items()}
    found = {row.code: row for row in Opportunity.objects.select_related("owner")}
    for code, case in told["cases"].items():
        if code in found:
            _case(found[code], case, proofs)
    for opportunity in sorted(found.values(), key=lambda row: row.code)[:ALL_READ]:
        look_for_needs(user=opportunity.owner, opportunity_id=opportunity.pk)


def _proof(admin: User, told: Told) -> int:
    facts = dict(told)
    today = clock.today()
    date = today - dt.timedelta(days=facts.pop("ago"))
    until = today + dt.timedelta(days=facts.pop("valid_in")) if "valid_in" in facts else None
    return add_proof(user=admin, date=date, valid_until=until, **facts).pk


def _case(opportunity: Opportunity, told: Told, proofs: Mapping[str, int]) -> None:
    here: dict[str, Any] = {"user": opportunity.owner, "opportunity_id": opportunity.pk}
    for need in told.get("needs", ()):
        _need(opportunity, need)
    ids = dict(Need.objects.filter(opportunity=opportunity).values_list("text", "pk"))
    for benefit in told.get("benefits", ()):
        facts = {key: value for key, value in benefit.items() if key not in {"need", "proof"}}
        actions.add_benefit(**here, need_id=ids[benefit["need"]], proof_id=proofs.get(benefit.get("proof")), **facts)
    sheet = told.get("pain")
    if sheet:
        terms = {key: value for key, value in sheet.items() if key != "lines"}
        actions.set_pain_terms(**here, **_exact(terms))
        for line in sheet["lines"]:
            facts = {key: value for key, value in line.items() if key != "need"}
            actions.add_cost_line(**here, need_id=ids.get(line.get("need")), **_exact(facts))


def _need(opportunity: Opportunity, told: Told) -> None:
    """Adds to the need of this text, or records it on the day of the entry that shows it."""
    facts = _exact(told)
    kept = Need.objects.filter(opportunity=opportunity, text=told["text"]).first()
    if kept is not None:
        actions.update_need(user=opportunity.owner, need_id=kept.pk, **facts)
        return
    shown = Activity.objects.filter(opportunity=opportunity, code=told.get("entry", "")).first()
    day = shown.date if shown else clock.today()
    actions.add_need(user=opportunity.owner, opportunity_id=opportunity.pk, date=day, **facts)


def _exact(told: Told) -> dict[str, Any]:
    return {key: Decimal(value) if key in MONEY else value for key, value in told.items()}
