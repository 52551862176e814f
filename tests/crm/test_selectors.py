"""What pages read: only what the user may see, in few queries however much there is, and sane for any address."""

from collections.abc import Callable

import pytest
from django.http import QueryDict
from pytest_django import DjangoAssertNumQueries

from tests.crm.builders import plant
from tongpin.crm.accounts.names import alike, core_of
from tongpin.crm.accounts.selectors import account_list, account_page, accounts_alike, person_page
from tongpin.crm.activities.actions import record_note
from tongpin.crm.audit.selectors import visible_log
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities import selectors
from tongpin.crm.opportunities.actions import close_opportunity, share_opportunity
from tongpin.crm.opportunities.filters import SORTS, Filters
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.page import opportunity_page, records_of
from tongpin.crm.opportunities.selectors import board_columns, flagged, opportunity_list, today
from tongpin.crm.playbooks.selectors import playbooks
from tongpin.crm.users.models import User
from tongpin.crm.users.selectors import colleagues, owners


@pytest.fixture
def many(alice: User) -> list[Opportunity]:
    return [plant(alice, f"plant-{number}") for number in range(1, 13)]


def filters(query: str = "") -> Filters:
    return Filters.from_query(QueryDict(query).dict())


def codes(user: User, query: str = "") -> list[str]:
    return [row.code for row in opportunity_list(user=user, filters=filters(query)).rows]


def test_a_list_holds_what_the_user_sees(alice: User, bob: User, charlie: User, many: list[Opportunity]) -> None:
    share_opportunity(user=alice, opportunity_id=many[2].pk, with_user=bob)
    assert len(codes(alice)) == 12
    assert codes(bob) == ["plant-3"]
    assert codes(charlie) == []


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("search=东湖", 12),
        ("search=周明", 12),
        ("search=plant-7", 1),
        ("search=nobody", 0),
        ("stage=screening", 12),
        ("stage=tender", 0),
        ("grade=C", 12),
        ("grade=A", 0),
        ("fit=in_step", 12),
        ("fit=ahead", 0),
        ("flagged=1", 1),
        ("state=lost", 1),
        ("state=ended", 1),
        ("state=all", 12),
        ("state=open", 11),
        ("owner=999999", 0),
    ],
)
def test_filters(alice: User, many: list[Opportunity], query: str, count: int) -> None:
    record_note(user=alice, opportunity_id=many[0].pk, text="要好处费")
    close_opportunity(user=alice, opportunity_id=many[1].pk, result="lost", reason="价格")
    if "state" not in query:
        query += "&state=all"
    assert len(codes(alice, query)) == count


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_is_total(alice: User, many: list[Opportunity], sort: str) -> None:
    pages = [
        opportunity_list(user=alice, filters=filters(f"sort={sort}&page={number}"), size=5).rows for number in (1, 2, 3)
    ]
    assert sorted(row.id for page in pages for row in page) == [opportunity.pk for opportunity in many]


@pytest.mark.parametrize(
    ("query", "number"),
    [("page=-1", 1), ("page=0", 1), ("page=1000000000", 3), ("page=1e9", 1), ("page=%F0%9F%98%80", 1), ("page=٣", 1)],
)
def test_senseless_pages_get_a_sane_answer(alice: User, many: list[Opportunity], query: str, number: int) -> None:
    page = opportunity_list(user=alice, filters=filters(query), size=5)
    assert (page.number, page.pages, page.total) == (number, 3, 12)
    assert page.rows


def test_counting_ends_somewhere(alice: User, many: list[Opportunity], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors, "MOST_COUNTED", 10)
    page = opportunity_list(user=alice, filters=filters("page=99"), size=5)
    assert (page.total, page.pages, page.number, page.more, len(page.rows)) == (10, 2, 2, True, 5)


def test_unknown_parameters_narrow_nothing(alice: User, many: list[Opportunity]) -> None:
    query = "stage=limbo&grade=E&fit=maybe&state=undead&sort=colour&owner=me&team=-4&flagged=perhaps&colour=red"
    assert filters(query) == Filters()
    assert len(codes(alice, query)) == 12


