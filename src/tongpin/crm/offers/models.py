"""Solution templates 解决方案模板, their components, and proposals 方案书 made of them (METHOD 5.5)."""

from typing import Literal

from django.conf import settings
from django.db import models

from tongpin.crm import columns
from tongpin.crm.needs.models import Need
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.proofs.models import Proof
from tongpin.method.case import Language
from tongpin.method.selling import ComponentKind, SolutionKind

ProposalState = Literal["draft", "sent", "won", "lost"]


class Component(models.Model):
    """Something we sell again and again: a product, a service, information. `price` and `cost` without tax."""

    kind = columns.one_of(ComponentKind, default="product")
    name = models.TextField()
    description = columns.text()
    capability = columns.text()
    unit = columns.text()
    price = columns.money()
    cost = columns.money()
    currency = models.CharField(max_length=3, default="CNY")
    vat = columns.points(100)
    retired = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class ComponentProof(models.Model):
    """A proof that a component does what it says."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="proofs")
    proof = models.ForeignKey(Proof, on_delete=models.CASCADE, related_name="components")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["component", "proof"], name="one_proof_per_component")]


class SolutionTemplate(models.Model):
    """A proven way to serve a segment or trade, to start proposals from."""

    kind = columns.one_of(SolutionKind, default="customised")
    name = models.TextField()
    lang = columns.one_of(Language, default="zh-Hans")
    industry = columns.text()
    introduction = columns.text()
    terms = columns.text()
    retired = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class TemplatePart(models.Model):
    """A component of a template, how many of it, and whether it may be left out."""

    template = models.ForeignKey(SolutionTemplate, on_delete=models.CASCADE, related_name="parts")
    component = models.ForeignKey(Component, on_delete=models.RESTRICT, related_name="+")
    quantity = models.DecimalField(max_digits=12, decimal_places=3, default=1)
    optional = models.BooleanField(default=False)
    place = models.PositiveIntegerField(default=0)


class Proposal(models.Model):
    """An offer in words, one version of it; a newer version is a row of its own with the same `series`."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="proposals")
    template = models.ForeignKey(
        SolutionTemplate, null=True, blank=True, on_delete=models.SET_NULL, related_name="proposals"
    )
    series = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    title = models.TextField()
    lang = columns.one_of(Language, default="zh-Hans")
    date = models.DateField()
    valid_until = columns.day()
    currency = models.CharField(max_length=3, default="CNY")
    introduction = columns.text()
    terms = columns.text()
    state = columns.one_of(ProposalState, default="draft")
    sent_on = columns.day()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "series", "version"], name="one_proposal_per_version")
        ]

    def __str__(self) -> str:
        return self.title


class _OfProposal(models.Model):
    """What belongs to a proposal is logged with its opportunity."""

    class Meta:
        abstract = True

    @property
    def opportunity_id(self) -> int:
        proposal: Proposal = self.proposal  # type: ignore[attr-defined]  # each of them has one
        return proposal.opportunity_id


class ProposalLine(_OfProposal):
    """A line with its price without tax for one `unit`; `vat` in percent."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="lines")
    component = models.ForeignKey(Component, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.TextField()
    description = columns.text()
    quantity = models.DecimalField(max_digits=12, decimal_places=3, default=1)
    unit = columns.text()
    price = columns.money()
    vat = columns.points(100)
    optional = models.BooleanField(default=False)
    place = models.PositiveIntegerField(default=0)


class ProposalNeed(_OfProposal):
    """A need that the proposal answers."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="needs")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "need"], name="one_need_per_proposal")]


class ProposalProof(_OfProposal):
    """A proof that the proposal shows."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="proofs")
    proof = models.ForeignKey(Proof, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "proof"], name="one_proof_per_proposal")]
