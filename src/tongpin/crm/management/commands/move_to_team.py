"""`tongpin manage move_to_team`: a user, and his opportunities with him, go to another team."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongpin.crm.errors import TongpinError
from tongpin.crm.users.actions import move_to_team
from tongpin.crm.users.models import User


class Command(BaseCommand):
    """Moves a user to a team, which is made where it is not there yet; the log tells who had it done."""

    help = "Move a user, and the opportunities that are his, to another team. A new team is made."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="who moves")
        parser.add_argument("team", help="name of the team")
        parser.add_argument("--by", required=True, help="user name of the administrator who has it done")

    def handle(self, *args: Any, username: str, team: str, by: str, **options: Any) -> None:
        try:
            moved = move_to_team(by=_user(by), user=_user(username), team=team)
        except TongpinError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{moved}: {moved.team}")


def _user(username: str) -> User:
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise CommandError(f"There is no active user {username!r}.")
    return found
