"""Note 随手记: paste or dictate; the words that carry signals light up; strike what is wrong; watch the odds move."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongpin.crm import clock, judging
from tongpin.crm.activities.actions import record_note
from tongpin.crm.activities.selectors import preview_note
from tongpin.crm.errors import TongpinError
from tongpin.crm.evidence.actions import strike_signal
from tongpin.crm.models import Activity, Signal
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import get_opportunity, may, visible
from tongpin.crm.people.selectors import people_page
from tongpin.crm.records import storable_text
from tongpin.crm.users.models import User
from tongpin.method.case import STAGES
from tongpin.method.reading.shape import Reading, SignalHit
from tongpin.web.forms import LONGEST_NOTE, Day, Line, OneOf, PlainForm, Several, Text
from tongpin.web.highlight import Piece, Span, pieces
from tongpin.web.opportunity.edits import people_choices, tab_address
from tongpin.web.opportunity.mentions import tell_of_people
from tongpin.web.opportunity.overview import stands_clear
from tongpin.web.opportunity.people import question_asked
from tongpin.web.opportunity.story import warn_of_two_stories
from tongpin.web.pages import SignedIn, done, elsewhere, for_writers, page
from tongpin.web.texts import (
    CONTACT_FUNCTIONS,
    DIRECTIONS,
    ENTRY_KINDS,
    OUTCOMES,
    how_plainly,
    mistake_name,
    signal_name,
    stage_name,
    stage_short,
    told,
)

CHOICES = 200
SHOWN = 20_000
"""Characters of a note that are shown; the reader reads it all."""
MOST_SIGNALS = 40


class NoteForm(PlainForm):
    """A note. Without an opportunity it is only read."""

    WIDE = frozenset({"text"})
    text = Text(
        label=gettext_lazy("What did the customer say?"),
        rows=7,
        max_length=LONGEST_NOTE,
        strip=False,
        required=False,
        help_text=gettext_lazy("Paste a note, an e-mail or a chat; on the phone, dictate with the keyboard."),
    )
    opportunity = forms.ChoiceField(label=gettext_lazy("Opportunity"), required=False)
    date = Day(label=gettext_lazy("Date"))
    kind = OneOf(ENTRY_KINDS, label=gettext_lazy("Kind"))
    direction = OneOf(DIRECTIONS, label=gettext_lazy("Who started it"))
    by = Line(label=gettext_lazy("Who of us"), required=False)
    who = Several(label=gettext_lazy("With whom"))
    functions = Several(
        label=gettext_lazy("What the contact served"),
        choices=list(CONTACT_FUNCTIONS.items()),
        help_text=gettext_lazy("Left open, it is read from the kind and the words."),
    )
    wanted = Line(label=gettext_lazy("Commitment we wanted"), required=False)
    outcome = OneOf(OUTCOMES, label=gettext_lazy("What it came to"), required=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSignal:
    """A signal in the note; ``span`` is "kind:start:end", the value of its box."""

    span: str
    name: str
    words: str
    says: str
    sure: str
    struck: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A stage's odds before and after the note."""

    name: str
    before: float | None
    after: float
    points: str
    present: bool


@page
def note(request: SignedIn) -> HttpResponse:
    """Read, and if an opportunity is chosen, save."""
    for_writers(request.user)
    if request.method == "POST" and request.POST.get("do") == "save":
        return _save(request)
    form, chosen = _checked_form(request)
    if request.method != "POST":
        return _show(request, form, chosen)
    if not form.is_valid():
        return _show(request, form, chosen, status=422)
    return _show(request, form, chosen, read=_read(request, form, chosen))


def _checked_form(request: SignedIn) -> tuple[NoteForm, Opportunity | None]:
    """The form with all it offers, and the opportunity it is about; one that is not his is told as a fault."""
    try:
        chosen, refusal = _chosen(request), ""
    except TongpinError as error:
        chosen, refusal = None, error.message
    form = _form(request, chosen)
    if refusal:
        _offer(form, request.user, chosen)
        if form.is_valid():
            form.add_error("opportunity", refusal)
    return form, chosen


