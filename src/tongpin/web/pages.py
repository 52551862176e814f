"""What every page does before and after its own work: who asks, and what he is told when it cannot be done."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from tongpin.crm.audit.selectors import gesture_since
from tongpin.crm.errors import TongpinError
from tongpin.crm.users.models import User
from tongpin.crm.users.policy import may_write

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class SignedIn(HttpRequest):
    """A request of someone who has signed in."""

    user: User
    begun: dt.datetime


def page(view: Callable[Concatenate[Any, P], HttpResponseBase]) -> View[P]:
    """A page for people who have signed in; what an action refuses is told instead of it."""

    @wraps(view)
    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request.begun = timezone.now()  # type: ignore[attr-defined]  # see `SignedIn`
        try:
            return view(request, *args, **kwargs)
        except TongpinError as error:
            return refused(request, error)

    return login_required(shown)


def button(view: Callable[Concatenate[Any, P], HttpResponseBase]) -> View[P]:
    """What a button of a page does: only a sent form does it.

    Whoever comes by the address alone, as one does back from signing in, is shown the page that has the button.
    """
    press, look = page(view), page(_unpressed)

    @wraps(view)
    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return (press if request.method == "POST" else look)(request, *args, **kwargs)

    return shown


def _unpressed(request: SignedIn, /, *_args: Any, **where: Any) -> HttpResponse:
    if request.method not in {"GET", "HEAD"}:
        answer = refused(request, TongpinError("wrong_method", _("This address only takes a form that was sent."), 405))
        answer.headers["Allow"] = "POST"
        return answer
    messages.info(request, _("Nothing has been changed yet. Please press the button once more."))
    return redirect("opportunity", where["opportunity_id"]) if "opportunity_id" in where else redirect("today")


def for_partners(view: View[P]) -> View[P]:
    """A page that a partner may open; every other one answers him as if it were not there."""
    view.for_partners = True  # type: ignore[attr-defined]  # a mark for `site.middleware.PartnersApart`
    return view


def for_writers(user: User) -> None:
    """Refuses a page that only serves to write: auditors and compliance officers look, and change nothing."""
    if not may_write(user):
        raise TongpinError("not_allowed", _("You may look at the records, but not change them."), 403)


def refused(request: HttpRequest, error: TongpinError) -> HttpResponse:
    """One clear sentence, and a way back."""
    return render(request, "refused.html", {"error": error}, status=error.status)


def done(request: HttpRequest, told: str, *, undo: bool = True) -> None:
    """Says on the next page what was done, with a button that takes just that back; without one where nothing has
    changed, for it would take back what was done before."""
    begun = getattr(request, "begun", None)
    made = gesture_since(user=user_of(request), moment=begun) if undo and begun else ""
    messages.success(request, told, extra_tags=f"undo {made}" if made else "")


def elsewhere(request: HttpRequest, address: str) -> HttpResponse:
    """To another page, also from a form that only swaps the content: the address bar follows."""
    return HttpResponseClientRedirect(address) if "HX-Request" in request.headers else redirect(address)


def user_of(request: HttpRequest) -> User:
    """Who asks; pages are for people who have signed in."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - `page` lets nobody else through
    return user
