"""Tickets in the database: taken down, answered, solved, undone, told above; sales that grow (METHOD 9.3, 9.4)."""

import datetime as dt
from typing import Any

import pytest

from tests.crm.builders import TODAY, everything
from tongpin.crm.activities.actions import delete_activity, record_activity
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.casefile import case_of
from tongpin.crm.errors import TongpinError
from tongpin.crm.judging import said
from tongpin.crm.models import Need, Notice, Opportunity, Stakeholder, Ticket, User
from tongpin.crm.needs.actions import add_need
from tongpin.crm.organisation.models import Seat, Tenure
from tongpin.crm.service import actions as service
from tongpin.crm.service.growing import grow_opportunity
from tongpin.crm.service.selectors import growth_of, open_tickets, pressing_tickets
from tongpin.crm.users.models import Role


@pytest.fixture
def tom(alice: User) -> User:
    return User.objects.create(username="tom", name="Tom", role=Role.MANAGER, team=alice.team)


def report(user: User, opportunity: Opportunity, **facts: Any) -> Ticket:
    told = {"text": "二号泵漏油，产线停了", "who": "s1", "severity": 5, **facts}
    return service.add_ticket(user=user, opportunity_id=opportunity.pk, **told)  # type: ignore[arg-type]


def test_a_ticket_goes_to_whoever_holds_the_tie(alice: User, opportunity: Opportunity, tom: User) -> None:
    Stakeholder.objects.filter(opportunity=opportunity, code="s1").update(owner="周航")
    assert report(alice, opportunity).owner == "周航"
    assert not Notice.objects.exists()


def test_nobodys_ticket_is_told_to_the_manager_at_once(alice: User, opportunity: Opportunity, tom: User) -> None:
    ticket = report(alice, opportunity)
    assert ticket.owner == ""
    notice = Notice.objects.get()
    assert (notice.user, notice.kind) == (tom, "ticket")
    assert "漏油" in str(dict(said(notice.text).values))
    service.assign_ticket(user=tom, ticket_id=ticket.pk, owner=alice.name)
    assert Notice.objects.latest("pk").user == alice


def test_answer_solution_and_effect_come_one_after_another(alice: User, opportunity: Opportunity) -> None:
    ticket = report(alice, opportunity, reported_hour="09:10")
    with pytest.raises(TongpinError, match=r"先解决问题|First the trouble"):
        service.undo_effect(user=alice, ticket_id=ticket.pk)
    answered = service.answer_ticket(user=alice, ticket_id=ticket.pk)
    assert (answered.answered, answered.owner) == (TODAY, str(alice))
    assert len(answered.answered_hour) == 5
    with pytest.raises(TongpinError) as refused:
        service.answer_ticket(user=alice, ticket_id=ticket.pk)
    assert refused.value.code == "already_done"
    assert service.solve_ticket(user=alice, ticket_id=ticket.pk, cause="密封圈老化").cause == "密封圈老化"
    assert service.undo_effect(user=alice, ticket_id=ticket.pk).undone == TODAY
    assert open_tickets(user=alice) == []


def test_a_complaint_becomes_a_ticket_with_its_words(alice: User, opportunity: Opportunity) -> None:
    entry = record_activity(
        user=alice, opportunity_id=opportunity.pk, kind="complaint", direction="in", text="又停机了！", who=["s2"]
    )
    ticket = service.take_up_complaint(user=alice, activity_id=entry.pk)
    assert (ticket.text, ticket.reported, ticket.stakeholder.code) == ("又停机了！", TODAY, "s2")  # type: ignore[union-attr]
    assert case_of(opportunity.pk, TODAY).tickets[0].entry == entry.code
    with pytest.raises(TongpinError) as refused:
        service.take_up_complaint(user=alice, activity_id=entry.pk)
    assert refused.value.code == "already_taken"
    delete_activity(user=alice, activity_id=entry.pk)
    assert Ticket.objects.get().activity is None


