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
    rows = list(Notice.objects.filter(user=user, seen_at=None).order_by("-pk").values_list(*columns)[:MOST_NEWS])
    # Mostly there is none: then nobody asks what he may see.
    seeing = set(visible(user).filter(pk__in={row[4] for row in rows}).values_list("pk", flat=True)) if rows else set()
    return [
        News(pk, kind, said(text), at, opportunity, title)
        for pk, kind, text, at, opportunity, title in rows
        if opportunity in seeing
    ]


def waiting(*, user: User) -> int:
    """How many pieces of news the user has not seen."""
    unseen = Notice.objects.filter(user=user, seen_at=None)
    return unseen.filter(opportunity__in=visible(user)).count() if unseen.exists() else 0


def seen(*, user: User, notice_id: int) -> None:
    """The user has read a piece of his news: no record of anything else changes."""
    Notice.objects.filter(user=user, pk=notice_id, seen_at=None).update(seen_at=timezone.now())
