"""What pages read of the library of proofs; everybody who signs in sees it."""

import datetime as dt
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from tongpin.crm import clock
from tongpin.crm.needs.models import Benefit
from tongpin.crm.opportunities.policy import visible
from tongpin.crm.proofs.models import Proof
from tongpin.crm.users.models import User


class ProofRow(NamedTuple):
    """A proof, and in how many benefits of opportunities that the user sees it is used."""

    id: int
    kind: str
    title: str
    text: str
    industry: str
    customer: str
    may_name: bool
    date: dt.date | None
    valid_until: dt.date | None
    link: str
    retired: bool
    used: int

    @property
    def expired(self) -> bool:
        return self.valid_until is not None and self.valid_until < clock.today()


def proof_rows(*, user: User, kind: str = "", words: str = "", retired: bool = False) -> list[ProofRow]:
    """The library: of a kind, with words in title, text, trade or customer; retired ones only where asked for."""
    found = Proof.objects.all() if retired else Proof.objects.filter(retired=False)
    if kind:
        found = found.filter(kind=kind)
    for word in words.split()[:8]:
        found = found.filter(
            Q(title__icontains=word)
            | Q(text__icontains=word)
            | Q(industry__icontains=word)
            | Q(customer__icontains=word)
        )
    seen = Count("benefits", filter=Q(benefits__opportunity__in=visible(user)))
    names = [name for name in ProofRow._fields if name != "used"]
    rows = found.annotate(used=seen).order_by("retired", "kind", "title").values_list(*names, "used")
    return [ProofRow._make(row) for row in rows]


def proof_choices(*, every: bool = False) -> "QuerySet[Proof]":
    """Proofs to choose from; `every`: those out of use too, for a benefit may have one from before."""
    return (Proof.objects.all() if every else Proof.objects.filter(retired=False)).order_by("retired", "kind", "title")


def proof_uses(*, user: User, proof_id: int) -> list[tuple[int, str, str]]:
    """Where a proof is used: id and name of each opportunity that the user sees, and what it shows there."""
    rows = Benefit.objects.filter(proof=proof_id, opportunity__in=visible(user)).order_by("-opportunity_id", "pk")
    return list(rows.values_list("opportunity_id", "opportunity__name", "text"))