@pytest.mark.parametrize("search", ["%00", "%25", "_", "'%3B DROP TABLE", "x" * 5000, "%ED%A0%80"])
def test_odd_searches_are_only_words(alice: User, many: list[Opportunity], search: str) -> None:
    opportunity_list(user=alice, filters=filters(f"search={search}"))
    account_list(user=alice, search=search)


def test_the_board_shows_the_stages_of_the_customer(alice: User, many: list[Opportunity]) -> None:
    record_note(user=alice, opportunity_id=many[0].pk, text="招标文件到了。招标文件")
    record_note(user=alice, opportunity_id=many[0].pk, text="招标文件又改了")
    columns = {column.stage: column for column in board_columns(user=alice, filters=filters(), size=5)}
    assert list(columns) == [
        *("need", "screening", "criteria", "tender", "commitment", "implementation", "relationship"),
    ]
    assert (columns["screening"].count, len(columns["screening"].rows)) == (11, 5)
    assert [row.code for row in columns["tender"].rows] == ["plant-1"]


def test_today_says_what_to_do_and_why(alice: User, charlie: User, opportunity: Opportunity) -> None:
    told = today(user=alice)
    assert [(item.opportunity.code, item.action.rule) for item in told.actions] == [("plant-1", "ask")]
    assert [(item.text, item.by) for item in told.promises] == [("安排试用", "周明")]
    assert today(user=charlie) == ([], [])
    close_opportunity(user=alice, opportunity_id=opportunity.pk, result="won", reason="技术标第一")
    assert today(user=alice) == ([], [])


def test_flags(alice: User, officer: User, opportunity: Opportunity) -> None:
    assert flagged(user=officer) == []
    record_note(user=alice, opportunity_id=opportunity.pk, text="要好处费")
    assert [flag.code for row in flagged(user=officer) for flag in row.flags] == ["improper_request"]


def test_the_page_of_an_opportunity(alice: User, charlie: User, opportunity: Opportunity) -> None:
    page = opportunity_page(user=alice, opportunity_id=opportunity.pk)
    assert page.may == {"see", "change", "share"}
    assert [(entry.code, entry.who) for entry in page.entries] == [("e01", ("s2",)), ("e02", ("s1",))]
    assert [(signal.entry, signal.words) for signal in page.signals] == [("e01", "预算批了")]
    assert [person.name for person in page.people] == ["周明", "方敏"]
    assert page.standing.stage == "screening"
    records = records_of(user=alice, opportunity_id=opportunity.pk)
    assert records.qualification == {"answers": None, "reviewed": None}
    for read in (opportunity_page, records_of):
        with pytest.raises(TongpinError):
            read(user=charlie, opportunity_id=opportunity.pk)


def test_a_day_later_the_page_is_judged_anew(
    alice: User, opportunity: Opportunity, monkeypatch: pytest.MonkeyPatch
) -> None:
    import datetime as dt

    from tongpin.crm import clock

    monkeypatch.setattr(clock, "today", lambda: dt.date(2026, 3, 9))
    assert opportunity_page(user=alice, opportunity_id=opportunity.pk).standing.as_of == dt.date(2026, 3, 9)


def test_accounts_and_people(alice: User, bob: User, charlie: User, opportunity: Opportunity) -> None:
    assert [(row.name, row.open_count) for row in account_list(user=alice, search="钢铁").rows] == [("东湖钢厂", 1)]
    assert account_list(user=charlie).rows == []
    page = account_page(user=alice, account_id=opportunity.account_id)
    assert [row.code for row in page.opportunities] == ["plant-1"]
    assert [entry.code for entry in page.entries] == ["e02", "e01"]
    person = person_page(user=alice, person_id=page.people[0].id)
    assert [(part.code, part.opportunity) for part in person.parts] == [("s1", "东湖钢厂液压油")]
    assert [entry.code for entry in person.entries] == ["e02"]
    with pytest.raises(TongpinError):
        person_page(user=charlie, person_id=page.people[0].id)


def test_an_account_shows_only_the_opportunities_that_the_user_sees(
    alice: User, bob: User, opportunity: Opportunity
) -> None:
    plant(alice, "plant-2")
    share_opportunity(user=alice, opportunity_id=opportunity.pk, with_user=bob)
    assert [row.code for row in account_page(user=bob, account_id=opportunity.account_id).opportunities] == ["plant-1"]
    assert [row.open_count for row in account_list(user=bob).rows] == [1]


