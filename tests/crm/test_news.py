"""A person at the customer's leaves, moves or joins: everybody of ours on the purchase hears what hangs on it."""

import pytest

from tests.crm.builders import TODAY
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.models import Notice, Opportunity, Person, Seat, Stakeholder, User
from tongpin.crm.notices.selectors import news_of, seen
from tongpin.crm.opportunities.actions import close_opportunity, share_opportunity
from tongpin.crm.opportunities.people import update_stakeholder
from tongpin.crm.organisation.actions import add_seat, seat_person, vacate_seat
from tongpin.crm.people.actions import draw_line
from tongpin.crm.team.actions import add_member
from tongpin.method.wording import render


@pytest.fixture
def seat(alice: User, opportunity: Opportunity) -> Seat:
    """周明's."""
    return add_seat(user=alice, account_id=opportunity.account_id, title="设备部长", holder="周明")


def heard(user: User) -> list[str]:
    return [render(news.text, "zh-Hans") for news in news_of(user=user)]


def test_drawing_the_chart_is_no_news(bob: User, alice: User, opportunity: Opportunity, seat: Seat) -> None:
    share_opportunity(user=alice, opportunity_id=opportunity.pk, with_user=bob)
    assert heard(bob) == []


def test_the_team_hears_that_the_coach_has_left_and_what_to_do(
    alice: User, bob: User, maria: User, charlie: User, opportunity: Opportunity, seat: Seat
) -> None:
    add_member(user=alice, opportunity_id=opportunity.pk, name="李伟", colleague=bob)
    share_opportunity(user=alice, opportunity_id=opportunity.pk, with_user=bob)
    part = Stakeholder.objects.get(opportunity=opportunity, code="s1")
    update_stakeholder(user=alice, stakeholder_id=part.pk, roles=["coach"])
    draw_line(user=alice, opportunity_id=opportunity.pk, speaker="s1", listener="s2")
    vacate_seat(user=alice, seat_id=seat.pk)
    text = "周明离开了设备部长。方敏听他的。今天就联系他，问清内部现状和接任的人，再找第二位肯讲实情的人。"
    assert heard(bob) == heard(maria) == [text]
    assert heard(charlie) == heard(alice) == []


def test_a_successor_and_who_moves_are_told_of(alice: User, maria: User, opportunity: Opportunity, seat: Seat) -> None:
    fang = Person.objects.get(name="方敏")
    add_seat(user=alice, account_id=opportunity.account_id, title="采购科长", holder="方敏")
    seat_person(user=alice, seat_id=seat.pk, person_id=fang.pk, since=TODAY)
    kinds = [news.kind for news in news_of(user=maria)]
    assert sorted(kinds) == ["person_left", "person_moved"]
    seat_person(user=alice, seat_id=seat.pk, name="钱新")
    assert heard(maria)[0] == "钱新新任设备部长。一周内去认识他，别假定他知道之前谈过什么。"


def test_closed_purchases_are_left_in_peace(alice: User, maria: User, opportunity: Opportunity, seat: Seat) -> None:
    close_opportunity(user=alice, opportunity_id=opportunity.pk, result="lost", reason="价格")
    vacate_seat(user=alice, seat_id=seat.pk)
    assert heard(maria) == []


def test_news_is_seen_once_and_taken_back_with_the_deed(
    alice: User, maria: User, opportunity: Opportunity, seat: Seat
) -> None:
    vacate_seat(user=alice, seat_id=seat.pk)
    undo_last_gesture(user=alice)
    assert not Notice.objects.exists()
    vacate_seat(user=alice, seat_id=seat.pk)
    seen(user=alice, notice_id=news_of(user=maria)[0].id)
    assert len(heard(maria)) == 1
    seen(user=maria, notice_id=news_of(user=maria)[0].id)
    assert heard(maria) == []
