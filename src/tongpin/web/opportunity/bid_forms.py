"""Forms of the bid: terms, costs, price lines, rivals' prices, awards, lessons, phases, decisions."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tongpin.method.bidding.formulas import NUMBERS, USED
from tongpin.web.forms import Day, Line, Money, OneOf, PlainForm, Text
from tongpin.web.opportunity.forms import CURRENCIES, RecordForm
from tongpin.web.texts import Texts

COST_KINDS: Texts = {
    "goods": pgettext_lazy("cost", "Goods"),
    "service": pgettext_lazy("cost", "Services and hours"),
    "freight": pgettext_lazy("cost", "Freight and customs"),
    "travel": pgettext_lazy("cost", "Travel"),
    "finance": pgettext_lazy("cost", "Financing and bonds"),
    "risk": pgettext_lazy("cost", "Risk and warranty"),
    "bidding": pgettext_lazy("cost", "Bidding itself"),
    "other": pgettext_lazy("cost", "Other"),
}
FORMULAS: Texts = {
    "low_first": _("Points: lowest price first"),
    "benchmark": _("Points: distance from the average"),
    "lowest": _("The lowest price wins"),
    "quality_price": _("Quality over price"),
    "two_envelope": _("Two envelopes: quality first, then the lowest price"),
}
LESSON_KINDS: Texts = {
    "price": pgettext_lazy("lesson", "Price"),
    "criteria": pgettext_lazy("lesson", "Criteria"),
    "people": pgettext_lazy("lesson", "People"),
    "timing": pgettext_lazy("lesson", "Timing"),
    "product": pgettext_lazy("lesson", "Product"),
    "tender": pgettext_lazy("lesson", "Tender papers"),
    "other": pgettext_lazy("lesson", "Something else"),
}
PHASE_STATES: Texts = {
    "planned": pgettext_lazy("phase", "Planned"),
    "open": pgettext_lazy("phase", "Under way"),
    "done": pgettext_lazy("phase", "Done"),
    "dropped": pgettext_lazy("phase", "Dropped"),
}
APPROVAL_KINDS: Texts = {
    "price": pgettext_lazy("approval", "Price"),
    "discount": pgettext_lazy("approval", "Discount"),
    "bid": pgettext_lazy("approval", "Bid"),
    "no_bid": pgettext_lazy("approval", "No bid"),
    "contract": pgettext_lazy("approval", "Contract terms"),
}


class Percent(Money):
    """A part of a hundred."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_value": 100, "required": False, "decimal_places": 6, **options})

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class Quantity(Percent):
    """How many; three decimals."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_value": None, "max_digits": 12, "decimal_places": 3, **options})


class CostForm(RecordForm):
    """A cost without tax."""

    kind = OneOf(COST_KINDS, label=pgettext_lazy("cost", "Kind"), initial="goods")
    name = Line(label=pgettext_lazy("cost", "What"))
    quantity = Quantity(label=_("Quantity"), required=True, initial=Decimal(1))
    unit_cost = Money(label=_("Cost of one, without tax"), required=False)
    currency = forms.ChoiceField(
        label=_("Currency"),
        required=False,
        choices=[("", _("that of the sale")), *((code, code) for code in CURRENCIES)],
    )

    def values(self) -> dict[str, Any]:
        values = super().values()
        return values if values["currency"] else {name: value for name, value in values.items() if name != "currency"}


class PriceLineForm(RecordForm):
    """A line of our price."""

    WIDE = frozenset({"name"})
    name = Line(label=_("What we deliver"))
    quantity = Quantity(label=_("Quantity"), required=True, initial=Decimal(1))
    unit = Line(label=_("Unit"), required=False)
    price = Money(label=_("Price of one, without tax"))
    vat = Percent(
        label=_("VAT, %"), help_text=_("Empty: the highest rate of the other lines, as the law does with mixed sales")
    )


class BeliefForm(RecordForm):
    """What a rival may ask, with tax."""

    WIDE = frozenset({"bidder", "source"})
    bidder = Line(label=_("Rival"))
    low = Money(label=_("At the lowest, with tax"))
    likely = Money(label=_("Most likely"))
    high = Money(label=_("At the highest"))
    quality = Percent(
        label=_("Points for everything but the price, %"),
        help_text=_("Of the points to be had; empty: by the criteria, else level with us"),
    )
    source = Line(label=_("How do we know?"), required=False)


class AwardForm(RecordForm):
    date = Day(label=_("Date"))
    bidder = Line(label=_("Who won"))
    ours = forms.BooleanField(label=_("That is us"), required=False)
    share = Percent(label=_("Share of the order, %"), required=True, initial=Decimal(100))
    price = Money(label=_("Price"), required=False)
    reason = Text(label=_("Why, as the customer says"), required=False, rows=2)


class LessonForm(RecordForm):
    date = Day(label=_("Date"))
    kind = OneOf(LESSON_KINDS, label=_("About"), initial="other")
    rival = Line(label=_("About which rival"), required=False, help_text=_("Empty: about ourselves"))
    text = Text(label=_("What we learned"), rows=2)
    do_next = Text(label=_("What we do next time"), required=False, rows=2)


class PhaseForm(RecordForm):
    WIDE = frozenset({"name"})
    number = forms.IntegerField(label=pgettext_lazy("phase", "Number"), min_value=1, max_value=99, initial=1)
    name = Line(label=pgettext_lazy("phase", "Phase"))
    amount = Money(label=_("Amount"), required=False)
    opens = Day(label=_("Expected on"), required=False)
    condition = Text(label=_("Which result opens it"), required=False, rows=2)
    state = OneOf(PHASE_STATES, label=_("State"), initial="planned")


class SheetForm(RecordForm):
    """Terms of our reckoning, with the scoring formula and its parameters."""

    guarded = True
    price = Money(
        label=_("Our price, with tax"), required=False, help_text=_("Empty: the sum of the lines of our price")
    )
    target_margin = Percent(label=_("Margin we aim at, %"))
    floor_margin = Percent(label=_("Least margin, %"), help_text=_("Of the price without tax"))
    cost_of_bidding = Money(
        label=_("What bidding costs"), required=False, help_text=_("Empty: the costs of the kind “Bidding itself”")
    )
    quality = Percent(
        label=_("Our points for everything but the price, %"), help_text=_("Empty: by the criteria that are scored")
    )
    kind = OneOf(FORMULAS, label=_("Scoring formula"), required=False)
    ceiling = Money(label=_("Ceiling: a higher price is rejected"), required=False)
    weight = Percent(label=_("Points of the price, of 100"))
    above = Percent(label=_("Points off for each % above the average"))
    below = Percent(label=_("Points off for each % below the average"))
    lowered = Percent(label=_("The average is lowered by, %"))
    trim = forms.IntegerField(
        label=_("Leave out highest and lowest from how many offers on"), required=False, min_value=0, max_value=99
    )
    threshold = Percent(label=_("Quality that opens the second envelope, %"))
    note = Text(label=pgettext_lazy("bid", "Note"), required=False, rows=2)
    SHEET = ("price", "target_margin", "floor_margin", "cost_of_bidding", "quality", "note")

    def clean(self) -> dict[str, Any]:
        """Figures of a formula need its kind, and the margin we aim at is no less than the least one."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        figures = ("ceiling", *NUMBERS)
        if told.get("kind") is None and any(told.get(name) is not None for name in figures):
            self.add_error("kind", gettext("Choose the formula that these figures belong to, or clear them."))
        target, floor = told.get("target_margin"), told.get("floor_margin")
        if target is not None and floor is not None and target < floor:
            self.add_error("target_margin", gettext("The margin we aim at lies below the least one."))
        return told

    def values(self) -> dict[str, Any]:
        """What the action gets: of the formula only what its kind needs."""
        cleaned = self.cleaned_data
        return {**{name: cleaned[name] for name in self.SHEET}, "formula": self._formula()}

    def _formula(self) -> dict[str, str]:
        kind = self.cleaned_data["kind"]
        if kind is None:
            return {}
        names = ("ceiling", *USED[kind])
        plain = {name: self.cleaned_data[name] for name in names}
        return {"kind": kind, **{name: str(value) for name, value in plain.items() if value is not None}}

    @classmethod
    def initial_of(cls, sheet: Mapping[str, Any]) -> dict[str, Any]:
        """What is saved, as the form names it."""
        formula = {name: value for name, value in sheet["formula"].items() if name in ("kind", *NUMBERS)}
        numbers = {name: Decimal(value) for name, value in formula.items() if name not in ("kind", "trim")}
        told = {name: formula[name] for name in ("kind", "trim") if name in formula}
        return {**{name: sheet[name] for name in cls.SHEET}, **numbers, **told}


class DecisionForm(PlainForm):
    """Bid or no bid."""

    step = OneOf({"bid": _("We bid"), "no_bid": _("We do not bid")}, label=pgettext_lazy("bid", "Decision"))
    reason = Text(label=_("Why"), required=False, rows=2, help_text=_("Needed where we do not bid"))


class AskForm(PlainForm):
    """A question for somebody's word."""

    kind = OneOf({name: APPROVAL_KINDS[name] for name in ("price", "discount")}, label=_("For"))
    reason = Text(label=_("Why"), required=False, rows=2)


class AnswerForm(PlainForm):
    """The word that was asked for."""

    answer = Text(label=_("What you say to it"), required=False, rows=2, help_text=_("Needed where you refuse"))
