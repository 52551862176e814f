"""Forms of the compliance matrix; field names are the columns that the actions take."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongpin.web.forms import Day, Line, Money, OneOf, PlainForm, Text
from tongpin.web.opportunity.tender_requirements import ANSWERS, KINDS


class RequirementForm(PlainForm):
    """A line of the matrix."""

    text = Text(label=pgettext_lazy("requirement", "What is demanded"), rows=3)
    number = Line(label=pgettext_lazy("requirement", "Number in the paper"), required=False, max_length=60)
    kind = OneOf(KINDS, label=_("Kind"))
    must = forms.BooleanField(label=_("A must: without it the bid is void"), required=False)
    points = Money(label=pgettext_lazy("requirement", "Points"), required=False)
    answer = OneOf(ANSWERS, label=_("Our answer"), required=False)
    note = Text(label=_("What we say to it"), required=False, rows=2)
    owner = Line(label=_("Who of ours sees to it"), required=False)
    due = Day(label=_("Due"), required=False)
    proof = forms.ChoiceField(label=_("What shows it"), required=False)

    def __init__(self, *args: Any, proofs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("proof", proofs, empty=_("Nothing yet"))
