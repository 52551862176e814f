"""What the pages read of care: who is due, one customer whole, what threatens, and how well a team covers its own."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from tongpin.crm import clock
from tongpin.crm.accounts.models import Account
from tongpin.crm.accounts.policy import get_account, may_change, visible_accounts
from tongpin.crm.care.facts import Relation, relations
from tongpin.crm.care.models import BusySeason, ContactPlan, Threat
from tongpin.crm.evidence.models import Signal
from tongpin.crm.opportunities.models import Competitor
from tongpin.crm.opportunities.policy import visible
from tongpin.crm.organisation.models import Tenure
from tongpin.crm.organisation.selectors import seats_of
from tongpin.crm.users.models import Role, User
from tongpin.crm.users.policy import may_write
from tongpin.method.care.bringing import Bring, what_to_bring
from tongpin.method.care.contacts import Attention, in_order
from tongpin.method.care.loyalty import WON
from tongpin.method.care.of_case import SERVED_STAGES
from tongpin.method.care.range import Reach, range_of
from tongpin.method.care.threats import Newcomer, SignalTold, Watched, sale_named, threats_of
from tongpin.method.care.threats import Threat as Found
from tongpin.method.datafiles import load_data

MOST_ACCOUNTS = 120
MOST_PROPOSED = 20
MOST_TODAY = 6
MOST_THREATS = 60
LEADING = frozenset({Role.MANAGER, Role.ADMIN, Role.AUDITOR})


class DueRow(NamedTuple):
    """Somebody who has a contact plan: with whose relation he is in, and what to bring."""

    relation: Relation
    attention: Attention
    bring: tuple[Bring, ...]

    def is_of(self, user: User) -> bool:
        """Whether the user keeps the plan."""
        return self.relation.plan_owners.get(self.attention.party.id) == user.pk


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How one of ours covers the people who matter at his customers: how many there are, have a plan, are on time and
    late; and customers where nobody who matters has been seen in time."""

    name: str
    matter: int
    planned: int
    on_time: int
    late: int
    bare: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CareList:
    """Who is due. ``rows``: people with a plan, what presses first; ``unplanned``: who matters and has none;
    ``coverage``: by colleague, for those who lead; ``more``: there are more customers than are looked at."""

    today: dt.date
    rows: tuple[DueRow, ...]
    unplanned: tuple[DueRow, ...]
    coverage: tuple[Coverage, ...]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreatRow:
    """A threat found in records or told by somebody, with how it was answered. ``id``: of the row, where there is one;
    ``found`` is ``None`` for one that was told, or that the records show no more."""

    id: int | None
    key: str
    kind: str
    date: dt.date
    text: str
    words: str
    state: str
    plan: str
    owner: str
    settled: dt.date | None
    found: Found | None
    entry: str
    sale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCare:
    """An account as care sees it."""

    account: Account
    relation: Relation
    rows: tuple[DueRow, ...]
    gone: tuple[Attention, ...]
    reach: Reach
    threats: tuple[ThreatRow, ...]
    answered: tuple[ThreatRow, ...]
    seasons: tuple[BusySeason, ...]
    may_change: bool


# ---------------------------------------------------------------- who is due
def care_list(*, user: User) -> CareList:
    """Who of the user's customers is due; whoever leads sees that of his people, an auditor of all."""
    leading = user.role in LEADING
    accounts = visible_accounts(user).filter(_cared(user, leading)).order_by("name", "pk")
    ids = list(accounts.values_list("pk", flat=True)[: MOST_ACCOUNTS + 1])
    known = relations(user=user, accounts=ids[:MOST_ACCOUNTS])
    mine = [
        (relation, one)
        for relation in known.values()
        for one in relation.present
        if one.party.plan is not None and (leading or relation.plan_owners[one.party.id] == user.pk)
    ]
    unplanned = [
        (relation, one)
        for relation in known.values()
        if relation.served
        for one in relation.present
        if one.party.plan is None and one.weight != "other"
    ]
    return CareList(
        today=clock.today(),
        rows=tuple(_rows(mine)),
        unplanned=tuple(_rows(unplanned, MOST_PROPOSED)) if may_write(user) else (),
        coverage=tuple(_coverage(known.values())) if leading else (),
        more=len(ids) > MOST_ACCOUNTS,
    )


