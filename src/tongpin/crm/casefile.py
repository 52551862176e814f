"""Rows → Case: the only file that knows both worlds. The number of queries is the same for one case and a hundred."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Subquery, When
from django.db.models.functions import Coalesce

from tongpin.crm.activities.models import Activity, Meeting, Participation
from tongpin.crm.bids.models import Award, Bid
from tongpin.crm.calls.models import CallQuestion
from tongpin.crm.concerns.models import Commitment, Concern
from tongpin.crm.criteria.models import Criterion, CriterionCare
from tongpin.crm.delivery.models import Expectation, Measure, Metric, Milestone
from tongpin.crm.evidence.models import Finding, Signal
from tongpin.crm.gates.models import GateRecord, GateShown
from tongpin.crm.needs.models import Benefit, Need
from tongpin.crm.opportunities.models import Competitor, Opportunity, Stakeholder
from tongpin.crm.organisation.models import Tenure
from tongpin.crm.people.models import InfluenceLine
from tongpin.crm.plans.models import SalesMeeting, Task
from tongpin.crm.playbooks.selectors import newest_versions
from tongpin.crm.prepared import Prepared
from tongpin.crm.service.models import Ticket
from tongpin.crm.team.models import Counterpart, Settlement, TeamMember
from tongpin.method import case as shapes
from tongpin.method import selling, serving, sides
from tongpin.method.playbook import DEFAULT
from tongpin.method.sides import member_of


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


TENDER = (
    *("issued", "clarifications_until", "deadline", "opening", "award", "compulsory", "bond", "formula"),
    *("number", "buyer", "agency", "contact", "place", "budget", "bond_amount"),
    *("documents_from", "documents_until", "deadline_hour", "opening_hour"),
)
NEED = (
    *("date", "text", "type", "strength", "origin", "money"),
    *("implication", "payoff", "severity", "reckoned", "words"),
)
CRITERION = ("name", "since", "weight", "ours", "kind", "set_by", "state", "reason")
AWARD = ("date", "bidder", "ours", "share", "price", "reason")
CONCERN = ("date", "text", "status", "kind", "behind", "severity", "plan", "owner", "due", "settled", "words")
MILESTONE = ("name", "kind", "due", "done", "owner", "note")
EXPECTATION = (
    *("date", "text", "source", "measure", "target"),
    *("due", "state", "settled", "result", "words"),
)
MEASURE = ("name", "unit", "better", "baseline", "low", "high", "note")
TICKET = (
    *("reported", "reported_hour", "text", "severity", "owner", "answered", "answered_hour"),
    *("solved", "undone", "escalated", "escalated_to", "cause", "effect"),
)
DELIVERY = ("contract_signed", "go_live", "acceptance")
ACCOUNT = ("name", "industry", "region", "size", "history", "credit", "kind", "credit_code")
OPPORTUNITY = (
    *("name", "amount", "currency", "expected_close"),
    *("budget_confirmed", "project_initiated", "formal_tender", "our_product_fits"),
    *("crm_stage", "crm_probability", "segment", "position"),
)
_ROW = (
    *("id", "code", "title", "lang", "our_company"),
    *OPPORTUNITY,
    *("result", "result_on", "result_reason", "result_winner"),
    *("playbook_name", "playbook_version", "playbook_said"),
    *(f"account__{name}" for name in ACCOUNT),
    *(f"tender__{name}" for name in TENDER),
    *(f"implementation__{name}" for name in DELIVERY),
    *("qualification_record__answers", "qualification_record__reviewed"),
)
_WHO = {"who": "stakeholder__code"}
_ENTRY = {"entry": "activity__code"}


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case and the stored readings of its entries (JSON by entry id; empty where an entry was not read yet)."""

    case: shapes.Case
    readings: Mapping[str, str]
    playbook: tuple[str, int]


def case_of(opportunity_id: int, today: dt.date) -> shapes.Case:
    """The case as it stands, looked at on a day."""
    return case_files([opportunity_id], today)[opportunity_id].case


