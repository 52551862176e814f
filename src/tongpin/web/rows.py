"""Rows of opportunities as cards and lines: every string made once, before the template."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tongpin.crm.opportunities.selectors import OpportunityRow
from tongpin.method import playbook as playbooks
from tongpin.web.cited import day
from tongpin.web.money import full_amount, short_amount
from tongpin.web.opportunity.overview import offset_told
from tongpin.web.texts import RESULTS, reading_language, stage_short


@dataclass(slots=True, kw_only=True)
class Card:
    """An opportunity in a list or on the board; ``css`` is the verdict on our pace."""

    id: int
    name: str
    account: str
    account_id: int
    owner: str
    stage: str
    certainty: str
    pace: str
    css: str
    gate: str
    grade: str
    win: str
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
    made = []
    for row in rows:
        stage = stages.get(row.stage) or stages.setdefault(row.stage, stage_short(row.stage) if row.stage else "")
        pace, css = paces.get(row.step_offset) or paces.setdefault(row.step_offset, offset_told(row.step_offset))
        made.append(
            Card(
                id=row.id,
                name=row.title or row.code,
                account=row.account,
                account_id=row.account_id,
                owner=row.owner,
                stage=stage,
                certainty=f"{100 * row.stage_certainty:.0f}%",
                pace=pace,
                css=css,
                gate=gates.get(row.next_gate, row.next_gate),
                grade=row.grade,
                win="" if row.win_estimate is None else f"{100 * row.win_estimate:.0f}%",
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
    lang = reading_language()
    return {gate.id: gate.title[lang] for book in playbooks.shipped().values() for gate in book.gates}


def sums_of(rows: Iterable[OpportunityRow]) -> str:
    """What the amounts add up to, currency by currency."""
    sums: dict[str, list] = {}
    for row in rows:
        if row.amount is not None:
            sums.setdefault(row.currency, []).append(row.amount)
    return _(" + ").join(short_amount(sum(amounts), currency) for currency, amounts in sums.items())
