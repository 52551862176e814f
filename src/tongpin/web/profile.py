"""Profile: name, role, language, password."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from tongpin.crm.users.actions import change_language
from tongpin.web.pages import SignedIn, done, for_partners, page
from tongpin.web.texts import USER_ROLES


@for_partners
@page
def profile(request: SignedIn) -> HttpResponse:
    """Who I am here; the language wins over the browser's."""
    if request.method == "POST":
        language = request.POST.get("language", "")
        change_language(user=request.user, language=language)
        with translation.override(language or translation.get_language()):
            done(request, _("The language is changed."), undo=False)
        return redirect("profile")
    context = {
        "area": "profile",
        "role": USER_ROLES.get(request.user.role, request.user.role),
        "team": request.user.team,
        "languages": settings.LANGUAGES,
        "own": request.user.language,
    }
    return render(request, "profile.html", context)
