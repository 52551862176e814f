"""Forms for components, templates and proposals."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tongpin.crm import clock
from tongpin.method.bidding.lines import place_of, vat_rates
from tongpin.web.forms import Day, Line, Money, OneOf, PlainForm, Several, Text
from tongpin.web.offers.words import COMPONENT_KINDS, LANGUAGE_NAMES, SOLUTION_KINDS, plain
from tongpin.web.opportunity.bid_forms import Percent, Quantity
from tongpin.web.opportunity.forms import CURRENCIES
from tongpin.web.texts import PROOF_KINDS

HEADINGS = gettext_lazy("A line that begins with “# ” becomes a heading, one with “- ” a point of a list.")


class Sentences(Several):
    """Any number of choices too long to stand beside each other."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input long"}), **options)


class ComponentForm(PlainForm):
    """Something we sell again and again."""

    name = Line(label=gettext_lazy("Name"))
    kind = OneOf(COMPONENT_KINDS, label=pgettext_lazy("component", "Kind"))
    description = Text(label=gettext_lazy("What it is, for the customer to read"), required=False)
    capability = Text(label=gettext_lazy("What it can do for a customer"), rows=2, required=False)
    unit = Line(label=gettext_lazy("Unit"), required=False, help_text=gettext_lazy("piece, tonne, month …"))
    price = Money(label=gettext_lazy("Price of one, without tax"), required=False)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=[(code, code) for code in CURRENCIES])
    vat = Percent(label=gettext_lazy("VAT, %"))
    cost = Money(label=gettext_lazy("What it costs us"), required=False, help_text=gettext_lazy("Never in a proposal."))
    proofs = Sentences(label=gettext_lazy("What proves it"))
    retired = forms.BooleanField(label=gettext_lazy("Retired: not offered any more"), required=False)

    def offer_proofs(self, choices: list[tuple[int, str, str]]) -> None:
        """The proofs of the library; without any the field is left out."""
        _offer(self, "proofs", [(pk, _titled(kind, title)) for pk, kind, title in choices])


class TemplateForm(PlainForm):
    """A proven way to serve a segment or trade."""

    name = Line(label=gettext_lazy("Name"))
    kind = OneOf(SOLUTION_KINDS, label=pgettext_lazy("solution", "Kind"))
    lang = OneOf(LANGUAGE_NAMES, label=gettext_lazy("Language of the customer"))
    industry = Line(
        label=gettext_lazy("Trade"), required=False, help_text=gettext_lazy("As with an account; empty: any")
    )
    introduction = Text(label=gettext_lazy("Our answer: how a proposal of it begins"), rows=6, required=False)
    terms = Text(label=gettext_lazy("Terms"), rows=6, required=False, help_text=HEADINGS)
    retired = forms.BooleanField(label=gettext_lazy("Retired: not offered any more"), required=False)


class PartForm(PlainForm):
    """A component of a template."""

    component_id = forms.TypedChoiceField(label=gettext_lazy("Component"), coerce=int)
    quantity = Quantity(label=gettext_lazy("Quantity"), required=True, initial=Decimal(1))
    optional = forms.BooleanField(label=gettext_lazy("May be left out"), required=False)


class ProposalForm(PlainForm):
    """The whole of a proposal but its lines."""

    title = Line(label=pgettext_lazy("proposal", "Title"))
    lang = OneOf(LANGUAGE_NAMES, label=gettext_lazy("Language of the customer"))
    date = Day(label=gettext_lazy("Date"))
    valid_until = Day(label=gettext_lazy("Valid until"), required=False)
    needs = Sentences(
        label=gettext_lazy("Which needs it answers"),
        help_text=gettext_lazy("Needs of the company only. What moves a person is told in person, not on paper."),
    )
    introduction = Text(label=gettext_lazy("Our answer, in a few sentences"), rows=5, required=False)
    proofs = Sentences(label=gettext_lazy("What proves it"))
    terms = Text(label=gettext_lazy("Terms and next steps"), rows=9, required=False, help_text=HEADINGS)

    def offer(self, needs: list[tuple[int, str]], proofs: list[tuple[int, str, str]]) -> None:
        """Needs and proofs to choose from."""
        _offer(self, "needs", needs)
        _offer(self, "proofs", [(pk, _titled(kind, title)) for pk, kind, title in proofs])

    def values(self) -> dict[str, Any]:
        """What the action gets."""
        chosen = {name: [int(pk) for pk in self.cleaned_data.get(name, [])] for name in ("needs", "proofs")}
        return {**self.cleaned_data, **chosen}


class LineForm(PlainForm):
    """A line of a proposal. What is left empty is taken from the component, where one is chosen."""

    component_id = forms.TypedChoiceField(label=gettext_lazy("Component"), required=False, coerce=int, empty_value=None)
    name = Line(label=gettext_lazy("What is offered"))
    description = Text(label=gettext_lazy("Description"), rows=2, required=False)
    quantity = Quantity(label=gettext_lazy("Quantity"), required=True, initial=Decimal(1))
    unit = Line(label=gettext_lazy("Unit"), required=False)
    price = Money(label=gettext_lazy("Price of one, without tax"), required=False)
    vat = Percent(label=gettext_lazy("VAT, %"))
    optional = forms.BooleanField(label=gettext_lazy("An option: not in the total"), required=False)
    WIDE = frozenset({"name"})

    def told(self, currency: str) -> None:
        """Says which rates there are."""
        rates = [f"{plain(rate)}%" for rate in vat_rates(place_of(currency), clock.today())]
        if rates:
            self.fields["vat"].help_text = _("Rates today: %(rates)s") % {"rates": ", ".join(rates)}


class SentForm(PlainForm):
    """That a proposal went out, when and to whom."""

    sent_on = Day(label=gettext_lazy("Sent on"))
    who = Several(label=gettext_lazy("To whom"))
    text = Text(
        label=gettext_lazy("What was said"),
        rows=3,
        required=False,
        help_text=gettext_lazy(
            "It becomes an entry of the timeline, read and judged like any other. Leave it empty if one is there."
        ),
    )


def _titled(kind: str, title: str) -> str:
    return f"{PROOF_KINDS[kind]} · {title}"


def _offer(form: PlainForm, name: str, choices: list[tuple[int, str]]) -> None:
    if choices:
        form.choose(name, [(str(pk), text) for pk, text in choices])
    else:
        del form.fields[name]
