"""The question bank 问题库: what the plans of calls are made from; our own questions beside those of the box."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongpin.crm.calls import actions
from tongpin.crm.calls.models import OwnQuestion
from tongpin.crm.calls.policy import may_change_question, may_retire_questions, may_word_questions
from tongpin.crm.calls.selectors import own_questions
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.policy import not_found
from tongpin.method.case import ROLES, STAGES, Language
from tongpin.method.questions import BankQuestion, box
from tongpin.method.selling import QUESTION_KINDS
from tongpin.web.forms import Line, OneOf, PlainForm, Several, Text
from tongpin.web.opportunity.edits import try_save
from tongpin.web.pages import SignedIn, button, done, page
from tongpin.web.texts import QUESTION_KINDS as KIND_NAMES
from tongpin.web.texts import ROLES as ROLE_NAMES
from tongpin.web.texts import reading_language, stage_name, stage_short

LANGUAGE_NAMES = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BankRow:
    """A question of the bank in the reader's words. ``id``: of one of ours; ``retired``: asked no more."""

    key: str
    id: int | None
    kind: str
    kind_name: str
    text: str
    lang: str
    for_whom: str
    when: str
    only: str
    retired: bool
    replaces: str


class OwnQuestionForm(PlainForm):
    """A question of our own."""

    text = Text(
        label=gettext_lazy("Question"),
        rows=2,
        help_text=gettext_lazy("Write {need} where the need of the person belongs"),
    )
    kind = OneOf(KIND_NAMES, label=gettext_lazy("Kind"))
    lang = OneOf(LANGUAGE_NAMES, label=gettext_lazy("Language"))
    industry = Line(
        label=gettext_lazy("Trade"),
        required=False,
        help_text=gettext_lazy("As with an account; empty: for every trade"),
    )
    stages = Several(label=gettext_lazy("At which stages of the customer"))
    roles = Several(label=gettext_lazy("Whom to ask"))
    WIDE = frozenset({"text"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("stages", [(stage, stage_name(stage)) for stage in STAGES])
        self.choose("roles", list(ROLE_NAMES.items()))


class BankFilter(forms.Form):
    """What of the bank is shown."""

    kind = forms.ChoiceField(required=False)
    stage = forms.ChoiceField(required=False)
    role = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[str, Any]]] = {
            "kind": [(kind, KIND_NAMES[kind]) for kind in QUESTION_KINDS],
            "stage": [(stage, stage_name(stage)) for stage in STAGES],
            "role": [(role, ROLE_NAMES[role]) for role in ROLES],
        }
        every = {"kind": _("Every kind"), "stage": _("Every stage"), "role": _("Everybody")}
        for name, offered in choices.items():
            self.fields[name].choices = [("", every[name]), *offered]  # type: ignore[attr-defined]
            self.fields[name].widget.attrs |= {"class": "form-select", "aria-label": every[name]}

    def takes(self, question: BankQuestion) -> bool:
        """Whether a question is among what is looked for."""
        wanted = self.cleaned_data if self.is_valid() else {}
        kind, stage, role = (wanted.get(name, "") for name in ("kind", "stage", "role"))
        return (
            (not kind or question.kind == kind)
            and (not stage or not question.stages or stage in question.stages)
            and (not role or not question.roles or role in question.roles)
        )


@page
def questions(request: SignedIn) -> HttpResponse:
    """The bank by kind, ours first."""
    wanted = BankFilter(request.GET or None)
    lang = reading_language()
    own = own_questions()
    retired = {row.replaces for row in own if row.retired and row.replaces and not row.text}
    ours = [_own_row(row) for row in own if row.text and wanted.takes(_plain(row))]
    boxed = [_box_row(question, lang, question.key in retired) for question in box() if wanted.takes(question)]
    groups = [
        {"name": KIND_NAMES[kind], "rows": rows}
        for kind in QUESTION_KINDS
        if (rows := [row for row in (*ours, *boxed) if row.kind == kind])
    ]
    context = {
        "area": "library",
        "filter": wanted,
        "groups": groups,
        "count": len(ours) + len(boxed),
        "may_word": may_word_questions(request.user),
        "may_retire": may_retire_questions(request.user),
    }
    return render(request, "calls/bank.html", context)


