"""Proof 证明: what shows that we can do what we say, kept once and used again (METHOD 5.3)."""

from django.db import models

from tongpin.crm import columns
from tongpin.method.selling import ProofKind


class Proof(models.Model):
    """A reference, test, certificate, calculation or trial. `may_name`: whether the customer it tells of may be named
    to others."""

    kind = columns.one_of(ProofKind, default="reference")
    title = models.TextField()
    text = columns.text()
    industry = columns.text()
    customer = columns.text()
    may_name = models.BooleanField(default=False)
    date = columns.day()
    valid_until = columns.day()
    link = columns.text()
    retired = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.title
