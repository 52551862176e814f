"""A dossier: a case with everything read and inferred so far, which the judging modules share."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from tongpin.method.case import STAGES, Case, Entry, Stage, Stakeholder
from tongpin.method.datafiles import load_data
from tongpin.method.deeds import deeds_in
from tongpin.method.evidence import Piece, Track
from tongpin.method.influence import decision_shares, effective_shares
from tongpin.method.playbook import Playbook
from tongpin.method.reading.script import heard
from tongpin.method.reading.shape import MistakeHit, Reading
from tongpin.method.sides import InfluenceLine
from tongpin.method.standing import Odds, SignalSeen

ON_OUR_OWN = "internal"


@dataclass(frozen=True)
class Dossier:
    """``case`` cut to the day it is looked at; ``marked`` are all signals, the struck ones among them."""

    case: Case
    playbook: Playbook
    readings: Mapping[str, Reading]
    marked: tuple[SignalSeen, ...]
    pieces: Sequence[Piece]
    track: Track

    @cached_property
    def signals(self) -> tuple[SignalSeen, ...]:
        """What counts."""
        return tuple(signal for signal in self.marked if signal.state != "struck")

    @property
    def today(self) -> dt.date:
        return self.case.today

    @property
    def odds(self) -> Odds:
        return self.track.today

    @cached_property
    def stage(self) -> Stage:
        return likeliest(self.odds)

    def stage_on(self, day: dt.date) -> Stage:
        """The customer's stage on a day, with hindsight."""
        return likeliest(self.track.on(day))

    def chance(self, *stages: Stage) -> float:
        """Probability today that the customer is in one of the stages."""
        return sum(self.odds[STAGES.index(stage)] for stage in stages)

    @cached_property
    def outward(self) -> tuple[Entry, ...]:
        """Entries in which the customer had a part."""
        return tuple(entry for entry in self.case.timeline if entry.direction != ON_OUR_OWN)

    @cached_property
    def entry_order(self) -> dict[str, int]:
        return {entry.id: place for place, entry in enumerate(self.case.timeline)}

    @cached_property
    def present(self) -> tuple[Stakeholder, ...]:
        """The people who are with the customer today: who has left decides nothing and opens no door."""
        return self.case.present

    @cached_property
    def lines(self) -> tuple[InfluenceLine, ...]:
        """Influence lines among those present."""
        here = {person.id for person in self.present}
        return tuple(line for line in self.case.influence_lines if line.speaker in here and line.listener in here)

    @cached_property
    def own_shares(self) -> dict[str, float]:
        """Each stakeholder's share of the decision at the present stage, before anybody listens to another."""
        return decision_shares(self.case, self.playbook, self.odds)

    @cached_property
    def shares(self) -> dict[str, float]:
        """Each stakeholder's share of the decision at the present stage, with those who listen to him."""
        return effective_shares(self.own_shares, self.lines)

    @cached_property
    def deeds(self) -> dict[str, tuple[str, ...]]:
        """Entries whose words tell a doing of ours, by its name."""
        told: dict[str, list[str]] = {}
        for entry in self.case.timeline:
            for deed in deeds_in(entry):
                told.setdefault(deed.name, []).append(entry.id)
        return {name: tuple(entries) for name, entries in told.items()}

    @cached_property
    def funds_at_risk(self) -> str:
        """The first words that say that the customer may not be able to pay; empty where none do."""
        for text in (self.case.account.credit, *(entry.text for entry in self.case.timeline)):
            if place := _risk_in(heard(text)):
                return text[slice(*place)]
        return ""

    @cached_property
    def names(self) -> dict[str, str]:
        return {person.id: person.name or person.id for person in self.case.stakeholders}

    @cached_property
    def contacts(self) -> dict[str, tuple[Entry, ...]]:
        """Entries by stakeholder; empty for people never met."""
        return {
            person.id: tuple(entry for entry in self.outward if person.id in entry.who)
            for person in self.case.stakeholders
        }

    def last_contact(self, person: Stakeholder) -> dt.date | None:
        dates = [entry.date for entry in self.contacts[person.id]]
        if person.last_contact is not None and person.last_contact <= self.today:
            dates.append(person.last_contact)
        return max(dates, default=None)

    def met(self, person: Stakeholder) -> bool:
        return self.last_contact(person) is not None

    def with_role(self, *roles: str) -> tuple[Stakeholder, ...]:
        """Those present who have one of the roles."""
        return tuple(person for person in self.present if set(roles) & set(person.roles))

    def seen(self, *kinds: str, since: dt.date | None = None, sure: float = 0.3) -> tuple[SignalSeen, ...]:
        """Signals of these kinds, oldest first."""
        wanted = set(kinds)
        return tuple(
            signal
            for signal in self.signals
            if signal.kind in wanted
            and signal.confidence >= sure
            and (since is None or self.date_of(signal.entry) >= since)
        )

    def entries_of(self, signals: Iterable[SignalSeen]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(signal.entry for signal in signals))

    def date_of(self, entry_id: str) -> dt.date:
        return self.case.timeline[self.entry_order[entry_id]].date

    def hits(self, code: str) -> tuple[tuple[Entry, MistakeHit], ...]:
        """Where the words of entries show a mistake."""
        return tuple(
            (entry, hit) for entry in self.case.timeline for hit in self.readings[entry.id].mistakes if hit.code == code
        )

    @cached_property
    def signed_on(self) -> dt.date | None:
        """The day the contract was signed, by record or by the words of a contract entry."""
        recorded = self.case.implementation.contract_signed
        if recorded is not None:
            return recorded
        told = [self.date_of(signal.entry) for signal in self.seen("contract_signed", sure=0.6)]
        return min(told, default=None)

    @property
    def bought_on(self) -> dt.date | None:
        """The day of the signature; of a sale that was won and nobody noted one, the day that it was won."""
        outcome = self.case.opportunity.outcome
        won = outcome is not None and outcome.result in ("won", "part")
        return self.signed_on or (outcome.date if outcome is not None and won else None)


@lru_cache(maxsize=8192)
def _risk_in(text: str) -> tuple[int, int] | None:
    """Where a text says so. Remembered, for a case is judged again at each of its notes."""
    found = re.search(load_data("funds")["at_risk"], text, re.IGNORECASE)
    return found and found.span()


def likeliest(odds: Odds) -> Stage:
    return STAGES[max(range(len(STAGES)), key=odds.__getitem__)]


def rank(stage: Stage) -> int:
    """Place of a stage in the purchase, from 0."""
    return STAGES.index(stage)
