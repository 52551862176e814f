"""What the pages read of components, templates and proposals."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Q

from tongpin.crm import clock
from tongpin.crm.concerns.models import Commitment
from tongpin.crm.needs.models import Benefit, Need
from tongpin.crm.offers.models import Component, Proposal, ProposalLine, SolutionTemplate, TemplatePart
from tongpin.crm.offers.policy import get_proposal
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import get_opportunity, not_found
from tongpin.crm.proofs.models import Proof
from tongpin.crm.users.models import User
from tongpin.method import offers
from tongpin.method.case import Language

SENT = ("sent", "won", "lost")
COMPANY_KINDS = ("customers_customer", "customers_rival", "customer")
"""Benefits that may be printed: those of the company. What serves a person's own standing is not for paper."""


# ---------------------------------------------------------------- components and templates
class ComponentRow(NamedTuple):
    """A component of the library; `proofs` counts what shows that it does what it says."""

    id: int
    kind: str
    name: str
    description: str
    capability: str
    unit: str
    price: Decimal | None
    cost: Decimal | None
    currency: str
    vat: Decimal | None
    retired: bool
    proofs: int


class PartRow(NamedTuple):
    """A component of a template."""

    id: int
    component_id: int
    name: str
    unit: str
    quantity: Decimal
    optional: bool
    price: Decimal | None
    currency: str
    vat: Decimal | None
    retired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateView:
    """A template with its parts and what became of proposals made of it, by industry (``""``: all)."""

    template: SolutionTemplate
    parts: tuple[PartRow, ...]
    scores: Mapping[str, offers.Score]

    @property
    def score(self) -> offers.Score:
        """Over all industries."""
        return self.scores.get("", offers.score(0, 0))

    def sums(self) -> dict[str, offers.Totals]:
        """What the parts that are not optional come to, by currency."""
        lines: defaultdict[str, list[offers.Line]] = defaultdict(list)
        for part in self.parts:
            if not part.optional:
                kept = offers.Line(name=part.name, quantity=part.quantity, price=part.price, vat=part.vat)
                lines[part.currency].append(kept)
        return {currency: offers.totals(kept, currency) for currency, kept in lines.items()}


def components(*, retired: bool = False) -> list[ComponentRow]:
    """All components in use, or the retired ones, by kind and name."""
    found = Component.objects.filter(retired=retired).annotate(count=Count("proofs")).order_by("kind", "name", "pk")
    columns = ["count" if name == "proofs" else name for name in ComponentRow._fields]
    return [ComponentRow._make(values) for values in found.values_list(*columns)]


def component_with_proofs(component_id: int) -> tuple[Component, list[int]]:
    """A component and the ids of its proofs. Raises `not_found`."""
    component = Component.objects.filter(pk=component_id).first()
    if component is None:
        raise not_found()
    return component, list(component.proofs.order_by("proof_id").values_list("proof_id", flat=True))


def proof_choices(kept: Iterable[int] = (), trade: str = "") -> list[tuple[int, str, str]]:
    """Id, kind and title of the proofs that may be shown: not retired, still valid; and those already chosen. Those of
    a trade come first."""
    usable = Q(retired=False) & (Q(valid_until=None) | Q(valid_until__gte=clock.today()))
    found = Proof.objects.filter(usable | Q(pk__in=list(kept))).order_by("kind", "title", "pk")
    rows = list(found.values_list("pk", "kind", "title", "industry"))
    rows.sort(key=lambda row: not offers.same_trade(row[3], trade))
    return [(pk, kind, title) for pk, kind, title, _industry in rows]


def templates(*, retired: bool = False) -> list[TemplateView]:
    """All templates in use, or the retired ones, with parts and scores."""
    found = list(SolutionTemplate.objects.filter(retired=retired).order_by("kind", "name", "pk"))
    return _views(found)


def template_view(template_id: int) -> TemplateView:
    """One template. Raises `not_found`."""
    found = SolutionTemplate.objects.filter(pk=template_id).first()
    if found is None:
        raise not_found()
    return _views([found])[0]


def _views(found: Sequence[SolutionTemplate]) -> list[TemplateView]:
    parts: defaultdict[int, list[PartRow]] = defaultdict(list)
    columns = ("id", "component_id", "name", "unit", "quantity", "optional", "price", "currency", "vat", "retired")
    of_component = {"name", "unit", "price", "currency", "vat", "retired"}
    named = [f"component__{name}" if name in of_component else name for name in columns]
    rows = TemplatePart.objects.filter(template__in=[row.pk for row in found]).order_by("place", "pk")
    for template_id, *values in rows.values_list("template_id", *named):
        parts[template_id].append(PartRow._make(values))
    scored = offers.scores(decided())
    return [TemplateView(template=row, parts=tuple(parts[row.pk]), scores=scored.get(row.pk, {})) for row in found]


