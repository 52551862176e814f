"""The organisation chart of a customer: seats, who sits in them, lines that must not loop, rows from Excel."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.crm.builders import TODAY
from tongpin.crm.accounts.actions import create_account
from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.audit.selectors import verify_chain
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.organisation import actions
from tongpin.crm.organisation.models import Seat, Tenure
from tongpin.crm.organisation.pasting import paste_chart, read_paste
from tongpin.crm.organisation.selectors import MOST_IN_REACH, chart_of, seats_in_reach, tenures_of
from tongpin.crm.users.models import User
from tongpin.method.organisation import in_order, level_of

HOSPITAL = """部门\t岗位\t姓名\t上级
院办\t院长\t周海明\t
医务部\t医务部主任\t王建国\t周海明
放射科\t放射科主任\t林芳\t医务部主任
放射科\t技师\t赵亮\t林芳
设备科\t设备科科长\t\t院长
"""


@pytest.fixture
def account(alice: User) -> Account:
    return create_account(user=alice, name="北江医院")


def lines(user: User, account: Account) -> list[tuple[int, str, str]]:
    return [
        (depth, seat.title, seat.holder) for depth, seat in in_order(chart_of(user=user, account_id=account.pk).seats)
    ]


def refused(error: pytest.ExceptionInfo[TongpinError]) -> str:
    return error.value.code


def test_rows_from_excel_become_a_chart_with_a_vacant_seat(alice: User, account: Account) -> None:
    assert paste_chart(user=alice, account_id=account.pk, text=HOSPITAL) == 5
    assert lines(alice, account) == [
        (0, "院长", "周海明"),
        (1, "医务部主任", "王建国"),
        (2, "放射科主任", "林芳"),
        (3, "技师", "赵亮"),
        (1, "设备科科长", ""),
    ]
    levels = {seat.title: seat.level for seat in chart_of(user=alice, account_id=account.pk).seats}
    assert levels["院长"] == "executive"
    assert levels["设备科科长"] == "manager"
    assert levels["技师"] is None


def test_a_paste_is_one_gesture_to_undo(alice: User, account: Account) -> None:
    paste_chart(user=alice, account_id=account.pk, text=HOSPITAL)
    undo_last_gesture(user=alice)
    assert chart_of(user=alice, account_id=account.pk).seats == ()
    assert not Person.objects.filter(account=account).exists()
    assert verify_chain().holds


def test_all_faults_of_a_paste_are_told_by_line_and_nothing_comes_in(alice: User, account: Account) -> None:
    text = "姓名\t岗位\t上级\n甲\t主任\t乙\n乙\t科长\t甲\n\t\t谁\n丙\t科员\t不在\n"
    pasted = read_paste(text)
    assert [fault.line for fault in pasted.faults] == [2, 3, 4, 4, 5]
    with pytest.raises(TongpinError) as error:
        paste_chart(user=alice, account_id=account.pk, text=text)
    assert refused(error) == "bad_rows"
    assert not Seat.objects.exists()


@pytest.mark.parametrize("text", ["", "\n\n", "\x00", "🙂", '"', "<script>alert(1)</script>\n", "a" * 5000])
def test_odd_pastes_are_refused_with_a_line(text: str) -> None:
    faults = read_paste(text).faults
    assert faults
    assert all(fault.line >= 1 and fault.message for fault in faults)


def test_english_columns_in_another_order_with_commas() -> None:
    pasted = read_paste("Name,Title,Reports to\nAnn Lee,Chief Executive,\nTom Fox,Buyer,Ann Lee\n")
    assert [(seat.name, seat.title, seat.above) for seat in pasted.seats] == [
        ("Ann Lee", "Chief Executive", None),
        ("Tom Fox", "Buyer", 0),
    ]


def test_thousands_of_people_are_taken_in_bounded_time(alice: User, account: Account) -> None:
    rows = "\n".join(f"组\t员{number}\t人{number}\t{'人0' if number else ''}" for number in range(4_000))
    assert paste_chart(user=alice, account_id=account.pk, text=rows) == 4_000
    assert len(in_order(chart_of(user=alice, account_id=account.pk).seats)) == 4_000


def test_nobody_reports_to_himself_in_the_end(alice: User, account: Account) -> None:
    top = actions.add_seat(user=alice, account_id=account.pk, title="院长")
    below = actions.add_seat(user=alice, account_id=account.pk, title="科长", reports_to_id=top.pk)
    for above in (below.pk, top.pk):
        with pytest.raises(TongpinError) as error:
            actions.move_seat(user=alice, seat_id=top.pk, reports_to_id=above)
        assert refused(error) == "loop"


def test_who_takes_a_seat_leaves_his_own_and_whoever_sat_there_goes(alice: User, account: Account) -> None:
    chief = actions.add_seat(
        user=alice, account_id=account.pk, title="主任", holder="王建国", since=dt.date(2024, 1, 1)
    )
    second = actions.add_seat(user=alice, account_id=account.pk, title="副主任", holder="林芳")
    lin = Person.objects.get(name="林芳")
    actions.seat_person(user=alice, seat_id=chief.pk, person_id=lin.pk, since=TODAY)
    lin.refresh_from_db()
    assert lin.title == "主任"
    held = {seat.title: seat.holder for seat in chart_of(user=alice, account_id=account.pk).seats}
    assert held == {"主任": "林芳", "副主任": ""}
    assert [(row.title, row.ended) for row in tenures_of(lin.pk)] == [("主任", False), ("副主任", True)]
    assert Tenure.objects.get(person__name="王建国").until == TODAY
    undo_last_gesture(user=alice)
    assert Tenure.objects.get(seat=second, ended=False).person_id == lin.pk


def test_nobody_leaves_before_he_came(alice: User, account: Account) -> None:
    seat = actions.add_seat(user=alice, account_id=account.pk, title="主任", holder="王建国", since=TODAY)
    with pytest.raises(TongpinError) as error:
        actions.vacate_seat(user=alice, seat_id=seat.pk, until=TODAY - dt.timedelta(days=1))
    assert refused(error) == "invalid"


def test_a_seat_that_goes_hands_its_reports_up(alice: User, account: Account) -> None:
    top = actions.add_seat(user=alice, account_id=account.pk, title="院长")
    middle = actions.add_seat(user=alice, account_id=account.pk, title="主任", reports_to_id=top.pk, holder="王建国")
    low = actions.add_seat(user=alice, account_id=account.pk, title="科员", reports_to_id=middle.pk)
    with pytest.raises(TongpinError) as error:
        actions.remove_seat(user=alice, seat_id=middle.pk)
    assert refused(error) == "seat_taken"
    actions.vacate_seat(user=alice, seat_id=middle.pk)
    actions.remove_seat(user=alice, seat_id=middle.pk)
    low.refresh_from_db()
    assert low.reports_to_id == top.pk


def test_strangers_neither_see_nor_change_a_chart(alice: User, charlie: User, auditor: User, account: Account) -> None:
    seat = actions.add_seat(user=alice, account_id=account.pk, title="院长")
    for deed in (
        lambda user: chart_of(user=user, account_id=account.pk),
        lambda user: actions.add_seat(user=user, account_id=account.pk, title="x"),
        lambda user: actions.move_seat(user=user, seat_id=seat.pk, reports_to_id=None),
    ):
        with pytest.raises(TongpinError) as error:
            deed(charlie)
        assert refused(error) == "not_found"
    with pytest.raises(TongpinError) as error:
        actions.vacate_seat(user=auditor, seat_id=seat.pk)
    assert refused(error) == "not_allowed"


def test_their_way_of_approving_is_kept_beside_the_chart(alice: User, account: Account) -> None:
    seat = actions.add_seat(user=alice, account_id=account.pk, title="院长")
    actions.add_approval_rule(user=alice, account_id=account.pk, act="reviews", who="采购委员会")
    actions.add_approval_rule(user=alice, account_id=account.pk, act="signs", seat_id=seat.pk, from_amount=500000)
    rules = chart_of(user=alice, account_id=account.pk).rules
    assert [(rule.act, rule.who, rule.seat, rule.from_amount) for rule in rules] == [
        ("reviews", "采购委员会", None, None),
        ("signs", "", seat.pk, 500000),
    ]
    with pytest.raises(TongpinError):
        actions.add_approval_rule(user=alice, account_id=account.pk, act="signs")


def test_a_chart_of_any_size_takes_the_same_queries(
    alice: User, account: Account, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    paste_chart(user=alice, account_id=account.pk, text=HOSPITAL)
    with django_assert_max_num_queries(6):
        chart_of(user=alice, account_id=account.pk)


@pytest.mark.parametrize(
    ("title", "level"),
    [("总经理助理", "staff"), ("总经理", "executive"), ("Head of Purchasing", "manager"), ("焊工", None)],
)
def test_a_title_suggests_its_level(title: str, level: str | None) -> None:
    assert level_of(title) == level


# --------------------------------------------------------------- seats that matter for a purchase
def in_reach(opportunity: Opportunity) -> dict[str, tuple[str, str, bool]]:
    found = seats_in_reach(Opportunity.objects.get(pk=opportunity.pk))
    return {one.seat.title: (one.seat.holder, one.who, one.signs) for one in found}


def test_the_chart_tells_which_seats_a_purchase_may_hang_on(alice: User, opportunity: Opportunity) -> None:
    text = (
        "部门\t岗位\t级别\t姓名\t上级\n\t总经理\t高层\t高远\t\n设备部\t设备部长\t中层\t周明\t总经理\n"
        "采购部\t采购经理\t中层\t\t总经理\n食堂\t食堂主任\t中层\t何平\t总经理\n设备部\t技术员\t基层\t吴刚\t设备部长\n"
        "计财部\t出纳\t基层\t林静\t总经理\n"
    )
    paste_chart(user=alice, account_id=opportunity.account_id, text=text)
    seat = Seat.objects.get(title="出纳")
    actions.add_approval_rule(user=alice, account_id=opportunity.account_id, seat_id=seat.pk, from_amount=3_000_000)
    expected = {"总经理": ("高远", "", False), "设备部长": ("周明", "s1", False), "采购经理": ("", "", False)}
    assert in_reach(opportunity) == expected
    Opportunity.objects.filter(pk=opportunity.pk).update(amount=4_000_000)
    assert in_reach(opportunity) == expected | {"出纳": ("林静", "", True)}
    Opportunity.objects.filter(pk=opportunity.pk).update(currency="USD")
    assert in_reach(opportunity) == expected


def test_of_ten_thousand_people_a_bounded_part_is_asked_for(
    alice: User, opportunity: Opportunity, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = "\n".join(f"事业部{number}\t副总裁\t高层\t人{number}" for number in range(10_000))
    paste_chart(user=alice, account_id=opportunity.account_id, text=rows)
    with django_assert_num_queries(1):
        assert len(seats_in_reach(opportunity)) == MOST_IN_REACH
