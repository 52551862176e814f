"""What can go wrong in an action, told to a person."""

from collections.abc import Mapping
from typing import Any


class TongpinError(Exception):
    """An action that was refused.

    `code` is stable, for programs; `message` is one translated sentence: what is wrong, where, and what would be
    right; `status` is the HTTP status that fits. `values` carries what a page may show beside it.
    """

    def __init__(self, code: str, message: str, status: int = 400, **values: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = str(message)
        self.status = status
        self.values: Mapping[str, Any] = values
