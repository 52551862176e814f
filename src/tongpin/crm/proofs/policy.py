"""Who keeps the library of proofs: whoever sells adds and corrects; taking out of use is a manager's."""

from tongpin.crm.users.models import User
from tongpin.crm.users.policy import may_adapt_playbooks, may_write


def may_write_proofs(user: User) -> bool:
    """Add proofs, and change them."""
    return may_write(user)


def may_retire_proofs(user: User) -> bool:
    """Take a proof out of use, or back into it."""
    return may_adapt_playbooks(user)
