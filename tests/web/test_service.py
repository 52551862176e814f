"""Service on the pages: what a stranger may not see, what cannot be saved, and what it costs to show."""

import datetime as dt
from typing import Any

import pytest

from tests.crm.builders import plant
from tests.web.conftest import Visit
from tongpin.crm.models import Ticket
from tongpin.crm.needs.actions import add_need
from tongpin.crm.opportunities.actions import close_opportunity
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.service.actions import add_ticket
from tongpin.crm.users.models import User


@pytest.fixture
def ticket(alice: User, opportunity: Opportunity) -> Ticket:
    return add_ticket(user=alice, opportunity_id=opportunity.pk, text="<b>漏油</b>", who="s1", severity=5)


def test_the_view_shows_the_words_as_they_stand(at: Visit, alice: User, ticket: Ticket) -> None:
    shown = at(alice).get(f"/opportunities/{ticket.opportunity_id}?tab=delivery&view=service").content.decode()
    assert "&lt;b&gt;漏油&lt;/b&gt;" in shown
    assert "nobody" in shown


def test_a_stranger_finds_nothing(at: Visit, charlie: User, ticket: Ticket) -> None:
    page = f"/opportunities/{ticket.opportunity_id}/tickets/{ticket.pk}"
    for address in (f"{page}/facts.docx", f"{page}/assign", f"{page}/escalate"):
        assert at(charlie).get(address).status_code == 404
    for address in (f"{page}/answer", f"{page}/solve", f"{page}/undo"):
        assert at(charlie).post(address).status_code == 404
    assert "漏油" not in at(charlie).get("/service").content.decode()


def test_needs_since_a_sale_was_won_are_offered_though_nobody_noted_the_signature(
    at: Visit, alice: User, opportunity: Opportunity
) -> None:
    here: dict[str, Any] = {"user": alice, "opportunity_id": opportunity.pk}
    need = add_need(**here, text="二号线也要换", date=dt.date(2026, 2, 20))
    view = f"/opportunities/{opportunity.pk}?tab=delivery&view=service"
    assert f"/grow?need={need.pk}" not in at(alice).get(view).content.decode()
    close_opportunity(**here, result="won", reason="试用数据", date=dt.date(2026, 2, 12))
    assert f"/grow?need={need.pk}" in at(alice).get(view).content.decode()
    answer = at(alice).post(f"/opportunities/{opportunity.pk}/grow", {"name": "二号线", "need_ids": [need.pk]})
    assert answer.status_code == 302
    assert f"/grow?need={need.pk}" not in at(alice).get(view).content.decode()


def test_a_ticket_of_another_sale_is_not_there(at: Visit, alice: User, ticket: Ticket) -> None:
    other = plant(alice, "plant-2")
    for here, status in ((ticket.opportunity_id, 200), (other.pk, 404)):
        assert at(alice).get(f"/opportunities/{here}/tickets/{ticket.pk}/facts.docx").status_code == status


@pytest.mark.parametrize(
    ("field", "value"), [("reported", "2026-02-30"), ("severity", "9"), ("text", ""), ("reported_hour", "99:99")]
)
def test_what_cannot_be_is_told_and_the_form_keeps_the_rest(
    at: Visit, alice: User, opportunity: Opportunity, field: str, value: str
) -> None:
    told = {"text": "停机", "reported": "2026-03-01", field: value}
    answer = at(alice).post(f"/opportunities/{opportunity.pk}/records/ticket/add", told)
    assert answer.status_code == 422
    assert not Ticket.objects.exists()


def test_the_view_costs_the_same_for_one_ticket_and_for_ten(
    at: Visit, alice: User, ticket: Ticket, django_assert_max_num_queries: Any
) -> None:
    for _ in range(9):
        add_ticket(user=alice, opportunity_id=ticket.opportunity_id, text="又一件", severity=1)
    client = at(alice)
    with django_assert_max_num_queries(55):
        client.get(f"/opportunities/{ticket.opportunity_id}?tab=delivery&view=service")
