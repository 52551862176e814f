"""Forms of our team: who joins, how one of ours stands with one of theirs, which of two statements holds."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tongpin.web.forms import Choices, Day, Line, OneOf, PlainForm, Text
from tongpin.web.texts import LEVELS, Texts

TIE_STATES: Texts = {
    "none": pgettext_lazy("tie", "No contact yet"),
    "started": pgettext_lazy("tie", "Begun"),
    "steady": pgettext_lazy("tie", "Steady"),
    "strained": pgettext_lazy("tie", "Strained"),
}
PROMISE_STATES: Texts = {
    "open": pgettext_lazy("promise", "Open"),
    "kept": pgettext_lazy("promise", "Kept"),
    "broken": pgettext_lazy("promise", "Broken"),
}
OTHER = "other"


class MemberForm(PlainForm):
    """What one of ours does on the opportunity, and from when to when."""

    function = Line(label=gettext_lazy("Function"), required=False, max_length=200)
    level = OneOf(
        LEVELS,
        label=gettext_lazy("Level"),
        required=False,
        help_text=gettext_lazy("Left open, it follows from the function."),
    )
    since = Day(label=pgettext_lazy("team", "Since"), required=False)
    until = Day(
        label=pgettext_lazy("team", "Until"),
        required=False,
        help_text=gettext_lazy("Empty as long as he or she is on the team."),
    )


class JoinForm(PlainForm):
    """Somebody joins: a colleague who signs in here, or anybody by name."""

    colleague = forms.ChoiceField(label=gettext_lazy("Colleague"), required=False)
    name = Line(label=gettext_lazy("Or a name"), required=False, max_length=200)
    function = Line(
        label=gettext_lazy("Function"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("As in: pre-sales engineer"),
    )
    level = OneOf(LEVELS, label=gettext_lazy("Level"), required=False)
    since = Day(label=pgettext_lazy("team", "Since"), required=False)

    def __init__(self, *args: Any, colleagues: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("colleague", colleagues, empty=_("Somebody who does not sign in here"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("colleague") and values.get("name"):
            self.add_error("name", _("Choose a colleague or write a name, not both."))
        return values


class TieForm(PlainForm):
    """How one of ours stands with one of theirs, and what each expects of the other."""

    state = OneOf(TIE_STATES, label=gettext_lazy("How it stands"))
    since = Day(label=pgettext_lazy("team", "Since"), required=False)
    they_expect = Text(label=gettext_lazy("What they expect of us"), required=False, rows=2)
    we_expect = Text(label=gettext_lazy("What we expect of them"), required=False, rows=2)
    we_promise = Text(label=gettext_lazy("What we promised"), required=False, rows=2)
    promised = Day(label=gettext_lazy("Promised on"), required=False)
    due = Day(label=gettext_lazy("Due"), required=False)
    promise = OneOf(PROMISE_STATES, label=gettext_lazy("What became of the promise"))


class NewTieForm(TieForm):
    """The same for a pair that is still to be chosen."""

    member = forms.ChoiceField(label=gettext_lazy("Who of us"))
    who = forms.ChoiceField(label=gettext_lazy("With whom"))
    field_order = ("member", "who")

    def __init__(self, *args: Any, members: Choices, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("member", members, empty=_("Choose"))
        self.choose("who", people, empty=_("Choose"))


class SettleForm(PlainForm):
    """Which of two statements holds, and who tells the customer."""

    which = forms.ChoiceField(label=gettext_lazy("What holds"), widget=forms.RadioSelect)
    words = Line(label=gettext_lazy("Or what holds instead"), required=False)
    tells = forms.ChoiceField(label=gettext_lazy("Who tells the customer"), required=False)
    WIDE = frozenset({"which", "words"})

    def __init__(self, *args: Any, told: tuple[str, str], members: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told = dict(zip(("first", "second"), told, strict=True))
        named = [(which, _("“%(words)s”") % {"words": words}) for which, words in self.told.items()]
        self.choose("which", [*named, (OTHER, _("Neither; it is what I write below"))])
        self.choose("tells", [(name, name) for name in members], empty=_("Not decided yet"))
        self.fields["which"].widget.attrs["class"] = "form-check-input"

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("which") == OTHER and not values.get("words"):
            self.add_error("words", _("Say what holds."))
        return values

    @property
    def holds(self) -> str:
        """What holds, in words."""
        which = self.cleaned_data["which"]
        return str(self.cleaned_data["words"] if which == OTHER else self.told[which])
