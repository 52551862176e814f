"""`tongpin manage review_adoption`: for a nightly timer; weeks pass, and customers in use may need us."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongpin.crm.delivery.alarming import review_adoption
from tongpin.crm.users.models import Role, User


class Command(BaseCommand):
    """Judges customers in use anew and raises the warnings that are due; prints how many."""

    help = "Look at customers in use whom nobody wrote about, and warn where they may complain."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, default=5000, help="at most so many (default: %(default)s)")

    def handle(self, *args: Any, limit: int, **options: Any) -> None:
        admin = User.objects.filter(role=Role.ADMIN, is_active=True).order_by("pk").first()
        if admin is None:
            raise CommandError("There is no administrator yet in whose name warnings could be raised.")
        self.stdout.write(str(review_adoption(by=admin, limit=limit)))
