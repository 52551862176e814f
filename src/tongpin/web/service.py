"""Service 服务: trouble of all customers that is not over, what is nobody's first."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongpin.crm.service.selectors import OpenTicket, open_tickets, pressing_tickets
from tongpin.crm.users.models import User
from tongpin.web.cited import day
from tongpin.web.opportunity.service import STATE_CSS
from tongpin.web.opportunity.service_forms import SEVERITIES
from tongpin.web.pages import SignedIn, page
from tongpin.web.texts import known


@page
def service(request: SignedIn) -> HttpResponse:
    """The list."""
    rows = [ticket_card(item) for item in open_tickets(user=request.user)]
    return render(request, "service.html", {"area": "service", "tickets": rows})


def pressing_cards(user: User) -> list[dict[str, Any]]:
    """What of it presses today."""
    return [ticket_card(item) for item in pressing_tickets(user=user)]


def ticket_card(item: OpenTicket) -> dict[str, Any]:
    """A ticket with prepared strings."""
    ticket = item.ticket
    address = reverse("opportunity", args=[item.opportunity_id])
    return {
        "href": f"{address}?tab=delivery&view=service#ticket-{item.id}",
        "text": ticket.text,
        "opportunity": item.opportunity,
        "account": item.account,
        "who": item.who,
        "owner": ticket.owner,
        "severity": str(SEVERITIES[str(ticket.severity)]) if ticket.severity else "",
        "state": known(f"trouble.states.{item.state}"),
        "css": STATE_CSS[item.state],
        "reported": f"{day(ticket.reported)} {ticket.reported_hour}".strip(),
        "due": day(item.due),
        "late": bool(item.passed),
    }