def _chosen(request: SignedIn) -> Opportunity | None:
    wanted = _number(request.POST.get("opportunity") or request.GET.get("opportunity") or "")
    return None if wanted is None else get_opportunity(request.user, wanted, "change")


def _number(given: str) -> int | None:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 12 else None


def _form(request: SignedIn, chosen: Opportunity | None) -> NoteForm:
    initial = {
        "date": clock.today(),
        "kind": "visit",
        "direction": "out",
        "by": str(request.user),
        "opportunity": str(chosen.pk) if chosen else "",
        "who": request.GET.getlist("who"),
    }
    form = NoteForm(request.POST or None, initial=initial)
    form.choose("opportunity", [(str(chosen.pk), str(chosen))] if chosen else [], empty=_("None: only read it"))
    form.choose("who", people_choices(chosen) if chosen else [])
    return form


def _offer(form: NoteForm, user: User, chosen: Opportunity | None) -> None:
    form.choose("opportunity", _open_deals(user, chosen), empty=_("None: only read it"))


def _open_deals(user: User, chosen: Opportunity | None) -> list[tuple[str, str]]:
    """The open opportunities that the user may see, last touched first."""
    found = visible(user).filter(result=None).order_by("-last_activity_on", "-pk")
    rows = list(found.values_list("pk", "title", "account__name")[:CHOICES])
    if chosen is not None and chosen.pk not in {row[0] for row in rows}:
        rows.insert(0, (chosen.pk, str(chosen), ""))
    return [(str(pk), f"{title} · {account}" if account else title) for pk, title, account in rows]


def _struck(request: SignedIn) -> dict[str, tuple[int, int]]:
    """Signals that the user took back, by the value of their box."""
    spans = {}
    for value in request.POST.getlist("struck")[:MOST_SIGNALS]:
        _kind, _colon, place = value.partition(":")
        start, _colon, end = place.partition(":")
        if all(number.isascii() and number.isdigit() and len(number) < 9 for number in (start, end)):
            spans[value] = (int(start), int(end))
    return spans


def _found_again(struck: dict[str, tuple[int, int]], whole: Reading) -> dict[str, tuple[int, int]]:
    """Those struck signals that the text still holds: once it was edited, the places of the others mean other words."""
    found = {_span(hit) for hit in whole.signals}
    return {span: place for span, place in struck.items() if span in found}


def _read(request: SignedIn, form: NoteForm, chosen: Opportunity | None) -> dict[str, Any]:
    """What the reader finds, and where the opportunity would stand."""
    values = form.cleaned_data
    text = storable_text(values["text"])
    whole = judging.read_fresh(text)
    struck = _found_again(_struck(request), whole)
    if chosen is None:
        reading = judging.read_on(whole, text, tuple(struck.values()))
        before, after = None, reading.odds
        obstacle, clear = "", False
    else:
        seen = preview_note(
            user=request.user,
            opportunity_id=chosen.pk,
            text=text,
            date=values["date"],
            kind=values["kind"],
            direction=values["direction"],
            who=values["who"],
            struck=tuple(struck.values()),
        )
        reading, before, after = seen.reading, seen.before.stages, seen.after.stages
        obstacle, clear = told(seen.after.main_obstacle), stands_clear(seen.after)
    return {
        "pieces": _lit(text, whole, struck),
        "cut": len(text) > SHOWN,
        "signals": _signals(whole, text, struck),
        "mistakes": [(mistake_name(hit.code), text[hit.start : hit.end]) for hit in reading.mistakes],
        "shifts": _shifts(before, after),
        "stage": stage_name(STAGES[after.index(max(after))]),
        "certain": max(after),
        "obstacle": obstacle,
        "clear": clear,
        "empty": not text.strip(),
    }


