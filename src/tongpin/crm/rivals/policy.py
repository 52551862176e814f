"""Who keeps the files of rivals: whoever sells writes what he learned; taking out for everybody is a manager's."""

from tongpin.crm.users.models import User
from tongpin.crm.users.policy import may_adapt_playbooks, may_write


def may_write_rivals(user: User) -> bool:
    """Add rivals, strengths of ours and prices seen, and change them."""
    return may_write(user)


def may_retire_rivals(user: User) -> bool:
    """Take a rival's file away, and retire a strength."""
    return may_adapt_playbooks(user)
