"""What is too long for a name is refused at every door; two who do the same at one moment meet a clear answer."""

from collections.abc import Callable
from typing import Any

import pytest

from tongpin.crm.accounts.actions import create_account, create_person, update_account, update_person
from tongpin.crm.activities.actions import record_activity
from tongpin.crm.audit.gesture import Gesture
from tongpin.crm.errors import TongpinError
from tongpin.crm.evidence.actions import dispute_finding
from tongpin.crm.gates.actions import override_gate
from tongpin.crm.models import Activity, Counterpart, InfluenceLine, LogEntry, Opportunity, Person, TeamMember, User
from tongpin.crm.opportunities.actions import close_opportunity, open_opportunity, update_opportunity
from tongpin.crm.opportunities.people import add_competitor, add_stakeholder
from tongpin.crm.organisation import actions as chart
from tongpin.crm.organisation.pasting import read_paste
from tongpin.crm.people.actions import draw_line
from tongpin.crm.people.merging import set_other_names
from tongpin.crm.team.actions import add_member, set_counterpart
from tongpin.method.possible import LONGEST_NAME

LONG = "长" * (LONGEST_NAME + 1)
DOORS: dict[str, Callable[[User, Opportunity], Any]] = {
    "account": lambda user, deal: create_account(user=user, name=LONG),
    "account changed": lambda user, deal: update_account(user=user, account_id=deal.account_id, name=LONG),
    "person": lambda user, deal: create_person(user=user, account_id=deal.account_id, name=LONG),
    "person's title": lambda user, deal: update_person(user=user, person_id=_anybody(deal).pk, title=LONG),
    "other names": lambda user, deal: set_other_names(user=user, person_id=_anybody(deal).pk, other_names=[LONG]),
    "opportunity": lambda user, deal: open_opportunity(user=user, account_id=deal.account_id, name=LONG),
    "opportunity changed": lambda user, deal: update_opportunity(
        user=user, opportunity_id=deal.pk, expected_version=deal.version, name=LONG
    ),
    "winner": lambda user, deal: close_opportunity(
        user=user, opportunity_id=deal.pk, result="lost", reason="价格", winner=LONG
    ),
    "stakeholder": lambda user, deal: add_stakeholder(user=user, opportunity_id=deal.pk, name=LONG),
    "owner of a tie": lambda user, deal: add_stakeholder(user=user, opportunity_id=deal.pk, name="钱", owner=LONG),
    "rival": lambda user, deal: add_competitor(user=user, opportunity_id=deal.pk, name=LONG),
    "member": lambda user, deal: add_member(user=user, opportunity_id=deal.pk, name=LONG),
    "speaker": lambda user, deal: record_activity(user=user, opportunity_id=deal.pk, kind="visit", by=LONG),
    "seat": lambda user, deal: chart.add_seat(user=user, account_id=deal.account_id, title=LONG),
    "holder": lambda user, deal: chart.add_seat(user=user, account_id=deal.account_id, title="科长", holder=LONG),
    "department": lambda user, deal: chart.add_seat(
        user=user, account_id=deal.account_id, title="科长", department=LONG
    ),
}


def _anybody(opportunity: Opportunity) -> Person:
    return Person.objects.filter(account=opportunity.account_id).first()  # type: ignore[return-value]


@pytest.mark.parametrize("door", DOORS)
def test_a_name_that_is_a_note_is_refused_and_nothing_is_kept(alice: User, opportunity: Opportunity, door: str) -> None:
    entries = LogEntry.objects.count()
    with pytest.raises(TongpinError) as refused:
        DOORS[door](alice, opportunity)
    assert refused.value.code == "invalid"
    assert str(LONGEST_NAME) in refused.value.message
    assert str(LONGEST_NAME + 1) in refused.value.message
    assert LogEntry.objects.count() == entries


def test_a_long_name_that_is_one_is_taken(alice: User, opportunity: Opportunity) -> None:
    name = "中国" + "某" * (LONGEST_NAME - 2)
    assert create_account(user=alice, name=name).name == name


def test_rows_of_excel_have_the_same_limit() -> None:
    (fault,) = read_paste(f"部门\t岗位\t级别\t姓名\n总部\t科长\t\t{LONG}\n").faults
    assert fault.line == 2
    assert str(LONGEST_NAME) in fault.message


def test_a_reason_has_a_limit_and_says_so(alice: User, maria: User, opportunity: Opportunity) -> None:
    long = "因" * 2001
    doors: tuple[Callable[[], Any], ...] = (
        lambda: close_opportunity(user=alice, opportunity_id=opportunity.pk, result="lost", reason=long),
        lambda: override_gate(user=maria, opportunity_id=opportunity.pk, gate="g1_assessed_graded", reason=long),
        lambda: dispute_finding(
            user=alice, opportunity_id=opportunity.pk, code="premature_quote", entry="e02", reason=long
        ),
    )
    for door in doors:
        with pytest.raises(TongpinError) as refused:
            door()
        assert "2001" in refused.value.message
        assert "2000" in refused.value.message


# --------------------------------------------------------------- at one moment
def twin_first(monkeypatch: pytest.MonkeyPatch, table: type) -> None:
    """A colleague's row of this kind comes in between the look and the write."""
    make = Gesture.make

    def late(self: Gesture, row: Any) -> Any:
        if isinstance(row, table):
            columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
            type(row)(**{name: value for name, value in columns.items() if name != "id"}).save(force_insert=True)
        return make(self, row)

    monkeypatch.setattr(Gesture, "make", late)


def tie(user: User, opportunity: Opportunity) -> Any:
    member = TeamMember.objects.filter(opportunity=opportunity).first()
    assert member is not None
    return set_counterpart(user=user, opportunity_id=opportunity.pk, member_id=member.pk, who="s1", state="steady")


TWINS: dict[type, Callable[[User, Opportunity], Any]] = {
    Counterpart: tie,
    InfluenceLine: lambda user, deal: draw_line(user=user, opportunity_id=deal.pk, speaker="s1", listener="s2"),
    Activity: lambda user, deal: record_activity(user=user, opportunity_id=deal.pk, kind="visit", text="去了"),
}


@pytest.mark.parametrize("table", TWINS, ids=lambda table: table.__name__)
def test_whoever_comes_second_is_told_so_and_nothing_is_kept(
    alice: User, opportunity: Opportunity, table: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    twin_first(monkeypatch, table)
    entries, rows = LogEntry.objects.count(), table._default_manager.count()  # type: ignore[attr-defined]
    with pytest.raises(TongpinError) as refused:
        TWINS[table](alice, opportunity)
    assert (refused.value.code, refused.value.status) == ("at_the_same_time", 409)
    assert (LogEntry.objects.count(), table._default_manager.count()) == (entries, rows)  # type: ignore[attr-defined]


def test_a_fault_of_the_program_stays_one(
    alice: User, opportunity: Opportunity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A column left empty that may not be is nobody's doing but ours: it is not told as a colleague's."""
    make = Gesture.make

    def forgetful(self: Gesture, row: Any) -> Any:
        row.strength = None
        return make(self, row)

    monkeypatch.setattr(Gesture, "make", forgetful)
    with pytest.raises(Exception, match=r"(?i)null"):
        draw_line(user=alice, opportunity_id=opportunity.pk, speaker="s1", listener="s2")
