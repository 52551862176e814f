"""Forms for the records of an opportunity; field names are the columns that the actions take."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongpin.crm.opportunities.models import Opportunity
from tongpin.web import texts
from tongpin.web.forms import Day, Figures, Line, Money, OneOf, PlainForm, Several, Text, YesNo

CURRENCIES = ("CNY", "TWD", "HKD", "USD", "EUR", "GBP", "JPY", "SGD")


class RecordForm(PlainForm):
    """A form that knows the people of the opportunity, and its entries where a field ``entry`` names one.

    ``WHO``: its field that names one of the people.
    """

    WHO = "who"

    def __init__(
        self, *args: Any, people: list[tuple[str, str]], entries: list[tuple[str, str]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if entries is not None:
            self.choose("entry", entries, empty=_("No entry"))
        if self.WHO in self.fields:
            several = isinstance(self.fields[self.WHO], Several)
            self.choose(self.WHO, people, empty=None if several else _("Nobody in particular"))

    def values(self) -> dict[str, Any]:
        """What the action gets."""
        return dict(self.cleaned_data)

    @classmethod
    def offers(cls, opportunity: Opportunity) -> dict[str, Any]:
        """What else it is made with, looked up for the opportunity."""
        return {}


class CommitmentForm(RecordForm):
    WHO = "person"
    text = Text(label=_("Who promised what"))
    date = Day(label=_("Date"))
    person = forms.ChoiceField(label=_("Promised by"), required=False)
    by = Line(label=_("or by somebody else"), required=False)
    due = Day(label=_("Due"), required=False)
    status = OneOf(texts.COMMITMENT_STATES, label=_("State"))

    def values(self) -> dict[str, Any]:
        values = super().values()
        person = values.pop("person")
        return {**values, "by": person or values["by"]}


class BidForm(RecordForm):
    date = Day(label=_("Date"))
    bidder = Line(label=_("Bidder"))
    price = Money(label=_("Price"), required=False)
    rank = forms.IntegerField(label=_("Rank"), required=False, min_value=1, max_value=999)
    note = Text(label=pgettext_lazy("bid", "Note"), required=False)


class CompetitorForm(RecordForm):
    name = Line(label=_("Rival"))
    position = Line(label=_("Position"), required=False)
    strengths = Text(label=_("Strengths"), required=False)
    weaknesses = Text(label=_("Weaknesses"), required=False)


class MetricForm(RecordForm):
    date = Day(label=_("Date"))
    name = Line(label=_("What is measured"))
    value = Line(label=_("Reading"), required=False, help_text=_("with its unit"))
    target = Line(label=_("Target"), required=False, help_text=_("with its unit"))


class StakeholderForm(RecordForm):
    name = Line(label=_("Name"))
    title = Line(label=_("Title"), required=False)
    department = Line(label=_("Department"), required=False)
    roles = Several(label=_("Roles"), choices=list(texts.ROLES.items()))
    attitude = OneOf(texts.ATTITUDES, label=_("Attitude to us"), required=False, coerce=int)
    influence = OneOf(
        {str(level): str(level) for level in range(1, 6)}, label=_("Influence (1 to 5)"), required=False, coerce=int
    )
    last_contact = Day(label=_("Last contact"), required=False)
    owner = Line(label=_("Who of us holds the tie"), required=False)
    left = Day(
        label=_("Left the customer on"),
        required=False,
        help_text=_(
            "From that day on this person decides nothing here. On the organisation chart, vacate the seat instead."
        ),
    )
    share = Money(
        label=_("Share of the decision, %"),
        required=False,
        max_value=100,
        help_text=_("Only if somebody told you; else it follows from role and influence."),
    )
    expectations = Text(label=_("Expects of this purchase"), required=False, rows=2)
    worries = Text(label=_("Worries about"), required=False, rows=2)
    habits = Text(
        label=_("How this person decides"),
        required=False,
        rows=2,
        help_text=_("At work only: reads reports, asks users first, waits for a third quotation …"),
    )
    attitude_to_rivals = Figures(label=_("Attitude to rivals (−2 to 2)"), whole=True)


class HeardForm(RecordForm):
    """How a line of influence is drawn."""

    strength = OneOf(texts.LINE_STRENGTHS, label=_("How often"), coerce=int)
    state = OneOf(texts.KNOWLEDGE, label=_("How do we know?"))
    entry = forms.ChoiceField(label=_("Which entry shows it?"), required=False)


class LineForm(HeardForm):
    """A new line of influence, between two people."""

    listener = forms.ChoiceField(label=_("Who listens"))
    speaker = forms.ChoiceField(label=_("Listens to"))
    field_order = ("listener", "speaker", "strength", "state", "entry")

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, people=people, **kwargs)
        for name in ("listener", "speaker"):
            self.choose(name, people, empty=_("Choose"))


class KnownForm(RecordForm):
    """Since when and by which entry something is known; the button says whether it is."""

    since = Day(label=_("Since"))
    entry = forms.ChoiceField(label=_("Which entry shows it?"), required=False)


class TenderForm(RecordForm):
    buyer = Line(label=_("Buyer"), required=False)
    number = Line(label=_("Tender number"), required=False)
    agency = Line(label=_("Agency"), required=False)
    contact = Line(label=_("Contact"), required=False)
    issued = Day(label=_("Issued"), required=False)
    documents_from = Day(label=_("Documents from"), required=False)
    documents_until = Day(label=_("Documents until"), required=False)
    clarifications_until = Day(label=_("Clarifications until"), required=False)
    deadline = Day(label=_("Bid deadline"), required=False)
    deadline_hour = Line(label=_("Hour of the deadline"), required=False, max_length=20)
    opening = Day(label=_("Opening"), required=False)
    opening_hour = Line(label=_("Hour of the opening"), required=False, max_length=20)
    place = Line(label=pgettext_lazy("tender", "Place"), required=False)
    award = Day(label=_("Award"), required=False)
    budget = Money(label=_("Budget"), required=False)
    bond_amount = Money(label=_("Bid bond, amount"), required=False)
    bond = Line(label=_("Bid bond"), required=False)
    formula = Line(label=_("Scoring formula"), required=False)
    compulsory = YesNo(label=_("Compulsory by law"))


class ImplementationForm(RecordForm):
    contract_signed = Day(label=_("Contract signed"), required=False)
    go_live = Day(label=_("In use since"), required=False)
    acceptance = Day(label=_("Accepted"), required=False)


class FactsForm(RecordForm):
    """The opportunity itself. ``version`` tells whether somebody saved in between."""

    WIDE = frozenset({"name"})
    version = forms.IntegerField(widget=forms.HiddenInput)
    name = Line(label=_("Opportunity"))
    amount = Money(label=_("Amount"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    expected_close = Day(label=_("Decision expected on"), required=False)
    project_initiated = YesNo(label=_("Project approved"))
    budget_confirmed = YesNo(label=_("Budget confirmed"))
    formal_tender = YesNo(label=_("Formal tender"))
    our_product_fits = YesNo(label=_("Our product fits"))
    segment = OneOf(texts.SEGMENTS, label=_("Customer is"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.initial.get("currency")
        if given and given not in CURRENCIES:
            self.choose("currency", [(given, given), *((code, code) for code in CURRENCIES)])


class EntryForm(RecordForm):
    """An entry of the timeline, with what was wanted of the meeting and what it came to."""

    text = Text(label=_("What happened"), rows=6, max_length=1_000_000, required=False, strip=False)
    date = Day(label=_("Date"))
    kind = OneOf(texts.ENTRY_KINDS, label=pgettext_lazy("entry", "Kind"))
    direction = OneOf(texts.DIRECTIONS, label=_("Who started it"))
    by = Line(label=_("Who of us"), required=False)
    who = Several(label=_("With whom"))
    functions = Several(
        label=_("What the contact served"),
        choices=list(texts.CONTACT_FUNCTIONS.items()),
        help_text=_("Left open, it is read from the kind and the words."),
    )
    wanted = Line(label=_("Commitment we wanted"), required=False)
    outcome = OneOf(texts.OUTCOMES, label=_("What it came to"), required=False)


class PositionForm(RecordForm):
    position = OneOf(texts.POSITIONS, label=_("Our position"), required=False)


class OutcomeForm(RecordForm):
    result = OneOf(texts.RESULTS, label=_("Result"))
    date = Day(label=_("Date"))
    reason = Text(label=_("Reason"), required=False)
    winner = Line(label=_("Winner, if lost"), required=False)


class MarkForm(RecordForm):
    """Words of an entry; a script fills in where the selected ones stand."""

    words = Line(label=_("Words"), max_length=300)
    kind = Line(label=_("What they show"))
    start = forms.IntegerField(widget=forms.HiddenInput, required=False)
    end = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].widget.attrs |= {"list": "signal-kinds", "autocomplete": "off"}


class ShareForm(RecordForm):
    with_user = forms.ChoiceField(label=_("Colleague"))
    may_change = forms.BooleanField(label=_("May change it too"), required=False)


class HandOverForm(RecordForm):
    to = forms.ChoiceField(label=_("New owner"))


class PlaybookForm(RecordForm):
    playbook = forms.ChoiceField(label=_("Playbook and version"))
