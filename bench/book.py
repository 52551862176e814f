"""A large book: the demo cases in full, and many plain opportunities round them."""

import datetime as dt
import itertools
import random
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from django.core.management import call_command
from django.db import models, transaction

from tongpin.crm.accounts.models import Account
from tongpin.crm.activities.models import Activity
from tongpin.crm.opportunities.actions import import_cases
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import Role, Team, User
from tongpin.exchange.demo import demo_cases
from tongpin.method.case import STAGES
from tongpin.method.sides import Counterpart, InfluenceLine, Member

DEMO = "demo-05"
USERS, TEAMS = 50, 5
TRADES = ("机床", "润滑油", "医疗影像", "包装机械", "工业软件", "水处理", "轨道交通", "食品检测")
TOGETHER = 2_000
Row = TypeVar("Row", bound=models.Model)


def seed(size: int) -> User:
    """Fills an empty database, unless one of this size is there. The administrator sees all of it."""
    call_command("migrate", verbosity=0)
    if Opportunity.objects.count() < size:
        call_command("flush", interactive=False, verbosity=0)
        _fill(size, random.Random(7))
    return User.objects.get(username="bench")


def demo_opportunity() -> int:
    """The key of an opportunity with a long timeline and a full standing."""
    return Opportunity.objects.filter(code=DEMO).values_list("pk", flat=True).get()


def copies(count: int) -> list[int]:
    """Keys of as many new opportunities, each the same story as :func:`demo_opportunity`."""
    administrator = User.objects.get(username="bench")
    case = next(case for case in demo_cases(dt.date.today()) if case.id == DEMO)
    cases = [replace(case, id=f"{DEMO}-{secrets.token_hex(6)}") for _ in range(count)]
    return [made.pk for made in import_cases(user=administrator, cases=cases, owner_of=lambda case: administrator)]


def crowded(people: int, team: int) -> int:
    """The key of an opportunity like :func:`demo_opportunity`, with as many people, half of whom listen to another, and
    as many of ours, who share them out among them."""
    administrator = User.objects.get(username="bench")
    case = next(case for case in demo_cases(dt.date.today()) if case.id == DEMO)
    known = case.stakeholders
    more = tuple(
        replace(known[n % len(known)], id=f"x{n}", name=f"{known[n % len(known)].name}{n}") for n in range(people)
    )
    crowd = (*known, *more)[:people]
    lines = tuple(InfluenceLine(speaker=one.id, listener=other.id) for one, other in itertools.pairwise(crowd[::2]))
    ours = tuple(Member(name=f"同事{n}", function="销售工程师") for n in range(team))
    ties = tuple(
        Counterpart(ours=ours[n % team].name, who=one.id, we_promise=f"{n % 3 + 5}周内交货")
        for n, one in enumerate(crowd)
    )
    crowded = replace(
        case,
        id=f"{DEMO}-{secrets.token_hex(6)}",
        our_side=replace(case.our_side, members=ours),
        stakeholders=crowd,
        influence_lines=lines,
        counterparts=ties,
    )
    return import_cases(user=administrator, cases=[crowded], owner_of=lambda case: administrator)[0].pk


def _fill(size: int, chance: random.Random) -> None:
    administrator = User.objects.create_user("bench", role=Role.ADMIN, language="zh-hans")
    teams = Team.objects.bulk_create([Team(name=f"销售{number}部") for number in range(1, TEAMS + 1)])
    people = [User(username=f"sales{n}", name=f"销售{n}", team=teams[n % TEAMS]) for n in range(USERS)]
    owners = User.objects.bulk_create(people)
    cases = demo_cases(dt.date.today())
    import_cases(user=administrator, cases=cases, owner_of=lambda case: chance.choice(owners))
    accounts = _insert(_accounts(max(1, size // 20), chance))
    opportunities = _insert(_opportunities(size - len(cases), accounts, owners, chance))
    _insert(_activities(opportunities))


def _accounts(count: int, chance: random.Random) -> Iterator[Account]:
    for number in range(count):
        yield Account(name=f"江城{chance.choice(TRADES)}{number}有限公司", industry=chance.choice(TRADES))


def _opportunities(
    count: int, accounts: list[Account], owners: list[User], chance: random.Random
) -> Iterator[Opportunity]:
    today = dt.date.today()
    for number in range(count):
        owner = chance.choice(owners)
        yield Opportunity(
            code=f"bench-{number}",
            title=f"{chance.choice(TRADES)}采购项目{number}",
            name=f"{chance.choice(TRADES)}采购项目{number}",
            account=chance.choice(accounts),
            owner=owner,
            team_id=owner.team_id,
            amount=Decimal(chance.randrange(50_000, 9_000_000)),
            expected_close=today + dt.timedelta(days=chance.randrange(-60, 300)),
            playbook_name="industrial-six",
            playbook_version=1,
            stage=chance.choice(STAGES),
            stage_certainty=chance.uniform(0.3, 0.95),
            step_by_gates="entry",
            step_by_actions="proposal",
            step_offset=chance.choice((-1, 0, 0, 1, 2)),
            next_gate="g2_coach_key_persons",
            grade=chance.choice("ABCD"),
            qualification=chance.choice(("pursue", "hold", "drop")),
            win_estimate=chance.random(),
            mistake_count=chance.randrange(4),
            last_activity_on=today - dt.timedelta(days=chance.randrange(90)),
            judged_on=today,
        )


def _activities(opportunities: list[Opportunity]) -> Iterator[Activity]:
    for opportunity in opportunities:
        for number, text in enumerate(("拜访了使用部门，对方问了几个具体问题。", "电话里说还要再研究一下。"), start=1):
            yield Activity(
                opportunity=opportunity,
                code=f"e{number:02}",
                date=opportunity.last_activity_on,
                kind="visit",
                direction="out",
                text=text,
            )


def _insert(rows: Iterable[Row]) -> list[Row]:
    """Rows in batches, so that a hundred thousand of them need little memory at once."""
    made: list[Row] = []
    with transaction.atomic():
        remaining = iter(rows)
        while batch := list(itertools.islice(remaining, TOGETHER)):
            made += type(batch[0])._default_manager.bulk_create(batch)
    return made
