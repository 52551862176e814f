"""All addresses: sign-in, then the pages."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("", include("tongpin.web.urls")),
]
