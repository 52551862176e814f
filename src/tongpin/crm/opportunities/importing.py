"""Case → rows, for one case and for thousands: a fixed number of statements per batch."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import models

from tongpin.crm import judging
from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.accounts.policy import visible_accounts
from tongpin.crm.activities.models import Activity, Meeting, Participation
from tongpin.crm.audit.gesture import Gesture
from tongpin.crm.bids.models import Award, Bid, Tender
from tongpin.crm.calls.models import CallQuestion
from tongpin.crm.casefile import ACCOUNT, AWARD, CONCERN, CRITERION, DELIVERY, NEED, OPPORTUNITY, TENDER
from tongpin.crm.concerns.models import Commitment, Concern
from tongpin.crm.criteria.models import Criterion, CriterionCare
from tongpin.crm.delivery.models import Implementation, Metric
from tongpin.crm.evidence.models import Finding, Signal
from tongpin.crm.evidence.proposals import Decision, proposals
from tongpin.crm.gates.models import GateRecord, GateShown, QualificationRecord
from tongpin.crm.needs.models import Benefit, Need
from tongpin.crm.opportunities.importing_service import served_of
from tongpin.crm.opportunities.importing_sides import sides_of, team_of
from tongpin.crm.opportunities.models import Competitor, Opportunity, Stakeholder, StoredStanding
from tongpin.crm.playbooks.actions import keep_shipped
from tongpin.crm.team.models import TeamMember
from tongpin.crm.users.models import User
from tongpin.method import case as shapes
from tongpin.method.playbook import Playbook
from tongpin.method.reading.shape import Reading
from tongpin.method.sides import Known


@dataclass
class _Draft:
    """A case on its way into the tables."""

    case: shapes.Case
    owner: User
    account: Account
    readings: Mapping[str, Reading]
    playbook: Playbook
    opportunity: Opportunity
    standing: str
    people: dict[str, Stakeholder] = field(default_factory=dict)
    entries: dict[str, Activity] = field(default_factory=dict)
    gates: dict[str, GateRecord] = field(default_factory=dict)
    team: dict[str, TeamMember] = field(default_factory=dict)


def write_cases(deed: Gesture, cases: Sequence[tuple[shapes.Case, User]], today: dt.date) -> list[Opportunity]:
    """Writes cases with their owners. Logs the opportunities and what lies outside them, not every row below.

    Raises `TongpinError` for a playbook that is not here. The ids must be free.
    """
    accounts = _Accounts(deed, [case.account for case, _ in cases])
    drafts = [_draft(case, owner, accounts.of(case.account), today) for case, owner in cases]
    for playbook in {draft.playbook.name: draft.playbook for draft in drafts}.values():
        keep_shipped(playbook)
    deed.make_all(Opportunity, [draft.opportunity for draft in drafts])
    StoredStanding.objects.bulk_create(
        [StoredStanding(opportunity=draft.opportunity, standing=draft.standing) for draft in drafts], batch_size=500
    )
    _write_people(deed, drafts, accounts)
    _write_entries(drafts)
    _write_team(drafts)
    _write_needs_and_criteria(drafts)
    for table in (_questions, _concerns, _commitments, _competitors, _bids, _awards, _metrics, _one_to_one, _gates):
        _insert(row for draft in drafts for row in table(draft))
    for table in (_evidence, _findings, _meetings, _gates_shown, _sides, _service):
        _insert(row for draft in drafts for row in table(draft))
    return [draft.opportunity for draft in drafts]


def _draft(case: shapes.Case, owner: User, account: Account, today: dt.date) -> _Draft:
    playbook, said = judging.playbook_for(case.opportunity.playbook)
    readings = judging.readings_of(case)
    judged = judging.judge_case(replace(case, today=today), readings=readings, playbook=playbook)
    opportunity = Opportunity(
        code=case.id,
        title=case.title,
        lang=case.lang,
        our_company=case.our_side.company,
        account=account,
        owner=owner,
        team_id=owner.team_id,
        playbook_name=playbook.name,
        playbook_version=playbook.version,
        playbook_said=said,
        **{name: getattr(case.opportunity, name) for name in OPPORTUNITY},
        **_outcome(case.opportunity.outcome),
        **judged.columns,
    )
    return _Draft(case, owner, account, readings, playbook, opportunity, judged.kept)


def _outcome(outcome: shapes.Outcome | None) -> dict[str, Any]:
    if outcome is None:
        return {}
    return {
        "result": outcome.result,
        "result_on": outcome.date,
        "result_reason": outcome.reason,
        "result_winner": outcome.winner,
    }


class _Accounts:
    """Accounts for cases: one that is there already where every word agrees, so that nobody's words are lost."""

    def __init__(self, deed: Gesture, wanted: Sequence[shapes.Account]) -> None:
        seen = visible_accounts(deed.user).filter(name__in={account.name for account in wanted}).order_by("-pk")
        self.known = {_account_key(account): account for account in seen}
        self.old = {account.pk for account in self.known.values()}
        missing = {_account_key(account): account for account in wanted if _account_key(account) not in self.known}
        rows = [
            Account(owner=deed.user, **{name: getattr(account, name) for name in ACCOUNT})
            for account in missing.values()
        ]
        self.known |= {_account_key(account): account for account in deed.make_all(Account, rows)}

    def of(self, account: shapes.Account) -> Account:
        return self.known[_account_key(account)]