FOR_ONE_TAB = frozenset({"questions", "benefits", "awards", "cares", "milestones", "expectations"})
"""What only needs, criteria, the bid or delivery reads; `cares` says who cares about which criterion."""
UNJUDGED = FOR_ONE_TAB | {"plan", "sales_meetings"}
"""What judging never reads."""


def case_files(ids: Iterable[int], today: dt.date, *, without: Container[str] = ()) -> dict[int, CaseFile]:
    """Case files by opportunity, in order of the ids; those that are not there are left out. ``without``: parts that
    the caller does not read (see `UNJUDGED`), and so are not asked for."""
    wanted = list(ids)
    parts = _Parts(wanted, without)
    found = {values[0]: dict(zip(_ROW, values, strict=True)) for values in _OPPORTUNITIES.rows(wanted)}
    current = newest_versions(row["playbook_name"] for row in found.values())
    return {pk: parts.assemble(found[pk], today, current) for pk in wanted if pk in found}


class _Parts:
    """What belongs to the cases in tables of its own, by opportunity."""

    def __init__(self, ids: Sequence[int], without: Container[str]) -> None:
        def asked(part: str) -> Sequence[int]:
            return () if part in without else ids

        self.competitors = _COMPETITORS.of(ids)
        self.stakeholders = _STAKEHOLDERS.of(ids)
        self.needs = _NEEDS.of(ids)
        self.criteria = _with_cares(_CRITERIA.of(ids), _CARES.of(asked("cares")))
        self.questions = _QUESTIONS.of(asked("questions"))
        self.benefits = _BENEFITS.of(asked("benefits"))
        self.awards = _AWARDS.of(asked("awards"))
        self.bids = _BIDS.of(ids)
        self.concerns = _CONCERNS.of(ids)
        self.commitments = _COMMITMENTS.of(ids)
        self.metrics = _METRICS.of(ids)
        self.measures = _MEASURES.of(ids)
        self.tickets = _TICKETS.of(ids)
        self.milestones = _MILESTONES.of(asked("milestones"))
        self.expectations = _EXPECTATIONS.of(asked("expectations"))
        self.evidence = _EVIDENCE.of(ids)
        self.findings = _FINDINGS.of(ids)
        self.meetings = _MEETINGS.of(ids)
        self.members = _MEMBERS.of(ids)
        self.lines = _LINES.of(ids)
        self.counterparts = _COUNTERPARTS.of(ids)
        self.settlements = _SETTLEMENTS.of(ids)
        self.tasks = _TASKS.of(asked("plan"))
        self.sales_meetings = _SALES_MEETINGS.of(asked("sales_meetings"))
        self.activities = _ACTIVITIES.of(ids)
        self.gates = _GATES.of(ids)
        self.who = _named(_WHO_WAS_THERE.of(ids))
        self.shown = _named(_SHOWN.of(ids))

    def assemble(self, row: Mapping[str, Any], today: dt.date, newest: Mapping[str, int]) -> CaseFile:
        pk = row["id"]
        case = shapes.Case(
            id=row["code"],
            title=row["title"],
            lang=row["lang"],
            today=today,
            our_side=self._our_side(pk, row["our_company"]),
            account=shapes.Account(**_known(row, "account__", ACCOUNT)),
            opportunity=_opportunity(row, newest.get(row["playbook_name"])),
            competitors=self.competitors[pk],
            stakeholders=self.stakeholders[pk],
            timeline=self._timeline(pk),
            needs=self.needs[pk],
            criteria=self.criteria[pk],
            bids=self.bids[pk],
            concerns=self.concerns[pk],
            commitments=self.commitments[pk],
            implementation=self._implementation(pk, row),
            tender=shapes.Tender(**_known(row, "tender__", TENDER)),
            gates=self._gates(pk),
            qualification=shapes.QualificationRecord(**_known(row, "qualification_record__", ("answers", "reviewed"))),
            evidence=self.evidence[pk],
            findings=self.findings[pk],
            meetings=self.meetings[pk],
            influence_lines=self.lines[pk],
            counterparts=self.counterparts[pk],
            settlements=self.settlements[pk],
            plan=self.tasks[pk],
            sales_meetings=self.sales_meetings[pk],
            questions=self.questions[pk],
            benefits=self.benefits[pk],
            awards=self.awards[pk],
            tickets=self.tickets[pk],
        )
        readings = {code: reading for code, *_, reading in self.activities[pk]}
        return CaseFile(case, readings, (row["playbook_name"], row["playbook_version"]))

    def _our_side(self, pk: int, company: str) -> sides.OurSide:
        told = self.members[pk]
        return sides.OurSide(
            company=company,
            team=tuple(written for written, _ in told if written),
            members=tuple(member for written, member in told if member != member_of(written)),
        )

    def _implementation(self, pk: int, row: Mapping[str, Any]) -> shapes.Implementation:
        return shapes.Implementation(
            **_known(row, "implementation__", DELIVERY),
            metrics=self.metrics[pk],
            measures=self.measures[pk],
            milestones=self.milestones[pk],
            expectations=self.expectations[pk],
        )

    def _timeline(self, pk: int) -> tuple[shapes.Entry, ...]:
        return tuple(
            shapes.Entry(
                id=code,
                date=date,
                kind=kind,
                direction=direction,
                by=by,
                who=self.who[pk, code],
                text=text,
                functions=tuple(functions),
            )
            for code, date, kind, direction, by, text, functions, _ in self.activities[pk]
        )

    def _gates(self, pk: int) -> tuple[shapes.GateRecord, ...]:
        return tuple(
            shapes.GateRecord(
                gate=gate,
                met=met,
                shown_by=self.shown[pk, gate],
                override=None if on is None else shapes.Override(by=by, date=on, reason=reason),
            )
            for gate, met, by, on, reason in self.gates[pk]
        )


