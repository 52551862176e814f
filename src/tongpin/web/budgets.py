"""The calendar of the customers' money 预算日历: a quarter for all of them, one account's year, what presses today."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tongpin.crm import clock
from tongpin.crm.accounts import actions
from tongpin.crm.accounts.budgets import (
    AccountBudget,
    FieldRow,
    QuarterPage,
    SaleRow,
    account_budget,
    prompts,
    quarter_page,
    sowing_for,
)
from tongpin.crm.accounts.models import BudgetRound
from tongpin.crm.accounts.policy import get_account
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.users.models import User
from tongpin.method import budget
from tongpin.web.cited import day
from tongpin.web.forms import Day, Line, OneOf, PlainForm
from tongpin.web.money import short_amount
from tongpin.web.opportunity.edits import try_save
from tongpin.web.pages import SignedIn, button, done, page
from tongpin.web.texts import Texts, known, stage_short, told

MONTHS_AHEAD = 12
MOST_ROWS = 40
QUARTERS = 5
KINDS: Texts = {
    "planning": pgettext_lazy("budget", "Collecting requests"),
    "approval": pgettext_lazy("budget", "Approval"),
    "initiation": pgettext_lazy("budget", "Start of projects"),
    "mid_year": pgettext_lazy("budget", "Change at mid-year"),
    "year_end": pgettext_lazy("budget", "What is left at the year’s end"),
}
SEED_CSS = {
    "sow_now": "tag-wrong",
    "deciding": "tag-early",
    "sow_soon": "tag-early",
    "this_year": "tag-late",
    "too_late": "tag-late",
    "sow_later": "",
    "in_budget": "tag-fits",
}
FIRST_OF_KINDS = {kind: number for number, kind in enumerate(budget.WINDOW_KINDS)}


class RoundForm(PlainForm):
    """When something of a budget happens, as the customer told it."""

    kind = OneOf(KINDS, label=pgettext_lazy("budget", "What happens"))
    fiscal_year = forms.IntegerField(
        label=gettext_lazy("Fiscal year"),
        min_value=1990,
        max_value=2100,
        help_text=gettext_lazy("The calendar year in which it begins"),
    )
    opens = Day(label=gettext_lazy("From"), required=False)
    closes = Day(label=gettext_lazy("Until"), required=False, help_text=gettext_lazy("One of the two days is enough."))
    note = Line(label=gettext_lazy("Who said so, and what else"), required=False)


# ---------------------------------------------------------------- a quarter
@page
def budgets(request: SignedIn) -> HttpResponse:
    """A quarter of all customers: what they decide about money, what we sow, what lies fallow."""
    today = clock.today()
    start = _asked_quarter(request.GET.get("quarter", ""), today)
    found = quarter_page(user=request.user, start=start)
    active = sorted((row for row in found.fields if row.field.sowings), key=_pressing)
    context = {
        "area": "accounts",
        "quarters": _quarters(today, start),
        "title": _quarter_name(start),
        "fields": [_field(row, today, past=found.end < today) for row in active[:MOST_ROWS]],
        "more": len(active) > MOST_ROWS or found.more,
        "fallow": [_fallow(row, today) for row in found.fields if row.field.fallow and _collecting(row, today)],
        "unasked": [{"id": row.account.id, "name": row.account.name} for row in active if _unasked(row)],
        "calendar": _calendar(active[:MOST_ROWS], today),
        **_sums(found),
    }
    return render(request, "budget/quarter.html", context)


def _pressing(row: FieldRow) -> tuple[int, str]:
    """What cannot wait comes first; the sowings of a field are in that order already."""
    return budget.SEEDS.index(row.field.sowings[0].seed), row.account.name


def _collecting(row: FieldRow, today: dt.date) -> list[budget.Window]:
    """Windows for requests in the quarter that are not over."""
    return [window for window in row.field.windows if window.kind == "planning" and window.closes >= today]


def _unasked(row: FieldRow) -> bool:
    return budget.asks_fiscal_year(row.payer)


def _asked_quarter(asked: str, today: dt.date) -> dt.date:
    """First day of a quarter like 2026-4; without one the fourth of the year, where next year's money is decided."""
    year, _dash, number = asked.partition("-")
    if (
        len(year) == 4
        and year.isascii()
        and year.isdigit()
        and number in {"1", "2", "3", "4"}
        and "1990" < year < "2100"
    ):
        return dt.date(int(year), 3 * int(number) - 2, 1)
    return budget.fourth_quarter(today)[0]


def _quarters(today: dt.date, present: dt.date) -> list[dict[str, Any]]:
    """From the running quarter on."""
    starts = [budget.quarter_of(today)[0]]
    while len(starts) < QUARTERS:
        starts.append(budget.quarter_of(starts[-1] + dt.timedelta(days=95))[0])
    shown = starts if present in starts else [present, *starts]
    return [{"mark": _mark(start), "name": _quarter_name(start), "present": start == present} for start in shown]


def _mark(start: dt.date) -> str:
    return f"{start.year}-{(start.month + 2) // 3}"