def decided() -> list[offers.Decided]:
    """Every decided sale in which a proposal of a template was sent, once for each template: our whole history, which
    names nobody."""
    columns = ("template_id", "opportunity_id", "state", "opportunity__result", "opportunity__account__industry")
    sent = Proposal.objects.filter(state__in=SENT, template__isnull=False).order_by().values_list(*columns)
    won: dict[tuple[int, int, str], bool] = {}
    for template, opportunity, state, result, industry in sent:
        told = _won(state, result)
        if told is not None:
            key = (template, opportunity, industry)
            won[key] = won.get(key, False) or told
    return [
        offers.Decided(template=template, industry=industry, won=told)
        for (template, _opportunity, industry), told in won.items()
    ]


def _won(state: str, result: str | None) -> bool | None:
    """What became of a proposal: what was said of it, else of the sale; a cancelled purchase tells nothing."""
    if state in {"won", "lost"}:
        return state == "won"
    return {"won": True, "part": True, "lost": False}.get(result or "")


# ---------------------------------------------------------------- proposals
@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalSummary:
    """A version in the list of an opportunity's proposals."""

    proposal: Proposal
    totals: offers.Totals


class NeedRow(NamedTuple):
    """A need that a proposal may answer; `words` only where the customer wrote them: our notes are not for paper."""

    id: int
    text: str
    strength: str
    implication: str
    payoff: str
    money: Decimal | None
    reckoned: str
    words: str
    activity__kind: str | None
    activity__direction: str | None
    stakeholder__code: str | None
    stakeholder__person__name: str | None
    stakeholder__person__title: str | None


class BenefitRow(NamedTuple):
    """A benefit for the company: what a capability does for a need, for whom, and what shows it."""

    need_id: int
    kind: str
    capability: str
    text: str
    shown_by: str
    proof_id: int | None
    who: str
    name: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalPage:
    """A proposal with all that its paper needs. ``left_out`` counts benefits of persons, which are not printed."""

    proposal: Proposal
    lines: tuple[ProposalLine, ...]
    totals: offers.Totals
    options: offers.Totals
    needs: tuple[NeedRow, ...]
    benefits: tuple[BenefitRow, ...]
    proofs: tuple[Proof, ...]
    versions: tuple[Proposal, ...]
    changes: tuple[offers.Change, ...]
    left_out: int


def proposals_of(*, user: User, opportunity_id: int) -> list[ProposalSummary]:
    """All versions of all proposals of an opportunity that the user sees, the latest first."""
    opportunity = get_opportunity(user, opportunity_id)
    found = list(
        Proposal.objects.filter(opportunity=opportunity).select_related("template").order_by("-series", "-version")
    )
    lines: defaultdict[int, list[ProposalLine]] = defaultdict(list)
    for line in ProposalLine.objects.filter(proposal__in=[row.pk for row in found]).order_by("place", "pk"):
        lines[line.proposal_id].append(line)
    return [ProposalSummary(proposal=row, totals=offers.totals(_firm(lines[row.pk]), row.currency)) for row in found]


def proposal_page(*, user: User, proposal_id: int) -> ProposalPage:
    """A proposal of an opportunity that the user sees."""
    proposal = get_proposal(user, proposal_id)
    lines = tuple(proposal.lines.order_by("place", "pk"))
    versions = tuple(
        Proposal.objects.filter(opportunity=proposal.opportunity_id, series=proposal.series).order_by("-version")
    )
    needs = _needs(Q(pk__in=proposal.needs.values("need")))
    return ProposalPage(
        proposal=proposal,
        lines=lines,
        totals=offers.totals(_firm(lines), proposal.currency),
        options=offers.totals([shape_of(line) for line in lines if line.optional], proposal.currency),
        needs=needs,
        benefits=_benefits([need.id for need in needs]),
        proofs=tuple(Proof.objects.filter(pk__in=proposal.proofs.values("proof")).order_by("kind", "title", "pk")),
        versions=versions,
        changes=_changes(proposal, versions, lines),
        left_out=_left_out([need.id for need in needs]),
    )


