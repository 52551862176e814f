"""Forms of the call: the plan, and the debrief. What a phone keeps and sends later is read by the same form."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tongpin.crm.calls.actions import Asking
from tongpin.crm.calls.debriefing import Answered, Debrief
from tongpin.crm.calls.selectors import QuestionRow
from tongpin.method.calls import Proposed
from tongpin.method.debrief import Promise
from tongpin.method.selling import QUESTION_KINDS
from tongpin.web.forms import Day, Line, OneOf, PlainForm, Text
from tongpin.web.texts import ENTRY_KINDS, OUTCOMES, told
from tongpin.web.texts import QUESTION_KINDS as KIND_NAMES

CALL_KINDS = ("visit", "call", "demo", "negotiation", "executive_visit", "reference_visit", "company_tour", "care")
"""Kinds of entries that are talks with the customer."""
PROMISES = 3
MOST_ROWS = 60
BLANKS = 2


def _call_kinds() -> dict[str, Any]:
    return {kind: ENTRY_KINDS[kind] for kind in CALL_KINDS}


class CallForm(PlainForm):
    """When, how, and what the customer should commit to; the questions come beside it."""

    date = Day(label=gettext_lazy("Date"))
    kind = OneOf(_call_kinds(), label=gettext_lazy("Kind"))
    wanted = Text(
        label=gettext_lazy("The commitment we go for"),
        rows=2,
        required=False,
        help_text=gettext_lazy("What the customer is to do, and by when"),
    )
    least = Text(label=gettext_lazy("The least we accept"), rows=2, required=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLine:
    """A question on a form by its place. ``why`` it is proposed, ``only_if`` a condition; ``chosen``: ticked."""

    place: int
    kind: str
    kind_name: str
    key: str
    text: str
    why: str = ""
    only_if: str = ""
    chosen: bool = True
    id: int | None = None
    answer: str = ""


def proposed_lines(questions: Iterable[Proposed], start: int = 0, *, chosen: bool = True) -> Iterator[QuestionLine]:
    """Proposals as lines to tick."""
    for place, item in enumerate(questions, start):
        yield QuestionLine(
            place=place,
            kind=item.kind,
            kind_name=str(KIND_NAMES[item.kind]),
            key=item.key,
            text=item.text,
            why=told(item.why),
            only_if=told(item.only_if) if item.only_if else "",
            chosen=chosen,
        )


def planned_lines(rows: Iterable[QuestionRow]) -> Iterator[QuestionLine]:
    """Questions of a plan as lines."""
    for place, row in enumerate(rows):
        yield QuestionLine(
            place=place,
            kind=row.kind,
            kind_name=str(KIND_NAMES[row.kind]),
            key=row.key,
            text=row.text,
            id=row.id,
            answer=row.answer,
        )


def posted_lines(data: Mapping[str, Any]) -> Iterator[QuestionLine]:
    """The lines as they were sent, for a form with faults: nothing that was typed is lost."""
    for place in _places(data):
        number, kind = str(data.get(f"q{place}-id", "")), _kind(data, place)
        yield QuestionLine(
            place=place,
            kind=kind,
            kind_name=str(KIND_NAMES[kind]),
            key=str(data.get(f"q{place}-key", "")),
            text=str(data.get(f"q{place}-text", "")),
            chosen=bool(data.get(f"q{place}-ask") or data.get(f"q{place}-asked")),
            id=int(number) if _is_number(number) else None,
            answer=str(data.get(f"q{place}-answer", "")),
        )


def askings_in(data: Mapping[str, Any]) -> list[Asking]:
    """The ticked questions of a sent plan, and those typed in the blank lines."""
    found = []
    for place in _places(data):
        text = str(data.get(f"q{place}-text", "")).strip()
        if text and data.get(f"q{place}-ask"):
            found.append(Asking(_kind(data, place), text, str(data.get(f"q{place}-key", ""))[:100]))
    return found


def _places(data: Mapping[str, Any]) -> list[int]:
    numbers = (re.fullmatch(r"q(\d{1,3})-text", name) for name in data)
    return sorted(int(number[1]) for number in numbers if number)[:MOST_ROWS]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12


def _kind(data: Mapping[str, Any], place: int) -> str:
    kind = str(data.get(f"q{place}-kind", ""))
    return kind if kind in QUESTION_KINDS else "situation"


class DebriefForm(PlainForm):
    """What came of a call. Questions and answers are read beside it, by their places."""

    who = forms.ChoiceField(label=gettext_lazy("With whom"), required=False)
    date = Day(label=gettext_lazy("Date"))
    kind = OneOf(_call_kinds(), label=gettext_lazy("Kind"))
    note = Text(
        label=gettext_lazy("What else was said"),
        rows=3,
        max_length=200_000,
        required=False,
        help_text=gettext_lazy("In the customer’s words; dictate with the keyboard"),
    )
    said = OneOf(OUTCOMES, label=gettext_lazy("What it came to"), required=False)
    WIDE = frozenset({"note"})

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], us: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("who", people, empty="–")
        promisers = [*people, (us, us)]
        for number in range(PROMISES):
            self.add(f"by{number}", forms.ChoiceField(label=gettext_lazy("Who"), required=False))
            self.choose(f"by{number}", promisers, empty="–")
            self.add(f"what{number}", Line(label=pgettext_lazy("promise", "What"), required=False))
            self.add(f"due{number}", Day(label=gettext_lazy("By when"), required=False))

    def clean(self) -> dict[str, Any]:
        """A promise has words, and no day before the call. Whom we see stands in the first row from the beginning, so
        a name alone says nothing there."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(PROMISES):
            due = told.get(f"due{number}")
            begun = due or (number and told.get(f"by{number}"))
            if begun and not told.get(f"what{number}") and f"what{number}" not in self.errors:
                self.add_error(f"what{number}", _("Say what was promised, or clear this row."))
            if due and told.get("date") and due < told["date"]:
                self.add_error(f"due{number}", _("This day lies before the call."))
        return told

    def promises(self) -> list[dict[str, Any]]:
        """The fields of each promise."""
        return [
            {"number": number, **{name: self[f"{name}{number}"] for name in ("by", "what", "due")}}
            for number in range(PROMISES)
        ]

    def debrief(self, wanted: str) -> Debrief:
        """What the action gets; the form is valid."""
        told = self.cleaned_data
        return Debrief(
            date=told["date"],
            kind=told["kind"],
            who=told["who"],
            note=told["note"],
            wanted=wanted,
            said=told["said"],
            answers=tuple(_answers_in(self.data)),
            promises=tuple(
                Promise(by=told[f"by{number}"], text=told[f"what{number}"], due=told[f"due{number}"])
                for number in range(PROMISES)
                if told[f"what{number}"]
            ),
        )


def _answers_in(data: Mapping[str, Any]) -> Iterator[Answered]:
    for place in _places(data):
        answer = str(data.get(f"q{place}-answer", "")).strip()
        number = str(data.get(f"q{place}-id", ""))
        yield Answered(
            id=int(number) if _is_number(number) else None,
            kind=_kind(data, place),
            key=str(data.get(f"q{place}-key", ""))[:100],
            text=str(data.get(f"q{place}-text", "")),
            answer=answer,
            asked=bool(answer or data.get(f"q{place}-asked")),
        )
