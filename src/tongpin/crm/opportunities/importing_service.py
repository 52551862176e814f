"""What a case tells of the time after the decision → rows."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from tongpin.crm.activities.models import Activity
from tongpin.crm.casefile import EXPECTATION, MEASURE, MILESTONE, TICKET
from tongpin.crm.delivery.models import Expectation, Measure, Milestone
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.crm.service.models import Ticket
from tongpin.method import case as shapes


def served_of(
    case: shapes.Case, opportunity: Opportunity, people: Mapping[str, Stakeholder], entries: Mapping[str, Activity]
) -> Iterable[models.Model]:
    """Measures, milestones, expectations and tickets; `people` and `entries` by their ids in the case."""
    facts = case.implementation
    for measure in facts.measures:
        yield Measure(opportunity=opportunity, **_fields(measure, MEASURE))
    for milestone in facts.milestones:
        yield Milestone(opportunity=opportunity, **_fields(milestone, MILESTONE))
    for expectation in facts.expectations:
        yield Expectation(
            opportunity=opportunity,
            stakeholder=people.get(expectation.who),
            activity=entries.get(expectation.entry),
            **_fields(expectation, EXPECTATION),
        )
    for ticket in case.tickets:
        yield Ticket(
            opportunity=opportunity,
            code=ticket.id,
            stakeholder=people.get(ticket.who),
            activity=entries.get(ticket.entry),
            **_fields(ticket, TICKET),
        )


def _fields(shape: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(shape, name) for name in names}
