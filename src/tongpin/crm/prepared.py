"""Queries that are put together once and run many times.

A case comes from sixteen small tables each time a note is saved. SQLite answers in a few microseconds; Django takes a
hundred times as long to write the statement (measured: 8 of the 13 ms of a save). So the statement for one
opportunity is kept, and only its number is filled in.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet

_ANYBODY = -1
"""Stands for the opportunity while the statement is written; no row has it."""

_LARGEST = 2**63 - 1
"""What a database keeps; a larger number in an address is nobody's."""


class Prepared:
    """Rows of a table that belong to opportunities. `query` makes a `values_list` query for some of them."""

    def __init__(self, query: "Callable[[Sequence[int]], QuerySet[Any, tuple[Any, ...]]]") -> None:
        self.query = query

    def rows(self, ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        """The rows, as the query would give them."""
        if len(ids) != 1:
            yield from self.query(ids)
            return
        if abs(ids[0]) > _LARGEST:
            return
        here = connections[DEFAULT_DB_ALIAS]
        compiler, sql, params = self._statement(here.vendor)
        with here.cursor() as cursor:
            cursor.execute(sql, [ids[0] if param == _ANYBODY else param for param in params])
            found = cursor.fetchall()
        yield from map(tuple, compiler(found))

    @cache  # noqa: B019 - there are as many of these as there are tables, and they live as long as the program
    def _statement(self, _vendor: str) -> tuple[Callable[[Any], Any], str, tuple[Any, ...]]:
        """The statement, its parameters, and what turns the database's values into Python's."""
        compiler = self.query([_ANYBODY]).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])

        def convert(rows: Any) -> Any:
            return compiler.apply_converters(rows, converters) if converters else rows

        return convert, sql, params
