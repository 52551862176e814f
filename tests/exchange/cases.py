"""Any case that a deal file may hold, for hypothesis; and all case files that the repository has."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

from hypothesis import strategies as st

from tongpin.method import case as shapes
from tongpin.method import selling, sides
from tongpin.method.datafiles import load_data
from tongpin.method.playbook import shipped
from tongpin.method.possible import TENDER_ORDER
from tongpin.method.vocabulary import kinds

ROOT = Path(__file__).resolve().parents[2]
CASE_FILES = sorted(
    path
    for folder in ("src/tongpin/exchange/demo_book", "tests/cases")
    for path in (ROOT / folder).glob("*.yaml")
    if path.name != "expected.yaml"
)

words = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40)
long_words = st.one_of(
    words,
    st.lists(
        st.sampled_from(["客户说", "budget", "报价。", ":", "- x", "#", "no", " ", "\n", "“", "\u3000"]), max_size=60
    ).map("".join),
    st.lists(st.sampled_from(["a purchase", "of", "lubricants", "for the plant"]), max_size=40).map(" ".join),
)
ids = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=100)
days = st.dates(dt.date(1950, 1, 1), dt.date(2025, 12, 31))
to_come = st.dates(dt.date(1950, 1, 1), dt.date(2199, 12, 31))
money = st.decimals(0, Decimal("9999999999999.99"), places=2)
points = st.decimals(0, Decimal("999999.999999"), places=6)
maybe_day = st.none() | days
maybe_truth = st.none() | st.booleans()


def one_of(literal: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(get_args(literal))


def maybe(literal: Any) -> st.SearchStrategy[Any]:
    return st.none() | one_of(literal)


def few(items: st.SearchStrategy[Any], most: int = 3, unique_by: Any = None) -> st.SearchStrategy[Any]:
    return st.lists(items, max_size=most, unique_by=unique_by).map(tuple)


outcomes = st.builds(shapes.Outcome, result=one_of(shapes.Result), date=maybe_day, reason=words, winner=words)
playbooks = st.builds(
    shapes.PlaybookRef,
    name=st.deferred(lambda: st.sampled_from(sorted(shipped()))),
    version=st.none() | st.just(1),
)
opportunities = st.builds(
    shapes.Opportunity,
    name=words,
    amount=st.none() | money,
    currency=st.sampled_from(["CNY", "TWD", "EUR"]),
    expected_close=st.none() | to_come,
    budget_confirmed=maybe_truth,
    project_initiated=maybe_truth,
    formal_tender=maybe_truth,
    our_product_fits=maybe_truth,
    crm_stage=words,
    crm_probability=st.none() | st.decimals(0, 100, places=2),
    segment=maybe(shapes.Segment),
    position=maybe(shapes.Position),
    outcome=st.none() | outcomes,
    playbook=st.none() | playbooks,
)
stakeholders = st.builds(
    shapes.Stakeholder,
    id=ids,
    name=words,
    title=words,
    department=words,
    roles=few(one_of(shapes.Role)),
    attitude=st.none() | st.integers(-2, 2),
    influence=st.none() | st.integers(1, 5),
    last_contact=maybe_day,
    owner=words,
    attitude_to_rivals=st.dictionaries(words, st.integers(-2, 2), max_size=2),
    share=st.none() | st.decimals(0, 100, places=2),
    expectations=words,
    worries=words,
    habits=words,
    left=maybe_day,
)
accounts = st.builds(
    shapes.Account,
    name=words,
    industry=words,
    region=words,
    size=words,
    history=words,
    credit=words,
    kind=maybe(shapes.AccountKind),
)


def entries(people: list[str]) -> st.SearchStrategy[Any]:
    return st.builds(
        shapes.Entry,
        id=ids,
        date=days,
        kind=one_of(shapes.EntryKind),
        direction=one_of(shapes.Direction),
        by=words,
        who=few(st.sampled_from(people)) if people else st.just(()),
        text=long_words,
    )


names = words.map(str.strip).filter(bool)


@st.composite
def sides_of(draw: st.DrawFn, ours: list[str], people: list[str], timeline: list[str]) -> dict[str, Any]:
    """Influence lines, counterparts, settlements, the plan and the meetings of a case."""
    who = st.sampled_from(["", *people])
    parts: dict[str, Any] = {
        "plan": st.builds(
            sides.Task,
            date=days,
            text=words,
            owner=words,
            who=who,
            due=maybe_day,
            wanted=words,
            status=one_of(sides.TaskStatus),
            done=maybe_day,
            result=words,
        ),
        "sales_meetings": st.builds(
            sides.SalesMeeting,
            date=days,
            starts=st.sampled_from(["", "09:30", "14:00"]),
            agenda=few(words),
            invited=few(words),
            minutes=words,
            decisions=words,
        ),
    }
    unique: dict[str, Any] = {}
    if len(people) > 1:
        pairs = st.permutations(people).map(lambda order: order[:2])
        parts["influence_lines"] = pairs.flatmap(
            lambda pair: st.builds(
                sides.InfluenceLine,
                speaker=st.just(pair[0]),
                listener=st.just(pair[1]),
                strength=st.integers(1, 3),
                state=one_of(sides.Knowledge),
                entry=st.sampled_from(["", *timeline]),
            )
        )
        unique["influence_lines"] = lambda line: (line.speaker, line.listener)
    if people and ours:
        parts["counterparts"] = st.builds(
            sides.Counterpart,
            ours=st.sampled_from(ours),
            who=st.sampled_from(people),
            state=one_of(sides.TieState),
            since=maybe_day,
            they_expect=words,
            we_promise=words,
            due=maybe_day,
            promise=one_of(sides.PromiseStatus),
        )
        unique["counterparts"] = lambda tie: (tie.ours, tie.who)
    if timeline:
        at_entry = st.sampled_from(timeline)
        parts["settlements"] = st.builds(
            sides.Settlement,
            topic=st.sampled_from(["price", "delivery_time"]),
            first=at_entry,
            second=at_entry,
            date=days,
            holds=words,
            tells=words,
            told=maybe_day,
        )
        unique["settlements"] = lambda clash: (clash.topic, clash.first, clash.second)
    drawn = {part: draw(few(items, unique_by=unique.get(part))) for part, items in parts.items()}
    drawn["sales_meetings"] = tuple(sorted(drawn["sales_meetings"], key=lambda meeting: meeting.date))
    return drawn


@st.composite
def our_sides(draw: st.DrawFn) -> sides.OurSide:
    team = draw(few(names, unique_by=lambda name: sides.member_of(name).name))
    members = st.builds(
        lambda times, **facts: sides.Member(since=times[0], until=times[1], **facts),
        st.tuples(days, days).map(sorted),
        name=names,
        function=words,
        level=maybe(sides.Level),
    )
    return sides.OurSide(
        company=draw(words), team=team, members=draw(few(members, unique_by=lambda member: member.name))
    )


def gates(known: list[str]) -> st.SearchStrategy[Any]:
    override = st.builds(shapes.Override, by=words, date=days, reason=words)
    return st.builds(
        shapes.GateRecord,
        gate=ids,
        met=maybe_day,
        shown_by=few(st.sampled_from(known)) if known else st.just(()),
        override=st.none() | override,
    )


@st.composite
def evidence(draw: st.DrawFn, timeline: tuple[shapes.Entry, ...]) -> shapes.Evidence:
    entry = draw(st.sampled_from(timeline))
    start = draw(st.integers(0, len(entry.text) - 1)) if entry.text and draw(st.booleans()) else None
    return shapes.Evidence(
        entry=entry.id,
        signal=draw(st.sampled_from(kinds())),
        start=start,
        end=None if start is None else draw(st.integers(start + 1, len(entry.text))),
        state=draw(one_of(shapes.EvidenceState)),
        by=draw(words),
    )


def in_order(draw: st.DrawFn, *names: str) -> dict[str, dt.date]:
    """Some of these dates, none before the one named earlier."""
    known = [name for name in names if draw(st.booleans())]
    return dict(zip(known, sorted(draw(to_come) for _ in known), strict=True))


@st.composite
def tenders(draw: st.DrawFn) -> shapes.Tender:
    bond = draw(words.filter(lambda text: not any(char.isdigit() for char in text)) | st.sampled_from(["5 万元", "2%"]))
    return shapes.Tender(
        **in_order(draw, *TENDER_ORDER),
        **{name: draw(words) for name in ("formula", "number", "buyer", "agency", "contact", "place")},
        **{name: draw(st.none() | money) for name in ("budget", "bond_amount")},
        compulsory=draw(maybe_truth),
        bond=bond,
        documents_from=draw(maybe_day),
        documents_until=draw(maybe_day),
        deadline_hour=draw(words),
    )


@st.composite
def implementations(draw: st.DrawFn) -> shapes.Implementation:
    metric = st.builds(shapes.Metric, date=days, name=words, value=words, target=words)
    dates = in_order(draw, "contract_signed", "acceptance")
    return shapes.Implementation(**dates, go_live=draw(maybe_day), metrics=draw(few(metric)))


def needs_of(who: st.SearchStrategy[str], entry: st.SearchStrategy[str]) -> st.SearchStrategy[shapes.Need]:
    return st.builds(
        shapes.Need,
        date=days,
        text=words,
        who=who,
        type=one_of(shapes.NeedType),
        strength=one_of(shapes.NeedStrength),
        origin=maybe(shapes.NeedOrigin),
        money=st.none() | money,
        implication=words,
        payoff=words,
        severity=st.none() | st.integers(1, 5),
        reckoned=words,
        entry=entry,
        words=words,
    )


@st.composite
def cases(draw: st.DrawFn) -> shapes.Case:
    people = draw(few(stakeholders, unique_by=lambda person: person.id))
    codes = [person.id for person in people]
    who = st.sampled_from(["", *codes])
    timeline = draw(few(entries(codes), unique_by=lambda entry: entry.id))
    timeline = tuple(sorted(timeline, key=lambda entry: entry.date))
    known = [entry.id for entry in timeline]
    at_entry = st.sampled_from(known) if known else st.nothing()
    found = draw(few(needs_of(who, st.sampled_from(["", *known])), unique_by=lambda need: need.text))
    ours = draw(our_sides())
    our_names = [sides.member_of(name).name for name in ours.team] + [member.name for member in ours.members]
    return shapes.Case(
        id=draw(ids),
        title=draw(words),
        lang=draw(one_of(shapes.Language)),
        today=draw(st.dates(dt.date(2025, 1, 1), dt.date(2199, 12, 31))),
        our_side=ours,
        account=draw(accounts),
        opportunity=draw(opportunities),
        competitors=draw(
            few(st.builds(shapes.Competitor, name=words, position=words, strengths=words, weaknesses=words))
        ),
        stakeholders=people,
        timeline=timeline,
        needs=found,
        questions=draw(
            few(
                st.builds(
                    selling.Question,
                    kind=one_of(selling.QuestionKind),
                    text=words,
                    who=who,
                    asked=maybe_day,
                    answer=words,
                )
            )
        ),
        benefits=draw(
            few(
                st.builds(
                    selling.Benefit,
                    need=st.sampled_from([need.text for need in found]),
                    kind=one_of(selling.BenefitKind),
                    capability=words,
                    text=words,
                    who=who,
                    proof=words,
                )
            )
            if found
            else st.just(())
        ),
        awards=draw(
            few(
                st.builds(
                    selling.Award,
                    date=days,
                    bidder=words,
                    ours=st.booleans(),
                    share=st.decimals(0, 100, places=2),
                    price=st.none() | money,
                    reason=words,
                )
            )
        ),
        criteria=draw(
            few(
                st.builds(
                    shapes.Criterion,
                    name=words,
                    since=maybe_day,
                    weight=st.none() | points,
                    ours=st.none() | points,
                    rivals=st.dictionaries(words, points, max_size=2),
                    kind=maybe(shapes.CriterionKind),
                    set_by=words,
                    state=one_of(sides.Knowledge),
                    entry=st.sampled_from(["", *known]),
                    reason=words,
                    cares=few(st.sampled_from(codes), unique_by=str) if codes else st.just(()),
                )
            )
        ),
        bids=draw(
            few(
                st.builds(
                    shapes.Bid,
                    date=days,
                    bidder=words,
                    price=st.none() | money,
                    rank=st.none() | st.integers(1, 999),
                    note=words,
                )
            )
        ),
        concerns=draw(
            few(st.builds(shapes.Concern, date=days, text=words, who=who, status=one_of(shapes.ConcernStatus)))
        ),
        commitments=draw(
            few(
                st.builds(
                    shapes.Commitment,
                    date=days,
                    text=words,
                    by=who | words,
                    due=maybe_day,
                    status=one_of(shapes.CommitmentStatus),
                )
            )
        ),
        implementation=draw(implementations()),
        tender=draw(tenders()),
        gates=draw(few(gates(known), unique_by=lambda record: record.gate)),
        qualification=draw(
            st.builds(shapes.QualificationRecord, answers=st.dictionaries(words, words, max_size=2), reviewed=maybe_day)
        ),
        evidence=draw(few(evidence(timeline))) if timeline else (),
        findings=draw(
            few(
                st.builds(
                    shapes.FindingRecord,
                    code=st.sampled_from(sorted(load_data("mistakes")["codes"])),
                    entry=at_entry,
                    state=one_of(shapes.FindingState),
                    by=words,
                ),
                unique_by=lambda finding: (finding.code, finding.entry),
            )
        )
        if timeline
        else (),
        meetings=draw(
            few(
                st.builds(shapes.Meeting, entry=at_entry, wanted=words, outcome=maybe(shapes.MeetingOutcome)),
                unique_by=lambda meeting: meeting.entry,
            )
        )
        if timeline
        else (),
        **draw(sides_of(our_names, codes, known)),
    )
