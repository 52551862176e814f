"""Rows → Case: the only file that knows both worlds. The number of queries is the same for one case and a hundred."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models

from tongpin.crm.activities.models import Activity, Meeting, Participation
from tongpin.crm.bids.models import Bid
from tongpin.crm.concerns.models import Commitment, Concern
from tongpin.crm.criteria.models import Criterion
from tongpin.crm.delivery.models import Metric
from tongpin.crm.evidence.models import Finding, Signal
from tongpin.crm.gates.models import GateRecord, GateShown
from tongpin.crm.needs.models import Need
from tongpin.crm.opportunities.models import Competitor, Opportunity, Stakeholder
from tongpin.crm.playbooks.selectors import newest_versions
from tongpin.method import case as shapes
from tongpin.method.playbook import DEFAULT

Source = type[models.Model] | models.QuerySet[Any]


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


TENDER = ("issued", "clarifications_until", "deadline", "opening", "award", "compulsory", "bond", "formula")
DELIVERY = ("contract_signed", "go_live", "acceptance")
ACCOUNT = ("name", "industry", "region", "size", "history", "credit", "kind")
OPPORTUNITY = (
    *("name", "amount", "currency", "expected_close"),
    *("budget_confirmed", "project_initiated", "formal_tender", "our_product_fits"),
    *("crm_stage", "crm_probability", "segment", "position"),
)
_ROW = (
    *("id", "code", "title", "lang", "our_company", "our_team"),
    *OPPORTUNITY,
    *("result", "result_on", "result_reason", "result_winner"),
    *("playbook_name", "playbook_version", "playbook_said"),
    *(f"account__{name}" for name in ACCOUNT),
    *(f"tender__{name}" for name in TENDER),
    *(f"implementation__{name}" for name in DELIVERY),
    *("qualification_record__answers", "qualification_record__reviewed"),
)
_STAKEHOLDER = {
    "id": "code",
    **{name: f"person__{name}" for name in ("name", "title", "department")},
    **_same("roles", "attitude", "influence", "last_contact", "owner", "attitude_to_rivals"),
}
_ACTIVITY = ("code", "date", "kind", "direction", "by", "text", "reading")
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


def case_files(ids: Iterable[int], today: dt.date) -> dict[int, CaseFile]:
    """Case files by opportunity, in order of the ids; those that are not there are left out."""
    wanted = list(ids)
    parts = _Parts(wanted)
    found = {row["id"]: row for row in Opportunity.objects.filter(pk__in=wanted).values(*_ROW)}
    current = newest_versions(row["playbook_name"] for row in found.values())
    return {pk: parts.assemble(found[pk], today, current) for pk in wanted if pk in found}


class _Parts:
    """What belongs to the cases in tables of its own, by opportunity."""

    def __init__(self, ids: Sequence[int]) -> None:
        self.ids = ids
        self.competitors = self._made(
            shapes.Competitor, Competitor, _same("name", "position", "strengths", "weaknesses")
        )
        self.stakeholders = self._made(shapes.Stakeholder, Stakeholder, _STAKEHOLDER)
        self.needs = self._made(
            shapes.Need, Need, {**_same("date", "text", "type", "strength", "origin", "money"), **_WHO}
        )
        self.criteria = self._made(
            _criterion, Criterion, _same("name", "since", "weight", "ours", "rivals", "kind", "set_by")
        )
        self.bids = self._made(shapes.Bid, Bid, _same("date", "bidder", "price", "rank", "note"))
        self.concerns = self._made(shapes.Concern, Concern, {**_same("date", "text", "status"), **_WHO})
        self.commitments = self._made(_commitment, Commitment, {**_same("date", "text", "by", "due", "status"), **_WHO})
        self.metrics = self._made(shapes.Metric, Metric, _same("date", "name", "value", "target"))
        self.evidence = self._made(
            shapes.Evidence, Signal.of_cases(), {"signal": "kind", **_same("start", "end", "state", "by"), **_ENTRY}
        )
        self.findings = self._made(shapes.FindingRecord, Finding, {**_same("code", "state", "by"), **_ENTRY})
        self.meetings = self._made(shapes.Meeting, Meeting, {**_same("wanted", "outcome"), **_ENTRY})
        self.activities = self._rows(Activity, *_ACTIVITY, order=("date", "id"))
        self.who = self._names(Participation, "activity__code", "stakeholder__code")
        self.gates = self._rows(GateRecord, "gate", "met", "override_by", "override_on", "override_reason")
        self.shown = self._names(GateShown, "record__gate", "activity__code")

    def assemble(self, row: Mapping[str, Any], today: dt.date, newest: Mapping[str, int]) -> CaseFile:
        pk = row["id"]
        case = shapes.Case(
            id=row["code"],
            title=row["title"],
            lang=row["lang"],
            today=today,
            our_side=shapes.OurSide(company=row["our_company"], team=tuple(row["our_team"])),
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
            implementation=shapes.Implementation(**_known(row, "implementation__", DELIVERY), metrics=self.metrics[pk]),
            tender=shapes.Tender(**_known(row, "tender__", TENDER)),
            gates=self._gates(pk),
            qualification=shapes.QualificationRecord(**_known(row, "qualification_record__", ("answers", "reviewed"))),
            evidence=self.evidence[pk],
            findings=self.findings[pk],
            meetings=self.meetings[pk],
        )
        readings = {code: reading for code, *_, reading in self.activities[pk]}
        return CaseFile(case, readings, (row["playbook_name"], row["playbook_version"]))

    def _timeline(self, pk: int) -> tuple[shapes.Entry, ...]:
        return tuple(
            shapes.Entry(id=code, date=date, kind=kind, direction=direction, by=by, who=self.who[pk, code], text=text)
            for code, date, kind, direction, by, text, _ in self.activities[pk]
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

    def _made(
        self, make: Callable[..., Any], source: Source, columns: Mapping[str, str]
    ) -> Mapping[int, tuple[Any, ...]]:
        """Shapes made of rows; `columns` says from which column each field comes. Null leaves the field's default."""
        made: defaultdict[int, tuple[Any, ...]] = defaultdict(tuple)
        for pk, rows in self._rows(source, *columns.values()).items():
            made[pk] = tuple(make(**_filled(zip(columns, row, strict=True))) for row in rows)
        return made

    def _names(self, source: Source, by: str, name: str) -> Mapping[tuple[int, str], tuple[str, ...]]:
        """Names that belong to something within an opportunity, in order."""
        grouped: defaultdict[tuple[int, str], tuple[str, ...]] = defaultdict(tuple)
        for pk, rows in self._rows(source, by, name).items():
            for key, value in rows:
                grouped[pk, key] += (value,)
        return grouped

    def _rows(
        self, source: Source, *columns: str, order: Sequence[str] = ("id",)
    ) -> Mapping[int, list[tuple[Any, ...]]]:
        rows = source if isinstance(source, models.QuerySet) else source._default_manager.all()
        grouped: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
        chosen = rows.filter(opportunity_id__in=self.ids).order_by(*order).values_list("opportunity_id", *columns)
        for pk, *values in chosen:
            grouped[pk].append(tuple(values))
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


def _criterion(*, rivals: Mapping[str, str], **values: Any) -> shapes.Criterion:
    return shapes.Criterion(**values, rivals={rival: Decimal(points) for rival, points in rivals.items()})


def _commitment(*, by: str, who: str = "", **values: Any) -> shapes.Commitment:
    return shapes.Commitment(**values, by=who or by)


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
