"""`tongpin manage`: Django's own commands (migrate, createsuperuser, changepassword, ...)."""

import argparse
from gettext import gettext as _

from tongpin.cli.product import settle
from tongpin.cli.terminal import FINE

NAME = "manage"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Listed for the help only: `pass_on` gets the arguments before argparse could take any."""
    commands.add_parser(NAME, help=_("administration: migrate, createsuperuser, changepassword and the like"))


def pass_on(arguments: list[str]) -> int:
    """All arguments, as they are, to Django's command line."""
    settle()
    from django.core.management import ManagementUtility

    ManagementUtility(["tongpin manage", *arguments]).execute()
    return FINE