def _cared(user: User, leading: bool) -> Q:
    """Accounts where somebody has a plan, or that have bought: with the user's own plans and sales, or all he leads."""
    plans = ContactPlan.objects.filter(person__account=OuterRef("pk"))
    bought = visible(user).filter(Q(result__in=WON) | Q(result=None, stage__in=SERVED_STAGES), account=OuterRef("pk"))
    if not leading:
        plans, bought = plans.filter(owner=user), bought.filter(owner=user)
    return Q(Exists(plans)) | Q(Exists(bought))


def care_due(*, user: User, limit: int = MOST_TODAY) -> list[DueRow]:
    """Those of the user's own plans who are due this week or late; nobody with a plan costs one query."""
    if not may_write(user):
        return []
    accounts = set(ContactPlan.objects.filter(owner=user).values_list("person__account_id", flat=True))
    if not accounts:
        return []
    seen = list(visible_accounts(user).filter(pk__in=accounts).values_list("pk", flat=True)[:MOST_ACCOUNTS])
    known = relations(user=user, accounts=seen)
    due = [
        (relation, one)
        for relation in known.values()
        for one in relation.present
        if relation.plan_owners.get(one.party.id) == user.pk and one.state in {"overdue", "due"}
    ]
    return _rows(due, limit)


def _rows(pairs: Sequence[tuple[Relation, Attention]], most: int | None = None) -> list[DueRow]:
    """In the order of what presses, the first ones; only for those it is asked what to bring."""
    of = {one.party.id: relation for relation, one in pairs}
    return [_row(of[one.party.id], one) for one in in_order(one for _relation, one in pairs)[:most]]


def _row(relation: Relation, one: Attention) -> DueRow:
    return DueRow(relation, one, what_to_bring(one, relation.ground, relation.store))


def _coverage(known: Iterable[Relation]) -> list[Coverage]:
    """By who keeps the newest sale that was served; the fullest list first."""
    groups: defaultdict[str, list[Relation]] = defaultdict(list)
    for relation in known:
        served = [sale for sale in relation.sales.values() if sale.served]
        if served:
            groups[served[-1].owner__name].append(relation)
    found = [_covered(name, own) for name, own in sorted(groups.items())]
    return sorted(found, key=lambda one: (-one.late, -(one.matter - one.planned), one.name))


def _covered(name: str, own: Sequence[Relation]) -> Coverage:
    matter = [(relation, one) for relation in own for one in relation.present if one.weight == "key"]
    late = [one for _relation, one in matter if one.state == "overdue" or one.last_day is None]
    seen = {relation.account.id for relation, one in matter if one.state != "overdue" and one.last_day is not None}
    return Coverage(
        name=name,
        matter=len(matter),
        planned=sum(one.party.plan is not None for _relation, one in matter),
        on_time=len(matter) - len(late),
        late=len(late),
        bare=tuple((relation.account.id, relation.account.name) for relation in own if relation.account.id not in seen),
    )


# ---------------------------------------------------------------- one customer
def account_care(*, user: User, account_id: int) -> AccountCare:
    """People, range and threats of an account that the user sees."""
    account = get_account(user, account_id)
    relation = relations(user=user, accounts=[account_id])[account_id]
    seats = seats_of(account_id)
    reach = range_of(relation.present, relation.ground, seats=seats, our_levels=relation.levels)
    found = threats_of(relation.people, relation.ground, _watched(relation))
    open_ones, answered = _answered(found[:MOST_THREATS], account, relation)
    return AccountCare(
        account=account,
        relation=relation,
        rows=tuple(_row(relation, one) for one in relation.present),
        gone=tuple(one for one in relation.people if one not in relation.present),
        reach=reach,
        threats=open_ones,
        answered=answered,
        seasons=tuple(BusySeason.objects.filter(account=account).order_by("first", "pk")),
        may_change=may_change(user, account),
    )


