"""Named mistakes (METHOD 3.2, 3.3), each with the record it rests on, how sure we are, and how to repair it.

Three sources: the words of notes (what the reader found), actions out of step, and absences (:mod:`lapses`).
A mistake is told once, at the entry that shows it best.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tongpin.method.alignment import early_chance, is_action
from tongpin.method.case import Entry, FindingState
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier, rank
from tongpin.method.lapses import Lapse, lapses
from tongpin.method.settling import Clash, clashes_of
from tongpin.method.standing import GateState, Mistake, Odds
from tongpin.method.support import borne_out, practice_shift, shift_of
from tongpin.method.wording import Say, quoted, say

SURE_ENOUGH = 0.6
"""Findings below this are not told."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A possible mistake: ``reason`` says what shows it; ``repair`` what was done about it already."""

    code: str
    entry: str
    confidence: float
    reason: Say
    absent: str | None = None
    lapse: Lapse | None = None
    start: int | None = None
    end: int | None = None
    repair: Say | None = None


def mistakes_of(dossier: Dossier, gates: tuple[GateState, ...]) -> tuple[Mistake, ...]:
    """All mistakes that are sure enough, the surest finding of each code, oldest first.

    What a person has disputed or a manager dropped is told beside it and hides no other place of the same mistake.
    """
    states = {(record.code, record.entry): record.state for record in dossier.case.findings}
    best: dict[tuple[str, FindingState], Finding] = {}
    for finding in [*_told(dossier, gates), *_out_of_step(dossier), *_from_lapses(dossier), *_contradictory(dossier)]:
        place = (finding.code, states.get((finding.code, finding.entry), "open"))
        known = best.get(place)
        if known is None or finding.confidence > known.confidence:
            best[place] = finding
        elif known.entry == finding.entry:
            best[place] = replace(known, confidence=_either(known.confidence, finding.confidence))
    found = [(finding, state) for (_, state), finding in best.items() if finding.confidence >= SURE_ENOUGH]
    found.sort(key=lambda told: (dossier.entry_order[told[0].entry], told[0].code))
    return tuple(_mistake(finding, state) for finding, state in found)


def _mistake(finding: Finding, state: FindingState) -> Mistake:
    return Mistake(
        code=finding.code,
        entry=finding.entry,
        confidence=round(finding.confidence, 2),
        why=finding.reason,
        cost=say(f"mistakes.codes.{finding.code}.cost"),
        repair=finding.repair or say(f"mistakes.codes.{finding.code}.repair"),
        absent=finding.lapse.absent if finding.lapse else None,
        since=finding.lapse.since if finding.lapse else None,
        start=finding.start,
        end=finding.end,
        state=state,
    )


def _told(dossier: Dossier, gates: tuple[GateState, ...]) -> Iterator[Finding]:
    """What the words of notes show, where the mistake can occur at the stage of that day and the case bears it out."""
    practice = practice_shift(dossier, gates)
    for entry in dossier.case.timeline:
        odds = dossier.track.on(entry.date)
        for hit in dossier.readings[entry.id].mistakes:
            words = entry.text[hit.start : hit.end]
            reason = say("findings.told", why=say(f"mistakes.codes.{hit.code}.why"), words=quoted(words))
            sure = hit.confidence * _possible(hit.code, odds) * _by_us(hit.code, entry)
            sure = borne_out(sure, practice + shift_of(dossier, entry, hit.code))
            yield Finding(hit.code, entry.id, sure, reason, start=hit.start, end=hit.end)


def _possible(code: str, odds: Odds) -> float:
    """How far a mistake can occur at all where the customer was: 1 in its own stages, little elsewhere."""
    stages = load_data("findings_stages").get(code)
    return 1.0 if stages is None else 0.25 + 0.75 * min(1.0, 1.6 * sum(odds[rank(stage)] for stage in stages))


def _by_us(code: str, entry: Entry) -> float:
    """What comes too early is something we did: words of it in what the customer began are doubtful."""
    return 0.6 if code.startswith("premature_") and entry.direction == "in" else 1.0


def _out_of_step(dossier: Dossier) -> Iterator[Finding]:
    actions = load_data("alignment")["actions"]
    for entry in dossier.case.timeline:
        name = actions[entry.kind].get("mistake")
        if not is_action(entry) or name is None:
            continue
        odds = dossier.track.on(entry.date)
        sure = early_chance(entry, odds) * (0.3 if _was_asked(dossier, entry) else 0.95)
        if entry.kind == "delivery" and dossier.signed_on is not None and dossier.signed_on <= entry.date:
            continue
        reason = say(
            "findings.too_early",
            action=say(f"alignment.kinds.{entry.kind}"),
            stage=say(f"stages.names.{dossier.stage_on(entry.date)}"),
            why=say(f"mistakes.codes.{name}.why"),
        )
        yield Finding(name, entry.id, sure, reason)


def _was_asked(dossier: Dossier, entry: Entry) -> bool:
    """Whether the customer asked for it at that time with a purchase in mind."""
    asked = dossier.seen("demo_or_sample_asked", "request_for_quotation", "budget_requested", "invited_to_be_listed")
    return any(0 <= (entry.date - dossier.date_of(signal.entry)).days <= 30 for signal in asked)


def _from_lapses(dossier: Dossier) -> Iterator[Finding]:
    for lapse in lapses(dossier):
        yield Finding(lapse.code, lapse.entry, lapse.confidence, lapse.reason, lapse=lapse)


def _contradictory(dossier: Dossier) -> Iterator[Finding]:
    """What we told in two ways. One that was settled stays on record, behind those that were not."""
    for clash in clashes_of(dossier.case):
        told = clash.contradiction
        reason = say(
            "findings.contradiction",
            topic=say(f"consistency.topics.{told.topic}"),
            first=quoted(told.first_words),
            second=quoted(told.second_words),
        )
        sure = 0.7 if clash.settled is None else 0.65
        yield Finding(
            "inconsistent_message", told.entry, sure, reason, start=told.start, end=told.end, repair=_settled(clash)
        )


def _settled(clash: Clash) -> Say | None:
    """What was settled, and whether the customer knows; nothing where it was not."""
    settled = clash.settled
    if settled is None:
        return None
    holds = quoted(settled.holds)
    if settled.told is not None:
        return say("findings.story_told", date=settled.date.isoformat(), holds=holds, told=settled.told.isoformat())
    if settled.tells:
        return say("findings.story_settled_by", date=settled.date.isoformat(), holds=holds, tells=settled.tells)
    return say("findings.story_settled", date=settled.date.isoformat(), holds=holds)


def put_right(mistake: Mistake) -> bool:
    """Whether nothing is left to be done about a contradiction: it was settled, and the customer has heard of it."""
    return mistake.repair.key == "findings.story_told"


def _either(one: float, other: float) -> float:
    """Chance that at least one of two partly independent findings is right."""
    return 1 - (1 - one) * (1 - other * 0.6)


def codes(mistakes: Iterable[Mistake]) -> frozenset[str]:
    """Codes of the mistakes that stand: a disputed one is kept out until a manager decides (METHOD 3.3)."""
    return frozenset(mistake.code for mistake in mistakes if mistake.stands)
