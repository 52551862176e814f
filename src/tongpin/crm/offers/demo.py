"""The solutions of the demo book, and budgets of its accounts, written through the same actions as everybody's."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tongpin.crm import clock
from tongpin.crm.accounts.actions import add_budget_round, update_account
from tongpin.crm.accounts.models import Account
from tongpin.crm.needs.models import Need
from tongpin.crm.offers import actions, proposing
from tongpin.crm.offers.models import Proposal
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.proofs.models import Proof
from tongpin.crm.users.models import User
from tongpin.method.budget import fiscal_year_of
from tongpin.method.offers import next_steps, same_trade

MONEY = frozenset({"price", "cost", "vat"})
Told = Mapping[str, Any]


def load_solutions(*, admin: User, told: Told) -> None:
    """Components, templates of them, proposals made of those, and when some customers decide about money."""
    components = {key: _component(admin, facts) for key, facts in told["components"].items()}
    templates = {key: _template(admin, template, components) for key, template in told["templates"].items()}
    cases = [proposal["case"] for proposal in told["proposals"]]
    found = {row.code: row for row in Opportunity.objects.filter(code__in=cases).select_related("owner", "account")}
    for proposal in told["proposals"]:
        _propose(found[proposal["case"]], proposal, templates[proposal["template"]], told["templates"])
    for name, budget in told["budgets"].items():
        _budget(admin, Account.objects.get(name=name), budget)


def _component(admin: User, facts: Told) -> int:
    exact: dict[str, Any] = {name: Decimal(str(value)) if name in MONEY else value for name, value in facts.items()}
    return actions.add_component(user=admin, **exact).pk


def _template(admin: User, told: Told, components: Mapping[str, int]) -> int:
    texts = {name: told[name].strip() for name in ("introduction", "terms")}
    template = actions.add_template(user=admin, **told["facts"], **texts)
    for key, quantity, *option in told["parts"]:
        actions.add_part(
            user=admin,
            template_id=template.pk,
            component_id=components[key],
            quantity=Decimal(str(quantity)),
            optional=bool(option),
        )
    return template.pk


def _propose(opportunity: Opportunity, told: Told, template_id: int, templates: Told) -> None:
    """A proposal; sent where it tells how long ago, and renewed with other prices where it tells them."""
    today, owner = clock.today(), opportunity.owner
    written = today - dt.timedelta(days=told.get("ago", 0))
    until = written + dt.timedelta(days=told.get("valid", 30))
    texts = templates[told["template"]]
    made = proposing.make_proposal(
        user=owner,
        opportunity_id=opportunity.pk,
        title=told["title"],
        template_id=template_id,
        needs=list(Need.objects.filter(opportunity=opportunity, type="org").values_list("pk", flat=True)),
        proofs=_proofs(opportunity),
        date=written,
        valid_until=until,
        introduction=texts["introduction"].strip(),
        terms=f"{texts['terms'].strip()}\n{next_steps((), until, texts['facts']['lang'])}",
    )
    _price(owner, made, told.get("first", {}))
    if "ago" in told:
        proposing.send_proposal(user=owner, proposal_id=made.pk, sent_on=written)
    if "renewed" in told:
        _price(owner, proposing.renew_proposal(user=owner, proposal_id=made.pk), told["renewed"])


def _price(owner: User, proposal: Proposal, prices: Mapping[str, int]) -> None:
    for line in proposal.lines.filter(name__in=list(prices)):
        proposing.update_line(user=owner, line_id=line.pk, price=Decimal(prices[line.name]))


def _proofs(opportunity: Opportunity) -> Sequence[int]:
    """Proofs of the customer's trade."""
    trade = opportunity.account.industry
    return [proof.pk for proof in Proof.objects.filter(retired=False) if same_trade(proof.industry, trade)]


def _budget(admin: User, account: Account, told: Told) -> None:
    update_account(user=admin, account_id=account.pk, fiscal_year_from=told["from"])
    today = clock.today()
    for window in told.get("rounds", ()):
        days = {
            side: today + dt.timedelta(days=window[side]) if side in window else None for side in ("opens", "closes")
        }
        add_budget_round(
            user=admin,
            account_id=account.pk,
            kind=window["kind"],
            fiscal_year=fiscal_year_of(today, told["from"]) + 1,
            note=window["note"],
            **days,
        )
