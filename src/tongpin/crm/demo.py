"""The demo book in an empty installation: invented people who sign in, and their opportunities.

`tongpin.exchange.demo` reads the files and calls this; nothing here knows files.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from tongpin.crm.accounts.models import Account
from tongpin.crm.bids.demo import load_bids
from tongpin.crm.bids.papers_demo import load_papers
from tongpin.crm.calls.demo import load_calls
from tongpin.crm.care.demo import load_care
from tongpin.crm.care.value_demo import load_value
from tongpin.crm.concerns.demo import load_concerns
from tongpin.crm.delivery.demo import load_delivery
from tongpin.crm.errors import TongpinError
from tongpin.crm.needs.demo import load_needs
from tongpin.crm.offers.demo import load_solutions
from tongpin.crm.opportunities.actions import import_cases
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.organisation.actions import add_approval_rule
from tongpin.crm.organisation.models import Seat
from tongpin.crm.organisation.pasting import paste_chart
from tongpin.crm.partners.demo import load_partners
from tongpin.crm.rivals.demo import load_rivals
from tongpin.crm.users.actions import create_first_user, create_user
from tongpin.crm.users.models import Role, User
from tongpin.method.case import Case

PASSWORD = "tongpin-demo"  # noqa: S105 - of invented people, printed at the start and told in the manual
_FUNCTION = re.compile(r"\s*[(（].*[)）]\s*$")


class DemoUser(NamedTuple):
    """Somebody who signs in to the demo book; all have the same password."""

    username: str
    name: str
    role: str
    team: str
    language: str


class DemoChart(NamedTuple):
    """The organisation chart of an account by its name: rows as pasted, and how they approve; `who` is a title."""

    account: str
    rows: str
    approvals: Sequence[Mapping[str, Any]]


ADMIN = DemoUser("admin", "管理员", Role.ADMIN, "", "zh-hans")
USERS = (
    DemoUser("chenjing", "陈静", Role.SALESPERSON, "大客户一部", "zh-hans"),
    DemoUser("liwei", "李伟", Role.SALESPERSON, "大客户一部", "zh-hans"),
    DemoUser("wangqiang", "王强", Role.MANAGER, "大客户一部", "zh-hans"),
    DemoUser("linjiarong", "林佳蓉", Role.SALESPERSON, "台灣業務部", "zh-hant"),
    DemoUser("zhangzhiming", "張志明", Role.MANAGER, "台灣業務部", "zh-hant"),
    DemoUser("emma", "Emma Clarke", Role.SALESPERSON, "Key Accounts UK", "en"),
    DemoUser("tom", "Tom Becker", Role.MANAGER, "Key Accounts UK", "en"),
    DemoUser("auditor", "审计员", Role.AUDITOR, "", "zh-hans"),
    DemoUser("compliance", "合规专员", Role.COMPLIANCE, "", "zh-hans"),
)
VISITOR = DemoUser("yuanfan", "江州远帆科技有限公司", Role.PARTNER, "", "")
"""The partner who signs in; the partners' file of the library lets him in, by the same action as everybody's."""


def is_empty() -> bool:
    """Whether nobody has begun to use this installation."""
    return not User.objects.exists() and not Opportunity.objects.exists()


@transaction.atomic
def load_demo(
    *, cases: Sequence[Case], charts: Sequence[DemoChart] = (), library: Mapping[str, Any] | None = None
) -> list[Opportunity]:
    """Makes the demo's users and brings the cases in, each owned by the first of its team who sells here. `library`:
    what no deal file carries, by area, for the area's own loader.

    Raises `not_empty` where there is a user or an opportunity already: nobody's data is written over.
    """
    if not is_empty():
        raise TongpinError("not_empty", _("There are users or opportunities already; the demo book is left out."), 409)
    admin = create_first_user(username=ADMIN.username, name=ADMIN.name, password=PASSWORD)
    sellers = {user.name: user for user in [_made(admin, person) for person in USERS]}
    loaded = import_cases(user=admin, cases=cases, owner_of=lambda case: _owner(case, sellers) or admin)
    for chart in charts:
        _draw(admin, chart)
    for area, told in (library or {}).items():
        LOADERS[area](admin=admin, told=told)
    return loaded


LOADERS: Mapping[str, Callable[..., None]] = {
    "solutions": load_solutions,
    "bids": load_bids,
    "calls": load_calls,
    "concerns": load_concerns,
    "delivery": load_delivery,
    "care": load_care,
    "needs": load_needs,
    "partners": load_partners,
    "rivals": load_rivals,
    "tenders": load_papers,
    "value": load_value,
}
"""Who writes an area's file of the demo book's library; each is called with `admin` and what the file tells."""


def _draw(admin: User, chart: DemoChart) -> None:
    account = Account.objects.get(name=chart.account)
    paste_chart(user=admin, account_id=account.pk, text=chart.rows)
    seats = {seat.title: seat.pk for seat in Seat.objects.filter(account=account)}
    for rule in chart.approvals:
        facts = {name: value for name, value in rule.items() if name != "who"}
        add_approval_rule(user=admin, account_id=account.pk, seat_id=seats[rule["who"]], **facts)


def _made(admin: User, person: DemoUser) -> User:
    return create_user(
        by=admin,
        username=person.username,
        name=person.name,
        password=PASSWORD,
        role=person.role,
        team=person.team,
        language=person.language,
    )


def _owner(case: Case, sellers: Mapping[str, User]) -> User | None:
    """Names in a team come with the function behind: 陈静 (销售)."""
    names = (_FUNCTION.sub("", member) for member in case.our_side.team)
    return next((sellers[name] for name in names if name in sellers), None)
