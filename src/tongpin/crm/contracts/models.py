"""Contract 合同 and its terms 条款 (METHOD 8): what is asked, what holds, and beyond which line we never go."""

from django.db import models

from tongpin.crm import columns
from tongpin.crm.bids.models import Approval
from tongpin.crm.opportunities.models import Opportunity
from tongpin.method.serving import TermKind, TermState


class Contract(models.Model):
    """The contract of a sale. When it was signed stands with the delivery (`Implementation.contract_signed`)."""

    opportunity = models.OneToOneField(Opportunity, on_delete=models.CASCADE, primary_key=True, related_name="contract")
    number = columns.text()
    amount = columns.money()
    valid_from = columns.day()
    valid_until = columns.day()
    warranty_until = columns.day()
    note = columns.text()


class ContractTerm(models.Model):
    """A term under negotiation: `ours` as we would have it, `theirs` as they ask, `agreed` as it stands. `red_line`
    says beyond what we never go; `crosses`: what they ask lies beyond it, and only `approval` lets it pass."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="contract_terms")
    kind = columns.one_of(TermKind, default="other")
    text = models.TextField()
    ours = columns.text()
    theirs = columns.text()
    agreed = columns.text()
    red_line = columns.text()
    crosses = models.BooleanField(default=False)
    state = columns.one_of(TermState, default="open")
    approval = models.ForeignKey(Approval, null=True, blank=True, on_delete=models.SET_NULL, related_name="terms")
