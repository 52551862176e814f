"""Every write to criteria."""

from typing import Any

from tongpin.crm import records
from tongpin.crm.criteria.models import Criterion
from tongpin.crm.users.models import User

EDITABLE = ("since", "name", "weight", "ours", "rivals", "kind", "set_by")


def add_criterion(*, user: User, opportunity_id: int, name: str, **facts: Any) -> Criterion:
    """Records a criterion; `facts` are the other columns of `EDITABLE`, points out of `weight`. Without `rivals`
    nothing is known of theirs."""
    return records.add_record(
        Criterion, user=user, opportunity_id=opportunity_id, action="add_criterion", name=name, **facts
    )


def update_criterion(*, user: User, criterion_id: int, **changes: Any) -> Criterion:
    """Changes columns of `EDITABLE`."""
    return records.update_record(
        Criterion, user=user, pk=criterion_id, action="update_criterion", editable=EDITABLE, changes=changes
    )


def remove_criterion(*, user: User, criterion_id: int) -> None:
    """Takes a criterion away."""
    records.remove_record(Criterion, user=user, pk=criterion_id, action="remove_criterion")
