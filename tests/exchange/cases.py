"""Any case that a deal file may hold, for hypothesis; and all case files that the repository has."""

import datetime as dt
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

from hypothesis import strategies as st

from tongpin.method import case as shapes
from tongpin.method.datafiles import load_data
from tongpin.method.playbook import shipped
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
days = st.dates(dt.date(1950, 1, 1), dt.date(2199, 12, 31))
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
    expected_close=maybe_day,
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


@st.composite
def cases(draw: st.DrawFn) -> shapes.Case:
    people = draw(few(stakeholders, unique_by=lambda person: person.id))
    codes = [person.id for person in people]
    who = st.sampled_from(["", *codes])
    timeline = draw(few(entries(codes), unique_by=lambda entry: entry.id))
    timeline = tuple(sorted(timeline, key=lambda entry: entry.date))
    known = [entry.id for entry in timeline]
    at_entry = st.sampled_from(known) if known else st.nothing()
    return shapes.Case(
        id=draw(ids),
        title=draw(words),
        lang=draw(one_of(shapes.Language)),
        today=draw(days),
        our_side=draw(st.builds(shapes.OurSide, company=words, team=few(words))),
        account=draw(accounts),
        opportunity=draw(opportunities),
        competitors=draw(
            few(st.builds(shapes.Competitor, name=words, position=words, strengths=words, weaknesses=words))
        ),
        stakeholders=people,
        timeline=timeline,
        needs=draw(
            few(
                st.builds(
                    shapes.Need,
                    date=days,
                    text=words,
                    who=who,
                    type=one_of(shapes.NeedType),
                    strength=one_of(shapes.NeedStrength),
                    origin=maybe(shapes.NeedOrigin),
                    money=st.none() | money,
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
        implementation=draw(
            st.builds(
                shapes.Implementation,
                contract_signed=maybe_day,
                go_live=maybe_day,
                acceptance=maybe_day,
                metrics=few(st.builds(shapes.Metric, date=days, name=words, value=words, target=words)),
            )
        ),
        tender=draw(
            st.builds(
                shapes.Tender,
                **{part.name: maybe_day for part in fields(shapes.Tender)[:5]},
                compulsory=maybe_truth,
                bond=words,
                formula=words,
            )
        ),
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
    )
