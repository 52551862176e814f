"""Forms of the delivery: milestones, instalments, expectations, measures, readings, reminders, answers to warnings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongpin.crm.delivery.models import Invoice, Milestone
from tongpin.crm.delivery.selectors import measure_names
from tongpin.crm.opportunities.models import Opportunity
from tongpin.web.forms import Day, Line, Money, OneOf, PlainForm, Text
from tongpin.web.opportunity.delivery_words import BETTER, MILESTONES, SOURCES, STATES
from tongpin.web.opportunity.forms import CURRENCIES, RecordForm


class MilestoneForm(RecordForm):
    """A step of the delivery."""

    name = Line(label=_("What is to be done"), max_length=200)
    kind = OneOf(MILESTONES, label=_("Kind"))
    due = Day(label=_("Planned for"), required=False)
    done = Day(label=_("Done on"), required=False)
    owner = Line(label=_("Who sees to it, of ours or theirs"), required=False, max_length=200)
    note = Line(label=pgettext_lazy("invoice", "Note"), required=False)


class InstalmentForm(RecordForm):
    """A part of the price."""

    name = Line(label=pgettext_lazy("instalment", "Part of the price"), max_length=200)
    amount = Money(label=_("Amount with tax"))
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    due = Day(label=_("Due"), required=False)
    milestone_id = forms.TypedChoiceField(label=_("Falls due with"), required=False, coerce=int, empty_value=None)
    invoice_id = forms.TypedChoiceField(
        label=_("Billed with the invoice"), required=False, coerce=int, empty_value=None
    )

    def __init__(
        self, *args: Any, milestones: list[tuple[str, str]], invoices: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choose("milestone_id", milestones, empty=_("No milestone"))
        self.choose("invoice_id", invoices, empty=_("Not billed yet"))

    @classmethod
    def offers(cls, opportunity: Opportunity) -> dict[str, Any]:
        steps = Milestone.objects.filter(opportunity=opportunity).order_by("due", "pk").values_list("pk", "name")
        bills = Invoice.objects.filter(opportunity=opportunity, amount__gt=0).order_by("date", "pk")
        return {
            "milestones": [(str(pk), name) for pk, name in steps],
            "invoices": [(str(pk), number) for pk, number in bills.values_list("pk", "number")],
        }


class ExpectationForm(RecordForm):
    """What the customer expects, best written down before the signature."""

    text = Text(label=_("What they expect, in their words"), rows=2)
    date = Day(label=_("Recorded on"))
    who = forms.ChoiceField(label=_("Who expects it"), required=False)
    source = OneOf(SOURCES, label=_("Where it comes from"))
    measure = forms.ChoiceField(label=_("Shown by the measure"), required=False)
    target = Line(label=_("Target"), required=False, help_text=_("with its unit"), max_length=200)
    due = Day(label=_("By when"), required=False)
    state = OneOf(STATES, label=_("State"))
    settled = Day(label=_("Settled on"), required=False)
    result = Line(label=_("What came of it"), required=False)

    def __init__(self, *args: Any, measures: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.initial.get("measure")
        named = [*measures, *([kept] if kept and kept not in measures else [])]
        self.choose("measure", [(name, name) for name in named], empty=_("None"))

    @classmethod
    def offers(cls, opportunity: Opportunity) -> dict[str, Any]:
        return {"measures": measure_names(opportunity)}


class MeasureForm(RecordForm):
    """A result measure of the customer's own."""

    name = Line(label=_("What is measured"), max_length=200)
    unit = Line(label=_("Unit"), required=False, max_length=40)
    better = OneOf(BETTER, label=_("Which way is good"))
    baseline = forms.DecimalField(label=_("How it was before"), required=False)
    low = forms.DecimalField(label=_("Well from"), required=False)
    high = forms.DecimalField(label=_("Well up to"), required=False)
    note = Line(label=_("How it is measured, and by whom"), required=False)


class ReadingsForm(PlainForm):
    """Readings: rows pasted, or a file."""

    WIDE = frozenset({"file"})
    rows = Text(label=_("Rows of readings"), rows=8, required=False, max_length=2_000_000)
    file = forms.FileField(label=_("or a file (.xlsx, .csv)"), required=False)


class ReminderForm(PlainForm):
    """That we asked for a payment."""

    date = Day(label=_("Asked on"))
    text = Text(label=_("What they said"), rows=2, required=False)
    promised = Day(label=_("Promised to pay by"), required=False)


class AnswerForm(PlainForm):
    """What we do about a warning, or how we know that there is nothing in it."""

    answer = Text(label=_("In a sentence or two"), rows=2, max_length=2000)
