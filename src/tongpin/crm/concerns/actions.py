"""Every write to concerns and commitments."""

import datetime as dt
from typing import Any

from tongpin.crm import records
from tongpin.crm.concerns.models import Commitment, Concern
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.crm.users.models import User

CONCERN_EDITABLE = ("date", "text", "status")
COMMITMENT_EDITABLE = ("date", "text", "due", "status")


def add_concern(*, user: User, opportunity_id: int, text: str, date: dt.date, who: str = "", **facts: Any) -> Concern:
    """Records a worry in the customer's words; `who` is the code of the stakeholder who holds it; `facts`: status."""
    return records.add_record(
        Concern, user=user, opportunity_id=opportunity_id, action="add_concern", who=who, text=text, date=date, **facts
    )


def update_concern(*, user: User, concern_id: int, **changes: Any) -> Concern:
    """Changes columns of `CONCERN_EDITABLE`, and `who`."""
    return records.update_record(
        Concern, user=user, pk=concern_id, action="update_concern", editable=CONCERN_EDITABLE, changes=changes
    )


def remove_concern(*, user: User, concern_id: int) -> None:
    """Takes a concern away."""
    records.remove_record(Concern, user=user, pk=concern_id, action="remove_concern")


def add_commitment(
    *,
    user: User,
    opportunity_id: int,
    text: str,
    date: dt.date,
    by: str = "",
    due: dt.date | None = None,
    status: str = "open",
) -> Commitment:
    """Records a promise; `by` is a stakeholder's code or anybody's name."""
    with records.work_on(user, opportunity_id, "add_commitment") as (opportunity, deed):
        row = Commitment(
            opportunity=opportunity, text=text, date=date, due=due, status=status, **_promiser(opportunity, by)
        )
        return deed.make(records.checked(row))


def update_commitment(*, user: User, commitment_id: int, **changes: Any) -> Commitment:
    """Changes columns of `COMMITMENT_EDITABLE`, and `by`."""
    with records.work_on_record(user, Commitment, commitment_id, "update_commitment") as (row, opportunity, deed):
        values = dict(changes)
        promiser = _promiser(opportunity, values.pop("by")) if "by" in values else {}
        deed.change(row, **records.checked_changes(row, values, COMMITMENT_EDITABLE), **promiser)
        return row


def remove_commitment(*, user: User, commitment_id: int) -> None:
    """Takes a promise away."""
    records.remove_record(Commitment, user=user, pk=commitment_id, action="remove_commitment")


def _promiser(opportunity: Opportunity, by: str) -> dict[str, Any]:
    person = Stakeholder.objects.filter(opportunity=opportunity, code=by).first() if by else None
    return {"stakeholder": person, "by": "" if person else records.storable_text(by)}