def _quarter_name(start: dt.date) -> str:
    told = {"year": start.year, "number": (start.month + 2) // 3}
    return _("Q%(number)s %(year)s") % told


def _field(row: FieldRow, today: dt.date, *, past: bool) -> dict[str, Any]:
    """An account in the quarter; of the running quarter what is over is left out."""
    windows = [window for window in row.field.windows if past or window.closes >= today]
    return {
        "id": row.account.id,
        "name": row.account.name,
        "year": _year_told(row.payer),
        "unasked": _unasked(row),
        "windows": [window_told(window, row.payer, today) for window in windows],
        "sales": [_sale(row.sales[item.sale], item) for item in row.field.sowings],
    }


def _fallow(row: FieldRow, today: dt.date) -> dict[str, Any]:
    return {
        "id": row.account.id,
        "name": row.account.name,
        "windows": [window_told(window, row.payer, today) for window in _collecting(row, today)],
    }


def _sale(sale: SaleRow, sowing: budget.Sowing) -> dict[str, Any]:
    return {
        "id": sale.id,
        "title": sale.said,
        "amount": short_amount(sale.amount, sale.currency),
        "stage": stage_short(sale.stage) if sale.stage else "",
        "grade": sale.grade,
        **sowing_told(sowing),
    }


def sowing_told(sowing: budget.Sowing) -> dict[str, Any]:
    """How a sale stands to the customer's money, in words."""
    return {
        "seed": known(f"budget.seeds.{sowing.seed}"),
        "css": SEED_CSS[sowing.seed],
        "do": told(sowing.do),
        "why": told(sowing.why),
        "urgent": sowing.urgent,
    }


def window_told(window: budget.Window, payer: budget.Payer, today: dt.date) -> dict[str, Any]:
    """A window in words; ``now``: it is open."""
    return {
        "id": window.id,
        "kind": KINDS[window.kind],
        "css": window.kind,
        "year": budget.year_name(window.fiscal_year, payer.first_month),
        "opens": day(window.opens),
        "closes": day(window.closes),
        "known": window.known,
        "note": window.note,
        "now": window.opens <= today <= window.closes,
    }


def _year_told(payer: budget.Payer) -> str:
    return str(MONTHS[payer.first_month]) if payer.first_month else ""


# ---------------------------------------------------------------- sums and the chart
def _sums(found: QuarterPage) -> dict[str, Any]:
    """What stands where, by seed: the chart in the currency of most sales, the table in all of them."""
    rows = [(item.seed, row.sales[item.sale]) for row in found.fields for item in row.field.sowings]
    currencies = [sale.currency for _seed, sale in rows if sale.amount is not None]
    main = max(sorted(set(currencies)), key=currencies.count, default="")
    sums: defaultdict[str, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    counts: defaultdict[str, int] = defaultdict(int)
    for seed, sale in rows:
        counts[seed] += 1
        if sale.amount is not None:
            sums[seed][sale.currency] += sale.amount
    seeds = [seed for seed in budget.SEEDS if counts[seed]]
    names: dict[str, str] = {seed: known(f"budget.seeds.{seed}") for seed in seeds}
    table = [
        {
            "name": names[seed],
            "count": counts[seed],
            "sums": " + ".join(short_amount(amount, currency) for currency, amount in sorted(sums[seed].items())),
        }
        for seed in seeds
    ]
    return {"sums": table, "currency": main, "chart": _chart(seeds, names, sums, main) if main else None}


def _chart(seeds: Sequence[str], names: dict[str, str], sums: Any, currency: str) -> dict[str, Any]:
    """Bars, the most pressing on top; figures as labels, for a chart has no room for every digit."""
    order = list(reversed(seeds))
    values = [
        {"value": float(sums[seed][currency]), "label": {"formatter": short_amount(sums[seed][currency], currency)}}
        for seed in order
    ]
    return {
        "grid": {"left": 8, "right": 84, "top": 8, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "axisLabel": {"show": False}, "splitLine": {"show": False}},
        "yAxis": {"type": "category", "data": [names[seed] for seed in order], "axisTick": {"show": False}},
        "series": [{"type": "bar", "data": values, "barMaxWidth": 26, "label": {"show": True, "position": "right"}}],
    }


# ---------------------------------------------------------------- twelve months at a glance
def _calendar(rows: Iterable[FieldRow], today: dt.date) -> dict[str, Any]:
    """Months as columns, a line for each account: neighbouring months of one window as one cell."""
    months = [_month(today, number) for number in range(MONTHS_AHEAD)]
    lines = [
        {"id": row.account.id, "name": row.account.name, "cells": _cells(row.payer, months), "unasked": _unasked(row)}
        for row in rows
    ]
    heads = [
        {"name": f"{month.month}", "year": month.year if month.month == 1 or month == months[0] else ""}
        for month in months
    ]
    return {"months": heads, "lines": lines}


def _month(today: dt.date, number: int) -> dt.date:
    count = 12 * today.year + today.month - 1 + number
    return dt.date(count // 12, count % 12 + 1, 1)


def _cells(payer: budget.Payer, months: Sequence[dt.date]) -> list[dict[str, Any]]:
    end = _month(months[-1], 1) - dt.timedelta(days=1)
    windows = budget.calendar_of(payer, months[0], end)
    shown = [_of_month(windows, month) for month in months]
    return [_cell(list(group)) for _key, group in groupby(shown, key=_key_of)]


def _of_month(windows: Sequence[budget.Window], month: dt.date) -> budget.Window | None:
    """The window of a month: of several that which comes first in the making of a budget."""
    last = _month(month, 1) - dt.timedelta(days=1)
    inside = [window for window in windows if window.opens <= last and window.closes >= month]
    return min(inside, key=lambda window: (FIRST_OF_KINDS[window.kind], window.opens), default=None)


def _key_of(window: budget.Window | None) -> object:
    return (window.kind, window.fiscal_year, window.opens) if window else None


def _cell(group: list[budget.Window | None]) -> dict[str, Any]:
    window = group[0]
    if window is None:
        return {"span": len(group), "css": "", "text": "", "told": ""}
    dates = {"kind": KINDS[window.kind], "opens": day(window.opens), "closes": day(window.closes)}
    return {
        "span": len(group),
        "css": window.kind,
        "text": known(f"budget.short.{window.kind}"),
        "told": _("%(kind)s: %(opens)s to %(closes)s") % dates,
        "known": window.known,
    }


# ---------------------------------------------------------------- other pages
def account_section(*, user: User, account_id: int) -> dict[str, Any]:
    """The budget calendar on the page of an account."""
    found = account_budget(user=user, account_id=account_id)
    return {
        "year": _year_told(found.payer),
        "unasked": found.unasked,
        "public": found.payer.public,
        "windows": [window_told(window, found.payer, found.today) for window in found.windows],
        "sales": [_sale(sale, sowing) for sale, sowing in found.sowings],
        "past": _past(found),
    }


def _past(found: AccountBudget) -> list[dict[str, Any]]:
    """Windows that are written down and do not lie in the year ahead."""
    shown = {window.id for window in found.windows}
    return [
        {
            "id": row.pk,
            "kind": KINDS[row.kind],
            "year": row.fiscal_year,
            "opens": day(row.opens),
            "closes": day(row.closes),
        }
        for row in found.rounds
        if row.pk not in shown
    ]


def prompt_rows(user: User) -> list[dict[str, Any]]:
    """What presses today in the budgets of his customers."""
    return [
        {"id": item.sale.id, "title": item.sale.said, "account": item.account, **sowing_told(item.sowing)}
        for item in prompts(user=user)
    ]


def opportunity_prompt(opportunity: Opportunity) -> dict[str, Any] | None:
    """How a running opportunity stands to the customer's budget."""
    sowing = sowing_for(opportunity)
    return None if sowing is None else {"account_id": opportunity.account_id, **sowing_told(sowing)}


# ---------------------------------------------------------------- forms
@page
def add_round(request: SignedIn, account_id: int) -> HttpResponse:
    """A window that the customer told."""
    row = get_account(request.user, account_id, change=True)
    year = budget.fiscal_year_of(clock.today(), row.fiscal_year_from) + 1
    form = RoundForm(request.POST or None, initial={"fiscal_year": year})
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.add_budget_round(user=request.user, account_id=account_id, **values),
        _("Saved."),
    ):
        return redirect(_budget_of(account_id))
    return _show(request, form, _("A window of their budget"), account_id, row.name)


@page
def change_round(request: SignedIn, account_id: int, round_id: int) -> HttpResponse:
    """A window that is written down."""
    row = get_account(request.user, account_id, change=True)
    found = _round(account_id, round_id)
    form = RoundForm(request.POST or None, initial={name: getattr(found, name) for name in RoundForm.base_fields})
    form.guarded = True
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.update_budget_round(user=request.user, round_id=round_id, **values),
        _("Saved."),
    ):
        return redirect(_budget_of(account_id))
    remove = reverse("remove_budget_round", args=[account_id, round_id])
    return _show(request, form, _("A window of their budget"), account_id, row.name, remove=remove)


@button
def remove_round(request: SignedIn, account_id: int, round_id: int) -> HttpResponse:
    """Takes a window away."""
    get_account(request.user, account_id, change=True)
    _round(account_id, round_id)
    actions.remove_budget_round(user=request.user, round_id=round_id)
    done(request, _("Removed."))
    return redirect(_budget_of(account_id))


def _round(account_id: int, round_id: int) -> BudgetRound:
    found = BudgetRound.objects.filter(pk=round_id, account=account_id).first()
    if found is None:
        raise not_found()
    return found


def _budget_of(account_id: int) -> str:
    return reverse("account", args=[account_id]) + "#budget"


def _show(request: SignedIn, form: PlainForm, title: str, account_id: int, head: str, **more: Any) -> HttpResponse:
    context = {"area": "accounts", "form": form, "title": title, "back": _budget_of(account_id), "head": head, **more}
    return render(request, "opportunity/form.html", context, status=422 if form.is_bound else 200)
