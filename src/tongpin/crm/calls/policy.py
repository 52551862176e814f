"""Who keeps the organisation's own questions: whoever sells words them; to retire one for everybody is a manager's."""

from tongpin.crm.calls.models import OwnQuestion
from tongpin.crm.users.models import User
from tongpin.crm.users.policy import may_adapt_playbooks, may_write


def may_word_questions(user: User) -> bool:
    """Add questions of our own, and change them."""
    return may_write(user)


def may_retire_questions(user: User) -> bool:
    """Take a question out of the bank for everybody, ours or one of the box, and put it back."""
    return may_adapt_playbooks(user)


def may_change_question(user: User, question: OwnQuestion) -> bool:
    """A retired one is changed by who may retire."""
    return may_retire_questions(user) if question.retired else may_word_questions(user)
