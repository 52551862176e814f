"""Forms of the value ledger."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from tongpin.crm.accounts.models import Account, Person
from tongpin.method.care.value import KINDS
from tongpin.method.serving import COSTS, VALUES
from tongpin.web.care.value_words import POINTS, value_kinds
from tongpin.web.forms import Day, Line, Money, OneOf, PlainForm, Text
from tongpin.web.opportunity.forms import CURRENCIES
from tongpin.web.texts import KNOWLEDGE


class LineForm(PlainForm):
    """A line of the ledger."""

    WIDE = frozenset({"text", "reckoned"})
    text = Line(
        label=gettext_lazy("What it is"),
        help_text=gettext_lazy("In words that the customer may read: it can stand in the yearly review."),
    )
    kind = forms.ChoiceField(label=pgettext_lazy("value", "Kind"))
    date = Day(label=gettext_lazy("Date"))
    amount = Money(label=gettext_lazy("In money, where it is known"), required=False)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=[(code, code) for code in CURRENCIES])
    reckoned = Text(
        label=gettext_lazy("How it is reckoned"),
        required=False,
        rows=2,
        help_text=gettext_lazy("With whose figures, for which time"),
    )
    state = OneOf(
        KNOWLEDGE,
        label=gettext_lazy("How known"),
        help_text=gettext_lazy("Confirmed once one of theirs has said so"),
    )
    person_id = forms.TypedChoiceField(
        label=gettext_lazy("Who of theirs said so"), coerce=int, empty_value=None, required=False
    )

    def prepare(self, account: Account) -> None:
        """Choices that depend on the account and the reader's language."""
        self.choose("kind", _kind_choices())
        self.choose("person_id", people_of(account), empty="–")


class RatingForm(PlainForm):
    """How they see one supplier in all eight kinds."""

    WIDE = frozenset({"reason"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, name in value_kinds().items():
            self.add(f"points_{kind}", OneOf(POINTS, label=name, required=False, coerce=int))
        self.add("state", OneOf(KNOWLEDGE, label=_("How known")))
        self.add("date", Day(label=_("When they said so, or we thought so")))
        self.add("reason", Text(label=_("What it rests on"), required=False, rows=2))

    def points(self) -> dict[str, int | None]:
        """Points by kind."""
        return {kind: self.cleaned_data[f"points_{kind}"] for kind in KINDS}


def _kind_choices() -> list[tuple[str, Any]]:
    names = value_kinds()
    return [
        (pgettext("value", "Adds value"), [(kind, names[kind]) for kind in VALUES]),
        (pgettext("value", "Costs them"), [(kind, names[kind]) for kind in COSTS]),
    ]


def people_of(account: Account) -> list[tuple[str, str]]:
    """The people of an account to choose from."""
    rows = Person.objects.filter(account=account).exclude(name="").order_by("name", "pk")
    return [
        (str(pk), " · ".join(filter(None, (name, title))))
        for pk, name, title in rows.values_list("pk", "name", "title")
    ]