def _account_key(account: Account | shapes.Account) -> tuple[Any, ...]:
    return tuple(getattr(account, name) for name in ACCOUNT)


# ---------------------------------------------------------------- people
def _write_people(deed: Gesture, drafts: Sequence[_Draft], accounts: _Accounts) -> None:
    """Persons of the account who are not there yet, then their parts in the opportunities."""
    known: defaultdict[tuple[Any, ...], list[Person]] = defaultdict(list)
    for person in Person.objects.filter(account__in=accounts.old).order_by("pk"):
        known[_person_key(person.account_id, person)].append(person)
    fresh: list[Person] = []
    chosen = [(draft, _persons(draft, known, fresh)) for draft in drafts]
    deed.make_all(Person, fresh)
    rows = [
        _stakeholder(draft, shape, person)
        for draft, persons in chosen
        for shape, person in zip(draft.case.stakeholders, persons, strict=True)
    ]
    written = iter(Stakeholder.objects.bulk_create(rows, batch_size=500))
    for draft in drafts:
        draft.people = {shape.id: next(written) for shape in draft.case.stakeholders}


def _persons(draft: _Draft, known: Mapping[tuple[Any, ...], list[Person]], fresh: list[Person]) -> list[Person]:
    """A person for each stakeholder; never the same one twice in an opportunity."""
    persons: list[Person] = []
    for shape in draft.case.stakeholders:
        same = known[_person_key(draft.account.pk, shape)]
        person = next((person for person in same if person not in persons), None)
        if person is None:
            person = Person(account=draft.account, name=shape.name, title=shape.title, department=shape.department)
            same.append(person)
            fresh.append(person)
        persons.append(person)
    return persons


def _person_key(account_id: int, person: Person | shapes.Stakeholder) -> tuple[Any, ...]:
    return account_id, person.name, person.title, person.department


def _stakeholder(draft: _Draft, shape: shapes.Stakeholder, person: Person) -> Stakeholder:
    return Stakeholder(
        opportunity=draft.opportunity,
        code=shape.id,
        person=person,
        roles=list(shape.roles),
        attitude=shape.attitude,
        influence=shape.influence,
        last_contact=shape.last_contact,
        owner=shape.owner,
        attitude_to_rivals=shape.attitude_to_rivals,
        known={aspect: _known_how(facts) for aspect, facts in shape.known.items()},
        **_fields(shape, "share", "expectations", "worries", "habits", "left"),
    )


def _known_how(facts: Known) -> dict[str, str]:
    """What is not said is left out."""
    told = {"state": facts.state, "since": facts.since.isoformat() if facts.since else "", "entry": facts.entry}
    return {name: value for name, value in told.items() if value}


