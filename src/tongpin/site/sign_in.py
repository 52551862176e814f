"""How people get in: an administrator makes the account; nobody signs himself up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """The sign-up page answers that it is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed for everyone."""
        return False
