"""What the pages read of the calendar of the customers' money."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from tongpin.crm import clock
from tongpin.crm.accounts.models import Account, BudgetRound
from tongpin.crm.accounts.policy import get_account, visible_accounts
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import visible
from tongpin.crm.users.models import User
from tongpin.crm.users.policy import may_write
from tongpin.method import budget

PUBLIC_KINDS = frozenset({"public"})
MOST_PROMPTS = 6
MOST_ACCOUNTS = 200
AHEAD = dt.timedelta(days=365)


class SaleRow(NamedTuple):
    """A running sale with what the calendar needs of it."""

    id: int
    title: str
    name: str
    code: str
    account_id: int
    amount: Decimal | None
    currency: str
    expected_close: dt.date | None
    budget_confirmed: bool | None
    stage: str
    grade: str

    @property
    def said(self) -> str:
        """What it is called."""
        return self.name or self.title or self.code

    def shape(self) -> budget.Sale:
        """As the method reckons with it."""
        return budget.Sale(
            id=self.id,
            expected_close=self.expected_close,
            confirmed=self.budget_confirmed,
            amount=self.amount,
            currency=self.currency,
        )


class PayerRow(NamedTuple):
    """An account as one that pays."""

    id: int
    name: str
    kind: str | None
    fiscal_year_from: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountBudget:
    """The money of one account: windows of the year ahead, what its running sales need, and whether anybody asked."""

    payer: budget.Payer
    windows: tuple[budget.Window, ...]
    sowings: tuple[tuple[SaleRow, budget.Sowing], ...]
    rounds: tuple[BudgetRound, ...]
    unasked: bool
    today: dt.date


class Prompt(NamedTuple):
    """Something about a customer's budget that cannot wait."""

    sale: SaleRow
    account: str
    sowing: budget.Sowing


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """An account in a quarter."""

    account: PayerRow
    payer: budget.Payer
    field: budget.Field
    sales: Mapping[int, SaleRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterPage:
    """All that the user's customers decide about money in a quarter. ``unasked``: accounts whose year nobody asked."""

    start: dt.date
    end: dt.date
    today: dt.date
    fields: tuple[FieldRow, ...]
    unasked: int
    more: bool


def account_budget(*, user: User, account_id: int) -> AccountBudget:
    """The calendar of an account that the user sees, a year ahead."""
    account = get_account(user, account_id)
    today = clock.today()
    rounds = tuple(BudgetRound.objects.filter(account=account).order_by("fiscal_year", "opens", "closes", "pk"))
    payer = _payer(PayerRow(account.pk, account.name, account.kind, account.fiscal_year_from), rounds)
    sales = _sales(visible(user).filter(account=account))
    return AccountBudget(
        payer=payer,
        windows=budget.calendar_of(payer, today, today + AHEAD),
        sowings=tuple((sales[item.sale], item) for item in _sown(sales.values(), payer, today)),
        rounds=rounds,
        unasked=budget.asks_fiscal_year(payer),
        today=today,
    )


def sowing_for(opportunity: Opportunity) -> budget.Sowing | None:
    """What a running opportunity needs of the customer's budget; ``None`` for a closed one. Its account is loaded."""
    if opportunity.result is not None:
        return None
    account = opportunity.account
    rounds = BudgetRound.objects.filter(account=account)
    payer = _payer(PayerRow(account.pk, account.name, account.kind, account.fiscal_year_from), rounds)
    sale = budget.Sale(
        id=opportunity.pk, expected_close=opportunity.expected_close, confirmed=opportunity.budget_confirmed
    )
    return budget.sowing_of(sale, payer, clock.today())


def prompts(*, user: User, limit: int = MOST_PROMPTS) -> list[Prompt]:
    """What cannot wait in the budgets behind the sales that the user himself keeps, the most pressing first."""
    if not may_write(user):
        return []
    sales = _sales(Opportunity.objects.filter(owner=user).exclude(budget_confirmed=True))
    payers = _payers({sale.account_id for sale in sales.values()})
    today, found = clock.today(), []
    for sale in sales.values():
        found.append(budget.sowing_of(sale.shape(), payers[sale.account_id][1], today))
    urgent = budget.in_order(item for item in found if item.urgent)[:limit]
    return [Prompt(sales[item.sale], payers[sales[item.sale].account_id][0].name, item) for item in urgent]


def quarter_page(*, user: User, start: dt.date) -> QuarterPage:
    """A quarter for the accounts that the user sees and that we sell to or keep; those with most at hand first."""
    start, end = budget.quarter_of(start)
    today = clock.today()
    sales = _sales(visible(user))
    by_account: defaultdict[int, list[SaleRow]] = defaultdict(list)
    for sale in sales.values():
        by_account[sale.account_id].append(sale)
    accounts = visible_accounts(user).annotate(sells=Exists(visible(user).filter(account=OuterRef("pk"), result=None)))
    ordered = accounts.order_by("-sells", "name", "pk").values_list(*PayerRow._fields)
    rows = [PayerRow._make(values) for values in ordered[: MOST_ACCOUNTS + 1]]
    shown = rows[:MOST_ACCOUNTS]
    fields = [
        FieldRow(
            account=row,
            payer=payer,
            field=budget.field_of(row.id, payer, _sown(by_account[row.id], payer, today), start, end),
            sales={sale.id: sale for sale in by_account[row.id]},
        )
        for row, payer in _with_rounds(shown)
    ]
    return QuarterPage(
        start=start,
        end=end,
        today=today,
        fields=tuple(fields),
        unasked=sum(budget.asks_fiscal_year(field.payer) for field in fields),
        more=len(rows) > MOST_ACCOUNTS,
    )


def _sales(found: "QuerySet[Opportunity]") -> dict[int, SaleRow]:
    """Running ones by id."""
    rows = found.filter(result=None).order_by("pk").values_list(*SaleRow._fields)
    return {row.id: row for row in map(SaleRow._make, rows)}


def _sown(sales: Iterable[SaleRow], payer: budget.Payer, today: dt.date) -> list[budget.Sowing]:
    return budget.in_order(budget.sowing_of(sale.shape(), payer, today) for sale in sales)


def _payers(accounts: Iterable[int]) -> dict[int, tuple[PayerRow, budget.Payer]]:
    rows = Account.objects.filter(pk__in=list(accounts)).values_list(*PayerRow._fields)
    return {row.id: (row, payer) for row, payer in _with_rounds([PayerRow._make(values) for values in rows])}


def _with_rounds(rows: Sequence[PayerRow]) -> list[tuple[PayerRow, budget.Payer]]:
    rounds: defaultdict[int, list[BudgetRound]] = defaultdict(list)
    for found in BudgetRound.objects.filter(account__in=[row.id for row in rows]):
        rounds[found.account_id].append(found)
    return [(row, _payer(row, rounds[row.id])) for row in rows]


def _payer(account: PayerRow, rounds: Iterable[BudgetRound]) -> budget.Payer:
    return budget.Payer(
        first_month=account.fiscal_year_from,
        public=account.kind in PUBLIC_KINDS,
        rounds=tuple(
            budget.Round(
                kind=row.kind,
                fiscal_year=row.fiscal_year,
                opens=row.opens,
                closes=row.closes,
                note=row.note,
                id=row.pk,
            )
            for row in rounds
        ),
    )
