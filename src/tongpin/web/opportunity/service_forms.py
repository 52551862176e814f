"""Forms of trouble after delivery, and of the sale that grows from serving well."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.team.selectors import members_of
from tongpin.web.forms import Day, Hour, Line, Money, OneOf, PlainForm, Several, Text
from tongpin.web.opportunity.forms import RecordForm
from tongpin.web.texts import Texts

SEVERITIES: Texts = {
    "1": pgettext_lazy("trouble", "1 · a wish"),
    "2": pgettext_lazy("trouble", "2 · a nuisance"),
    "3": pgettext_lazy("trouble", "3 · work is slower"),
    "4": pgettext_lazy("trouble", "4 · work is held up"),
    "5": pgettext_lazy("trouble", "5 · everything stands still"),
}
HOURS = ("reported_hour", "answered_hour")


class ReportForm(RecordForm):
    """Trouble as it is told: the rest follows."""

    text = Text(label=_("What is wrong, in their words"), rows=2)
    who = forms.ChoiceField(label=_("Who told it"), required=False)
    severity = OneOf(SEVERITIES, label=_("How bad"), required=False, coerce=int)
    reported = Day(label=_("Reported on"))
    reported_hour = Hour(label=pgettext_lazy("hour", "at"), required=False)
    owner = forms.ChoiceField(
        label=_("Who of ours sees to it"),
        required=False,
        help_text=_("Left empty, it goes to whoever holds the tie; if nobody does, the manager hears of it"),
    )
    effect = Line(label=_("What it did inside the customer"), required=False)
    entry = forms.ChoiceField(label=_("Which entry tells it?"), required=False)

    def __init__(self, *args: Any, ours: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [*ours, *([kept] if (kept := self.initial.get("owner")) and kept not in ours else [])]
        self.choose("owner", [(name, name) for name in named], empty=_("Nobody yet"))

    def values(self) -> dict[str, Any]:
        values = super().values()
        hours = {name: f"{values[name]:%H:%M}" if values[name] else "" for name in HOURS if name in values}
        return {**values, **hours}

    @classmethod
    def offers(cls, opportunity: Opportunity) -> dict[str, Any]:
        return {"ours": [member.name for member in members_of(opportunity)]}


class TicketForm(ReportForm):
    """The same with all that happened since."""

    answered = Day(label=_("First answer on"), required=False)
    answered_hour = Hour(label=pgettext_lazy("hour", "at"), required=False)
    solved = Day(label=_("Solved on"), required=False)
    cause = Line(label=_("Cause"), required=False)
    undone = Day(label=_("Effect undone on"), required=False)
    escalated_to = Line(label=_("Who above was asked to call"), required=False, max_length=200)
    escalated = Day(label=_("asked on"), required=False)


class AssignForm(PlainForm):
    """Whose it is."""

    owner = forms.ChoiceField(label=_("Who of ours sees to it"))


class EscalateForm(PlainForm):
    """Who above calls the customer."""

    to = Line(label=_("Who above calls the customer"), max_length=200)


class GrowForm(PlainForm):
    """A new sale from needs of this one."""

    WIDE = frozenset({"need_ids", "name"})
    name = Line(label=_("Name of the new opportunity"), max_length=200)
    need_ids = Several(label=_("Needs that it is about"))
    amount = Money(label=_("Amount, as far as it is known"), required=False)
