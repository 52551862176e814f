"""Every write to contracts: facts, terms and red lines, the word they need, and the signature (METHOD 8).

What the customer asks beyond a red line needs the word of somebody else (four eyes): without it the contract is not
signed, and a word that was given holds for the terms as they stood.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tongpin.crm import records
from tongpin.crm.audit.gesture import Gesture
from tongpin.crm.bids.approving import ask_within
from tongpin.crm.bids.models import Approval
from tongpin.crm.contracts.carrying import proposed_for
from tongpin.crm.contracts.models import Contract, ContractTerm
from tongpin.crm.contracts.policy import refuse_uncleared, uncleared
from tongpin.crm.delivery.models import Expectation, Implementation
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User

CONTRACT = ("number", "amount", "valid_from", "valid_until", "warranty_until", "note")
TERM = ("kind", "text", "ours", "theirs", "agreed", "red_line", "crosses", "state")
SUBSTANCE = frozenset({"kind", "text", "theirs", "agreed", "red_line"})
"""Columns that somebody gave his word for; where one changes, the word is gone."""


# ---------------------------------------------------------------- facts and terms
def set_contract(*, user: User, opportunity_id: int, **facts: Any) -> Contract:
    """Sets columns of `CONTRACT`. The day of signing is set by `sign_contract`."""
    with records.work_on(user, opportunity_id, "set_contract") as (opportunity, deed):
        contract = records.set_one(Contract, opportunity, deed, facts, CONTRACT)
        if contract.valid_from and contract.valid_until and contract.valid_until < contract.valid_from:
            raise records.invalid(valid_until=_("It ends before it begins."))
        return contract


def add_term(*, user: User, opportunity_id: int, text: str, **facts: Any) -> ContractTerm:
    """A term under negotiation; `facts`: other columns of `TERM`."""
    return records.add_record(
        ContractTerm, user=user, opportunity_id=opportunity_id, action="add_term", text=text, **facts
    )


def update_term(*, user: User, term_id: int, **changes: Any) -> ContractTerm:
    """Changes columns of `TERM`. Where what somebody gave his word for changes, that word holds no longer."""
    with records.work_on_record(user, ContractTerm, term_id, "update_term") as (term, _opportunity, deed):
        values = records.checked_changes(term, changes, TERM)
        moved = any(getattr(term, name) != value for name, value in values.items() if name in SUBSTANCE)
        crosses = values.get("crosses", term.crosses)
        forget = {"approval": None} if term.approval_id is not None and (moved or not crosses) else {}
        deed.change(term, **values, **forget)
        return term


def remove_term(*, user: User, term_id: int) -> None:
    """Takes a term away."""
    records.remove_record(ContractTerm, user=user, pk=term_id, action="remove_term")


def ask_for_terms(*, user: User, opportunity_id: int, reason: str = "") -> Approval:
    """Asks for the word that terms beyond our red lines need: one question for all that have none yet. Those that an
    earlier question is still about are in this one too, for it takes the place of that."""
    with records.work_on(user, opportunity_id, "ask_for_terms") as (opportunity, deed):
        if not uncleared(opportunity):
            raise records.invalid(reason=_("No term goes beyond a red line without a word for it."))
        terms = uncleared(opportunity, waiting=True)
        written = Contract.objects.filter(pk=opportunity.pk).values_list("amount", flat=True).first()
        approval = ask_within(deed, opportunity, kind="contract", reason=_reason(terms, reason), amount=written)
        for term in terms:
            deed.change(term, approval=approval)
        return approval


def _reason(terms: Iterable[ContractTerm], reason: str) -> str:
    lines = [f"{term.text}: {term.theirs or term.agreed} ({_('red line')}: {term.red_line or '–'})" for term in terms]
    return "\n".join([*lines, *([reason.strip()] if reason.strip() else [])])[: records.LONGEST_REASON]


# ---------------------------------------------------------------- the signature
def sign_contract(*, user: User, opportunity_id: int, date: dt.date, carry: Sequence[str] = ()) -> Implementation:
    """Records that the contract was signed, and carries promises over as expectations (`carry`: their keys in
    `proposed_for`). Raises `red_line` where a term goes beyond one without the word of somebody else."""
    with records.work_on(user, opportunity_id, "sign_contract") as (opportunity, deed):
        refuse_uncleared(opportunity)
        _carry(deed, opportunity, carry)
        return records.set_one(Implementation, opportunity, deed, {"contract_signed": date}, ("contract_signed",))


def carry_over(*, user: User, opportunity_id: int, carry: Sequence[str]) -> int:
    """Carries promises over as expectations, before or after the signature; tells how many."""
    with records.work_on(user, opportunity_id, "carry_over") as (opportunity, deed):
        return _carry(deed, opportunity, carry)


def _carry(deed: Gesture, opportunity: Opportunity, carry: Sequence[str]) -> int:
    wanted = set(carry)
    fresh = []
    for item in proposed_for(opportunity) if wanted else ():
        if item.key in wanted:
            person = records.stakeholder_of(opportunity, item.who) if item.who else None
            entry = records.activity_of(opportunity, item.entry) if item.entry else None
            told = {"date": item.date, "text": item.text, "source": item.source, "due": item.due, "words": item.words}
            fresh.append(
                records.checked(Expectation(opportunity=opportunity, stakeholder=person, activity=entry, **told))
            )
    deed.make_all(Expectation, fresh)
    return len(fresh)
