"""Every write to planned calls and their questions, and to the question bank."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from tongpin.crm import records
from tongpin.crm.audit.gesture import Gesture, gesture
from tongpin.crm.calls.models import Call, CallQuestion, OwnQuestion
from tongpin.crm.calls.policy import may_change_question, may_retire_questions, may_word_questions
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.users.models import User
from tongpin.method.questions import box

CALL = ("date", "kind", "wanted", "least")
OWN = ("kind", "lang", "text", "stages", "roles", "industry", "replaces")
MOST_QUESTIONS = 40


class Asking(NamedTuple):
    """A question to be asked; `key` names that of the bank it came from."""

    kind: str
    text: str
    key: str = ""


# ---------------------------------------------------------------- calls
def plan_call(
    *,
    user: User,
    opportunity_id: int,
    date: dt.date,
    who: str = "",
    kind: str = "visit",
    wanted: str = "",
    least: str = "",
    questions: Sequence[Asking] = (),
) -> Call:
    """Plans a visit or call on a stakeholder (by code), with the questions in the order given."""
    with records.work_on(user, opportunity_id, "plan_call") as (opportunity, deed):
        fresh = Call(opportunity=opportunity, date=date, kind=kind, wanted=wanted, least=least, planned_by=user)
        fresh.stakeholder = records.stakeholder_of(opportunity, who) if who else None
        call = deed.make(records.checked(fresh))
        _write_questions(deed, call, questions)
        return call


def update_call(
    *, user: User, call_id: int, questions: Sequence[Asking] | None = None, who: str | None = None, **changes: Any
) -> Call:
    """Changes a planned call: columns of `CALL`, `who`, and the questions that are still to be asked, all of them.

    Raises `call_is_over` once it was held or dropped.
    """
    with records.work_on_record(user, Call, call_id, "update_call") as (call, opportunity, deed):
        _refuse_over(call)
        person = call.stakeholder if who is None else _person(opportunity, who)
        deed.change(call, **records.checked_changes(call, changes, CALL), stakeholder=person)
        waiting = list(call.questions.filter(asked=None))
        if questions is not None:
            deed.remove_all(waiting)
            _write_questions(deed, call, questions)
        else:
            for question in waiting:
                deed.change(question, stakeholder=person)
        return call


def drop_call(*, user: User, call_id: int) -> Call:
    """The call will not be made; its questions stay to be asked another time."""
    with records.work_on_record(user, Call, call_id, "drop_call") as (call, _opportunity, deed):
        _refuse_over(call)
        for question in call.questions.all():
            deed.change(question, call=None)
        deed.change(call, state="dropped")
        return call


def _refuse_over(call: Call) -> None:
    if call.state != "planned":
        message = _("This call has been held or dropped already; it cannot be changed any more.")
        raise TongpinError("call_is_over", message, 409)


def _person(opportunity: Opportunity, who: str) -> Stakeholder | None:
    return records.stakeholder_of(opportunity, who) if who else None


def _write_questions(deed: Gesture, call: Call, questions: Sequence[Asking]) -> None:
    if len(questions) > MOST_QUESTIONS:
        raise records.invalid(questions=_("That is more questions than anybody can ask in one call."))
    for asking in questions:
        text = records.require_text(asking.text, field="questions", message=_("A question has no words."))
        row = CallQuestion(
            opportunity_id=call.opportunity_id,
            call=call,
            stakeholder=call.stakeholder,
            kind=asking.kind,
            key=asking.key,
            text=text,
        )
        deed.make(records.checked(row))


# ---------------------------------------------------------------- the question bank
def add_own_question(*, user: User, text: str, **facts: Any) -> OwnQuestion:
    """A question of our own for everybody; `facts`: columns of `OWN`. With `replaces` it stands in for one of the box,
    in its language."""
    _gate(may_word_questions(user))
    with gesture(user, "add_own_question") as deed:
        fresh = OwnQuestion()
        named = records.require_text(text, field="text", message=_("A question has no words."))
        for column, value in records.checked_changes(fresh, {**facts, "text": named}, OWN).items():
            setattr(fresh, column, value)
        _refuse_unknown(fresh.replaces)
        return deed.make(fresh)


def update_own_question(*, user: User, question_id: int, **changes: Any) -> OwnQuestion:
    """Changes columns of `OWN`."""
    with gesture(user, "update_own_question") as deed:
        question = _own_question(question_id)
        _gate(may_change_question(user, question))
        clean = records.checked_changes(question, changes, OWN)
        if "text" in clean:
            records.require_text(clean["text"], field="text", message=_("A question has no words."))
        _refuse_unknown(clean.get("replaces", ""))
        deed.change(question, **clean)
        return question


def retire_question(*, user: User, question_id: int, retired: bool = True) -> OwnQuestion:
    """Takes a question of ours out of the bank for everybody, or puts it back."""
    _gate(may_retire_questions(user))
    with gesture(user, "retire_question") as deed:
        question = _own_question(question_id)
        deed.change(question, retired=retired)
        return question


def retire_from_box(*, user: User, key: str, retired: bool = True) -> None:
    """The same for a question of the box by its key."""
    _gate(may_retire_questions(user))
    _refuse_unknown(key)
    with gesture(user, "retire_from_box") as deed:
        rows = OwnQuestion.objects.filter(replaces=key, text="")
        if not retired:
            deed.remove_all(rows)
        elif not rows.exists():
            kind = next(question.kind for question in box() if question.key == key)
            deed.make(OwnQuestion(kind=kind, replaces=key, retired=True))


def _own_question(question_id: int) -> OwnQuestion:
    question = OwnQuestion.objects.select_for_update().filter(pk=question_id).first()
    if question is None:
        raise not_found()
    return question


def _refuse_unknown(key: str) -> None:
    if key and key not in {question.key for question in box()}:
        raise records.invalid(replaces=_("There is no such question in the box."))


def _gate(allowed: bool) -> None:
    if not allowed:
        raise TongpinError("not_allowed", _("You may look at the questions, but not change them."), 403)
