"""Board 看板 and list of opportunities, with the list as a file."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tongpin.crm.opportunities.filters import GRADES, Filters
from tongpin.crm.opportunities.selectors import Column, OpportunityRow, all_rows, board_columns, opportunity_list
from tongpin.crm.users.models import Role
from tongpin.crm.users.selectors import owners
from tongpin.method.case import STAGES
from tongpin.web.pages import SignedIn, page
from tongpin.web.rows import Card, cards_of, sums_of
from tongpin.web.texts import RESULTS, stage_name, stage_short

FORMULA = tuple("=+-@＝＋－＠")
FITS = {
    "ahead": pgettext_lazy("pace", "Ahead of the customer"),
    "in_step": pgettext_lazy("pace", "In step"),
    "behind": pgettext_lazy("pace", "Behind the customer"),
}
STATES = {
    "open": pgettext_lazy("state", "Open"),
    "ended": pgettext_lazy("state", "Ended"),
    **RESULTS,
    "all": pgettext_lazy("state", "All"),
}
SORTED = {
    "title": gettext_lazy("Opportunity"),
    "amount": gettext_lazy("Amount"),
    "grade": gettext_lazy("Grade"),
    "win": gettext_lazy("Win"),
    "mistakes": gettext_lazy("Mistakes"),
    "close": gettext_lazy("Decision"),
    "activity": gettext_lazy("Last entry"),
}


@page
def board(request: SignedIn) -> HttpResponse:
    """Columns of the customer's stages; on a phone one of them at a time."""
    filters = Filters.from_query(request.GET)
    columns = board_columns(user=request.user, filters=filters_without_stage(filters))
    chosen = filters.stage or next((column.stage for column in columns if column.count), STAGES[0])
    lanes = [
        {
            "stage": column.stage,
            "name": stage_name(column.stage),
            "short": stage_short(column.stage),
            "count": column.count,
            "sum": _column_sum(column),
            "more": column.count - len(column.rows),
            "cards": cards_of(column.rows),
            "chosen": column.stage == chosen,
            "address": _address(request, stage=column.stage),
        }
        for column in columns
    ]
    total = sum(column.count for column in columns)
    return render(request, "board.html", {"area": "board", "lanes": lanes, "total": total, **choices(request, filters)})


def _column_sum(column: Column) -> str:
    """What the cards of a column come to. A long column is not added up to its end, and says so."""
    total = sums_of(column.rows)
    if not total or column.count <= len(column.rows):
        return total
    return _("the first %(count)d: %(total)s") % {"count": len(column.rows), "total": total}


def filters_without_stage(filters: Filters) -> Filters:
    """On the board the stage only says which column a phone shows."""
    return Filters(**{item.name: getattr(filters, item.name) for item in fields(filters)} | {"stage": ""})


@page
def opportunities(request: SignedIn) -> HttpResponse:
    """The list: search, filters, sorting, pages."""
    filters = Filters.from_query(request.GET)
    found = opportunity_list(user=request.user, filters=filters)
    context = {
        "area": "opportunities",
        "cards": cards_of(found.rows),
        "total": found.total,
        "number": found.number,
        "pages": found.pages,
        "before": _address(request, page=found.number - 1) if found.number > 1 else "",
        "after": _address(request, page=found.number + 1) if found.number < found.pages else "",
        "heads": [_column(request, filters, name, str(title)) for name, title in SORTED.items()],
        "file": f"csv{_address(request, page=None)}",
        "narrowed": filters != Filters(sort=filters.sort, page=filters.page),
    }
    return render(request, "opportunities.html", {**context, **choices(request, filters)})


def choices(request: SignedIn, filters: Filters) -> dict[str, Any]:
    """What the filters offer; a salesperson needs no list of owners."""
    may_choose = request.user.role != Role.SALESPERSON
    return {
        "filters": filters,
        "owners": owners(request.user) if may_choose else [],
        "grades": GRADES,
        "fits": FITS.items(),
        "states": STATES.items(),
        "stages": [(stage, stage_name(stage)) for stage in STAGES],
    }


def _column(request: SignedIn, filters: Filters, name: str, title: str) -> dict[str, str]:
    """A column's head: choosing it sorts, choosing it again turns the order round."""
    descending = filters.sort == f"-{name}"
    sorted_by = filters.sort.lstrip("-") == name
    return {
        "title": title,
        "address": _address(request, sort=name if descending or not sorted_by else f"-{name}", page=None),
        "order": ("descending" if descending else "ascending") if sorted_by else "none",
        "mark": ("▾" if descending else "▴") if sorted_by else "",
    }


def _address(request: SignedIn, **changes: Any) -> str:
    """The same address with some parameters changed; ``None`` takes one out."""
    kept: Mapping[str, Any] = {**request.GET.dict(), **changes}
    return "?" + urlencode({name: value for name, value in kept.items() if value not in (None, "")})


@page
def as_csv(request: SignedIn) -> StreamingHttpResponse:
    """The list as a file that a spreadsheet opens: all of it, sent as it is made."""
    batches = all_rows(user=request.user, filters=Filters.from_query(request.GET))
    lines = _in_language(translation.get_language(), csv_lines(batches))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="tongpin-opportunities.csv"'
    return response


def _in_language(language: str | None, parts: Iterator[str]) -> Iterator[str]:
    """Each part made in the language of the request, which is over by the time that they are sent."""
    while True:
        with translation.override(language):
            part = next(parts, None)
        if part is None:
            return
        yield part


def csv_lines(batches: Iterable[Sequence[OpportunityRow]]) -> Iterator[str]:
    """The file in parts: the head with the mark by which spreadsheets know UTF-8, then the lines of each batch."""
    head = (
        *(_("Opportunity"), _("Account"), _("Owner"), _("Customer’s stage"), _("Certainty"), _("Our pace")),
        *(_("Next gate"), _("Grade"), _("Win"), _("Mistakes"), _("Amount"), _("Decision"), _("Last entry")),
        _("Result"),
    )
    yield "\ufeff" + _written([head])
    for batch in batches:
        yield _written(map(_cells, cards_of(batch)))


def _cells(card: Card) -> Sequence[str]:
    texts = (card.name, card.account, card.owner, card.stage, card.certainty, card.pace, card.gate, card.grade)
    return (*texts, card.win, str(card.mistakes), card.amount_full, card.close, card.last, card.result)


def _written(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([harmless(text) for text in row] for row in rows)
    return out.getvalue()


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, also not one in full width or behind a blank."""
    return f"'{text}" if text[:1] in {"\t", "\r", "\n"} or text.lstrip().startswith(FORMULA) else text