def shape_of(line: ProposalLine) -> offers.Line:
    """A line as the method reckons with it."""
    return offers.Line(
        name=line.name,
        quantity=line.quantity,
        price=line.price,
        vat=line.vat,
        optional=line.optional,
        description=line.description,
    )


def _firm(lines: Iterable[ProposalLine]) -> list[offers.Line]:
    return [shape_of(line) for line in lines if not line.optional]


def _changes(
    proposal: Proposal, versions: Sequence[Proposal], lines: Sequence[ProposalLine]
) -> tuple[offers.Change, ...]:
    """Against the version before it; nothing where it is the first."""
    before = next((row for row in versions if row.version < proposal.version), None)
    if before is None:
        return ()
    old = [shape_of(line) for line in before.lines.order_by("place", "pk")]
    return offers.changes(old, [shape_of(line) for line in lines])


def _needs(which: Q) -> tuple[NeedRow, ...]:
    found = Need.objects.filter(which).order_by("-strength", "pk")
    rows = (NeedRow._make(values) for values in found.values_list(*NeedRow._fields))
    return tuple(row if _written_by_them(row) else row._replace(words="") for row in rows)


def _written_by_them(need: NeedRow) -> bool:
    return need.activity__direction == "in" and need.activity__kind in {"email", "tender_doc"}


def _benefits(needs: Sequence[int]) -> tuple[BenefitRow, ...]:
    of_person = {"who": "stakeholder__code", "name": "stakeholder__person__name", "title": "stakeholder__person__title"}
    columns = [of_person.get(name, name) for name in BenefitRow._fields]
    found = Benefit.objects.filter(need__in=needs, kind__in=COMPANY_KINDS).order_by("pk")
    return tuple(
        BenefitRow._make([value if value is not None or name == "proof_id" else "" for name, value in pairs])
        for pairs in (zip(BenefitRow._fields, values, strict=True) for values in found.values_list(*columns))
    )


def _left_out(needs: Sequence[int]) -> int:
    return Benefit.objects.filter(need__in=needs).exclude(kind__in=COMPANY_KINDS).count()


# ---------------------------------------------------------------- a proposal about to be made
@dataclass(frozen=True, slots=True, kw_only=True)
class Groundwork:
    """What a new proposal can be made of: the company's needs, templates with the fitting ones first, proofs and those
    that the benefits name, and what both sides have promised and not done yet."""

    opportunity: Opportunity
    needs: tuple[NeedRow, ...]
    templates: tuple[TemplateView, ...]
    proofs: tuple[tuple[int, str, str], ...]
    proposed_proofs: frozenset[int]
    promised: tuple[offers.Promised, ...]


def groundwork(*, user: User, opportunity_id: int) -> Groundwork:
    """For an opportunity that the user may change."""
    opportunity = get_opportunity(user, opportunity_id, "change", beside=("account",))
    named = Benefit.objects.filter(opportunity=opportunity, kind__in=COMPANY_KINDS, proof__isnull=False)
    choices = proof_choices(trade=opportunity.account.industry)
    usable = {pk for pk, _kind, _title in choices}
    return Groundwork(
        opportunity=opportunity,
        needs=_needs(Q(opportunity=opportunity, type="org")),
        templates=tuple(_fitting_first(templates(), opportunity)),
        proofs=tuple(choices),
        proposed_proofs=frozenset(named.values_list("proof_id", flat=True)) & usable,
        promised=_promised(opportunity, clock.today()),
    )


def needs_to_choose(proposal: Proposal) -> tuple[NeedRow, ...]:
    """The company's needs of a proposal's opportunity."""
    return _needs(Q(opportunity=proposal.opportunity_id, type="org"))


def _fitting_first(found: Iterable[TemplateView], opportunity: Opportunity) -> list[TemplateView]:
    """Of the same language and trade first; of those the ones that won most often, as far as that tells anything."""
    return sorted(found, key=lambda view: _fit(view, opportunity.lang, opportunity.account.industry))


def _fit(view: TemplateView, lang: Language | str, industry: str) -> tuple[bool, bool, float]:
    other_trade = not offers.same_trade(view.template.industry, industry)
    return view.template.lang != lang, other_trade, -view.score.low


def _promised(opportunity: Opportunity, today: dt.date) -> tuple[offers.Promised, ...]:
    open_ones = Commitment.objects.filter(opportunity=opportunity, status="open", due__gte=today).order_by("due", "pk")
    columns: Any = open_ones.values_list("by", "stakeholder__person__name", "text", "due")
    return tuple(offers.Promised(who=name or by, text=text, due=due) for by, name, text, due in columns)