def _named(pairs: Mapping[int, tuple[tuple[str, str], ...]]) -> Mapping[tuple[int, str], tuple[str, ...]]:
    """Names that belong to something within an opportunity, in order."""
    grouped: defaultdict[tuple[int, str], tuple[str, ...]] = defaultdict(tuple)
    for pk, found in pairs.items():
        for key, value in found:
            grouped[pk, key] += (value,)
    return grouped


def _opportunity(row: Mapping[str, Any], newest: int | None) -> shapes.Opportunity:
    outcome = None
    if row["result"] is not None:
        outcome = shapes.Outcome(
            result=row["result"], date=row["result_on"], reason=row["result_reason"], winner=row["result_winner"]
        )
    playbook = _playbook(
        row["playbook_name"], row["playbook_version"], row["playbook_said"], current=row["playbook_version"] == newest
    )
    return shapes.Opportunity(**_known(row, "", OPPORTUNITY), outcome=outcome, playbook=playbook)


def _playbook(name: str, version: int, said: str, *, current: bool) -> shapes.PlaybookRef | None:
    """What must be written so that another reader runs the case on the same playbook, and no more than was said."""
    if said == Opportunity.PlaybookSaid.NOTHING and current and name == DEFAULT:
        return None
    if said != Opportunity.PlaybookSaid.VERSION and current:
        return shapes.PlaybookRef(name=name)
    return shapes.PlaybookRef(name=name, version=version)


def _known(row: Mapping[str, Any], prefix: str, names: Sequence[str]) -> dict[str, Any]:
    return _filled((name, row[f"{prefix}{name}"]) for name in names)


def _filled(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: _tidy(value) for name, value in pairs if value is not None}


def _tidy(value: Any) -> Any:
    """Tuples for lists; decimals without the zeros that a column adds: 40, not 40.000000."""
    if isinstance(value, list):
        return tuple(value)
    if not isinstance(value, Decimal):
        return value
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


# ---------------------------------------------------------------- the tables of a case
def _criterion(*, key: int, rivals: Mapping[str, str], **values: Any) -> tuple[int, shapes.Criterion]:
    return key, shapes.Criterion(**values, rivals={rival: Decimal(points) for rival, points in rivals.items()})


