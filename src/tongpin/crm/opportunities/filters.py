"""What a user narrows a list to, read from an address: whatever is unknown or senseless there is passed over."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from tongpin.crm.accounts.models import Account
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.method.case import STAGES

STATES = ("open", "won", "lost", "cancelled", "part", "ended", "all")
FITS = ("ahead", "in_step", "behind")
GRADES = ("A", "B", "C", "D")
LONGEST_SEARCH = 100
MOST_FOUND = 1000
_FITS = {"ahead": Q(step_offset__gt=0), "in_step": Q(step_offset=0), "behind": Q(step_offset__lt=0)}
_STATES = {
    "open": Q(result=None),
    "ended": Q(result__isnull=False),
    "all": Q(),
    **{result: Q(result=result) for result in ("won", "lost", "cancelled", "part")},
}
SORTS: dict[str, Any] = {
    "close": F("expected_close").asc(nulls_last=True),
    "-close": F("expected_close").desc(nulls_last=True),
    "amount": F("amount").asc(nulls_last=True),
    "-amount": F("amount").desc(nulls_last=True),
    "win": F("win_estimate").asc(nulls_last=True),
    "-win": F("win_estimate").desc(nulls_last=True),
    "grade": F("grade").asc(),
    "-grade": F("grade").desc(),
    "title": F("title").asc(),
    "-title": F("title").desc(),
    "activity": F("last_activity_on").asc(nulls_last=True),
    "-activity": F("last_activity_on").desc(nulls_last=True),
    "mistakes": F("mistake_count").asc(),
    "-mistakes": F("mistake_count").desc(),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty or None: not narrowed by this."""

    search: str = ""
    stage: str = ""
    grade: str = ""
    fit: str = ""
    state: str = "open"
    owner: int | None = None
    team: int | None = None
    flagged: bool = False
    sort: str = "close"
    page: int = 1

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Filters":
        """From the parameters of an address: search, stage, grade, fit, state, owner, team, flagged, sort, page."""
        return cls(
            search=query.get("search", "").replace("\x00", "").strip()[:LONGEST_SEARCH],
            stage=_one_of(STAGES, query.get("stage")),
            grade=_one_of(GRADES, query.get("grade")),
            fit=_one_of(FITS, query.get("fit")),
            state=_one_of(STATES, query.get("state")) or "open",
            owner=_number(query.get("owner")),
            team=_number(query.get("team")),
            flagged=query.get("flagged") in {"1", "on", "true"},
            sort=_one_of(tuple(SORTS), query.get("sort")) or "close",
            page=_number(query.get("page")) or 1,
        )

    def narrow(self, opportunities: "QuerySet[Opportunity]") -> "QuerySet[Opportunity]":
        """The opportunities among these that fit; not sorted."""
        wanted = _STATES[self.state] & _FITS.get(self.fit, Q())
        exact = {"stage": self.stage, "grade": self.grade, "owner": self.owner, "team": self.team}
        wanted &= Q(**{name: value for name, value in exact.items() if value})
        if self.flagged:
            wanted &= Q(flag_count__gt=0)
        return opportunities.filter(wanted & self._searched())

    def _searched(self) -> Q:
        if not self.search:
            return Q()
        # Companies and people are looked up first: far fewer than opportunities, and no join for each of those.
        companies = Account.objects.filter(name__icontains=self.search)
        people = Stakeholder.objects.filter(person__name__icontains=self.search)
        return (
            Q(title__icontains=self.search)
            | Q(name__icontains=self.search)
            | Q(code=self.search)
            | Q(account__in=list(companies.values_list("pk", flat=True)[:MOST_FOUND]))
            | Q(pk__in=list(people.values_list("opportunity_id", flat=True)[:MOST_FOUND]))
        )

    def order(self) -> tuple[Any, str]:
        """Columns to sort by; the id decides between equals, so that pages do not overlap."""
        return SORTS[self.sort], "id"


def _one_of(known: tuple[str, ...], value: str | None) -> str:
    return value if value in known else ""


def _number(value: str | None) -> int | None:
    """A whole number from 1; None for anything else."""
    if value is None or not value.isascii() or not value.isdigit() or len(value) > 12:
        return None
    return int(value) or None
