"""Rows held against what can have happened: the rules are the method's, the same for a page and a deal file."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from tongpin.crm import clock
from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.activities.models import Activity
from tongpin.crm.bids.models import Award, Bid, Tender
from tongpin.crm.calls.models import CallQuestion
from tongpin.crm.concerns.models import Commitment, Concern
from tongpin.crm.criteria.models import Criterion
from tongpin.crm.delivery.models import Expectation, Implementation, Measure, Metric, Milestone
from tongpin.crm.gates.models import GateRecord, QualificationRecord
from tongpin.crm.language import reading_language
from tongpin.crm.needs.models import Need
from tongpin.crm.opportunities.models import Competitor, Opportunity, Stakeholder
from tongpin.crm.organisation.models import Seat
from tongpin.crm.plans.models import SalesMeeting, Task
from tongpin.crm.service.models import Ticket
from tongpin.crm.team.models import TeamMember
from tongpin.method import case as shapes
from tongpin.method import organisation, selling, serving, sides
from tongpin.method.possible import Oddity, oddities
from tongpin.method.wording import render

SHAPES: Mapping[type[models.Model], type] = {
    Account: shapes.Account,
    Activity: shapes.Entry,
    Award: selling.Award,
    Bid: shapes.Bid,
    CallQuestion: selling.Question,
    Commitment: shapes.Commitment,
    Competitor: shapes.Competitor,
    Concern: shapes.Concern,
    Criterion: shapes.Criterion,
    Expectation: serving.Expectation,
    GateRecord: shapes.GateRecord,
    Implementation: shapes.Implementation,
    Measure: serving.Measure,
    Metric: shapes.Metric,
    Milestone: serving.Milestone,
    Need: shapes.Need,
    Person: shapes.Stakeholder,
    QualificationRecord: shapes.QualificationRecord,
    Stakeholder: shapes.Stakeholder,
    SalesMeeting: sides.SalesMeeting,
    Seat: organisation.Seat,
    Task: sides.Task,
    TeamMember: sides.Member,
    Tender: shapes.Tender,
    Ticket: serving.Ticket,
}
"""What a row is in the case, where its columns have the names of the case."""
OUTCOME = {"date": "result_on", "winner": "result_winner"}
"""Columns of what an opportunity came to, by the fields of the case."""


def refuse_impossible(row: models.Model) -> None:
    """Raises `ValidationError`, by column, for what cannot be true of a row."""
    faults: dict[str, list[str]] = {}
    for field, odd in _odd(row):
        if odd.impossible:
            faults.setdefault(field, []).append(_told(odd))
    if faults:
        raise ValidationError(faults)


def remarks(row: models.Model) -> list[str]:
    """What of a row is taken and yet should be looked at again, in the reader's language."""
    return [_told(odd) for _field, odd in _odd(row) if not odd.impossible]


def impossible_told(found: Iterable[Oddity]) -> list[str]:
    """What cannot be true, in the reader's language."""
    return [_told(odd) for odd in found if odd.impossible]


def _odd(row: models.Model) -> Iterator[tuple[str, Oddity]]:
    if isinstance(row, Opportunity):
        yield from _odd_of_opportunity(row)
    elif type(row) in SHAPES:
        yield from ((odd.field, odd) for odd in oddities(_shape(SHAPES[type(row)], row), clock.today()))


def _odd_of_opportunity(row: Opportunity) -> Iterator[tuple[str, Oddity]]:
    today = clock.today()
    facts = shapes.Opportunity(name=row.name, expected_close=row.expected_close)
    yield from ((odd.field, odd) for odd in oddities(facts, today))
    if row.result:
        outcome = shapes.Outcome(result=row.result, date=row.result_on, winner=row.result_winner)
        yield from ((OUTCOME[odd.field], odd) for odd in oddities(outcome, today))


def _shape(shape: type, row: models.Model) -> Any:
    values = {part.name: getattr(row, part.name) for part in fields(shape) if _is_column(row, part.name)}
    if isinstance(row, Criterion):
        values["rivals"] = {name: Decimal(points) for name, points in row.rivals.items()}
    return shape(**values)


def _is_column(row: models.Model, name: str) -> bool:
    return any(field.attname == name for field in row._meta.concrete_fields)


def _told(odd: Oddity) -> str:
    text = render(odd.message, reading_language())
    return text[:1].upper() + text[1:]
