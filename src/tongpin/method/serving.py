"""After the decision as plain data (METHOD 8 to 10): doubts, contracts, delivery, trouble and care: their kinds, and
the shapes that a case carries."""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

ConcernKind = Literal["reopened", "inherent", "unacceptable_term", "lowest_price"]
"""Already settled and opened again; inherent in such a project; a term that we cannot accept; a demand for the lowest
price, which is fear itself (METHOD 8.1)."""
CONCERN_KINDS: tuple[ConcernKind, ...] = ("reopened", "inherent", "unacceptable_term", "lowest_price")
ConcernBehind = Literal["risk", "penalty", "career", "money", "colleagues", "our_conduct"]
"""What lies behind a concern; ``colleagues``: their resistance."""
BEHIND: tuple[ConcernBehind, ...] = ("risk", "penalty", "career", "money", "colleagues", "our_conduct")
Bearer = Literal["ours", "theirs", "shared"]
RiskState = Literal["open", "agreed", "done"]
TermKind = Literal[
    "price",
    "payment",
    "delivery",
    "acceptance",
    "warranty",
    "liability",
    "penalty",
    "ownership",
    "confidentiality",
    "termination",
    "dispute",
    "other",
]
TermState = Literal["open", "agreed", "refused"]
MilestoneKind = Literal["delivery", "installation", "training", "trial", "go_live", "acceptance", "other"]
ExpectationSource = Literal["need", "promise", "trial", "contract"]
ExpectationState = Literal["open", "met", "missed"]
Better = Literal["higher", "lower"]
ContactFunction = Literal["care", "information", "moving", "service", "intelligence"]
"""关怀, 信息传递, 交易推动, 服务提供, 情报收集 (METHOD 10.1)."""
CONTACT_FUNCTIONS: tuple[ContactFunction, ...] = ("care", "information", "moving", "service", "intelligence")
RelationRange = Literal["person", "department", "company"]
ThreatKind = Literal["people", "quality", "estrangement", "needs", "rival"]
ThreatState = Literal["open", "handled", "dismissed"]
ValueKind = Literal["product", "service", "people", "image", "money", "time", "energy", "effort"]
"""The four of value and the four of cost to the customer (METHOD 10.4)."""
VALUES: tuple[ValueKind, ...] = ("product", "service", "people", "image")
COSTS: tuple[ValueKind, ...] = ("money", "time", "energy", "effort")
LoyaltyKind = Literal["repeat_share", "price_tolerance", "response", "advocacy", "nps"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A step of the delivery: ``due`` as planned, ``done`` when it was. ``owner``: who of us or of them sees to it."""

    name: str
    kind: MilestoneKind = "other"
    due: dt.date | None = None
    done: dt.date | None = None
    owner: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the customer expects of the purchase, as recorded before signing, and what came of it. ``measure`` names the
    result measure that shows it; ``target`` is text with its unit."""

    date: dt.date
    text: str
    who: str = ""
    source: ExpectationSource = "promise"
    measure: str = ""
    target: str = ""
    due: dt.date | None = None
    state: ExpectationState = "open"
    settled: dt.date | None = None
    result: str = ""
    entry: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A result measure of the customer. Its readings are the metrics of the same name. ``low`` to ``high`` is the band
    in which it is well; ``baseline`` how it was before."""

    name: str
    unit: str = ""
    better: Better = "higher"
    baseline: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """Trouble that a customer told: first ``answered``, ``solved``, and ``undone``: its effect inside the customer is
    undone, three facts apart (METHOD 9.3). Hours as they are written ("09:30"). ``severity`` 1..5."""

    id: str
    reported: dt.date
    text: str
    who: str = ""
    severity: int | None = None
    owner: str = ""
    reported_hour: str = ""
    answered: dt.date | None = None
    answered_hour: str = ""
    solved: dt.date | None = None
    undone: dt.date | None = None
    escalated: dt.date | None = None
    escalated_to: str = ""
    cause: str = ""
    effect: str = ""
    entry: str = ""


def milestones_at(milestones: tuple[Milestone, ...], day: dt.date) -> tuple[Milestone, ...]:
    """The plan with what was done by the end of ``day``."""
    return tuple(replace(item, done=_past(item.done, day)) for item in milestones)


def expectations_at(expectations: tuple[Expectation, ...], day: dt.date) -> tuple[Expectation, ...]:
    """What was expected at the end of ``day``, and what had come of it."""
    return tuple(
        item if _past(item.settled, day) else replace(item, state="open", settled=None, result="")
        for item in expectations
        if item.date <= day
    )


def tickets_at(tickets: tuple[Ticket, ...], day: dt.date) -> tuple[Ticket, ...]:
    """Trouble told by the end of ``day``, and how far it was dealt with."""
    return tuple(_ticket_at(item, day) for item in tickets if item.reported <= day)


def _ticket_at(ticket: Ticket, day: dt.date) -> Ticket:
    answered, escalated = _past(ticket.answered, day), _past(ticket.escalated, day)
    return replace(
        ticket,
        answered=answered,
        answered_hour=ticket.answered_hour if answered else "",
        solved=_past(ticket.solved, day),
        undone=_past(ticket.undone, day),
        escalated=escalated,
        escalated_to=ticket.escalated_to if escalated else "",
    )


def _past(moment: dt.date | None, day: dt.date) -> dt.date | None:
    return moment if moment is not None and moment <= day else None
