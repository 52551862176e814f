"""Who leaves his seat at the customer's weighs nothing in the open opportunities there, until he is back."""

import datetime as dt

import pytest

from tests.crm.builders import TODAY, import_case
from tongpin.crm import clock
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.casefile import case_files
from tongpin.crm.errors import TongpinError
from tongpin.crm.judging import fresh_standing
from tongpin.crm.models import Opportunity, Person, Seat, Stakeholder, Tenure, User
from tongpin.crm.opportunities.actions import export_case
from tongpin.crm.opportunities.people import update_stakeholder
from tongpin.crm.organisation.actions import add_seat, seat_person, vacate_seat
from tongpin.crm.organisation.pasting import paste_chart
from tongpin.crm.people.selectors import people_beside
from tongpin.exchange import dealfile


@pytest.fixture
def _quick_method() -> None:
    """No stand-ins here."""


@pytest.fixture
def seat(alice: User, opportunity: Opportunity) -> Seat:
    """周明's."""
    return add_seat(user=alice, account_id=opportunity.account_id, title="设备部长", holder="周明")


def left(opportunity: Opportunity) -> dict[str, dt.date | None]:
    case = case_files([opportunity.pk], clock.today())[opportunity.pk].case
    return {person.id: person.left for person in case.stakeholders}


def key_persons(opportunity: Opportunity) -> set[str]:
    fresh = Opportunity.objects.select_related("stored").get(pk=opportunity.pk)
    return {person.name for person in fresh_standing(fresh).key_persons}


def part_of(name: str) -> Stakeholder:
    return Stakeholder.objects.get(person__name=name)


def test_who_vacates_his_seat_is_judged_as_gone_at_once(alice: User, opportunity: Opportunity, seat: Seat) -> None:
    assert key_persons(opportunity) == {"周明", "方敏"}
    vacate_seat(user=alice, seat_id=seat.pk, until=TODAY)
    assert left(opportunity) == {"s1": TODAY, "s2": None}
    assert key_persons(opportunity) == {"方敏"}
    centre = people_beside(opportunity).centre
    assert [(gone.person, gone.roles) for gone in centre.departures] == [("s1", ("decision_maker",))]
    undo_last_gesture(user=alice)
    assert left(opportunity)["s1"] is None
    assert key_persons(opportunity) == {"周明", "方敏"}


def test_a_successor_ends_his_part_and_a_new_seat_brings_him_back(
    alice: User, opportunity: Opportunity, seat: Seat
) -> None:
    seat_person(user=alice, seat_id=seat.pk, name="钱新")
    assert left(opportunity)["s1"] == TODAY
    assert key_persons(opportunity) == {"方敏"}
    person = Person.objects.get(name="周明")
    add_seat(user=alice, account_id=opportunity.account_id, title="总工程师", holder="周明")
    assert Tenure.objects.filter(person=person, ended=False).count() == 1
    assert left(opportunity)["s1"] is None
    assert key_persons(opportunity) == {"周明", "方敏"}


def test_rows_of_excel_bring_him_back_too(alice: User, opportunity: Opportunity, seat: Seat) -> None:
    vacate_seat(user=alice, seat_id=seat.pk)
    paste_chart(user=alice, account_id=opportunity.account_id, text="部门\t职务\t级别\t姓名\n总部\t顾问\t\t周明")
    assert key_persons(opportunity) == {"周明", "方敏"}


def test_who_moves_to_another_seat_has_not_left(alice: User, opportunity: Opportunity, seat: Seat) -> None:
    person = Person.objects.get(name="周明")
    other = add_seat(user=alice, account_id=opportunity.account_id, title="副总经理")
    seat_person(user=alice, seat_id=other.pk, person_id=person.pk)
    assert left(opportunity)["s1"] is None


def test_a_date_to_come_takes_effect_when_it_comes(alice: User, opportunity: Opportunity, seat: Seat) -> None:
    vacate_seat(user=alice, seat_id=seat.pk, until=TODAY + dt.timedelta(days=10))
    assert "周明" in key_persons(opportunity)
    case = case_files([opportunity.pk], TODAY + dt.timedelta(days=10))[opportunity.pk].case
    assert [person.id for person in case.present] == ["s2"]


def test_without_a_chart_it_is_said_on_the_person(alice: User, opportunity: Opportunity) -> None:
    update_stakeholder(user=alice, stakeholder_id=part_of("周明").pk, left=TODAY)
    assert key_persons(opportunity) == {"方敏"}
    undo_last_gesture(user=alice)
    assert key_persons(opportunity) == {"周明", "方敏"}


def test_nobody_is_said_to_have_left_who_sits_on_the_chart(alice: User, opportunity: Opportunity, seat: Seat) -> None:
    with pytest.raises(TongpinError) as refused:
        update_stakeholder(user=alice, stakeholder_id=part_of("周明").pk, left=TODAY)
    assert "left" in refused.value.values["fields"]
    assert "设备部长" in refused.value.message
    assert part_of("周明").left is None


def test_a_deal_file_carries_who_has_left(alice: User, opportunity: Opportunity, seat: Seat) -> None:
    vacate_seat(user=alice, seat_id=seat.pk, until=TODAY)
    text = dealfile.dump(export_case(user=alice, opportunity_id=opportunity.pk))
    assert "left: 2026-03-02" in text
    again = text.replace("plant-1", "plant-2").replace("name: 东湖钢厂\n", "name: 西山钢厂\n")
    copy = import_case(user=alice, case=dealfile.load(again, "again.yaml"))
    assert left(copy) == {"s1": TODAY, "s2": None}