# ---------------------------------------------------------------- entries
def _write_entries(drafts: Sequence[_Draft]) -> None:
    rows = [
        Activity(
            opportunity=draft.opportunity,
            code=entry.id,
            date=entry.date,
            kind=entry.kind,
            direction=entry.direction,
            by=entry.by,
            text=entry.text,
            functions=list(entry.functions),
            reading=judging.kept(draft.readings[entry.id]),
            recorded_by=draft.owner,
        )
        for draft in drafts
        for entry in draft.case.timeline
    ]
    written = iter(Activity.objects.bulk_create(rows, batch_size=500))
    for draft in drafts:
        draft.entries = {entry.id: next(written) for entry in draft.case.timeline}
    _insert(
        Participation(opportunity=draft.opportunity, activity=draft.entries[entry.id], stakeholder=draft.people[person])
        for draft in drafts
        for entry in draft.case.timeline
        for person in entry.who
    )


def _write_team(drafts: Sequence[_Draft]) -> None:
    rows = [row for draft in drafts for row in team_of(draft.case, draft.opportunity)]
    written = TeamMember.objects.bulk_create(rows, batch_size=500)
    by_opportunity = {draft.opportunity.pk: draft for draft in drafts}
    for row in written:
        by_opportunity[row.opportunity_id].team.setdefault(row.name, row)


def _insert(rows: Iterable[models.Model]) -> None:
    """Rows of several tables, one statement per table and batch, in their order."""
    by_table: defaultdict[type[models.Model], list[models.Model]] = defaultdict(list)
    for row in rows:
        by_table[type(row)].append(row)
    for table, together in by_table.items():
        table._default_manager.bulk_create(together, batch_size=500)


# ---------------------------------------------------------------- needs and criteria, and what hangs on them
def _write_needs_and_criteria(drafts: Sequence[_Draft]) -> None:
    needs = iter(Need.objects.bulk_create((row for draft in drafts for row in _needs(draft)), batch_size=500))
    _insert(row for draft in drafts for row in _benefits(draft, [next(needs) for _ in draft.case.needs]))
    rows = (row for draft in drafts for row in _criteria(draft))
    criteria = iter(Criterion.objects.bulk_create(rows, batch_size=500))
    _insert(
        CriterionCare(opportunity=draft.opportunity, criterion=row, stakeholder=draft.people[person])
        for draft in drafts
        for criterion, row in zip(draft.case.criteria, criteria, strict=False)
        for person in criterion.cares
    )


def _benefits(draft: _Draft, needs: Sequence[Need]) -> Iterable[Benefit]:
    by_text = {need.text: need for need in needs}
    for benefit in draft.case.benefits:
        yield Benefit(
            opportunity=draft.opportunity,
            need=by_text[benefit.need],
            stakeholder=draft.people.get(benefit.who),
            shown_by=benefit.proof,
            **_fields(benefit, "kind", "capability", "text"),
        )


def _needs(draft: _Draft) -> Iterable[Need]:
    for need in draft.case.needs:
        yield Need(
            opportunity=draft.opportunity,
            stakeholder=draft.people.get(need.who),
            activity=draft.entries.get(need.entry),
            **_fields(need, *NEED),
        )


def _criteria(draft: _Draft) -> Iterable[Criterion]:
    for criterion in draft.case.criteria:
        yield Criterion(
            opportunity=draft.opportunity,
            rivals={rival: str(points) for rival, points in criterion.rivals.items()},
            activity=draft.entries.get(criterion.entry),
            **_fields(criterion, *CRITERION),
        )


# ---------------------------------------------------------------- everything else, a row for each
def _questions(draft: _Draft) -> Iterable[models.Model]:
    for question in draft.case.questions:
        yield CallQuestion(
            opportunity=draft.opportunity,
            stakeholder=draft.people.get(question.who),
            **_fields(question, "kind", "text", "asked", "answer"),
        )


def _awards(draft: _Draft) -> Iterable[models.Model]:
    for award in draft.case.awards:
        yield Award(opportunity=draft.opportunity, **_fields(award, *AWARD))


def _concerns(draft: _Draft) -> Iterable[models.Model]:
    for concern in draft.case.concerns:
        yield Concern(
            opportunity=draft.opportunity,
            stakeholder=draft.people.get(concern.who),
            activity=draft.entries.get(concern.entry),
            **_fields(concern, *CONCERN),
        )


