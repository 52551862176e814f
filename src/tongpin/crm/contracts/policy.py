"""Which terms still need the word of somebody else."""

from django.utils.translation import ngettext

from tongpin.crm.contracts.models import ContractTerm
from tongpin.crm.delivery.models import Implementation
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Opportunity


def uncleared(opportunity: Opportunity, *, waiting: bool = False) -> list[ContractTerm]:
    """Terms beyond a red line, not refused by us, for which nobody has been asked; `waiting`: nor given his word."""
    rows = ContractTerm.objects.filter(opportunity=opportunity, crosses=True).exclude(state="refused")
    cleared = ("granted",) if waiting else ("granted", "asked")
    return [
        term
        for term in rows.select_related("approval").order_by("pk")
        if term.approval is None or term.approval.state not in cleared
    ]


def refuse_uncleared(opportunity: Opportunity) -> None:
    """Raises `red_line` where a term goes beyond one and nobody has given his word; what is signed is signed."""
    if Implementation.objects.filter(pk=opportunity.pk, contract_signed__isnull=False).exists():
        return
    count = len(uncleared(opportunity, waiting=True))
    if count:
        message = ngettext(
            "%(n)s term goes beyond a red line of ours, and nobody else has given his word for it.",
            "%(n)s terms go beyond a red line of ours, and nobody else has given his word for them.",
            count,
        )
        raise TongpinError("red_line", message % {"n": count}, 409)
