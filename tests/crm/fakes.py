"""A method that takes no time and knows three words: for tests of the records, not of the judgement."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from tongpin.method.case import STAGES, Case
from tongpin.method.playbook import Playbook
from tongpin.method.reading.shape import MistakeHit, Reading, SignalHit
from tongpin.method.standing import (
    Flag,
    GateState,
    Grade,
    Mistake,
    NextAction,
    PositionOdds,
    Qualification,
    SellingStep,
    SignalSeen,
    Standing,
    Win,
)
from tongpin.method.wording import quoted

WORDS = {
    "预算批了": ("budget_approved", "screening"),
    "招标文件": ("tender_issued", "tender"),
    "验收": ("acceptance", "implementation"),
}
NOTHING = quoted("")


def read_note(text: str, lang: str | None = None, struck: tuple[tuple[int, int], ...] = ()) -> Reading:
    hits = []
    for words, (kind, says) in WORDS.items():
        start = text.find(words)
        end = start + len(words)
        if start >= 0 and not any(a < end and start < b for a, b in struck):
            hits.append(SignalHit(kind, start, end, 0.8, says))  # type: ignore[arg-type]
    said = {hit.says for hit in hits}
    odds = [0.7 if stage in said else 0.05 for stage in STAGES]
    price = text.find("报价")
    mistakes = () if price < 0 else (MistakeHit("premature_quote", price, price + 2, 0.9),)
    return Reading("zh-Hans", tuple(odd / sum(odds) for odd in odds), tuple(hits), mistakes)


def judge(case: Case, *, readings: Mapping[str, Reading], playbook: Playbook, **_: Any) -> Standing:
    odds = [1.0] * 7
    for reading in readings.values():
        odds = [odd * seen for odd, seen in zip(odds, reading.odds, strict=True)]
    states = {(record.code, record.entry): record.state for record in case.findings}
    decided = {(item.entry, item.signal): item.state for item in case.evidence}
    records = {record.gate: record for record in case.gates}
    return Standing(
        case_id=case.id,
        as_of=case.today,
        playbook=playbook.name,
        playbook_version=playbook.version,
        stages=tuple(odd / sum(odds) for odd in odds),
        by_person=(),
        ask_next=None,
        history=(),
        selling_step=SellingStep(by_gates="development", by_actions=None, offset=0),
        alignment=(),
        mistakes=tuple(
            Mistake(
                code=hit.code,
                entry=entry,
                confidence=hit.confidence,
                why=NOTHING,
                cost=NOTHING,
                repair=NOTHING,
                state=states.get((hit.code, entry), "open"),
            )
            for entry, reading in readings.items()
            for hit in reading.mistakes
        ),
        gates=tuple(
            GateState(
                gate=gate.id,
                step="",
                met=bool(gate.id in records and records[gate.id].met),
                on=None,
                forced=bool(gate.id in records and records[gate.id].override),
                shown=False,
                confidence=1,
                missing=(quoted("内线"),),
            )
            for gate in playbook.gates
        ),
        qualification=Qualification(
            result="hold",
            answer="wait",
            worth_winning=NOTHING,
            can_win=NOTHING,
            worth_score=None,
            can_score=None,
            elements=(),
            unknown=(),
            reasons=(),
            resources=NOTHING,
            review_on=case.today + dt.timedelta(days=30),
        ),
        grade=Grade(letter="C", why=()),
        win=Win(estimate=0.2, low=0.1, high=0.4, reasons=(), basis=NOTHING),
        position=PositionOdds(position="unknown", odds=(), why=(), entries=()),
        adoption=None,
        key_persons=(),
        meetings=(),
        biggest_risk=NOTHING,
        main_obstacle=NOTHING,
        next_actions=(NextAction(rule="ask", do=quoted("问预算"), why=quoted("没人问过")),),
        must_not_do=(),
        unknown=(),
        flags=tuple(
            Flag(code="improper_request", entry=entry.id, why=NOTHING, law=NOTHING)
            for entry in case.timeline
            if "好处费" in entry.text
        ),
        signals=tuple(
            SignalSeen(
                kind=hit.kind,
                entry=entry,
                start=hit.start,
                end=hit.end,
                confidence=hit.confidence,
                says=hit.says,
                state=decided.get((entry, hit.kind), "proposed"),
            )
            for entry, reading in readings.items()
            for hit in reading.signals
        ),
    )