def test_choices_of_people(alice: User, bob: User, charlie: User, maria: User, auditor: User) -> None:
    assert {row.id for row in colleagues(alice)} == {bob.pk, charlie.pk, maria.pk}
    assert {row.id for row in owners(maria)} == {alice.pk, bob.pk, maria.pk}
    assert {row.id for row in owners(alice)} == {alice.pk}
    assert {row.id for row in owners(auditor)} == {alice.pk, bob.pk, charlie.pk, maria.pk}


def test_playbooks_in_the_box(alice: User, opportunity: Opportunity) -> None:
    assert {row.playbook.name: row.used_by for row in playbooks()}["industrial-six"] == 1


@pytest.mark.parametrize(
    ("read", "most"),
    [
        (lambda user, made: opportunity_list(user=user, filters=filters("search=东湖&stage=screening")), 5),
        (lambda user, made: board_columns(user=user, filters=filters()), 9),
        (lambda user, made: today(user=user), 5),
        (lambda user, made: opportunity_page(user=user, opportunity_id=made[0].pk), 12),
        (lambda user, made: records_of(user=user, opportunity_id=made[0].pk).commitments, 2),
        (lambda user, made: account_list(user=user), 5),
        (lambda user, made: account_page(user=user, account_id=made[0].account_id), 6),
        (lambda user, made: list(visible_log(user).select_related("user")[:100]), 2),
        (lambda user, made: flagged(user=user), 2),
    ],
    ids=["list", "board", "today", "opportunity", "records", "accounts", "account", "log", "flags"],
)
def test_queries_do_not_grow(
    alice: User,
    many: list[Opportunity],
    django_assert_max_num_queries: DjangoAssertNumQueries,
    read: Callable[[User, list[Opportunity]], object],
    most: int,
) -> None:
    for opportunity in many[:4]:
        record_note(user=alice, opportunity_id=opportunity.pk, text="要好处费", who=["s1", "s2"])
    with django_assert_max_num_queries(most):
        read(alice, many)


def test_what_the_law_speaks_to_comes_first_today(alice: User, many: list[Opportunity]) -> None:
    flagged_one = many[-1]
    Opportunity.objects.filter(pk__in=[one.pk for one in many]).update(
        grade="A",
        flag_count=0,
        next_action='{"rule":"assess","do":{"key":"advice.next.assess.do"},"why":{"key":"advice.next.assess.why"}}',
    )
    Opportunity.objects.filter(pk=flagged_one.pk).update(grade="D", flag_count=1)
    assert today(user=alice).actions[0].opportunity.id == flagged_one.pk


SAME = [
    ("东湖钢厂有限公司", "东湖钢厂"),
    ("东湖钢厂（湖北）股份有限公司", "东湖钢厂"),
    ("東湖 鋼廠", "東湖鋼廠股份有限公司"),
    ("Thornby Brewery Ltd.", "THORNBY BREWERY"),
    ("Brightmor Freight", "Brightmoor Freight plc"),
    ("Marks & Dale", "Marks and Dale Limited"),
]
OTHERS = [
    ("东湖钢厂", "东湖纸厂"),
    ("恒纶纺织有限公司", "恒信纺织有限公司"),
    ("集团有限公司", "有限公司"),
    ("North Mill", "South Mill"),
    ("中", "中原特钢"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_names_of_one_company_are_known_again(one: str, other: str) -> None:
    assert alike(core_of(one), core_of(other))
    assert alike(core_of(other), core_of(one))


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_names_of_two_companies_are_told_apart(one: str, other: str) -> None:
    assert not alike(core_of(one), core_of(other))


def test_only_accounts_that_one_sees_are_offered(alice: User, charlie: User, opportunity: Opportunity) -> None:
    found = accounts_alike(user=alice, name="东湖钢厂有限公司")
    assert found == [(opportunity.account_id, "东湖钢厂")]
    assert accounts_alike(user=charlie, name="东湖钢厂") == []