def _with_cares(
    criteria: Mapping[int, tuple[tuple[int, shapes.Criterion], ...]], cares: Mapping[int, tuple[tuple[int, str], ...]]
) -> Mapping[int, tuple[shapes.Criterion, ...]]:
    """Criteria with those who care about them."""
    caring: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    for pairs in cares.values():
        for criterion, person in pairs:
            caring[criterion] += (person,)
    made = {pk: tuple(replace(item, cares=caring[key]) for key, item in found) for pk, found in criteria.items()}
    return defaultdict(tuple, made)


def _benefit(*, proof: str = "", shown_by: str = "", **values: Any) -> selling.Benefit:
    return selling.Benefit(**values, proof=proof or shown_by)


def _commitment(*, by: str, who: str = "", **values: Any) -> shapes.Commitment:
    return shapes.Commitment(**values, by=who or by)


def _stakeholder(*, known: Mapping[str, Mapping[str, str]], **values: Any) -> shapes.Stakeholder:
    return shapes.Stakeholder(**values, known={aspect: _known_how(**facts) for aspect, facts in known.items()})


def _known_how(*, since: str | None = None, **facts: Any) -> sides.Known:
    return sides.Known(**facts, since=dt.date.fromisoformat(since) if since else None)


def _sales_meeting(*, starts: dt.time | None = None, **values: Any) -> sides.SalesMeeting:
    return sides.SalesMeeting(**values, starts=f"{starts:%H:%M}" if starts else "")


def _member(*, written: str, **values: Any) -> tuple[str, sides.Member]:
    return written, sides.Member(**values)


class _Table:
    """Rows of a table and what is made of each: by default a tuple of its columns."""

    def __init__(self, source: Any, *columns: str, order: Sequence[str] = ("id",)) -> None:
        rows = source if isinstance(source, models.QuerySet) else source._default_manager.all()
        self.prepared = Prepared(
            lambda ids: rows.filter(opportunity_id__in=ids).order_by(*order).values_list("opportunity_id", *columns)
        )

    def of(self, ids: Sequence[int]) -> Mapping[int, tuple[Any, ...]]:
        grouped: defaultdict[int, list[Any]] = defaultdict(list)
        for pk, *values in self.prepared.rows(ids) if ids else ():
            grouped[pk].append(self.made_of(values))
        return defaultdict(tuple, {pk: tuple(made) for pk, made in grouped.items()})

    def made_of(self, values: Sequence[Any]) -> Any:
        return tuple(values)


class _Shapes(_Table):
    """A shape for each row; `columns` says from which column each field comes. Null leaves the field's default."""

    def __init__(
        self, make: Callable[..., Any], source: Any, columns: Mapping[str, str], order: Sequence[str] = ("id",)
    ) -> None:
        super().__init__(source, *columns.values(), order=order)
        self.make = make
        self.fields = tuple(columns)

    def made_of(self, values: Sequence[Any]) -> Any:
        return self.make(**_filled(zip(self.fields, values, strict=True)))


