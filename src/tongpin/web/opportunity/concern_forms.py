"""Forms of concerns, the risk plan, the contract and its terms, and the signature."""

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.team.selectors import members_of
from tongpin.method.serving import BEHIND, CONCERN_KINDS
from tongpin.web.forms import Day, Line, Money, OneOf, PlainForm, Several, Text
from tongpin.web.opportunity.forms import RecordForm
from tongpin.web.texts import CONCERN_STATES, Texts, known

_known = lazy(known, str)
KINDS: Texts = {kind: _known(f"concerns.kinds.{kind}") for kind in CONCERN_KINDS}
BEHINDS: Texts = {behind: _known(f"concerns.behind.{behind}") for behind in BEHIND}
SEVERITIES: Texts = {
    "1": pgettext_lazy("concern", "1 · in passing"),
    "2": pgettext_lazy("concern", "2 · slight"),
    "3": pgettext_lazy("concern", "3 · wants an answer"),
    "4": pgettext_lazy("concern", "4 · holds the signature up"),
    "5": pgettext_lazy("concern", "5 · may cost us the order"),
}
BEARERS: Texts = {
    "ours": pgettext_lazy("risk", "We"),
    "theirs": pgettext_lazy("risk", "The customer"),
    "shared": pgettext_lazy("risk", "Both"),
}
RISK_STATES: Texts = {
    "open": pgettext_lazy("risk", "To be agreed"),
    "agreed": pgettext_lazy("risk", "Agreed"),
    "done": pgettext_lazy("risk", "Done"),
}
TERM_KINDS: Texts = {
    "price": pgettext_lazy("term", "Price"),
    "payment": pgettext_lazy("term", "Payment"),
    "delivery": pgettext_lazy("term", "Delivery"),
    "acceptance": pgettext_lazy("term", "Acceptance"),
    "warranty": pgettext_lazy("term", "Warranty"),
    "liability": pgettext_lazy("term", "Liability"),
    "penalty": pgettext_lazy("term", "Penalty"),
    "ownership": pgettext_lazy("term", "Ownership"),
    "confidentiality": pgettext_lazy("term", "Confidentiality"),
    "termination": pgettext_lazy("term", "Termination"),
    "dispute": pgettext_lazy("term", "Disputes"),
    "other": pgettext_lazy("term", "Other"),
}
TERM_STATES: Texts = {
    "open": pgettext_lazy("term", "Open"),
    "agreed": pgettext_lazy("term", "Agreed"),
    "refused": pgettext_lazy("term", "Refused by us"),
}


class ConcernForm(RecordForm):
    """A worry as it was told."""

    WIDE = frozenset({"text", "plan"})
    text = Text(label=_("Concern, in their words"), rows=2)
    who = forms.ChoiceField(label=_("Whose"), required=False)
    date = Day(label=_("Date"))
    kind = OneOf(KINDS, label=_("What kind"), required=False)
    behind = OneOf(BEHINDS, label=_("What lies behind it"), required=False)
    severity = OneOf(SEVERITIES, label=_("How heavy"), required=False, coerce=int)
    entry = forms.ChoiceField(label=_("Which entry tells it?"), required=False)


class FullConcernForm(ConcernForm):
    """The same with what we do about it."""

    status = OneOf(CONCERN_STATES, label=_("State"))
    plan = Text(label=_("What we do about it"), required=False, rows=3)
    owner = forms.ChoiceField(label=_("Who of ours"), required=False)
    due = Day(label=_("By"), required=False)
    settled = Day(label=_("Settled on"), required=False)

    def __init__(self, *args: Any, ours: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.initial.get("owner")
        named = [*ours, *([kept] if kept and kept not in ours else [])]
        self.choose("owner", [(name, name) for name in named], empty=_("Nobody yet"))

    @classmethod
    def offers(cls, opportunity: Opportunity) -> dict[str, Any]:
        return {"ours": [member.name for member in members_of(opportunity)]}


class RiskForm(RecordForm):
    """A line of the risk plan. The customer reads it."""

    WIDE = frozenset({"text"})
    text = Text(label=_("Risk"), rows=2, help_text=_("The customer reads this: write it as both sides would sign it."))
    bearer = OneOf(BEARERS, label=_("Who bears it"))
    state = OneOf(RISK_STATES, label=_("State"))
    we_do = Text(label=_("What we do"), required=False, rows=2)
    they_do = Text(label=_("What the customer does"), required=False, rows=2)
    due = Day(label=_("By"), required=False)


class TermForm(RecordForm):
    """A term under negotiation."""

    WIDE = frozenset({"text", "red_line"})
    text = Line(label=_("Term"), max_length=400)
    kind = OneOf(TERM_KINDS, label=_("What it is about"))
    state = OneOf(TERM_STATES, label=_("State"))
    ours = Text(label=_("What we want"), required=False, rows=2)
    theirs = Text(label=_("What they ask"), required=False, rows=2)
    agreed = Text(label=_("As agreed"), required=False, rows=2)
    red_line = Text(
        label=_("Our red line"),
        required=False,
        rows=2,
        help_text=_("Beyond this we never go without a word from above."),
    )
    crosses = forms.BooleanField(label=_("What they ask goes beyond it"), required=False)


class ContractForm(PlainForm):
    """Facts of the contract."""

    number = Line(label=_("Contract number"), required=False, max_length=200)
    amount = Money(label=_("Amount"), required=False)
    valid_from = Day(label=_("Valid from"), required=False)
    valid_until = Day(label=_("Valid until"), required=False)
    warranty_until = Day(label=_("Warranty until"), required=False)
    note = Text(label=pgettext_lazy("contract", "Note"), required=False, rows=2)


class SignForm(PlainForm):
    """The signature, and what was promised before it."""

    WIDE = frozenset({"carry"})
    date = Day(label=_("Signed on"))
    carry = Several(
        label=_("Promised before signing: carry over as expectations"),
        help_text=_("The delivery is measured by these. Untick what was taken back since."),
    )


class CarryForm(PlainForm):
    """What was promised, after the signature."""

    WIDE = frozenset({"carry"})
    carry = Several(label=_("Promised before signing: carry over as expectations"))


class PlanForm(PlainForm):
    """A proposed answer taken up as the plan."""

    WIDE = frozenset({"plan"})
    plan = Text(label=_("What we do about it"), rows=3, max_length=2000)
    due = Day(label=_("By"), required=False)


class ReasonForm(PlainForm):
    """Why we ask for a word."""

    WIDE = frozenset({"reason"})
    reason = Text(label=_("Why"), required=False, rows=3, max_length=1000)
