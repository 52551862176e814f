"""Rows of opportunities as cards and lines: every string made once, before the template."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.translation import gettext as _

from tongpin.crm.opportunities.selectors import OpportunityRow
from tongpin.method import playbook as playbooks
from tongpin.method.case import Language
from tongpin.web.cited import day
from tongpin.web.money import full_amount, short_amount
from tongpin.web.opportunity.overview import offset_told
from tongpin.web.texts import RESULTS, reading_language, stage_short


@dataclass(slots=True, kw_only=True)
class Card:
    """An opportunity in a list or on the board; ``css`` is the verdict on our pace."""

    id: int
    href: str
    name: str
    account: str
    owner: str
    stage: str
    certainty: str
    sure: str
    pace: str
    css: str
    gate: str
    gate_told: str
    grade: str
    win: str
    win_told: str
    mistakes: int
    flags: int
    amount: str
    amount_full: str
    close: str
    last: str
    result: str


def cards_of(rows: Iterable[OpportunityRow]) -> list[Card]:
    """Cards in the reader's language."""
    stages: dict[str, str] = {}
    paces: dict[int | None, tuple[str, str]] = {}
    gates = gate_titles()
    address = reverse("opportunities")
    sure, gate_told, win_told = _("stage %(sure)s sure"), _("Next gate: %(gate)s"), _("win %(win)s")
    made = []
    for row in rows:
        gate = gates.get(row.next_gate, row.next_gate)
        certainty = f"{100 * row.stage_certainty:.0f}%"
        win = "" if row.win_estimate is None else f"{100 * row.win_estimate:.0f}%"
        stage = stages.get(row.stage) or stages.setdefault(row.stage, stage_short(row.stage) if row.stage else "")
        pace, css = paces.get(row.step_offset) or paces.setdefault(row.step_offset, offset_told(row.step_offset))
        made.append(
            Card(
                id=row.id,
                href=f"{address}/{row.id}",
                name=row.title or row.code,
                account=row.account,
                owner=row.owner,
                stage=stage,
                certainty=certainty,
                sure=sure % {"sure": certainty},
                pace=pace,
                css=css,
                gate=gate,
                gate_told=gate_told % {"gate": gate} if gate else "",
                grade=row.grade,
                win=win,
                win_told=win_told % {"win": win} if win else "",
                mistakes=row.mistake_count,
                flags=row.flag_count,
                amount=short_amount(row.amount, row.currency),
                amount_full=full_amount(row.amount, row.currency),
                close=day(row.expected_close),
                last=day(row.last_activity_on),
                result=str(RESULTS[row.result]) if row.result else "",
            )
        )
    return made


def gate_titles() -> dict[str, str]:
    """Titles of the gates of the playbooks in the box, by id."""
    return _gate_titles(reading_language())


@cache
def _gate_titles(lang: Language) -> dict[str, str]:
    return {gate.id: gate.title[lang] for book in playbooks.shipped().values() for gate in book.gates}


def sums_of(rows: Iterable[OpportunityRow]) -> str:
    """What the amounts add up to, currency by currency."""
    sums: dict[str, list] = {}
    for row in rows:
        if row.amount is not None:
            sums.setdefault(row.currency, []).append(row.amount)
    return _(" + ").join(short_amount(sum(amounts), currency) for currency, amounts in sums.items())