_OPPORTUNITIES = Prepared(lambda ids: Opportunity.objects.filter(pk__in=ids).values_list(*_ROW))
_LAST_SEAT = Tenure.objects.filter(person=OuterRef("person"), ended=True).annotate(day=Coalesce("until", "since"))
WITH_LEAVING = Stakeholder.objects.annotate(
    gone_on=Case(
        When(Exists(Tenure.objects.filter(person=OuterRef("person"), ended=False)), then=None),
        default=Coalesce("left", Subquery(_LAST_SEAT.order_by(F("day").desc(nulls_last=True)).values("day")[:1])),
        output_field=models.DateField(),
    )
)
"""Since when each is gone: by the chart, or else as it was told. Whoever sits on the chart has not left."""
_COMPETITORS = _Shapes(shapes.Competitor, Competitor, _same("name", "position", "strengths", "weaknesses"))
_STAKEHOLDERS = _Shapes(
    _stakeholder,
    WITH_LEAVING,
    {
        "id": "code",
        "left": "gone_on",
        **{name: f"person__{name}" for name in ("name", "title", "department")},
        **_same("roles", "attitude", "influence", "last_contact", "owner", "attitude_to_rivals"),
        **_same("share", "expectations", "worries", "habits", "known"),
    },
)
_NEEDS = _Shapes(shapes.Need, Need, _same(*NEED) | _WHO | _ENTRY)
_CRITERIA = _Shapes(_criterion, Criterion, {"key": "id"} | _same(*CRITERION, "rivals") | _ENTRY)
_CARES = _Table(CriterionCare, "criterion_id", "stakeholder__code")
_QUESTIONS = _Shapes(selling.Question, CallQuestion, _same("kind", "text", "asked", "answer") | _WHO)
_BENEFITS = _Shapes(
    _benefit,
    Benefit,
    _same("kind", "capability", "text", "shown_by") | {"need": "need__text", "proof": "proof__title"} | _WHO,
)
_AWARDS = _Shapes(selling.Award, Award, _same(*AWARD))
_BIDS = _Shapes(shapes.Bid, Bid, _same("date", "bidder", "price", "rank", "note"))
_CONCERNS = _Shapes(shapes.Concern, Concern, _same(*CONCERN) | _WHO | _ENTRY)
_COMMITMENTS = _Shapes(_commitment, Commitment, _same("date", "text", "by", "due", "status") | _WHO)
_METRICS = _Shapes(shapes.Metric, Metric, _same("date", "name", "value", "target"))
_MEASURES = _Shapes(serving.Measure, Measure, _same(*MEASURE))
_MILESTONES = _Shapes(serving.Milestone, Milestone, _same(*MILESTONE))
_EXPECTATIONS = _Shapes(serving.Expectation, Expectation, _same(*EXPECTATION) | _WHO | _ENTRY)
_TICKETS = _Shapes(serving.Ticket, Ticket, {"id": "code"} | _same(*TICKET) | _WHO | _ENTRY)
_EVIDENCE = _Shapes(
    shapes.Evidence, Signal.of_cases(), {"signal": "kind"} | _same("start", "end", "state", "by") | _ENTRY
)
_FINDINGS = _Shapes(shapes.FindingRecord, Finding, _same("code", "state", "by") | _ENTRY)
_MEETINGS = _Shapes(shapes.Meeting, Meeting, _same("wanted", "outcome") | _ENTRY)
_MEMBERS = _Shapes(_member, TeamMember, _same("name", "function", "level", "since", "until", "written"))
_LINES = _Shapes(
    sides.InfluenceLine,
    InfluenceLine,
    _same("strength", "state") | {"speaker": "speaker__code", "listener": "listener__code"} | _ENTRY,
)
_COUNTERPARTS = _Shapes(
    sides.Counterpart,
    Counterpart,
    _same("state", "since", "they_expect", "we_expect", "we_promise", "promised", "due", "promise")
    | {"ours": "member__name"}
    | _WHO,
)
_SETTLEMENTS = _Shapes(
    sides.Settlement,
    Settlement,
    _same("topic", "date", "holds", "tells", "told") | {"first": "first__code", "second": "second__code"},
)
_TASKS = _Shapes(sides.Task, Task, _same("date", "text", "owner", "due", "wanted", "status", "done", "result") | _WHO)
_SALES_MEETINGS = _Shapes(
    _sales_meeting,
    SalesMeeting,
    _same("date", "starts", "agenda", "invited", "minutes", "decisions"),
    order=("date", "id"),
)
_ACTIVITIES = _Table(
    Activity, "code", "date", "kind", "direction", "by", "text", "functions", "reading", order=("date", "id")
)
_GATES = _Table(GateRecord, "gate", "met", "override_by", "override_on", "override_reason")
_WHO_WAS_THERE = _Table(Participation, "activity__code", "stakeholder__code")
_SHOWN = _Table(GateShown, "record__gate", "activity__code")