def _signals(whole: Reading, text: str, struck: dict[str, tuple[int, int]]) -> list[ReadSignal]:
    """What the whole text was read for, in its order: a struck one keeps its place, and none appears in its stead."""
    return [
        ReadSignal(
            span=_span(hit),
            name=signal_name(hit.kind),
            words=text[hit.start : hit.end][:200],
            says=stage_short(hit.says) if hit.says else "",
            sure=how_plainly(hit.confidence),
            struck=_span(hit) in struck,
        )
        for hit in whole.signals[:MOST_SIGNALS]
    ]


def _span(hit: SignalHit) -> str:
    return f"{hit.kind}:{hit.start}:{hit.end}"


def _lit(text: str, whole: Reading, struck: dict[str, tuple[int, int]]) -> list[Piece]:
    kept = [hit for hit in whole.signals if _span(hit) not in struck]
    spans = [Span(start=hit.start, end=hit.end, css="proposed", tells=signal_name(hit.kind)) for hit in kept]
    spans += [Span(start=hit.start, end=hit.end, css="mistake", tells=mistake_name(hit.code)) for hit in whole.mistakes]
    spans += [Span(start=start, end=end, css="struck", tells=_("Struck out")) for start, end in struck.values()]
    return pieces(text[:SHOWN], spans)


def _shifts(before: Sequence[float] | None, after: Sequence[float]) -> list[Shift]:
    rows = []
    for place, stage in enumerate(STAGES):
        change = round(100 * after[place]) - round(100 * before[place]) if before else 0
        rows.append(
            Shift(
                name=stage_short(stage),
                before=before[place] if before else None,
                after=after[place],
                points=f"{change:+d}".replace("-", "−") if change else "",
                present=after[place] == max(after),
            )
        )
    return rows[::-1]


def _save(request: SignedIn) -> HttpResponse:
    """Whose the opportunity is and who its people are, the action asks; the page does only to tell what was wrong."""
    form = NoteForm(request.POST)
    for name in ("opportunity", "who"):
        form.choose(name, [(sent, sent) for sent in request.POST.getlist(name)])
    opportunity_id = _number(request.POST.get("opportunity", ""))
    refused: TongpinError | None = None
    if opportunity_id is not None and form.is_valid():
        try:
            activity = _saved(request, opportunity_id, form.cleaned_data)
        except TongpinError as error:
            refused = error
        else:
            done(request, _("The note is saved, and the opportunity judged anew."))
            warned = warn_of_two_stories(request, opportunity_id, activity.code)
            tell_of_people(request, opportunity_id, activity)
            # The warning stands at the head of the page; an anchor would scroll past it.
            return elsewhere(request, tab_address(opportunity_id, "timeline", "" if warned else activity.code))
    form, chosen = _checked_form(request)
    if form.is_valid() and chosen is None:
        form.add_error("opportunity", _("Choose the opportunity that the note belongs to."))
    elif form.is_valid() and refused is not None:
        form.take(refused)
    return _show(request, form, chosen, status=422)


def _saved(request: SignedIn, opportunity_id: int, values: dict[str, Any]) -> Activity:
    told = {name: value for name, value in values.items() if name != "opportunity"}
    activity = record_note(user=request.user, opportunity_id=opportunity_id, **told)
    for span, (start, end) in _struck(request).items():
        kind = span.partition(":")[0]
        for signal in Signal.objects.filter(activity=activity, kind=kind, start=start, end=end):
            strike_signal(user=request.user, signal_id=signal.pk)
    return activity


def _show(
    request: SignedIn,
    form: NoteForm,
    chosen: Opportunity | None,
    *,
    read: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page. Only here is every opportunity offered: to check what was sent, the chosen one will do."""
    _offer(form, request.user, chosen)
    ask = request.POST.get("ask") or request.GET.get("ask", "")
    context = {
        "ask": ask,
        "question": _question(request.user, chosen, ask) if chosen and ask else "",
        "area": "note",
        "form": form,
        "chosen": chosen,
        "read": read,
        "may_save": chosen is not None and may(request.user, "change", chosen),
    }
    return render(request, "note.html", context, status=status)


def _question(user: User, chosen: Opportunity, item: str) -> str:
    """The open question of the buying centre that the note is to answer."""
    return question_asked(people_page(user=user, opportunity_id=chosen.pk), item)
