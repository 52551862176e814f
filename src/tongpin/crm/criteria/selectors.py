"""What the criteria board reads: the case with its board, what would turn the order, for whom it was written."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from tongpin.crm import clock
from tongpin.crm.bids.models import BidSheet, Requirement, TenderDocument
from tongpin.crm.casefile import case_files
from tongpin.crm.criteria.models import Criterion, CriterionCare
from tongpin.crm.judging import stored_readings
from tongpin.crm.opportunities.models import Competitor, Opportunity
from tongpin.crm.opportunities.policy import get_opportunity
from tongpin.crm.playbooks.selectors import playbook_of
from tongpin.crm.proofs.models import Proof
from tongpin.crm.rivals.selectors import Proposal, proposals, strengths
from tongpin.crm.users.models import User
from tongpin.method.case import Language
from tongpin.method.criteria.arguing import Argument, arguments
from tongpin.method.criteria.authors import Authors, RivalFile, set_for_another
from tongpin.method.criteria.board import Board, board_of
from tongpin.method.criteria.encounters import in_language
from tongpin.method.criteria.flips import Added, Flips, flips_of
from tongpin.method.criteria.plays import LatePlay, late_play
from tongpin.method.dossier import Dossier
from tongpin.method.earlier import so_far
from tongpin.method.judge import dossier_of


class CompetitorRow(NamedTuple):
    """A rival of the opportunity; `rival_id` of its file, where it is linked to one."""

    id: int
    name: str
    position: str
    strengths: str
    weaknesses: str
    rival_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CriteriaPage:
    """`ids` and `proofs`: of the criteria, by their place in the case."""

    dossier: Dossier
    ids: tuple[int, ...]
    proofs: Mapping[int, str]
    board: Board
    flips: Flips | None
    arguments: tuple[Argument, ...]
    competitors: tuple[CompetitorRow, ...]
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayPage:
    """For whom it was written, and what to do about it."""

    dossier: Dossier
    authors: Authors
    late: LatePlay


def criteria_page(*, user: User, opportunity_id: int) -> CriteriaPage:
    """The criteria board of an opportunity that the user sees."""
    opportunity = get_opportunity(user, opportunity_id)
    dossier = dossier_for(opportunity)
    rows = list(Criterion.objects.filter(opportunity=opportunity).order_by("pk").values_list("pk", "proof__title"))
    board = board_of(dossier.case)
    flips = flips_of(board, _strengths(dossier.case.lang))
    proofs = {place: title for place, (_pk, title) in enumerate(rows) if title}
    return CriteriaPage(
        dossier=dossier,
        ids=tuple(pk for pk, _title in rows),
        proofs=proofs,
        board=board,
        flips=flips,
        arguments=arguments(dossier, board, flips, proofs=proofs),
        competitors=competitors_of(opportunity),
        proposals=proposals(user=user, opportunity_id=opportunity.pk),
    )


def play_page(*, user: User, opportunity_id: int) -> PlayPage:
    """Who set the criteria, and the late play, of an opportunity that the user sees."""
    opportunity = get_opportunity(user, opportunity_id)
    dossier = dossier_for(opportunity)
    authors = set_for_another(dossier, files=files_of(opportunity), papers=papers_of(opportunity))
    cost = BidSheet.objects.filter(pk=opportunity.pk).values_list("cost_of_bidding", flat=True).first()
    flips = flips_of(board_of(dossier.case), _strengths(dossier.case.lang))
    return PlayPage(
        dossier=dossier,
        authors=authors,
        late=late_play(dossier, authors, flips, cost_of_bidding=cost),
    )


def who_cares(criterion_id: int) -> dict[str, Any]:
    """Codes of those to whom a criterion matters, as the form takes them."""
    cares = CriterionCare.objects.filter(criterion=criterion_id).order_by("pk")
    return {"cares": list(cares.values_list("stakeholder__code", flat=True))}


def proof_choices() -> list[tuple[int, str]]:
    """The proofs of the library that can be named, by title."""
    return list(Proof.objects.filter(retired=False).order_by("title", "pk").values_list("pk", "title"))


def dossier_for(opportunity: Opportunity) -> Dossier:
    """The whole case of an opportunity, read and inferred, as of today."""
    file = case_files([opportunity.pk], clock.today())[opportunity.pk]
    return dossier_of(so_far(file.case), playbook_of(*file.playbook), stored_readings(file))


def competitors_of(opportunity: Opportunity) -> tuple[CompetitorRow, ...]:
    """The rivals of an opportunity."""
    rows = Competitor.objects.filter(opportunity=opportunity).order_by("pk")
    return tuple(CompetitorRow._make(row) for row in rows.values_list(*CompetitorRow._fields))


def files_of(opportunity: Opportunity) -> tuple[RivalFile, ...]:
    """The files of the rivals in an opportunity, as the method takes them; without a file, the name alone."""
    rows = Competitor.objects.filter(opportunity=opportunity).order_by("pk")
    told = rows.values_list("name", "rival__name", "rival__other_names", "rival__catalogue")
    return tuple(
        RivalFile(name=name, other_names=tuple(n for n in (filed, *(others or ())) if n), catalogue=catalogue or "")
        for name, filed, others, catalogue in told
    )


def papers_of(opportunity: Opportunity) -> tuple[str, ...]:
    """The texts of tender documents; where none is kept, those of the requirements."""
    documents = tuple(TenderDocument.objects.filter(opportunity=opportunity).values_list("text", flat=True))
    return documents or tuple(Requirement.objects.filter(opportunity=opportunity).values_list("text", flat=True))


def _strengths(lang: Language) -> list[Added]:
    """Strengths of ours with points for both sides, as parts of a criterion: those worded in the language of the case,
    or all where none is."""
    known = [row for row in strengths() if row.ours is not None and row.others is not None]
    told = [row for row in known if in_language(row.name, lang)]
    return [Added(name=row.name, ours=_part(row.ours), others=_part(row.others)) for row in told or known]


def _part(points: Any) -> Fraction:
    return Fraction(Decimal(points)) / 100
