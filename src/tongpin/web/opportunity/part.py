"""A kind of record of an opportunity that has the usual three forms."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from tongpin.web.opportunity.forms import RecordForm
from tongpin.web.texts import Text

Action = Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One kind. ``key``: the name of the id that ``update`` and ``remove`` take; ``tab``: where it is shown, in its
    ``view`` where the tab has several.

    ``columns``: form fields that are read from another column; ``change``: the form that changes a record, where it is
    not the one that adds it; ``beside``: form fields that rows of other tables tell, by the record's id.
    """

    table: type[Model]
    form: type[RecordForm]
    add: Action
    update: Action
    remove: Action
    key: str
    tab: str
    title: Text
    adding: Text
    empty: Text
    columns: tuple[tuple[str, str], ...] = ()
    change: type[RecordForm] | None = None
    view: str = ""
    beside: Callable[[int], dict[str, Any]] | None = None

    @property
    def changing(self) -> type[RecordForm]:
        """The form that changes a record."""
        return self.change or self.form

    def initial(self, pk: int, opportunity_id: int) -> dict[str, Any] | None:
        """The record's columns as the form names them; ``None`` where it is not there."""
        renamed = dict(self.columns)
        kept = [field.attname for field in self.table._meta.concrete_fields]
        columns = {name: renamed.get(name, name) for name in self.changing.base_fields}
        if self.beside is not None:
            columns = {name: column for name, column in columns.items() if column in kept or name in renamed}
        row = self.table._default_manager.filter(pk=pk, opportunity_id=opportunity_id).values(*columns.values()).first()
        if row is None:
            return None
        told = {} if self.beside is None else self.beside(pk)
        return {name: row[column] for name, column in columns.items()} | told
