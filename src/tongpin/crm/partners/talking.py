"""The talk over a statement: the partner says that it is right, or asks; one of us answers. What was said stays."""

from django.utils.translation import gettext as _

from tongpin.crm import clock, records
from tongpin.crm.audit.gesture import gesture
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.partners.models import Statement, StatementTalk
from tongpin.crm.partners.policy import keep_partners
from tongpin.crm.partners.portal import own_statement
from tongpin.crm.partners.stating import held
from tongpin.crm.users.models import User

MOST = 2000
"""Characters of a question or an answer."""


def confirm_statement(*, user: User, statement_id: int) -> StatementTalk:
    """The partner says that his statement is right, once all that he asked has been answered."""
    with gesture(user, "confirm_statement") as deed:
        statement = _held(user, statement_id)
        talks = list(statement.talks.order_by("pk"))
        if any(talk.question and not talk.answered_on for talk in talks):
            raise TongpinError("open_question", _("A question of yours is still waiting for our answer."), 409)
        if talks and not talks[-1].question:
            raise TongpinError("already_answered", _("You have confirmed this statement already."), 409)
        return deed.make(StatementTalk(statement=statement, asked_by=user, asked_on=clock.today()))


def question_statement(*, user: User, statement_id: int, question: str, about: str = "") -> StatementTalk:
    """The partner asks about his statement, or about one line of it."""
    with gesture(user, "question_statement") as deed:
        statement = _held(user, statement_id)
        if about and not statement.lines.filter(about=about).exists():
            raise records.invalid(about=_("There is no such line in this statement."))
        asked = records.require_text(
            question, field="question", message=_("Write down what you would like to know."), longest=MOST
        )
        fresh = StatementTalk(statement=statement, about=about, asked_by=user, asked_on=clock.today(), question=asked)
        return deed.make(fresh)


def answer_partner(*, user: User, talk_id: int, answer: str) -> StatementTalk:
    """Our answer to a partner's question. It stands; what it changes in money goes into the next statement."""
    keep_partners(user)
    with gesture(user, "answer_partner") as deed:
        row = StatementTalk.objects.select_for_update(of=("self",)).filter(pk=talk_id).exclude(question="").first()
        if row is None:
            raise not_found()
        if row.answered_on is not None:
            raise TongpinError("already_answered", _("This question has been answered already."), 409)
        told = records.require_text(answer, field="answer", message=_("Write an answer."), longest=MOST)
        deed.change(row, answer=told, answered_by=user, answered_on=clock.today())
        return row


def _held(user: User, statement_id: int) -> Statement:
    """His own statement; two who speak at once come one after the other."""
    statement = own_statement(user=user, statement_id=statement_id)
    held(statement.agreement_id)
    return statement