@pytest.mark.parametrize(
    "facts",
    [
        {"severity": 6},
        {"reported": dt.date(1900, 1, 1)},
        {"reported_hour": "25:00"},
        {"answered": dt.date(2020, 1, 1)},
        {"who": "nobody"},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_kept(
    alice: User, opportunity: Opportunity, facts: dict[str, Any]
) -> None:
    with pytest.raises(TongpinError):
        report(alice, opportunity, **facts)
    assert not Ticket.objects.exists()


def test_every_deed_can_be_taken_back(alice: User, opportunity: Opportunity) -> None:
    ticket = report(alice, opportunity)
    for deed in (
        lambda: service.answer_ticket(user=alice, ticket_id=ticket.pk),
        lambda: service.escalate_ticket(user=alice, ticket_id=ticket.pk, to="刘总"),
        lambda: service.update_ticket(user=alice, ticket_id=ticket.pk, who="s2", severity=2),
        lambda: service.remove_ticket(user=alice, ticket_id=ticket.pk),
    ):
        before = everything()
        deed()
        assert everything() != before
        undo_last_gesture(user=alice)
        assert everything() == before


def test_the_list_has_nobodys_first_and_asks_hardly_anything(
    alice: User, opportunity: Opportunity, django_assert_max_num_queries: Any
) -> None:
    for severity, owner in ((1, "周航"), (5, "周航"), (2, "")):
        report(alice, opportunity, who="", severity=severity, owner=owner)
    with django_assert_max_num_queries(2):
        rows = open_tickets(user=alice)
    assert [(row.ticket.severity, row.state) for row in rows] == [
        (2, "nobodys"),
        (5, "unanswered"),
        (1, "unanswered"),
    ]
    assert [row.ticket.severity for row in pressing_tickets(user=alice)] == [2]


def test_whoever_was_told_that_it_is_over_before_it_is_solved_still_has_open_trouble(
    alice: User, opportunity: Opportunity
) -> None:
    ticket = report(alice, opportunity)
    service.update_ticket(user=alice, ticket_id=ticket.pk, undone=TODAY)
    assert [row.id for row in open_tickets(user=alice)] == [ticket.pk]


def test_who_asks_above_tells_the_one_who_keeps_the_sale_and_the_one_who_is_to_call(
    alice: User, opportunity: Opportunity, tom: User
) -> None:
    ticket = report(alice, opportunity, owner="周航")
    director = User.objects.create(username="director", name="刘总", role=Role.ADMIN)
    service.escalate_ticket(user=tom, ticket_id=ticket.pk, to="刘总")
    assert set(Notice.objects.values_list("user", flat=True)) == {alice.pk, director.pk}


def test_nobody_sees_tickets_of_sales_that_he_may_not_see(alice: User, opportunity: Opportunity) -> None:
    report(alice, opportunity)
    stranger = User.objects.create(username="stranger", name="Stranger", role=Role.SALESPERSON)
    assert open_tickets(user=stranger) == []
    with pytest.raises(TongpinError) as refused:
        service.answer_ticket(user=stranger, ticket_id=Ticket.objects.get().pk)
    assert refused.value.code == "not_found"


# ---------------------------------------------------------------- what grows
def test_a_new_need_of_a_served_customer_becomes_a_linked_sale(alice: User, opportunity: Opportunity) -> None:
    here = {"user": alice, "opportunity_id": opportunity.pk}
    signed = dt.date(2026, 2, 12)
    need = add_need(**here, text="二号线也要换", date=dt.date(2026, 3, 1), who="s1")  # type: ignore[arg-type]
    assert growth_of(user=alice, opportunity=opportunity, since=None).needs == []
    assert growth_of(user=alice, opportunity=opportunity, since=signed).needs == [need]
    fresh = grow_opportunity(**here, name="二号线液压油", need_ids=[need.pk])  # type: ignore[arg-type]
    assert (fresh.origin, fresh.segment, fresh.account) == (opportunity, "repeat", opportunity.account)
    kept = case_of(fresh.pk, TODAY)
    assert [(item.text, item.who) for item in kept.needs] == [("二号线也要换", "s1")]
    assert [person.name for person in kept.stakeholders] == ["周明", "方敏"]
    assert kept.timeline == ()
    after = growth_of(user=alice, opportunity=opportunity, since=signed)
    assert (after.needs, after.grown) == ([], [fresh]), "what has become a sale is not offered again"
    assert growth_of(user=alice, opportunity=fresh, since=None).origin == opportunity


def test_a_sale_grows_from_needs_and_from_nothing_else(alice: User, opportunity: Opportunity) -> None:
    foreign = Need.objects.create(
        opportunity=Opportunity.objects.create(
            code="other", account=opportunity.account, owner=alice, playbook_name="x", playbook_version=1
        ),
        text="别人的",
        date=TODAY,
    )
    for ids in ([], [foreign.pk]):
        with pytest.raises(TongpinError) as refused:
            grow_opportunity(user=alice, opportunity_id=opportunity.pk, name="新单", need_ids=ids)
        assert refused.value.code == "invalid"
    assert not Opportunity.objects.filter(origin=opportunity).exists()


def test_who_has_left_by_the_chart_is_not_brought_along(alice: User, opportunity: Opportunity) -> None:
    need = add_need(user=alice, opportunity_id=opportunity.pk, text="新库", date=TODAY)
    gone = Stakeholder.objects.get(opportunity=opportunity, code="s2").person
    seat = Seat.objects.create(account=opportunity.account, title="设备科长")
    Tenure.objects.create(
        account=opportunity.account, seat=seat, person=gone, ended=True, until=TODAY - dt.timedelta(days=9)
    )
    fresh = grow_opportunity(user=alice, opportunity_id=opportunity.pk, name="新库油站", need_ids=[need.pk])
    assert [person.name for person in case_of(fresh.pk, TODAY).stakeholders] == ["周明"]


def test_growing_can_be_taken_back_whole(alice: User, opportunity: Opportunity) -> None:
    need = add_need(user=alice, opportunity_id=opportunity.pk, text="新库", date=TODAY)
    before = everything()
    grow_opportunity(user=alice, opportunity_id=opportunity.pk, name="新库油站", need_ids=[need.pk])
    undo_last_gesture(user=alice)
    assert everything() == before
