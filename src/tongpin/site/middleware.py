"""What every answer gets: the content policy and the reader's language."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.users.policy import is_outside
from tongpin.web.pages import refused

Handler = Callable[[HttpRequest], HttpResponse]

# Everything comes from our own address: a script that slips into a page cannot run or call home.
# data: is for the small pictures in Tabler's style sheet, blob: for the two tracks saved as PNG.
CONTENT_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)
# Nothing here needs the camera, the place or a payment.
FEATURES = "camera=(), geolocation=(), payment=(), usb=()"


class SecurityPolicy:
    """Sets the content policy and closes what the browser need not offer."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault("Permissions-Policy", FEATURES)
        return response


class LanguageOfUser:
    """The language in a signed-in user's profile wins over the cookie and the browser."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.known = {code for code, _ in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request.user.language if request.user.is_authenticated else ""
        if language not in self.known:
            return self.get_response(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers["Content-Language"] = language
        return response


class PartnersApart:
    """A partner who has signed in gets his own pages, his profile and what belongs to signing in. Every other address
    answers him as one under which there is nothing, also one that is added tomorrow."""

    SIGNING_IN = ("account/", "language/")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_arguments: Any) -> HttpResponse | None:
        """Before any page does anything."""
        user, where = request.user, request.resolver_match
        if not user.is_authenticated or not is_outside(user) or where is None:
            return None
        if getattr(view, "for_partners", False) or where.route.startswith(self.SIGNING_IN):
            return None
        return redirect("portal") if where.url_name == "today" else refused(request, not_found())
