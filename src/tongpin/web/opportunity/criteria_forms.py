"""Forms of the criteria board."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongpin.crm.criteria.selectors import proof_choices
from tongpin.web import texts
from tongpin.web.forms import Day, Figures, Line, Money, OneOf, PlainForm, Several, Text
from tongpin.web.opportunity.forms import RecordForm


class CriterionForm(RecordForm):
    WHO = "cares"
    WIDE = frozenset({"name", "entry"})

    name = Line(label=_("Criterion"))
    kind = OneOf(texts.CRITERION_KINDS, label=_("Kind"), required=False)
    weight = Money(label=_("Weight"), required=False)
    ours = Money(label=_("Our points"), required=False, help_text=_("out of the weight"))
    set_by = Line(label=_("Who set it"), required=False, help_text=_("“us”, “customer” or a rival’s name"))
    rivals = Figures(label=_("Rivals’ points"))
    cares = Several(label=_("Who cares about it"))
    reason = Text(label=_("What our points rest on"), required=False, rows=2)
    proof_id = forms.TypedChoiceField(label=_("Proof from the library"), required=False, coerce=int, empty_value=None)
    state = OneOf(texts.KNOWLEDGE, label=_("How do we know?"), initial="assumed")
    since = Day(label=_("Known since"), required=False)
    entry = forms.ChoiceField(label=_("Which entry shows it?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proofs = [(str(pk), title) for pk, title in proof_choices()]
        self.choose("proof_id", proofs, empty=pgettext_lazy("proof", "None yet"))


class TableForm(PlainForm):
    """A scoring table: its rows pasted, or a file."""

    WIDE = frozenset({"file"})
    rows = Text(label=_("Rows of the scoring table"), rows=8, required=False, max_length=2_000_000)
    file = forms.FileField(label=_("or a file (.xlsx, .csv)"), required=False)
    set_by = forms.ChoiceField(label=_("Who set the criteria"), required=False)
    entry = forms.ChoiceField(label=_("Which entry shows it?"), required=False)

    def __init__(self, *args: Any, entries: list[tuple[str, str]], rivals: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("entry", entries, empty=_("No entry"))
        known = [("customer", _("the customer")), ("us", _("us")), *((name, name) for name in rivals)]
        self.choose("set_by", known, empty=_("not known"))
