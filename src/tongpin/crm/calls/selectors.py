"""What the pages read of calls, their questions and the question bank."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q

from tongpin.crm import clock
from tongpin.crm.calls.models import Call, CallQuestion, OwnQuestion
from tongpin.crm.casefile import case_files
from tongpin.crm.judging import stored_readings
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import get_opportunity, not_found, visible
from tongpin.crm.playbooks.selectors import playbook_of
from tongpin.crm.users.models import User
from tongpin.method.case import Language
from tongpin.method.dossier import Dossier
from tongpin.method.judge import dossier_of
from tongpin.method.questions import BankQuestion, bank, trades_of

AHEAD_DAYS = 7
MOST_CALLS = 30


class CallRow(NamedTuple):
    """A call with whom it is on; `asked` and `questions` count those of its plan."""

    id: int
    opportunity_id: int
    title: str
    who: str
    name: str
    person_title: str
    date: dt.date
    kind: str
    wanted: str
    least: str
    state: str
    entry: str
    questions: int
    asked: int


class QuestionRow(NamedTuple):
    """A question of a call."""

    id: int
    kind: str
    key: str
    text: str
    asked: dt.date | None
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsPage:
    """The calls of an opportunity, planned ones first, with the case as the method sees it today and the bank."""

    opportunity: Opportunity
    dossier: Dossier
    calls: Sequence[CallRow]
    bank: Sequence[BankQuestion]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPage:
    """One call with its questions, in their order."""

    opportunity: Opportunity
    call: CallRow
    questions: Sequence[QuestionRow]


def calls_page(*, user: User, opportunity_id: int) -> CallsPage:
    """Everything for planning the next calls of an opportunity that the user sees."""
    opportunity = get_opportunity(user, opportunity_id, beside=("account", "owner"))
    file = case_files([opportunity.pk], clock.today())[opportunity.pk]
    return CallsPage(
        opportunity=opportunity,
        dossier=dossier_of(file.case, playbook_of(*file.playbook), stored_readings(file)),
        calls=_rows(Q(opportunity=opportunity)),
        bank=own_bank(),
    )


def call_page(*, user: User, opportunity_id: int, call_id: int) -> CallPage:
    """A call of an opportunity that the user sees. Raises `not_found`."""
    opportunity = get_opportunity(user, opportunity_id, beside=("account", "owner"))
    found = _rows(Q(opportunity=opportunity, pk=call_id))
    if not found:
        raise not_found()
    rows = CallQuestion.objects.filter(call=call_id).order_by("pk").values_list(*QuestionRow._fields)
    return CallPage(opportunity=opportunity, call=found[0], questions=[QuestionRow._make(row) for row in rows])


def my_calls(*, user: User, ahead: int = AHEAD_DAYS, limit: int = MOST_CALLS) -> list[CallRow]:
    """Calls that he planned and has not told of, up to some days ahead, in open opportunities that he sees."""
    seen = Exists(visible(user).filter(pk=OuterRef("opportunity_id"), result=None))
    latest = clock.today() + dt.timedelta(days=ahead)
    return _rows(Q(seen, planned_by=user, state="planned", date__lte=latest))[:limit]


def _rows(wanted: Q) -> list[CallRow]:
    """Planned ones by day, then the others, the latest first."""
    counted = {"questions_": Count("questions"), "asked_": Count("questions", filter=~Q(questions__asked=None))}
    named = {"title": "opportunity__name", "who": "stakeholder__code", "name": "stakeholder__person__name"}
    named |= {"person_title": "stakeholder__person__title", "entry": "activity__code"}
    named |= {"questions": "questions_", "asked": "asked_"}
    columns = [named.get(name, name) for name in CallRow._fields]
    found = Call.objects.filter(wanted).annotate(**counted).values_list(*columns, "opportunity__title")
    rows = [_row(values) for values in found]
    planned = sorted((row for row in rows if row.state == "planned"), key=lambda row: (row.date, row.id))
    others = sorted((row for row in rows if row.state != "planned"), key=lambda row: (row.date, row.id), reverse=True)
    return [*planned, *others]


def _row(values: Sequence[Any]) -> CallRow:
    *columns, title = values
    row = CallRow._make("" if value is None else value for value in columns)
    return row if row.title else row._replace(title=title)


# ---------------------------------------------------------------- the bank
def own_questions() -> list[OwnQuestion]:
    """Our own questions, retired ones among them, the newest first."""
    return list(OwnQuestion.objects.order_by("-pk"))


def own_bank() -> tuple[BankQuestion, ...]:
    """The bank that everybody here plans from: the box with our own questions."""
    rows = list(OwnQuestion.objects.order_by("pk"))
    ours = [_bank_question(row) for row in rows if row.text and not row.retired]
    return bank(ours, (row.replaces for row in rows if row.retired and row.replaces))


def _bank_question(row: OwnQuestion) -> BankQuestion:
    lang: Language = row.lang
    return BankQuestion(
        key=f"own.{row.pk}",
        kind=row.kind,
        text={lang: row.text},
        stages=tuple(row.stages),
        roles=tuple(row.roles),
        trades=tuple(sorted(trades_of(row.industry))),
        replaces=row.replaces,
    )