def threat_found(*, user: User, account_id: int, key: str) -> tuple[Relation, Found] | None:
    """A threat that the records of an account show today, by its key."""
    get_account(user, account_id)
    relation = relations(user=user, accounts=[account_id])[account_id]
    found = threats_of(relation.people, relation.ground, _watched(relation))
    return next(((relation, threat) for threat in found if threat.key == key), None)


def _watched(relation: Relation) -> Watched:
    sales = [sale.id for sale in relation.sales.values()]
    kinds = list(load_data("threats")["signals"])
    signals = Signal.objects.filter(opportunity__in=sales, kind__in=kinds).exclude(state="struck")
    told = signals.order_by("pk").values_list(
        "opportunity_id", "activity__code", "kind", "words", "activity__date", "state", "confidence"
    )
    rivals = Competitor.objects.filter(opportunity__in=sales).order_by("pk").values_list("name", flat=True)
    return Watched(
        served=frozenset(sale for sale, row in relation.sales.items() if row.served),
        signals=tuple(
            SignalTold(
                sale=str(sale),
                entry=entry,
                kind=kind,
                words=words,
                date=date,
                sure=1.0 if state == "confirmed" or sure is None else sure,
            )
            for sale, entry, kind, words, date, state, sure in told
        ),
        newcomers=tuple(_newcomers(relation.account.id)),
        readings=relation.bad,
        rivals=tuple(dict.fromkeys(rivals)),
    )


def _newcomers(account_id: int) -> Iterable[Newcomer]:
    rows = Tenure.objects.filter(account=account_id, ended=False).exclude(since=None).order_by("pk")
    for person, name, title, since in rows.values_list("person_id", "person__name", "seat__title", "since"):
        yield Newcomer(person=str(person), name=name, title=title, since=since)


def _answered(
    found: Sequence[Found], account: Account, relation: Relation
) -> tuple[tuple[ThreatRow, ...], tuple[ThreatRow, ...]]:
    """Open ones, those found before those that were told; and those that were answered, the newest first. What was
    found in a sale that the user does not see is not there for him."""
    kept: Mapping[str, Threat] = {
        row.key or f"row:{row.pk}": row
        for row in Threat.objects.filter(account=account)
        .select_related("activity")
        .order_by("-date", "-pk")[:MOST_THREATS]
    }
    shown = [_found_row(threat, kept.get(threat.key)) for threat in found]
    keys = {threat.key for threat in found}
    seen = {"", *relation.sales}
    shown += [_kept_row(row, relation) for key, row in kept.items() if key not in keys and sale_named(row.key) in seen]
    open_ones = tuple(row for row in shown if row.state == "open")
    settled = [row for row in shown if row.state != "open"]
    settled.sort(key=lambda row: row.settled or row.date, reverse=True)
    return open_ones, tuple(settled)


def _found_row(found: Found, row: Threat | None) -> ThreatRow:
    return ThreatRow(
        id=row.pk if row else None,
        key=found.key,
        kind=found.kind,
        date=found.date,
        text="",
        words=found.words,
        state=row.state if row else "open",
        plan=row.plan if row else "",
        owner=row.owner if row else "",
        settled=row.settled if row else None,
        found=found,
        entry=found.entry,
        sale=found.sale,
    )


def _kept_row(row: Threat, relation: Relation) -> ThreatRow:
    """One that was told, or that the records show no more. Words that may be of a sale that the user does not see stay
    there."""
    sale = str(row.activity.opportunity_id) if row.activity else ""
    seen = row.activity is not None and sale in relation.sales
    return ThreatRow(
        id=row.pk,
        key=row.key,
        kind=row.kind,
        date=row.date,
        text=row.text,
        words=row.words if seen or not row.key or sale_named(row.key) else "",
        state=row.state,
        plan=row.plan,
        owner=row.owner,
        settled=row.settled,
        found=None,
        entry=row.activity.code if row.activity and seen else "",
        sale=sale if seen else "",
    )
