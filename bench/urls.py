"""The product's addresses, and beside them the floors."""

from django.urls import include, path

from tongpin.site.urls import urlpatterns as product

urlpatterns = [path("bench/", include("bench.floor")), *product]
