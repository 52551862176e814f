"""The facts of a trouble on paper, in the customer's language: what happened and what was done (METHOD 9.3).

For supporters who must answer for us before colleagues. Facts only: nobody's fault, no attitudes, nothing internal.
"""

import datetime as dt
from collections.abc import Iterator

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongpin.crm.opportunities.models import Opportunity
from tongpin.exchange.office.letter import Block, Grid, Heading, Letter, Words
from tongpin.method.case import Metric
from tongpin.method.dossier import Dossier
from tongpin.method.serving import Ticket
from tongpin.method.trouble import Trouble

MOST_READINGS = 8


def fact_sheet_of(opportunity: Opportunity, dossier: Dossier, trouble: Trouble) -> Letter:
    """The sheet in the language of the case, whatever the reader's."""
    case = dossier.case
    with translation.override(case.lang.lower()):
        title = trouble.ticket.text[:60]
        return Letter(
            lang=case.lang,
            kind=pgettext("on paper", "Fact sheet"),
            title=title,
            to=opportunity.account.name,
            sender=opportunity.our_company,
            facts=((pgettext("on paper", "Date"), date_format(dossier.today, pgettext("day on paper", "j F Y"))),),
            footer=" · ".join(part for part in (opportunity.our_company, title) if part),
            blocks=tuple(_blocks(trouble, case.implementation.metrics)),
        )


def _blocks(trouble: Trouble, metrics: tuple[Metric, ...]) -> Iterator[Block]:
    ticket = trouble.ticket
    yield Heading(_("What happened"))
    yield Words(ticket.text)
    yield Heading(_("What was done, and when"))
    yield Grid(head=(_("Step"), _("Day")), shares=(0.7, 0.3), rows=tuple(_steps(ticket)))
    if ticket.cause:
        yield Heading(_("The cause"))
        yield Words(ticket.cause)
    since = [metric for metric in metrics if metric.date >= (ticket.solved or ticket.reported)]
    if since:
        yield Heading(_("Measured since"))
        head = (_("Measure"), _("Day"), _("Reading"), _("Target"))
        yield Grid(head=head, shares=(0.4, 0.2, 0.2, 0.2), rows=tuple(map(_reading, since[-MOST_READINGS:])))
    if trouble.state not in ("effect_left", "closed"):
        yield Words(_("Work on this goes on; this sheet will be brought up to date."), "quiet")


def _steps(ticket: Ticket) -> Iterator[tuple[str, str]]:
    yield _("Reported to us"), f"{_day(ticket.reported)} {ticket.reported_hour}".strip()
    if ticket.answered is not None:
        yield _("First answer"), f"{_day(ticket.answered)} {ticket.answered_hour}".strip()
    if ticket.escalated is not None:
        yield _("Taken up by %(who)s") % {"who": ticket.escalated_to or _("our management")}, _day(ticket.escalated)
    if ticket.solved is not None:
        yield _("Solved"), _day(ticket.solved)


def _reading(metric: Metric) -> tuple[str, ...]:
    return metric.name, _day(metric.date), metric.value, metric.target


def _day(date: dt.date) -> str:
    return date_format(date, "SHORT_DATE_FORMAT")
