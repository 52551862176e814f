"""From rows to what the method judges of a relation: for some accounts at once, with a fixed number of queries."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from django.db.models.functions import Left

from tongpin.crm import clock
from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.activities.models import Activity, Participation
from tongpin.crm.bids.holidays import country_at, holiday_name
from tongpin.crm.care.models import BusySeason, ContactPlan
from tongpin.crm.casefile import WITH_LEAVING
from tongpin.crm.concerns.models import Commitment
from tongpin.crm.delivery.models import Expectation, Implementation, Measure, Metric
from tongpin.crm.needs.models import Need
from tongpin.crm.opportunities.policy import visible
from tongpin.crm.organisation.models import Tenure
from tongpin.crm.proofs.models import Proof
from tongpin.crm.service.models import Ticket
from tongpin.crm.team.models import TeamMember
from tongpin.crm.users.models import User
from tongpin.method.care.bringing import Owed, ProofNews, Reading, Running, Store, Wish
from tongpin.method.care.contacts import Attention, Contact, Ground, Party, Plan, Trouble, attention_to, in_order
from tongpin.method.care.loyalty import WON
from tongpin.method.care.of_case import SERVED_STAGES
from tongpin.method.care.threats import BadReading
from tongpin.method.case import OPEN_PROMISES
from tongpin.method.sides import Level, member_of

LOOK_BACK = 400
"""Days of contacts that are looked at: a year, and a little more to tell a broken rhythm."""
TEXT = 600
"""Characters of an entry that are read here; judging reads it whole."""
PROOF_DAYS = 200
_NUMBER = re.compile(r"[-−+]?\d[\d,]*(?:\.\d+)?")


class SaleRow(NamedTuple):
    """An opportunity of the account that the user sees."""

    id: int
    account_id: int
    title: str
    grade: str
    stage: str
    result: str | None
    currency: str
    our_company: str
    owner_id: int
    owner__name: str

    @property
    def served(self) -> bool:
        """Whether they bought: from then on it is a relation."""
        return self.result in WON or (self.result is None and self.stage in SERVED_STAGES)


class AccountRow(NamedTuple):
    """An account as care needs it."""

    id: int
    name: str
    region: str
    industry: str
    relation_target: Any
    owner_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """All that care knows of an account: people still there or gone, what there is to bring, and bad readings.
    ``levels``: of those of us whose level is known; ``activities``: ids of the entries, by sale and code;
    ``plan_owners``: ids of users, by party; ``parts``: by party the newest sale that names him, and his code there."""

    account: AccountRow
    sales: Mapping[str, SaleRow]
    ground: Ground
    people: tuple[Attention, ...]
    store: Store
    bad: tuple[BadReading, ...]
    levels: Mapping[str, Level | None]
    activities: Mapping[tuple[str, str], int]
    plan_owners: Mapping[str, int]
    parts: Mapping[str, tuple[str, str]]

    @property
    def served(self) -> bool:
        """Whether anything was bought."""
        return any(sale.served for sale in self.sales.values())

    @property
    def present(self) -> tuple[Attention, ...]:
        """Those who are still with the customer."""
        return tuple(one for one in self.people if one.party.left is None or one.party.left > self.ground.today)


def relations(*, user: User, accounts: Iterable[int]) -> dict[int, Relation]:
    """The relations with accounts that the user sees (whoever calls has asked that), by their ids, in the order of
    their names; of opportunities those that he sees."""
    ids = list(accounts)
    if not ids:
        return {}
    rows = [
        AccountRow._make(row)
        for row in Account.objects.filter(pk__in=ids).order_by("name", "pk").values_list(*AccountRow._fields)
    ]
    found = visible(user).filter(account__in=ids).order_by("pk").values_list(*SaleRow._fields)
    sales = [SaleRow._make(row) for row in found]
    loaded = _Loaded(rows, sales, clock.today())
    return {row.id: loaded.relation(row) for row in rows}


class _Loaded:
    """The rows of all accounts asked for, grouped by account."""

    def __init__(self, accounts: Sequence[AccountRow], sales: Sequence[SaleRow], today: dt.date) -> None:
        self.today = today
        self.ids = [row.id for row in accounts]
        self.sale_ids = [sale.id for sale in sales]
        self.account_of = {sale.id: sale.account_id for sale in sales}
        self.sales = _grouped((sale.account_id, sale) for sale in sales)
        self.members = dict(
            TeamMember.objects.filter(opportunity__in=self.sale_ids, until=None).values_list("name", "level")
        )
        self.parts = self._parts()
        self.contacts, self.activities = self._contacts()
        self.owners: dict[str, int] = {}
        self.people = self._people()
        self.seasons = _grouped(
            (account, (first, last))
            for account, first, last in BusySeason.objects.filter(account__in=self.ids)
            .order_by("first", "pk")
            .values_list("account_id", "first", "last")
        )
        self.troubles = self._troubles()
        self.owed = self._owed()
        self.running = self._running()
        self.readings, self.bad = self._readings()
        self.wishes = self._wishes()
        self.proofs = self._proofs()

    def relation(self, account: AccountRow) -> Relation:
        sales = self.sales[account.id]
        ground = Ground(
            today=self.today,
            grade=min((sale.grade for sale in sales if sale.grade), default=""),
            target=account.relation_target,
            contacts=tuple(self.contacts[account.id]),
            troubles=tuple(self.troubles[account.id]),
            seasons=tuple(self.seasons[account.id]),
            is_off=_days_off(account, sales),
        )
        people = in_order(attention_to(party, ground) for party in self.people[account.id])
        return Relation(
            account=account,
            sales={str(sale.id): sale for sale in sales},
            ground=ground,
            people=tuple(people),
            store=Store(
                owed=tuple(self.owed[account.id]),
                running=tuple(self.running[account.id]),
                readings=tuple(self.readings[account.id]),
                wishes=tuple(self.wishes[account.id]),
                proofs=tuple(
                    ProofNews(title=title, date=date) for title, date, trade in self.proofs if _of(trade, account)
                ),
            ),
            bad=tuple(self.bad[account.id]),
            levels=self.members,
            activities=self.activities,
            plan_owners=self.owners,
            parts={party.id: _newest(self.parts[int(party.id)]) for party in self.people[account.id]},
        )

    # ------------------------------------------------------------ people
    def _parts(self) -> dict[int, list[tuple[Any, ...]]]:
        columns = ("roles", "influence", "attitude", "last_contact", "owner", "gone_on", "opportunity_id", "code")
        rows = WITH_LEAVING.filter(opportunity__in=self.sale_ids).order_by("pk").values_list("person_id", *columns)
        return _grouped((person, tuple(values)) for person, *values in rows)

    def _people(self) -> dict[int, list[Party]]:
        plans = self._plans()
        seats = self._seats()
        columns = ("account_id", "id", "name", "title", "department")
        rows = Person.objects.filter(account__in=self.ids).exclude(name="").order_by("pk").values_list(*columns)
        return _grouped(
            (account, self._party(pk, name, title, department, plans.get(pk), seats.get(pk)))
            for account, pk, name, title, department in rows
        )

    def _party(
        self,
        pk: int,
        name: str,
        title: str,
        department: str,
        plan: Plan | None,
        seat: tuple[Level | None, bool, dt.date | None] | None,
    ) -> Party:
        parts = self.parts[pk]
        told = [values[3] for values in parts if values[3] is not None and values[3] <= self.today]
        # By his newest part; whoever is in none of the sales that the user sees has left as his seats tell.
        left = parts[-1][5] if parts else (seat[2] if seat and not seat[1] else None)
        return Party(
            id=str(pk),
            name=name,
            title=title,
            department=department,
            roles=tuple(dict.fromkeys(role for values in parts for role in values[0])),
            influence=max((values[1] for values in parts if values[1] is not None), default=None),
            attitude=next((values[2] for values in reversed(parts) if values[2] is not None), None),
            level=seat[0] if seat and seat[1] else None,
            left=left,
            last_told=max(told, default=None),
            ours=tuple(dict.fromkeys(member_of(values[4]).name for values in parts if values[4])),
            plan=plan,
        )

    def _plans(self) -> dict[int, Plan]:
        columns = ("every", "since", "interests", "paused_until")
        rows = ContactPlan.objects.filter(person__account__in=self.ids).values_list(
            "person_id", "owner_id", "owner__name", *columns
        )
        found = {}
        for person, owner_id, owner, *values in rows:
            self.owners[str(person)] = owner_id
            found[person] = Plan(owner=owner, **dict(zip(columns, values, strict=True)))
        return found

    def _seats(self) -> dict[int, tuple[Level | None, bool, dt.date | None]]:
        """Level, whether he still sits there, and until when he did, by person; the seat he sits in comes last."""
        rows = (
            Tenure.objects.filter(account__in=self.ids)
            .order_by("-ended", "until", "pk")
            .values_list("person_id", "seat__level", "ended", "until", "since")
        )
        return {person: (level, not ended, until or since) for person, level, ended, until, since in rows}

    # ------------------------------------------------------------ contacts and trouble
    def _contacts(self) -> tuple[dict[int, list[Contact]], dict[tuple[str, str], int]]:
        since = self.today - dt.timedelta(days=LOOK_BACK)
        here = {"opportunity__in": self.sale_ids, "date__gte": since, "date__lte": self.today}
        with_whom = _grouped(
            Participation.objects.filter(**{f"activity__{name}": value for name, value in here.items()})
            .order_by("pk")
            .values_list("activity_id", "stakeholder__person_id")
        )
        columns = ("pk", "code", "opportunity_id", "date", "kind", "direction", "by", "words", "functions")
        rows = Activity.objects.filter(**here).annotate(words=Left("text", TEXT)).order_by("date", "pk")
        contacts, ids = [], {}
        for pk, code, sale, date, kind, direction, by, text, functions in rows.values_list(*columns):
            ids[str(sale), code] = pk
            contact = Contact(
                entry=code,
                sale=str(sale),
                date=date,
                kind=kind,
                direction=direction,
                by=by,
                who=tuple(map(str, with_whom[pk])),
                text=text,
                functions=tuple(functions),
            )
            contacts.append((self.account_of[sale], contact))
        return _grouped(contacts), ids

    def _troubles(self) -> dict[int, list[Trouble]]:
        columns = ("code", "reported", "text", "severity", "solved", "undone")
        rows = Ticket.objects.filter(opportunity__in=self.sale_ids).order_by("reported", "pk")
        found = rows.values_list("opportunity_id", "stakeholder__person_id", "activity__code", *columns)
        return _grouped(
            (
                self.account_of[sale],
                Trouble(
                    id=code,
                    sale=str(sale),
                    who=str(person or ""),
                    entry=entry or "",
                    reported=reported,
                    text=text,
                    severity=severity,
                    solved=solved,
                    undone=undone,
                ),
            )
            for sale, person, entry, code, reported, text, severity, solved, undone in found
        )

    # ------------------------------------------------------------ what there is to bring
    def _owed(self) -> dict[int, list[Owed]]:
        """Open promises of ours: whoever made them is none of the customer's, and known as one of us."""
        ours = {*self.members, *self._names_of_ours()}
        rows = Commitment.objects.filter(opportunity__in=self.sale_ids, stakeholder=None, status__in=OPEN_PROMISES)
        found = rows.order_by("due", "pk").values_list("opportunity_id", "by", "text", "date", "due")
        return _grouped(
            (self.account_of[sale], Owed(sale=str(sale), text=text, date=date, due=due))
            for sale, by, text, date, due in found
            if member_of(by).name in ours
        )

    def _names_of_ours(self) -> set[str]:
        companies = {sale.our_company for found in self.sales.values() for sale in found if sale.our_company}
        owners = {sale.owner__name for found in self.sales.values() for sale in found}
        speakers = {
            member_of(contact.by).name
            for found in self.contacts.values()
            for contact in found
            if contact.direction != "in" and contact.by
        }
        return companies | owners | speakers

    def _running(self) -> dict[int, list[Running]]:
        rows = Implementation.objects.filter(opportunity__in=self.sale_ids)
        found = rows.values_list("opportunity_id", "opportunity__title", "acceptance", "go_live")
        return _grouped(
            (self.account_of[sale], Running(sale=str(sale), title=title, since=accepted or live))
            for sale, title, accepted, live in found
            if (accepted or live) is not None and (accepted or live) <= self.today
        )

    def _readings(self) -> tuple[dict[int, list[Reading]], dict[int, list[BadReading]]]:
        """The newest reading of each measure; bad are those outside the band of their measure."""
        rows = Metric.objects.filter(opportunity__in=self.sale_ids, date__lte=self.today).order_by("date", "pk")
        newest = {
            (sale, name): (value, date, target)
            for sale, name, value, date, target in rows.values_list("opportunity_id", "name", "value", "date", "target")
        }
        bands = {
            (sale, name): (low, high)
            for sale, name, low, high in Measure.objects.filter(opportunity__in=self.sale_ids).values_list(
                "opportunity_id", "name", "low", "high"
            )
        }
        readings, bad = [], []
        for (sale, name), (value, date, target) in newest.items():
            account = self.account_of[sale]
            at: dict[str, Any] = {"sale": str(sale), "name": name, "value": value, "date": date}
            if outside(value, *bands.get((sale, name), (None, None))):
                bad.append((account, BadReading(**at)))
            else:
                readings.append((account, Reading(**at, target=target)))
        return _grouped(readings), _grouped(bad)

    def _wishes(self) -> dict[int, list[Wish]]:
        """What they expect of a purchase and nobody has looked at yet, then the needs of running sales."""
        expected = Expectation.objects.filter(opportunity__in=self.sale_ids, state="open").order_by("due", "pk")
        needs = Need.objects.filter(opportunity__in=self.sale_ids, opportunity__result=None).order_by("-date", "pk")
        columns = ("opportunity_id", "stakeholder__person_id", "text")
        return _grouped(
            (self.account_of[sale], Wish(sale=str(sale), text=text, who=str(person or ""), expected=told))
            for found, told in ((expected, True), (needs, False))
            for sale, person, text in found.values_list(*columns)
        )

    def _proofs(self) -> list[tuple[str, dt.date, str]]:
        since = self.today - dt.timedelta(days=PROOF_DAYS)
        found = Proof.objects.filter(retired=False, date__gte=since).exclude(industry="").order_by("-date", "pk")
        return list(found.values_list("title", "date", "industry")[:50])


def _newest(parts: Sequence[tuple[Any, ...]]) -> tuple[str, str]:
    """Sale and code of somebody's newest part; empty where he has none."""
    return (str(parts[-1][6]), parts[-1][7]) if parts else ("", "")


def outside(value: str, low: Decimal | None, high: Decimal | None) -> bool:
    """Whether a reading lies outside its band; one that holds no figure, or has no band, does not."""
    figure = _NUMBER.search(value)
    if figure is None:
        return False
    number = Decimal(figure.group().replace(",", "").replace("−", "-"))
    return (low is not None and number < low) or (high is not None and number > high)


def _of(trade: str, account: AccountRow) -> bool:
    return bool(account.industry) and (trade in account.industry or account.industry in trade)


def _days_off(account: AccountRow, sales: Sequence[SaleRow]) -> Callable[[dt.date], object]:
    """Holidays and weekends where the customer is."""
    currency = sales[-1].currency if sales else ""
    return partial(_is_off, country_at(account.region, currency))


def _is_off(country: str, day: dt.date) -> bool:
    return bool(holiday_name(country, day, "en"))


def _grouped(pairs: Iterable[tuple[Any, Any]]) -> defaultdict[Any, list[Any]]:
    found: defaultdict[Any, list[Any]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found
