"""Django looks for tables here; each area keeps its own."""

from tongpin.crm.users.models import User

__all__ = ["User"]
