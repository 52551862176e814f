"""The news that a user has not seen yet."""

import datetime as dt
from typing import NamedTuple

from django.utils import timezone

from tongpin.crm.judging import said
from tongpin.crm.notices.models import Notice
from tongpin.crm.opportunities.policy import visible
from tongpin.crm.users.models import User
from tongpin.method.wording import Say

MOST_NEWS = 30


class News(NamedTuple):
    """One piece of news about an opportunity that the user sees."""

    id: int
    kind: str
    text: Say
    at: dt.datetime
    opportunity_id: int
    opportunity: str


def news_of(*, user: User) -> list[News]:
    """What the user has not seen, latest first; of opportunities that he may see no more, nothing."""
    columns = ("id", "kind", "text", "at", "opportunity_id", "opportunity__title")
    found = Notice.objects.filter(user=user, seen_at=None, opportunity__in=visible(user)).order_by("-pk")
    return [
        News(pk, kind, said(text), at, opportunity, title)
        for pk, kind, text, at, opportunity, title in found.values_list(*columns)[:MOST_NEWS]
    ]


def seen(*, user: User, notice_id: int) -> None:
    """The user has read a piece of his news: no record of anything else changes."""
    Notice.objects.filter(user=user, pk=notice_id, seen_at=None).update(seen_at=timezone.now())
