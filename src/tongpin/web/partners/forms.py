"""Forms of partners, agreements, statements and payments; field names are what the actions take."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tongpin.web.forms import Day, Line, Money, OneOf, PlainForm, Text
from tongpin.web.opportunity.forms import CURRENCIES
from tongpin.web.partners.words import GIFT_KINDS, KINDS, LENGTHS, TIER_RULES


def _names(text: str) -> list[str]:
    names = text.replace("；", ";").replace("、", ";").split(";")
    return [name.strip() for name in names if name.strip()]


class PartnerForm(PlainForm):
    """Who the partner is."""

    WIDE = frozenset({"name", "address"})
    name = Line(label=gettext_lazy("Name as on the licence"), max_length=200)
    kind = OneOf(KINDS, label=pgettext_lazy("partner", "Kind"))
    code = Line(
        label=gettext_lazy("Unified social credit code"),
        required=False,
        max_length=30,
        help_text=gettext_lazy("18 signs; both check digits are looked at"),
    )
    licence_until = Day(label=gettext_lazy("Licence valid until"), required=False)
    owners = Line(
        label=gettext_lazy("Owners"), required=False, help_text=gettext_lazy("All of them; a semicolon between them")
    )
    holder = Line(
        label=gettext_lazy("Account holder"),
        required=False,
        help_text=gettext_lazy("The partner itself: nobody else is paid"),
    )
    account = Line(label=gettext_lazy("Account number"), required=False)
    bank = Line(label=gettext_lazy("Bank"), required=False)
    phone = Line(label=gettext_lazy("Telephone"), required=False)
    mail = Line(label=gettext_lazy("Mail address"), required=False)
    address = Line(label=gettext_lazy("Address"), required=False)
    note = Text(label=pgettext_lazy("partner", "Note"), required=False)

    def clean_owners(self) -> list[str]:
        """Names apart."""
        return _names(self.cleaned_data["owners"])


class AccessForm(PlainForm):
    """How a partner signs in at first."""

    username = Line(
        label=gettext_lazy("Name for signing in"),
        required=False,
        max_length=150,
        help_text=gettext_lazy("Letters, digits and @ . + - _; who had access once keeps the old one"),
    )
    password = forms.CharField(
        label=gettext_lazy("First password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Tell it by telephone; the partner changes it under Profile"),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)


class AnswerForm(PlainForm):
    """Our answer to a partner."""

    answer = Text(label=gettext_lazy("Answer"))


class DeclarationForm(PlainForm):
    """A declaration on file."""

    date = Day(label=gettext_lazy("Signed on"))
    text = Text(
        label=gettext_lazy("What it says"),
        required=False,
        help_text=gettext_lazy("No ties to people of our customers, or which ones"),
    )
    relatives = Line(
        label=gettext_lazy("Relatives and others close to the partner who work for customers"),
        required=False,
        help_text=gettext_lazy("Names only; a semicolon between them"),
    )

    def clean_relatives(self) -> list[str]:
        """Names apart."""
        return _names(self.cleaned_data["relatives"])


class AgreementForm(PlainForm):
    """What a written agreement says."""

    WIDE = frozenset({"services", "tier_rule"})
    number = Line(label=gettext_lazy("Number of the agreement"), required=False)
    services = Text(label=gettext_lazy("What the partner does for it"), required=False, rows=2)
    signed = Day(label=gettext_lazy("Signed on"))
    valid_from = Day(label=gettext_lazy("Valid from"))
    valid_until = Day(label=gettext_lazy("Valid until"), required=False)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=[(code, code) for code in CURRENCIES])
    per_order = Money(label=gettext_lazy("Of each order, % of money received"), max_value=100, decimal_places=4)
    introduced_part = Money(
        label=gettext_lazy("Of introduced customers’ money, % counts towards the base"),
        max_value=100,
        decimal_places=4,
    )
    tiers = Text(
        label=gettext_lazy("Tiers of a period"),
        required=False,
        rows=2,
        help_text=gettext_lazy("One a line, as in 100000: 1 (from this base on, so many percent of it)"),
    )
    tier_rule = OneOf(TIER_RULES, label=gettext_lazy("What is paid"))
    length = OneOf(LENGTHS, label=gettext_lazy("Period"))
    carry_over = forms.BooleanField(
        label=gettext_lazy("A base that reaches no tier is carried into the next period"), required=False
    )

    def clean_tiers(self) -> list[tuple[Decimal, Decimal]]:
        """Base and rate of each line."""
        return [self._tier(line) for line in self.cleaned_data["tiers"].splitlines() if line.strip()]

    def _tier(self, line: str) -> tuple[Decimal, Decimal]:
        at, _colon, rate = line.replace("：", ":").replace(",", "").replace("%", "").partition(":")
        try:
            pair = Decimal(at.strip()), Decimal(rate.strip())
        except InvalidOperation:
            pair = Decimal("NaN"), Decimal("NaN")
        if not all(number.is_finite() for number in pair):
            raise forms.ValidationError(
                _("“%(line)s” should be an amount, a colon and a rate.") % {"line": line.strip()}
            )
        return pair


class EndForm(PlainForm):
    """The last day of an agreement."""

    on = Day(label=gettext_lazy("Last day"))


class StatementForm(PlainForm):
    """Up to which day."""

    until = Day(label=gettext_lazy("Money received until"))


class PaymentForm(PlainForm):
    """A payment against the partner's invoice."""

    amount = Money(label=gettext_lazy("Amount"))
    invoice_number = Line(label=gettext_lazy("Number of the partner’s invoice"), max_length=100)
    invoice_amount = Money(label=gettext_lazy("Amount of the partner’s invoice"))


class ReasonForm(PlainForm):
    """Why."""

    reason = Text(label=gettext_lazy("Why"))


class PaidForm(PlainForm):
    """The day on which the money left."""

    on = Day(label=gettext_lazy("Paid on"))


class GiftForm(PlainForm):
    """Something that one wants to give."""

    account_id = forms.ChoiceField(label=gettext_lazy("Customer"))
    kind = OneOf(GIFT_KINDS, label=pgettext_lazy("gift", "Kind"))
    date = Day(label=gettext_lazy("When"))
    value = Money(label=gettext_lazy("Value for each person"))
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=[(code, code) for code in CURRENCIES])
    text = Text(label=gettext_lazy("What, for whom, on what occasion"), rows=2)

    def values(self) -> dict[str, Any]:
        """What the action gets."""
        return {**self.cleaned_data, "account_id": int(self.cleaned_data["account_id"])}
