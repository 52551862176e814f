"""The same people as in the tests of the records."""

from tests.crm.conftest import (  # noqa: F401 - fixtures are found by their names
    _history,
    _quick_method,
    _today,
    admin,
    alice,
    auditor,
    bob,
    charlie,
    maria,
    officer,
    team,
)