def _plain(row: OwnQuestion) -> BankQuestion:
    return BankQuestion(key=f"own.{row.pk}", kind=row.kind, text={}, stages=tuple(row.stages), roles=tuple(row.roles))


def _own_row(row: OwnQuestion) -> BankRow:
    return BankRow(
        key=f"own.{row.pk}",
        id=row.pk,
        kind=row.kind,
        kind_name=str(KIND_NAMES[row.kind]),
        text=row.text,
        lang=LANGUAGE_NAMES[row.lang],
        for_whom=_roles(tuple(row.roles)),
        when=_stages(tuple(row.stages)),
        only=row.industry,
        retired=row.retired,
        replaces=row.replaces,
    )


def _box_row(question: BankQuestion, lang: Language, retired: bool) -> BankRow:
    return BankRow(
        key=question.key,
        id=None,
        kind=question.kind,
        kind_name=str(KIND_NAMES[question.kind]),
        text=question.text[lang].replace("{need}", "…"),
        lang="",
        for_whom=_roles(question.roles),
        when=_stages(question.stages),
        only=_("Private buyers only")
        if question.only == "private"
        else _("Public buyers only")
        if question.only
        else "",
        retired=retired,
        replaces="",
    )


def _roles(roles: tuple[str, ...]) -> str:
    return _("; ").join(str(ROLE_NAMES[role]) for role in roles) or _("Everybody")


def _stages(stages: tuple[str, ...]) -> str:
    return _("; ").join(stage_short(stage) for stage in stages) or _("Every stage")


# ---------------------------------------------------------------- ours
@page
def add_question(request: SignedIn) -> HttpResponse:
    """A new question of ours; with ``instead`` it stands in for one of the box, and begins with its words."""
    if not may_word_questions(request.user):
        raise TongpinError("not_allowed", _("You may look at the questions, but not change them."), 403)
    instead = next((item for item in box() if item.key == request.GET.get("instead", "")), None)
    initial: dict[str, Any] = {"kind": "problem", "lang": reading_language()}
    if instead is not None:
        told = instead.text[reading_language()]
        initial |= {"kind": instead.kind, "text": told, "stages": instead.stages, "roles": instead.roles}
    form = OwnQuestionForm(request.POST or None, initial=initial)
    replaces = instead.key if instead is not None else ""
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.add_own_question(user=request.user, replaces=replaces, **values),
        _("Saved."),
    ):
        return redirect("questions")
    title = _("Word it our way") if instead else _("A question of our own")
    return _show(request, form, title)


@page
def change_question(request: SignedIn, question_id: int) -> HttpResponse:
    """A question of ours, to be changed."""
    row = OwnQuestion.objects.filter(pk=question_id).exclude(text="").first()
    if row is None:
        raise not_found()
    if not may_change_question(request.user, row):
        raise TongpinError("not_allowed", _("You may look at the questions, but not change them."), 403)
    initial = {name: getattr(row, name) for name in OwnQuestionForm.base_fields}
    form = OwnQuestionForm(request.POST or None, initial=initial)
    form.guarded = True
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.update_own_question(user=request.user, question_id=question_id, **values),
        _("Saved."),
    ):
        return redirect("questions")
    return _show(request, form, _("A question of our own"))


def _show(request: SignedIn, form: OwnQuestionForm, title: str) -> HttpResponse:
    context = {
        "area": "library",
        "form": form,
        "title": title,
        "head": _("Question bank"),
        "back": reverse("questions"),
    }
    return render(request, "opportunity/form.html", context, status=422 if form.is_bound else 200)


@button
def retire_question(request: SignedIn) -> HttpResponse:
    """Takes a question out of the bank for everybody, or puts it back."""
    key, retired = request.POST.get("key", ""), request.POST.get("retired") == "yes"
    ours, number = key.partition(".")[0] == "own", key.partition(".")[2]
    if ours and number.isascii() and number.isdigit() and len(number) < 12:
        actions.retire_question(user=request.user, question_id=int(number), retired=retired)
    else:
        actions.retire_from_box(user=request.user, key=key, retired=retired)
    done(request, _("The question is asked no more.") if retired else _("The question is back in the bank."))
    return redirect("questions")
