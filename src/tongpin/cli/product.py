"""The installed product, for the commands that need its database; Django is imported only when asked for."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _

from tongpin.cli.terminal import BadInput
from tongpin.method.case import Language


def settle() -> None:
    """Names the settings, unless the user named others."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongpin.site.settings")


def start() -> None:
    """Brings the product up in this process. A bad setting is bad input."""
    settle()
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise BadInput(str(error)) from error


def start_with_tables() -> None:
    """The same, and the database is there with all its tables. Raises `BadInput` where it is not."""
    start()
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise BadInput(_("The database cannot be reached: %s") % error) from error
    if behind:
        raise BadInput(_("The database is not up to date. Run this first: tongpin manage migrate"))


@contextmanager
def told_plainly(lang: Language) -> Iterator[None]:
    """An action that is refused says why, in the terminal's language."""
    from django.utils import translation

    from tongpin.crm.errors import TongpinError

    try:
        with translation.override(lang.lower()):
            yield
    except TongpinError as error:
        raise BadInput(error.message) from error
