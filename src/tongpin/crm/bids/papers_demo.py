"""The tender papers of the demo book, brought in through the same actions as everybody's."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from tongpin.crm import clock
from tongpin.crm.bids import papers
from tongpin.crm.bids.models import Requirement
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User

_DAY = re.compile(r"\[\[([+-]?\d+)\]\]")
_ROC = 1911


def load_papers(*, admin: User, told: Mapping[str, Any]) -> None:
    """Papers of each case by its code; the owner of the case brings them in."""
    for opportunity in Opportunity.objects.filter(code__in=told).select_related("owner"):
        case = told[opportunity.code]
        for paper in case["papers"]:
            _bring_in(opportunity, paper)
        for answer in case.get("answers", ()):
            _answer(opportunity, **answer)


def _bring_in(opportunity: Opportunity, paper: Mapping[str, Any]) -> None:
    text = _DAY.sub(lambda found: _written(_day(int(found[1])), paper["form"]), paper["text"])
    kept = papers.add_paper(
        user=opportunity.owner,
        opportunity_id=opportunity.pk,
        name=paper["name"],
        text=text,
        date=_day(paper["day"]),
    )
    if paper.get("confirm"):
        papers.confirm_paper(user=opportunity.owner, document_id=kept.pk)
    if paper.get("cut"):
        papers.cut_requirements(user=opportunity.owner, document_id=kept.pk)


def _answer(opportunity: Opportunity, *, words: str, **facts: Any) -> None:
    row = Requirement.objects.filter(opportunity=opportunity, text__contains=words).order_by("place").first()
    if row is not None:
        papers.update_requirement(user=opportunity.owner, requirement_id=row.pk, **facts)


def _day(days: int) -> dt.date:
    return clock.today() + dt.timedelta(days=days)


def _written(day: dt.date, form: str) -> str:
    """A day as such papers write it."""
    if form == "zh":
        return f"{day.year}年{day.month:02d}月{day.day:02d}日"
    if form == "roc":
        return f"{day.year - _ROC}年{day.month}月{day.day}日"
    months = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")
    return f"{day.day} {(*months, 'November', 'December')[day.month - 1]} {day.year}"
