"""The app's entry."""

from django.apps import AppConfig


class CrmConfig(AppConfig):
    """All tables live under the one label `crm`."""

    name = "tongpin.crm"
    label = "crm"
