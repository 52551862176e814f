"""Forms of the sales meeting and the battle plan."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from tongpin.method.agenda import Agenda, line_of, minutes_of, title_of
from tongpin.method.case import Language
from tongpin.web.forms import Day, Hour, Line, PlainForm, Several, Text
from tongpin.web.opportunity.forms import RecordForm
from tongpin.web.texts import Texts, told

RESULTS: Texts = {
    "done": pgettext_lazy("task", "Done"),
    "not_done": pgettext_lazy("task", "Not achieved"),
    "dropped": pgettext_lazy("task", "Dropped"),
}
PART = "part_"


def lines_in(text: str) -> list[str]:
    """Lines with something in them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class CallForm(PlainForm):
    """A meeting to be called: the agenda to be edited, a field for each part, a point a line."""

    date = Day(label=gettext_lazy("Date of the meeting"))
    starts = Hour(label=gettext_lazy("Begins at"), required=False)
    members = Several(label=gettext_lazy("Who comes"))
    others = Line(
        label=gettext_lazy("Others, and other departments"),
        required=False,
        help_text=gettext_lazy("Separated by semicolons: Finance; Service; Legal"),
    )
    WIDE = frozenset({"others"})

    def __init__(self, *args: Any, agenda: Agenda, lang: Language, members: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lang = lang
        self.choose("members", [(name, name) for name in members])
        for part, points in agenda.parts:
            text = "\n".join(told(point.text).replace("\n", " ") for point in points)
            self.add(f"{PART}{part}", _part_field(part, text, len(points), lang))
        self.add("more", Text(label=_("What else to talk over"), rows=2, required=False, help_text=_("A point a line")))

    def values(self) -> dict[str, Any]:
        """What the action gets."""
        cleaned = self.cleaned_data
        agenda = [
            line_of(title_of(name.removeprefix(PART), self.lang), line, self.lang)
            for name in self.fields
            if name.startswith(PART)
            for line in lines_in(cleaned[name])
        ]
        others = [name.strip() for name in cleaned["others"].replace("；", ";").split(";") if name.strip()]
        return {
            "date": cleaned["date"],
            "starts": cleaned["starts"],
            "agenda": [*agenda, *lines_in(cleaned["more"])],
            "invited": [*cleaned["members"], *others],
        }


def _part_field(part: str, text: str, lines: int, lang: Language) -> forms.Field:
    minutes = minutes_of(part)
    label = ngettext("%(part)s (%(minutes)s minute)", "%(part)s (%(minutes)s minutes)", minutes)
    told_so = label % {"part": title_of(part, lang), "minutes": minutes}
    return Text(label=told_so, initial=text, rows=min(lines + 1, 7), required=False)


class MinutesForm(PlainForm):
    """What was said and decided."""

    guarded = True
    decisions = Text(
        label=gettext_lazy("What we decided"),
        rows=3,
        required=False,
        help_text=gettext_lazy("The next meeting opens with it"),
    )
    minutes = Text(label=gettext_lazy("Minutes"), rows=3, required=False)


def minutes_values(minutes: str, decisions: str) -> dict[str, str]:
    return {"minutes": minutes, "decisions": decisions}


class MeetingForm(MinutesForm):
    """Everything of a meeting."""

    date = Day(label=gettext_lazy("Date of the meeting"))
    starts = Hour(label=gettext_lazy("Begins at"), required=False)
    invited = Text(label=gettext_lazy("Who is invited"), rows=3, required=False, help_text=gettext_lazy("One a line"))
    agenda = Text(label=gettext_lazy("Agenda"), rows=8, required=False, help_text=gettext_lazy("A point a line"))
    field_order = ("date", "starts", "invited", "agenda", "decisions", "minutes")

    def values(self) -> dict[str, Any]:
        """What the action gets."""
        cleaned = self.cleaned_data
        return {**cleaned, "invited": lines_in(cleaned["invited"]), "agenda": lines_in(cleaned["agenda"])}


class TaskForm(RecordForm):
    """A line of the plan."""

    text = Text(label=gettext_lazy("What is to be done"), rows=2)
    owner = forms.ChoiceField(label=gettext_lazy("Who of ours"), required=False)
    who = forms.ChoiceField(label=gettext_lazy("With whom of theirs"), required=False)
    due = Day(label=pgettext_lazy("task", "Until"), required=False)
    wanted = Line(
        label=gettext_lazy("The commitment we want from the customer"),
        required=False,
        help_text=gettext_lazy("Such as: lets our engineers see the line next week"),
    )
    WIDE = frozenset({"wanted"})

    def offer_owners(self, names: list[str]) -> None:
        """Our people to choose from."""
        self.choose("owner", [(name, name) for name in names], empty=_("Nobody yet"))


class ResultForm(PlainForm):
    """What came of a task."""

    status = forms.ChoiceField(choices=list(RESULTS.items()))
    result = Line(required=False)
    won = forms.BooleanField(required=False)
