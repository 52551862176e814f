"""Practice cases of the organisation's own: made from a closed opportunity, every name taken out first."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongpin.crm.practice.actions import add_own_practice, remove_own_practice
from tongpin.crm.practice.drafts import (
    Draft,
    closed_opportunities,
    closed_opportunity,
    draft_of,
    entries_of,
    for_makers,
)
from tongpin.crm.practice.selectors import own_cases
from tongpin.method.case import STAGES
from tongpin.method.practice import mistake_codes
from tongpin.web.forms import Line, OneOf, PlainForm, Text
from tongpin.web.opportunity.edits import try_save
from tongpin.web.pages import SignedIn, button, done, page
from tongpin.web.texts import mistake_name, stage_name


class OwnForm(PlainForm):
    """The case as its maker sees and edits it before it is kept."""

    title = Line(label=gettext_lazy("Trade"), help_text=gettext_lazy("never the customer’s name"))
    stage = OneOf({stage: stage for stage in STAGES}, label=gettext_lazy("Where the customer is"))
    text = Text(label=gettext_lazy("What the customer says and does"), rows=5)
    best = Text(label=gettext_lazy("The best move"), rows=2)
    why = Text(label=gettext_lazy("Which words tell the stage, and why this move fits"), rows=3)
    fair = Text(label=gettext_lazy("A move that does no harm and moves little"), rows=2)
    wrong = Text(label=gettext_lazy("A move that is a mistake"), rows=2)
    wrong_name = OneOf({code: code for code in mistake_codes()}, label=gettext_lazy("Which mistake"))
    other = Text(label=gettext_lazy("Another wrong move"), rows=2)
    other_name = OneOf({code: code for code in mistake_codes()}, label=gettext_lazy("Which mistake"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [(code, mistake_name(code)) for code in mistake_codes()]
        self.choose("stage", [(stage, stage_name(stage)) for stage in STAGES])
        self.choose("wrong_name", codes, empty="–")
        self.choose("other_name", codes, empty=_("None of the named ones"))

    def moves(self) -> list[dict[str, str]]:
        """The four moves as the action takes them."""
        kept = self.cleaned_data
        return [
            {"verdict": "best", "text": kept["best"]},
            {"verdict": "fair", "text": kept["fair"]},
            {"verdict": "poor", "text": kept["wrong"], "mistake": kept["wrong_name"]},
            {"verdict": "poor", "text": kept["other"], "mistake": kept["other_name"] or ""},
        ]


@page
def own_practice(request: SignedIn) -> HttpResponse:
    """The cases made here, and the closed opportunities to make more from."""
    for_makers(request.user)
    rows = [{"row": row, "stage": stage_name(row.stage)} for row in own_cases()]
    context = {**_frame(), "rows": rows, "closed": closed_opportunities(user=request.user)}
    return render(request, "practice/own.html", context)


@page
def make_practice(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """First the entry whose words become the case, then the case in an editor."""
    opportunity = closed_opportunity(request.user, opportunity_id)
    if request.method == "POST":
        return _keep(request, opportunity_id)
    chosen = request.GET.get("entry", "")
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 16):
        entries = entries_of(user=request.user, opportunity_id=opportunity_id)
        context = {**_frame(), "opportunity": opportunity, "entries": entries}
        return render(request, "practice/entries.html", context)
    draft = draft_of(user=request.user, opportunity_id=opportunity_id, activity_id=int(chosen))
    return _editor(request, opportunity_id, OwnForm(initial=_first(draft)), taken=draft.taken)


def _first(draft: Draft) -> dict[str, str]:
    names = iter(draft.mistakes)
    return {
        "title": draft.title,
        "text": draft.text,
        "stage": draft.stage,
        "wrong_name": next(names, ""),
        "other_name": next(names, ""),
    }


def _keep(request: SignedIn, opportunity_id: int) -> HttpResponse:
    form = OwnForm(request.POST)

    def save(values: dict[str, Any]) -> object:
        facts = {name: values[name] for name in ("title", "text", "stage", "why")}
        return add_own_practice(user=request.user, opportunity_id=opportunity_id, moves=form.moves(), **facts)

    if try_save(request, form, save, _("The case is kept; everybody can practise it now.")):
        return redirect("own_practice")
    return _editor(request, opportunity_id, form, status=422)


def _editor(request: SignedIn, opportunity_id: int, form: OwnForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {**_frame(), "form": form, "opportunity_id": opportunity_id, **more}
    return render(request, "practice/make.html", context, status=status)


@button
def remove_practice(request: SignedIn, practice_id: int) -> HttpResponse:
    """Takes a case of the organisation's own away."""
    remove_own_practice(user=request.user, pk=practice_id)
    done(request, _("The case is removed; answers given to it stay."))
    return redirect(reverse("own_practice"))


def _frame() -> dict[str, Any]:
    return {"area": "practice", "tab": "own", "coaches": True}
