"""Every write to an opportunity itself."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from tongpin.crm import clock
from tongpin.crm.audit.gesture import gesture
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.importing import write_cases
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User
from tongpin.crm.users.policy import may_write
from tongpin.method.case import Case


def import_case(*, user: User, case: Case, owner: User | None = None) -> Opportunity:
    """Brings one case in; it belongs to `owner`, or to the user. Its id must be free."""
    return import_cases(user=user, cases=[case], owner_of=lambda _case: owner or user)[0]


def import_cases(
    *, user: User, cases: Sequence[Case], owner_of: Callable[[Case], User] | None = None
) -> list[Opportunity]:
    """Brings many cases in, all or none. Raises `already_there` with the ids that are taken."""
    if not may_write(user):
        raise TongpinError("not_allowed", _("You may look at the records, but not change them."), 403)
    with gesture(user, "import_cases") as deed:
        _refuse_taken([case.id for case in cases])
        owned = [(case, owner_of(case) if owner_of else user) for case in cases]
        return write_cases(deed, owned, clock.today())


def _refuse_taken(codes: Sequence[str]) -> None:
    taken = sorted(Opportunity.objects.filter(code__in=codes).values_list("code", flat=True))
    taken += sorted({code for code in codes if codes.count(code) > 1})
    if taken:
        message = _("These ids are taken already: %(ids)s. Give the opportunity another id.")
        raise TongpinError("already_there", message % {"ids": ", ".join(taken[:20])}, 409, ids=taken)
