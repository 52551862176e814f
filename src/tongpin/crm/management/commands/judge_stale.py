"""`tongpin manage judge_stale`: for a nightly timer; days pass, and standings with them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tongpin.crm.judging import judge_stale


class Command(BaseCommand):
    """Judges opportunities whose standing is of an earlier day, open ones first."""

    help = "Judge opportunities whose standing is of an earlier day (open ones first)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, default=100_000, help="at most so many (default: %(default)s)")

    def handle(self, *args: Any, limit: int, **options: Any) -> None:
        self.stdout.write(str(judge_stale(limit=limit)))
