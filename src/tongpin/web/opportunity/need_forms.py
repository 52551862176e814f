"""Forms of the needs tab: needs, benefits, and the sheet of pain against price."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongpin.crm.needs.selectors import need_choices
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.proofs.selectors import proof_choices
from tongpin.method.benefits import KINDS
from tongpin.web import texts
from tongpin.web.forms import Day as DayField
from tongpin.web.forms import Line, Money, OneOf, PlainForm, Text
from tongpin.web.opportunity.forms import RecordForm
from tongpin.web.texts import Texts, known

SEVERITIES: Texts = {
    "1": _("1 · hardly felt"),
    "2": _("2 · a nuisance"),
    "3": _("3 · costs them something"),
    "4": _("4 · hurts"),
    "5": _("5 · cannot go on like this"),
}
SIDES: Texts = {"pain": _("Leaving it as it is"), "solution": _("Solving it")}
RHYTHMS: Texts = {
    "once": pgettext_lazy("rhythm", "Once"),
    "month": pgettext_lazy("rhythm", "Every month"),
    "year": pgettext_lazy("rhythm", "Every year"),
}


class NeedForm(RecordForm):
    """A need with all that is known of it."""

    text = Text(label=_("Need"), rows=2)
    date = DayField(label=_("Date"))
    who = forms.ChoiceField(label=_("Whose"), required=False)
    type = OneOf(texts.NEED_TYPES, label=_("Kind"))
    strength = OneOf(texts.NEED_STRENGTHS, label=_("How clear"))
    origin = OneOf(texts.NEED_ORIGINS, label=_("Where it comes from"), required=False)
    severity = OneOf(SEVERITIES, label=_("How bad"), required=False, coerce=int)
    implication = Text(label=_("What follows if nothing is done"), required=False, rows=2)
    payoff = Text(label=_("What it is worth to them once solved"), required=False, rows=2)
    money = Money(label=_("What going without costs them"), required=False)
    reckoned = Text(label=_("How that was reckoned"), required=False, rows=2)
    entry = forms.ChoiceField(label=_("Which entry shows it?"), required=False)
    words = Line(label=_("Their words"), required=False, max_length=2000)
    WIDE = frozenset({"words"})


class BenefitForm(RecordForm):
    """A cell of the matrix: need, capability, benefit, proof."""

    need_id = forms.TypedChoiceField(label=_("Need"), coerce=int)
    who = forms.ChoiceField(label=_("For whom"), required=False)
    kind = forms.ChoiceField(label=_("Which benefit"))
    capability = Text(label=_("What of ours does it"), required=False, rows=2)
    text = Text(label=_("What they gain"), required=False, rows=2)
    proof_id = forms.TypedChoiceField(label=_("Proof of the library"), required=False, coerce=int, empty_value=None)
    shown_by = Line(label=_("or shown by"), required=False, help_text=_("A trial, a visit, a calculation with them …"))
    WIDE = frozenset({"need_id"})

    def __init__(self, *args: Any, needs: list[tuple[int, str]], proofs: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("need_id", _texts(needs))
        self.choose("proof_id", _texts(proofs), empty=_("None yet"))
        self.choose("kind", [(kind, kind_label(kind)) for kind in KINDS])

    @classmethod
    def offers(cls, opportunity: Opportunity) -> dict[str, Any]:
        proofs = [(proof.pk, proof.title) for proof in proof_choices(every=True)]
        return {"needs": need_choices(opportunity), "proofs": proofs}


class CostLineForm(RecordForm):
    """A cost of the problem or of solving it."""

    side = OneOf(SIDES, label=_("Cost of"))
    name = Line(label=_("What costs"), max_length=300)
    low = Money(label=_("At least"), required=False)
    likely = Money(label=_("Likely"), required=False)
    high = Money(label=_("At most"), required=False)
    rhythm = OneOf(RHYTHMS, label=pgettext_lazy("rhythm", "How often"))
    need_id = forms.TypedChoiceField(label=_("Of which need"), required=False, coerce=int, empty_value=None)
    reckoned = Text(label=_("How it was reckoned, and who said so"), required=False, rows=2)
    WIDE = frozenset({"name"})

    def __init__(self, *args: Any, needs: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("need_id", _texts(needs), empty=_("None in particular"))

    @classmethod
    def offers(cls, opportunity: Opportunity) -> dict[str, Any]:
        return {"needs": need_choices(opportunity)}


class TermsForm(PlainForm):
    """Over how many years, at which interest."""

    years = forms.IntegerField(label=_("Years"), min_value=1, max_value=30)
    interest = Money(label=_("Interest, % a year"), max_value=100, required=False)
    note = Text(label=_("Assumptions that the sheet states"), required=False, rows=2)


def _texts(rows: list[tuple[int, str]]) -> list[tuple[str, str]]:
    """Choices as a form sends them."""
    return [(str(pk), name) for pk, name in rows]


def kind_label(kind: str) -> str:
    """The name of one of the eight with what it means."""
    return f"{known(f'benefits.kinds.{kind}')} · {known(f'benefits.about.{kind}')}"
