"""What the pages read of accounts and people."""

import datetime as dt
from itertools import islice
from typing import NamedTuple

from django.db.models import Count, Max, Q

from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.accounts.names import alike, core_of
from tongpin.crm.accounts.policy import get_account, get_person, visible_accounts
from tongpin.crm.activities.models import Activity
from tongpin.crm.opportunities.models import Stakeholder
from tongpin.crm.opportunities.policy import visible
from tongpin.crm.opportunities.selectors import OpportunityRow, rows_of
from tongpin.crm.users.models import User
from tongpin.method.credit_code import clean_code

ROWS_PER_PAGE = 50
LAST_ENTRIES = 30
MOST_ALIKE = 5


class AccountRow(NamedTuple):
    """An account in a list; count and last activity are of the open opportunities that the user sees."""

    id: int
    name: str
    industry: str
    region: str
    kind: str | None
    open_count: int
    last_activity_on: dt.date | None


class AccountList(NamedTuple):
    """One page of accounts; `number` is the page really shown."""

    rows: list[AccountRow]
    total: int
    number: int
    pages: int


class PersonRow(NamedTuple):
    """A person of an account."""

    id: int
    name: str
    title: str
    department: str


class EntryLine(NamedTuple):
    """An entry of some opportunity's timeline."""

    id: int
    code: str
    date: dt.date
    kind: str
    direction: str
    by: str
    text: str
    opportunity_id: int
    opportunity: str


class AccountPage(NamedTuple):
    """An account with its people and history; `may_change` for this user."""

    account: Account
    people: list[PersonRow]
    opportunities: list[OpportunityRow]
    entries: list[EntryLine]


class PartRow(NamedTuple):
    """What a person is in an opportunity."""

    opportunity_id: int
    opportunity: str
    code: str
    roles: list[str]
    attitude: int | None
    influence: int | None
    last_contact: dt.date | None
    owner: str


class PersonPage(NamedTuple):
    """A person with the parts and entries that the user may see."""

    person: Person
    parts: list[PartRow]
    entries: list[EntryLine]


_LINE = ("id", "code", "date", "kind", "direction", "by", "text", "opportunity_id", "opportunity__title")


def account_list(*, user: User, search: str = "", page: int = 1, size: int = ROWS_PER_PAGE) -> AccountList:
    """A page of the accounts that the user sees, by name."""
    words = search.replace("\x00", "").strip()[:100]
    found = visible_accounts(user).filter(
        Q(name__icontains=words) | Q(industry__icontains=words) | Q(region__icontains=words)
    )
    total = found.count()
    pages = max(1, -(-total // size))
    number = min(max(page, 1), pages)
    columns = ("id", "name", "industry", "region", "kind")
    rows = list(found.order_by("name", "id").values_list(*columns)[(number - 1) * size : number * size])
    open_ones = visible(user).filter(account__in=[row[0] for row in rows], result=None).order_by()
    counted = open_ones.values_list("account").annotate(Count("id"), Max("last_activity_on"))
    known = {account: (count, last) for account, count, last in counted}
    return AccountList([AccountRow._make([*row, *known.get(row[0], (0, None))]) for row in rows], total, number, pages)


def accounts_alike(*, user: User, name: str, code: str = "") -> list[tuple[int, str]]:
    """Accounts that the user sees whose credit code is the same, or whose name is the same or nearly so: id and name,
    at most a handful."""
    core, code = core_of(name), clean_code(code)
    rows = visible_accounts(user).order_by("name", "id").values_list("id", "name", "credit_code")
    found = (
        (pk, known)
        for pk, known, its in rows.iterator(chunk_size=2000)
        if (code and its == code) or alike(core, core_of(known))
    )
    return list(islice(found, MOST_ALIKE))


def account_page(*, user: User, account_id: int) -> AccountPage:
    """An account that the user sees, with the opportunities of it that he sees."""
    account = get_account(user, account_id)
    opportunities = visible(user).filter(account=account)
    entries = Activity.objects.filter(opportunity__in=opportunities).order_by("-date", "-id")
    return AccountPage(
        account=account,
        people=[
            PersonRow._make(values)
            for values in account.people.order_by("department", "id").values_list(*PersonRow._fields)
        ],
        opportunities=rows_of(opportunities.order_by("-id")),
        entries=[EntryLine._make(values) for values in entries.values_list(*_LINE)[:LAST_ENTRIES]],
    )


def person_page(*, user: User, person_id: int) -> PersonPage:
    """A person of an account that the user sees."""
    person = get_person(user, person_id)
    parts = Stakeholder.objects.filter(person=person, opportunity__in=visible(user)).order_by("-id")
    columns = ["opportunity__title" if name == "opportunity" else name for name in PartRow._fields]
    entries = Activity.objects.filter(participations__stakeholder__in=parts).order_by("-date", "-id").distinct()
    return PersonPage(
        person=person,
        parts=[PartRow._make(values) for values in parts.values_list(*columns)],
        entries=[EntryLine._make(values) for values in entries.values_list(*_LINE)[:LAST_ENTRIES]],
    )