def _commitments(draft: _Draft) -> Iterable[models.Model]:
    for commitment in draft.case.commitments:
        person = draft.people.get(commitment.by)
        yield Commitment(
            opportunity=draft.opportunity,
            stakeholder=person,
            by="" if person else commitment.by,
            **_fields(commitment, "date", "text", "due", "status"),
        )


def _competitors(draft: _Draft) -> Iterable[models.Model]:
    for rival in draft.case.competitors:
        yield Competitor(opportunity=draft.opportunity, **_fields(rival, "name", "position", "strengths", "weaknesses"))


def _bids(draft: _Draft) -> Iterable[models.Model]:
    for bid in draft.case.bids:
        yield Bid(opportunity=draft.opportunity, **_fields(bid, "date", "bidder", "price", "rank", "note"))


def _metrics(draft: _Draft) -> Iterable[models.Model]:
    for metric in draft.case.implementation.metrics:
        yield Metric(opportunity=draft.opportunity, **_fields(metric, "date", "name", "value", "target"))


def _one_to_one(draft: _Draft) -> Iterable[models.Model]:
    """Tender, implementation and assessment: a row only where something is known."""
    case = draft.case
    if case.tender != shapes.Tender():
        yield Tender(opportunity=draft.opportunity, **_fields(case.tender, *TENDER))
    delivery = _fields(case.implementation, *DELIVERY)
    if any(delivery.values()):
        yield Implementation(opportunity=draft.opportunity, **delivery)
    if case.qualification != shapes.QualificationRecord():
        yield QualificationRecord(opportunity=draft.opportunity, **_fields(case.qualification, "answers", "reviewed"))


def _gates(draft: _Draft) -> Iterable[models.Model]:
    for record in draft.case.gates:
        override = record.override
        draft.gates[record.gate] = GateRecord(
            opportunity=draft.opportunity,
            gate=record.gate,
            met=record.met,
            override_by=override.by if override else "",
            override_on=override.date if override else None,
            override_reason=override.reason if override else "",
        )
    yield from draft.gates.values()


def _gates_shown(draft: _Draft) -> Iterable[models.Model]:
    for record in draft.case.gates:
        for entry in record.shown_by:
            yield GateShown(
                opportunity=draft.opportunity, record=draft.gates[record.gate], activity=draft.entries[entry]
            )


def _evidence(draft: _Draft) -> Iterable[models.Model]:
    """What people marked in the file, then what the reader proposes beside it."""
    for item in draft.case.evidence:
        activity = draft.entries[item.entry]
        yield Signal(
            opportunity=draft.opportunity,
            activity=activity,
            kind=item.signal,
            words="" if item.start is None else activity.text[item.start : item.end],
            source=Signal.Source.FILE,
            **_fields(item, "start", "end", "state", "by"),
        )
    for entry in draft.case.timeline:
        decided = [
            Decision(item.signal, item.start, item.end, item.state)
            for item in draft.case.evidence
            if item.entry == entry.id
        ]
        yield from proposals(draft.entries[entry.id], draft.readings[entry.id], decided)


def _findings(draft: _Draft) -> Iterable[models.Model]:
    for finding in draft.case.findings:
        yield Finding(
            opportunity=draft.opportunity,
            activity=draft.entries[finding.entry],
            **_fields(finding, "code", "state", "by"),
        )


def _meetings(draft: _Draft) -> Iterable[models.Model]:
    for meeting in draft.case.meetings:
        yield Meeting(
            opportunity=draft.opportunity,
            activity=draft.entries[meeting.entry],
            **_fields(meeting, "wanted", "outcome"),
        )


def _sides(draft: _Draft) -> Iterable[models.Model]:
    yield from sides_of(draft.case, draft.opportunity, draft.team, draft.people, draft.entries)


def _service(draft: _Draft) -> Iterable[models.Model]:
    yield from served_of(draft.case, draft.opportunity, draft.people, draft.entries)


def _fields(shape: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(shape, name) for name in names}
