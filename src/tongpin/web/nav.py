"""What the navigation of every page tells beside where one can go."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tongpin.crm.notices.selectors import waiting
from tongpin.crm.users.models import User


def news_count(request: HttpRequest) -> dict[str, Any]:
    """``news_waiting``: how many pieces of news the user has not seen; counted only where a page shows it."""
    return {"news_waiting": SimpleLazyObject(lambda: _count(request))}


def _count(request: HttpRequest) -> int:
    user = getattr(request, "user", None)
    return waiting(user=user) if isinstance(user, User) else 0
