"""What was promised before signing, of one opportunity, as the method finds it."""

from tongpin.crm.contracts.models import ContractTerm
from tongpin.crm.criteria.selectors import dossier_for
from tongpin.crm.opportunities.models import Opportunity
from tongpin.method.carrying import Promised, Term, promised_before
from tongpin.method.dossier import Dossier


def proposed_for(opportunity: Opportunity, dossier: Dossier | None = None) -> tuple[Promised, ...]:
    """Promises, agreed terms, needs and statements that are no expectations yet. `dossier`: the opportunity's, where
    the caller has it."""
    dossier = dossier or dossier_for(opportunity)
    rows = ContractTerm.objects.filter(opportunity=opportunity, state="agreed").order_by("pk")
    terms = [
        Term(kind=kind, text=text, agreed=agreed) for kind, text, agreed in rows.values_list("kind", "text", "agreed")
    ]
    return promised_before(dossier, terms)
