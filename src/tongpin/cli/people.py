"""In whose name a command acts."""

import argparse
from gettext import gettext as _
from typing import TYPE_CHECKING

from tongpin.cli.terminal import BadInput

if TYPE_CHECKING:
    from tongpin.crm.users.models import User


def add_user(parser: argparse.ArgumentParser) -> None:
    """The option that names the user."""
    parser.add_argument("--user", metavar="USER", help=_("who does it (default: the only administrator)"))


def acting(name: str | None) -> "User":
    """The user named, or the only active administrator. Raises `BadInput` where that is nobody or not clear."""
    if name:
        return named(name)
    from tongpin.crm.users.models import Role, User

    administrators = list(User.objects.filter(role=Role.ADMIN, is_active=True)[:2])
    if len(administrators) != 1:
        raise BadInput(_("Say who does it: --user NAME"))
    return administrators[0]


def named(name: str) -> "User":
    """The active user of this name."""
    from tongpin.crm.users.models import User

    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise BadInput(_("There is no active user %r.") % name)
    return user
