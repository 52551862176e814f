"""The head of every page of an opportunity, and its tabs."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongpin.crm.opportunities.models import Opportunity
from tongpin.method.playbook import Playbook
from tongpin.method.standing import Standing
from tongpin.web.cited import day
from tongpin.web.money import full_amount, short_amount
from tongpin.web.opportunity.overview import offset_told, step_title
from tongpin.web.texts import RESULTS, Text, stage_name

TABS: dict[str, Text] = {
    "overview": _("Overview"),
    "timeline": _("Timeline"),
    "people": pgettext_lazy("tab", "People"),
    "team": _("Our team"),
    "needs": _("Needs and benefits"),
    "criteria": _("Criteria and rivals"),
    "customer": _("Concerns and promises"),
    "plan": _("Battle plan"),
    "worth": _("Is it worth it?"),
    "offer": pgettext_lazy("tab", "Solution"),
    "tender": _("Tender and bid"),
    "delivery": pgettext_lazy("tab", "Delivery"),
    "record": _("Changes"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Prepared strings for the head."""

    id: int
    name: str
    file: str
    account: str
    account_id: int
    owner: str
    amount: str
    amount_full: str
    expected_close: str
    result: str
    result_on: str
    flagged: bool


def head_of(opportunity: Opportunity) -> Head:
    """``opportunity`` with its account and owner."""
    return Head(
        id=opportunity.pk,
        name=opportunity.name or opportunity.title or opportunity.code,
        file=opportunity.code,
        account=opportunity.account.name,
        account_id=opportunity.account_id,
        owner=str(opportunity.owner),
        amount=short_amount(opportunity.amount, opportunity.currency),
        amount_full=full_amount(opportunity.amount, opportunity.currency),
        expected_close=day(opportunity.expected_close),
        result=str(RESULTS[opportunity.result]) if opportunity.result else "",
        result_on=day(opportunity.result_on),
        flagged=opportunity.flag_count > 0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What every tab says first: stage, step, grade, win."""

    stage: str
    certain: float
    odds: tuple[float, ...]
    by_gates: str
    by_actions: str
    pace: str
    css: str
    grade: str
    win: float
    low: float
    high: float


def brief_of(standing: Standing, playbook: Playbook) -> Brief:
    pace, css = offset_told(standing.selling_step.offset)
    return Brief(
        stage=stage_name(standing.stage),
        certain=standing.certain,
        odds=standing.stages,
        by_gates=step_title(playbook, standing.selling_step.by_gates),
        by_actions=step_title(playbook, standing.selling_step.by_actions),
        pace=pace,
        css=css,
        grade=standing.grade.letter,
        win=standing.win.estimate,
        low=standing.win.low,
        high=standing.win.high,
    )


def tabs_with(present: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    """The tabs in order, with how much is in each where that is known."""
    return [
        {"name": name, "title": title, "present": name == present, "count": counts.get(name, 0)}
        for name, title in TABS.items()
    ]
