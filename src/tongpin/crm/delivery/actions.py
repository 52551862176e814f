"""Every write to what comes after signing."""

import datetime as dt
from typing import Any

from tongpin.crm import records
from tongpin.crm.casefile import DELIVERY
from tongpin.crm.contracts.policy import refuse_uncleared
from tongpin.crm.delivery.models import Implementation, Metric
from tongpin.crm.users.models import User

EDITABLE = ("date", "name", "value", "target")


def set_implementation(*, user: User, opportunity_id: int, **facts: Any) -> Implementation:
    """Records contract_signed, go_live, acceptance: dates, or None to take one back. Raises `red_line` where the
    contract may not be signed yet."""
    with records.work_on(user, opportunity_id, "set_implementation") as (opportunity, deed):
        if facts.get("contract_signed") is not None:
            refuse_uncleared(opportunity)
        return records.set_one(Implementation, opportunity, deed, facts, DELIVERY)


def add_metric(*, user: User, opportunity_id: int, date: dt.date, name: str, **facts: Any) -> Metric:
    """Records a reading of a result measure; `facts`: value and target, as text with unit."""
    return records.add_record(
        Metric, user=user, opportunity_id=opportunity_id, action="add_metric", date=date, name=name, **facts
    )


def update_metric(*, user: User, metric_id: int, **changes: Any) -> Metric:
    """Changes columns of `EDITABLE`."""
    return records.update_record(
        Metric, user=user, pk=metric_id, action="update_metric", editable=EDITABLE, changes=changes
    )


def remove_metric(*, user: User, metric_id: int) -> None:
    """Takes a reading away."""
    records.remove_record(Metric, user=user, pk=metric_id, action="remove_metric")
