"""Forms of the organisation chart."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tongpin.method.organisation import Seat
from tongpin.web.forms import Day, Line, Money, OneOf, PlainForm, Text
from tongpin.web.opportunity.forms import CURRENCIES
from tongpin.web.texts import LEVELS, Texts

MOST_LISTED = 600
"""So many seats or people stand in a list to choose from; where there are more, one is named by typing."""

ACTS: Texts = {
    "proposes": pgettext_lazy("approval", "Proposes"),
    "reviews": pgettext_lazy("approval", "Reviews"),
    "signs": pgettext_lazy("approval", "Signs"),
}


def seat_name(seat: Seat) -> str:
    """Who sits there, and the title."""
    return " · ".join(part for part in (seat.holder, seat.title) if part)


class SeatField(forms.CharField):
    """A seat of the chart: from a list, or in a large chart by name, title or number. Empty: none."""

    def __init__(self, seats: Sequence[Seat], *, empty: str, **options: object) -> None:
        self.seats = seats
        listed = len(seats) <= MOST_LISTED
        choices = [("", empty), *((seat.id, seat_name(seat)) for seat in seats)]
        widget = forms.Select(choices=choices) if listed else forms.TextInput()
        hint = "" if listed else _("Write a name or a title that only one seat has, or its number as in #12.")
        super().__init__(widget=widget, required=False, help_text=hint, **options)  # type: ignore[arg-type]

    def prepare_value(self, value: object) -> object:
        """A seat's id as the list has it, or as one would type it."""
        return f"#{value}" if isinstance(value, int) and len(self.seats) > MOST_LISTED else value

    def clean(self, value: object) -> int | None:
        """The id."""
        typed = super().clean(value).strip()
        if not typed:
            return None
        found = [seat.id for seat in self.seats if typed.removeprefix("#") == str(seat.id)]
        found = found or [seat.id for seat in self.seats if typed in (seat.holder, seat.title, seat_name(seat))]
        if len(found) == 1:
            return found[0]
        told = _("Several seats are called “%(name)s”.") if found else _("There is no seat “%(name)s” in this chart.")
        raise forms.ValidationError(told % {"name": typed})


class SeatForm(PlainForm):
    """What a seat is."""

    title = Line(label=gettext_lazy("Title"), max_length=200)
    department = Line(label=gettext_lazy("Department"), required=False, max_length=200)
    level = OneOf(LEVELS, label=gettext_lazy("Level"), required=False)


class NewSeatForm(SeatForm):
    """A seat with who sits in it and whom it reports to."""

    holder = Line(
        label=gettext_lazy("Who sits here"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Leave it empty where nobody does, or nobody known."),
    )
    since = Day(label=gettext_lazy("Since"), required=False)


class HolderForm(PlainForm):
    """Who sits in a seat from now on."""

    person = forms.TypedChoiceField(
        label=gettext_lazy("Somebody known who sits nowhere"), required=False, coerce=int, empty_value=None
    )
    name = Line(label=gettext_lazy("Or somebody new"), required=False, max_length=200)
    since = Day(label=gettext_lazy("Since"), required=False)


class VacateForm(PlainForm):
    until = Day(label=gettext_lazy("Until"), required=False)


class PasteForm(PlainForm):
    """Rows copied from Excel."""

    rows = Text(label=gettext_lazy("Rows"), rows=12, max_length=4_000_000, strip=False)


class DepartmentForm(PlainForm):
    name = Line(label=gettext_lazy("Name of the department"), max_length=200)
    parent = forms.TypedChoiceField(label=gettext_lazy("Belongs to"), required=False, coerce=int, empty_value=None)


class RuleForm(PlainForm):
    """A line of their way of approving."""

    act = OneOf(ACTS, label=gettext_lazy("What is done"))
    who = Line(
        label=gettext_lazy("Or who, in words"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("As in: purchasing committee"),
    )
    from_amount = Money(label=gettext_lazy("From which amount"), required=False)
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"), choices=[(code, code) for code in CURRENCIES], required=False
    )
    note = Line(label=gettext_lazy("Note"), required=False)
