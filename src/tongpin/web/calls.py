"""My calls 我的拜访: what I am going to do this week, at hand also where there is no network; what makes the pages
installable."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from tongpin.crm import clock
from tongpin.crm.calls.selectors import my_calls
from tongpin.crm.users.models import User
from tongpin.web.opportunity.calls import CallCard, card_of
from tongpin.web.pages import SignedIn, for_writers, page

AT_HAND = 8
"""So many calls are kept on the phone for where there is no network."""
SHELL = (
    *("vendor/tabler.min.css", "vendor/htmx.min.js", "vendor/icons.svg"),
    *("ours/tongpin.css", "ours/calls.css", "ours/tongpin.js", "ours/outbox.js", "ours/phone.js", "ours/debrief.js"),
    *("ours/calls.js", "ours/logo.svg"),
)
"""What a kept page needs to look and work as usual."""
ICONS = ((192, "any"), (512, "any"), (512, "maskable"))


@page
def calls(request: SignedIn) -> HttpResponse:
    """Calls of this week, and what waits on this phone to be sent."""
    for_writers(request.user)
    found = cards_for(request.user)
    keep = [reverse("calls"), *(reverse("debrief", args=[card.opportunity_id, card.id]) for card in found[:AT_HAND])]
    return render(request, "calls/mine.html", {"area": "calls", "calls": found, "keep": keep, "day": clock.today()})


def cards_for(user: User) -> Sequence[CallCard]:
    """His planned calls, up to a week ahead."""
    today = clock.today()
    return [card_of(row, today) for row in my_calls(user=user)]


def offline(request: HttpRequest) -> HttpResponse:
    """What the service worker shows where there is no network and the page was not kept. It names nobody."""
    return render(request, "calls/offline.html")


def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to know to put Tongpin on its home screen."""
    told = {
        "name": _("Tongpin"),
        "short_name": _("Tongpin"),
        "start_url": reverse("calls"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f5f6f7",
        "theme_color": "#1d4e89",
        "icons": [
            {
                "src": static(icon_file(size, purpose)),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for size, purpose in ICONS
        ],
    }
    return JsonResponse(told, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


def icon_file(size: int, purpose: str) -> str:
    """The picture of the application in a size; a maskable one has room around it."""
    return f"ours/icon-{size}{'-maskable' if purpose == 'maskable' else ''}.png"


def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It lies at the root, for it looks after pages all over the product; and is never cached."""
    context = {"shell": [static(name) for name in SHELL], "static_root": settings.STATIC_URL}
    answer = render(request, "calls/sw.js", context, content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer
