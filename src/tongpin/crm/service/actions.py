"""Every write to tickets: trouble taken down, answered, solved, and its effect undone (METHOD 9.3)."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tongpin.crm import clock, judging, records
from tongpin.crm.activities.models import Activity
from tongpin.crm.audit.gesture import Gesture
from tongpin.crm.errors import TongpinError
from tongpin.crm.notices.models import Notice
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.crm.opportunities.policy import who_see
from tongpin.crm.service.models import Ticket
from tongpin.crm.users.models import Role, User
from tongpin.method.wording import quoted, say

EDITABLE = (
    *("reported", "reported_hour", "text", "severity", "owner", "answered", "answered_hour"),
    *("solved", "undone", "escalated", "escalated_to", "cause", "effect"),
)
FIRST_LINE = 200
"""Characters of an entry that a ticket made of it takes over."""


def add_ticket(
    *,
    user: User,
    opportunity_id: int,
    text: str,
    reported: dt.date | None = None,
    who: str = "",
    entry: str = "",
    **facts: Any,
) -> Ticket:
    """Takes trouble down; `facts`: other columns of `EDITABLE`. Without an `owner` it goes to whoever of ours holds the
    tie to the one who told it; where nobody does, the owner of the sale and his manager hear of it at once."""
    with records.work_on(user, opportunity_id, "add_ticket") as (opportunity, deed):
        named = _named(opportunity, who, entry)
        return _take_down(deed, opportunity, text=text, reported=reported or clock.today(), **facts, **named)


def take_up_complaint(*, user: User, activity_id: int) -> Ticket:
    """Makes a ticket of an entry, with its day, its words and the one who told it. Raises `already_taken`."""
    with records.work_on_record(user, Activity, activity_id, "take_up_complaint") as (entry, opportunity, deed):
        if Ticket.objects.filter(activity=entry).exists():
            raise TongpinError("already_taken", _("This entry has a ticket already."), 409)
        first = entry.participations.order_by("pk").values_list("stakeholder", flat=True).first()
        person = None if first is None else Stakeholder.objects.get(pk=first)
        told = entry.text.strip() or _("Complaint")
        text = told if len(told) <= FIRST_LINE else f"{told[:FIRST_LINE].rstrip()}…"
        return _take_down(deed, opportunity, text=text, reported=entry.date, stakeholder=person, activity=entry)


def update_ticket(*, user: User, ticket_id: int, **changes: Any) -> Ticket:
    """Changes columns of `EDITABLE`, and `who` and `entry`."""
    with records.work_on_record(user, Ticket, ticket_id, "update_ticket") as (ticket, opportunity, deed):
        values = dict(changes)
        named = _named(opportunity, values.pop("who", None), values.pop("entry", None))
        deed.change(ticket, **records.checked_changes(ticket, values, EDITABLE), **named)
        return ticket


def remove_ticket(*, user: User, ticket_id: int) -> None:
    """Takes a ticket away."""
    records.remove_record(Ticket, user=user, pk=ticket_id, action="remove_ticket")


def answer_ticket(*, user: User, ticket_id: int) -> Ticket:
    """The customer has heard from us for the first time, now."""
    with records.work_on_record(user, Ticket, ticket_id, "answer_ticket") as (ticket, _opportunity, deed):
        _refuse_twice(ticket.answered)
        hour = f"{timezone.localtime():%H:%M}" if ticket.reported_hour else ""
        _change(deed, ticket, answered=clock.today(), answered_hour=hour, owner=ticket.owner or str(user))
        return ticket


def solve_ticket(*, user: User, ticket_id: int, cause: str = "") -> Ticket:
    """It is solved today; `cause` as far as it is known. Who solves has answered."""
    with records.work_on_record(user, Ticket, ticket_id, "solve_ticket") as (ticket, _opportunity, deed):
        _refuse_twice(ticket.solved)
        today = clock.today()
        known = {"cause": cause} if cause.strip() else {}
        _change(deed, ticket, solved=today, answered=ticket.answered or today, owner=ticket.owner or str(user), **known)
        return ticket


def undo_effect(*, user: User, ticket_id: int) -> Ticket:
    """Whoever heard of it at the customer's has heard that it is over. Raises `not_solved` before the solution."""
    with records.work_on_record(user, Ticket, ticket_id, "undo_effect") as (ticket, _opportunity, deed):
        if ticket.solved is None:
            message = _("First the trouble itself is solved, then its effect inside the customer.")
            raise TongpinError("not_solved", message, 409)
        _refuse_twice(ticket.undone)
        _change(deed, ticket, undone=clock.today())
        return ticket


def assign_ticket(*, user: User, ticket_id: int, owner: str) -> Ticket:
    """Says whose it is; he hears of it where he signs in under that name."""
    with records.work_on_record(user, Ticket, ticket_id, "assign_ticket") as (ticket, opportunity, deed):
        named = records.require_text(owner, field="owner", message=_("Name one of ours."), longest=200)
        _change(deed, ticket, owner=named)
        _tell(deed, opportunity, ticket, "yours", _called(named))
        return ticket


def escalate_ticket(*, user: User, ticket_id: int, to: str) -> Ticket:
    """Asks somebody above to call the customer; he hears of it where he signs in under that name, and so do whoever
    keeps the sale and his manager."""
    with records.work_on_record(user, Ticket, ticket_id, "escalate_ticket") as (ticket, opportunity, deed):
        named = records.require_text(to, field="to", message=_("Name who calls the customer."), longest=200)
        _change(deed, ticket, escalated=clock.today(), escalated_to=named)
        _tell(deed, opportunity, ticket, "escalated", [*_called(named), opportunity.owner, *_above(opportunity)])
        return ticket


def _take_down(deed: Gesture, opportunity: Opportunity, **facts: Any) -> Ticket:
    codes = Ticket.objects.filter(opportunity=opportunity).values_list("code", flat=True)
    ticket = Ticket(opportunity=opportunity, code=records.next_code(codes, "t"), **facts)
    ticket.owner = ticket.owner or (ticket.stakeholder.owner if ticket.stakeholder is not None else "")
    made = deed.make(records.checked(ticket))
    if not made.owner:
        _tell(deed, opportunity, made, "nobodys", [opportunity.owner, *_above(opportunity)])
    return made


def _change(deed: Gesture, ticket: Ticket, **values: Any) -> None:
    deed.change(ticket, **records.checked_changes(ticket, values, EDITABLE))


def _refuse_twice(done: dt.date | None) -> None:
    if done is not None:
        raise TongpinError("already_done", _("This is recorded already. Change it in the ticket itself."), 409)


def _named(opportunity: Opportunity, who: str | None, entry: str | None) -> dict[str, Any]:
    """Rows by their codes; an empty code means none, `None` leaves the column alone."""
    found: dict[str, Any] = {}
    if who is not None:
        found["stakeholder"] = records.stakeholder_of(opportunity, who) if who else None
    if entry is not None:
        found["activity"] = records.activity_of(opportunity, entry) if entry else None
    return found


def _called(name: str) -> list[User]:
    return list(User.objects.filter(name=name, is_active=True))


def _above(opportunity: Opportunity) -> list[User]:
    """Who leads the team of the sale."""
    if opportunity.team_id is None:
        return []
    return list(User.objects.filter(role=Role.MANAGER, team=opportunity.team_id, is_active=True))


def _tell(deed: Gesture, opportunity: Opportunity, ticket: Ticket, told: str, users: list[User]) -> None:
    seeing = who_see(opportunity, users)
    text = judging.kept(say(f"trouble.notices.{told}", words=quoted(ticket.text), who=str(deed.user)))
    others = dict.fromkeys(user.pk for user in users if user.pk in seeing and user.pk != deed.user.pk)
    deed.make_all(Notice, [Notice(opportunity=opportunity, user_id=pk, kind="ticket", text=text) for pk in others])
