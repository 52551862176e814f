"""Contact plans: when somebody is due, what counts as care, what it served, and what to bring (METHOD 10.1)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

import pytest

from tongpin.method.care.bringing import (
    Owed,
    ProofNews,
    Reading,
    Running,
    Store,
    Wish,
    last_mark,
    what_to_bring,
)
from tongpin.method.care.contacts import (
    Attention,
    Contact,
    Ground,
    Party,
    Plan,
    Trouble,
    attention_to,
    functions_of,
    in_order,
    weight_of,
)
from tongpin.method.care.rest import first_free, is_day, rested
from tongpin.method.case import LANGUAGES
from tongpin.method.wording import Say, render

TODAY = dt.date(2026, 3, 2)
CHIEF = Party(id="p1", name="周明", title="设备部长", department="设备部", roles=("decision_maker",), influence=5)
USER = Party(id="p2", name="方敏", title="班长", department="设备部", roles=("user",), influence=2)
CLERK = Party(id="p3", name="小何", title="文员", department="采购部")


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def met(days: int, *, kind: str = "visit", text: str = "", who: Iterable[str] = ("p1",), **facts: object) -> Contact:
    """A contact so many days ago."""
    contact = Contact(entry=f"e{days:03d}", sale="1", date=ago(days), kind="visit", text=text, who=tuple(who))
    return replace(contact, kind=kind, **facts)  # type: ignore[arg-type]


def ground(*contacts: Contact, **facts: object) -> Ground:
    return replace(Ground(today=TODAY, grade="A", contacts=contacts), **facts)  # type: ignore[arg-type]


def keys(said: Iterable[Say]) -> list[str]:
    return [sentence.key for sentence in said]


# ---------------------------------------------------------------- rhythm
@pytest.mark.parametrize(
    ("party", "weight", "days"),
    [
        (CHIEF, "key", 30),
        (USER, "working", 45),
        (CLERK, "other", 90),
        (replace(CLERK, influence=4), "key", 30),
        (replace(USER, roles=("coach", "user")), "key", 30),
    ],
)
def test_the_rhythm_follows_grade_and_weight(party: Party, weight: str, days: int) -> None:
    assert weight_of(party) == weight
    assert attention_to(party, ground()).every == days


def test_a_customer_of_grade_d_is_seen_twice_a_year_by_those_who_decide() -> None:
    assert attention_to(CHIEF, ground(grade="D")).every == 180


def test_a_strategic_customer_is_seen_like_one_of_grade_a_whatever_its_sales_are_worth() -> None:
    found = attention_to(CHIEF, ground(grade="D", target="company"))
    assert (found.every, found.why.key) == (30, "contacts.why.strategic")


def test_what_was_agreed_for_a_person_replaces_the_rhythm() -> None:
    found = attention_to(replace(CHIEF, plan=Plan(every=14)), ground(met(10)))
    assert (found.every, found.due) == (14, TODAY + dt.timedelta(days=4))
    assert found.why.key == "contacts.why.told"


@pytest.mark.parametrize(
    ("days", "state", "late"),
    [(10, "well", 0), (24, "due", 0), (30, "due", 0), (31, "overdue", 1), (95, "overdue", 65)],
)
def test_due_and_overdue(days: int, state: str, late: int) -> None:
    found = attention_to(CHIEF, ground(met(days)))
    assert (found.state, found.late) == (state, late)


def test_whoever_was_never_seen_is_due_from_the_first_day_of_his_plan() -> None:
    unseen = attention_to(CHIEF, ground())
    assert (unseen.due, unseen.state) == (None, "unseen")
    assert attention_to(replace(CHIEF, plan=Plan(since=ago(3))), ground()).state == "overdue"


def test_a_last_contact_that_was_told_counts_too() -> None:
    assert attention_to(replace(CHIEF, last_told=ago(5)), ground(met(40))).last_day == ago(5)


def test_what_presses_comes_first() -> None:
    found = [attention_to(one, ground(met(60, who=("p1", "p2")), met(10, who=("p3",)))) for one in (CLERK, USER, CHIEF)]
    assert [one.party.id for one in in_order(found)] == ["p1", "p2", "p3"]


# ---------------------------------------------------------------- trouble is no care
def test_a_visit_that_a_breakdown_forces_on_us_is_no_care() -> None:
    """The engineer was there three times in a fortnight, and nobody has called on the chief since autumn."""
    ticket = Trouble(id="t1", sale="1", reported=ago(20), text="主轴异响", solved=ago(6), undone=ago(3))
    found = attention_to(CHIEF, ground(met(120), met(18), met(12), met(6), troubles=(ticket,)))
    assert (found.last_day, found.state, found.by_trouble) == (ago(120), "overdue", 3)
    assert attention_to(CHIEF, ground(met(120), met(5), troubles=(ticket,))).state == "well"


def test_a_visit_within_days_of_a_complaint_is_caused_by_it() -> None:
    complaint = met(10, kind="complaint", direction="in")
    assert attention_to(CHIEF, ground(met(80), complaint, met(8))).last_day == ago(80)
    assert attention_to(CHIEF, ground(met(80), complaint, met(1))).last_day == ago(1)
    other_sale = replace(complaint, sale="2")
    assert attention_to(CHIEF, ground(met(80), other_sale, met(8))).last_day == ago(8)


def test_whoever_was_there_may_say_that_it_was_care_all_the_same() -> None:
    ticket = Trouble(id="t1", sale="1", reported=ago(20), text="主轴异响")
    assert attention_to(CHIEF, ground(met(5, functions=("care",)), troubles=(ticket,))).last_day == ago(5)


def test_a_meeting_among_ourselves_is_no_contact() -> None:
    assert attention_to(CHIEF, ground(met(3, direction="internal"))).last is None


# ---------------------------------------------------------------- pauses, busy seasons, holidays
def test_a_busy_season_is_respected_and_over_the_new_year_too() -> None:
    winter = ("12-15", "01-15")
    assert rested(dt.date(2026, 12, 31), [winter]) == rested(dt.date(2027, 1, 15), [winter]) == winter
    assert rested(dt.date(2027, 1, 16), [winter]) is None
    assert first_free(dt.date(2026, 12, 20), [winter]) == (dt.date(2027, 1, 16), winter)
    neighbours = [("03-01", "03-10"), ("03-11", "03-20")]
    assert first_free(dt.date(2026, 3, 5), neighbours)[0] == dt.date(2026, 3, 21)
    assert first_free(dt.date(2026, 3, 5), [("01-01", "12-31")]) == (dt.date(2026, 3, 5), None)


@pytest.mark.parametrize("text", ["2-3", "13-01", "02-30", "", "02-29x", "00-10", "٠١-٠١"])
def test_what_is_no_day_of_the_year(text: str) -> None:
    assert not is_day(text)
    assert is_day("02-29")


def test_who_is_overdue_in_the_customers_busy_season_rests_until_it_is_over() -> None:
    found = attention_to(CHIEF, ground(met(60), seasons=(("02-20", "03-14"),)))
    assert (found.state, found.due, found.late) == ("resting", dt.date(2026, 3, 15), 0)
    assert found.moved is not None
    assert found.moved.key == "contacts.moved.season"


def test_who_asked_for_quiet_is_left_alone() -> None:
    plan = Plan(since=ago(200), paused_until=TODAY + dt.timedelta(days=40))
    found = attention_to(replace(CHIEF, plan=plan), ground(met(60)))
    assert (found.state, found.due) == ("resting", plan.paused_until)
    over = replace(plan, paused_until=ago(1))
    assert attention_to(replace(CHIEF, plan=over), ground(met(60))).state == "overdue"


def test_a_day_on_which_nobody_works_moves_the_visit_behind_it() -> None:
    def off(day: dt.date) -> bool:
        return dt.date(2026, 3, 4) <= day <= dt.date(2026, 3, 8)

    found = attention_to(CHIEF, ground(met(27), is_off=off))
    assert found.due == dt.date(2026, 3, 9)
    assert found.moved is not None
    assert found.moved.key == "contacts.moved.holiday"


# ---------------------------------------------------------------- five functions
@pytest.mark.parametrize(
    ("kind", "text", "functions"),
    [
        ("care", "", {"care"}),
        ("quote", "", {"moving"}),
        ("visit", "例行回访，带去了行业报告，他说明年要扩两条线。", {"care", "information", "intelligence"}),
        ("visit", "例行回訪，帶去了行業報告。", {"care", "information"}),
        (
            "visit",
            "Trained two new operators; he mentioned that they plan a second shift.",
            {"service", "intelligence"},
        ),
        ("training", "", {"service"}),
        ("call", "催合同签字", {"moving"}),
        ("visit", "坐了十分钟", set()),
        ("email", "The pricelist", set()),
    ],
)
def test_what_a_contact_served_is_read_from_kind_and_words(kind: str, text: str, functions: set[str]) -> None:
    assert set(functions_of(met(1, kind=kind, text=text))) == functions


def test_what_somebody_told_holds_instead_of_what_was_read() -> None:
    assert functions_of(met(1, kind="quote", functions=("service",))) == ("service",)


def test_who_only_comes_when_he_wants_something_is_told_so() -> None:
    contacts = [met(days, kind=kind) for days, kind in ((10, "quote"), (50, "negotiation"), (90, "contract"))]
    assert keys(attention_to(CHIEF, ground(*contacts)).findings) == ["contacts.findings.only_moving"]


def test_who_only_answers_is_told_so() -> None:
    contacts = [met(days, kind="call", direction="in") for days in (10, 50, 90)]
    assert "contacts.findings.only_answering" in keys(attention_to(CHIEF, ground(*contacts)).findings)


def test_of_two_contacts_nobody_can_tell_a_balance() -> None:
    found = attention_to(CHIEF, ground(met(10, kind="quote"), met(20, kind="quote")))
    assert (found.findings, found.lacking) == ((), ())


def test_a_year_of_care_without_news_or_service_lacks_them() -> None:
    found = attention_to(CHIEF, ground(*(met(days, kind="care") for days in (10, 50, 90))))
    assert found.lacking == ("information", "service", "intelligence")


def test_only_in_trouble() -> None:
    found = attention_to(CHIEF, ground(met(10, kind="complaint", direction="in"), met(8)))
    assert keys(found.findings) == ["contacts.findings.only_trouble"]


# ---------------------------------------------------------------- what to bring
def brought(store: Store, where: Ground | None = None, who: Party = CHIEF) -> list[str]:
    here = where or ground(met(40))
    return [item.kind for item in what_to_bring(attention_to(who, here), here, store)]


def test_a_debt_comes_before_everything() -> None:
    store = Store(
        owed=(Owed(sale="1", text="检修报告", date=ago(30), due=ago(9)),),
        wishes=(Wish(sale="1", text="停机少一点", who="p1"),),
    )
    here = ground(met(40))
    first = what_to_bring(attention_to(CHIEF, here), here, store)[0]
    assert first.what.key == "contacts.bring.owed_late"
    assert "9" in render(first.what, "en")


def test_what_the_company_is_owed_goes_to_those_who_weigh_most() -> None:
    store = Store(owed=(Owed(sale="1", text="检修报告", date=ago(30)),))
    assert brought(store)[0] == "owed"
    assert "owed" not in brought(store, who=USER, where=ground(met(40, who=("p2",))))


def test_during_trouble_one_brings_how_far_it_is_and_afterwards_cause_and_cure() -> None:
    ticket = Trouble(id="t1", sale="1", reported=ago(20), text="主轴异响", who="p1")
    assert brought(Store(), ground(met(40), troubles=(ticket,))) == ["open_trouble"]
    solved = replace(ticket, solved=ago(4))
    assert brought(Store(), ground(met(40), troubles=(solved,))) == ["effect_left"]


def test_a_check_up_is_due_when_a_mark_has_passed_and_nobody_looked() -> None:
    store = Store(running=(Running(sale="1", title="液压站", since=ago(100)),))
    user = ground(met(95, who=("p2",)))
    assert "check_up" in brought(store, user, USER)
    assert "check_up" not in brought(store, ground(met(5, who=("p2",), text="巡检液压站，一切正常")), USER)
    fresh = Store(running=(Running(sale="1", title="液压站", since=ago(10)),))
    assert "check_up" not in brought(fresh, user, USER)
    assert "check_up" not in brought(store, ground(met(95))), "who signs does not go through the plant with us"


@pytest.mark.parametrize(
    ("age", "mark"), [(29, None), (30, 30), (100, 90), (400, 365), (729, 365), (730, 730), (1500, 1460)]
)
def test_marks_of_check_ups(age: int, mark: int | None) -> None:
    assert last_mark(ago(age), TODAY) == (None if mark is None else ago(age) + dt.timedelta(days=mark))


def test_news_is_what_came_since_he_was_last_seen() -> None:
    store = Store(
        readings=(Reading(sale="1", name="停机", value="2 h", date=ago(20)),),
        proofs=(ProofNews(title="南钢三年数据", date=ago(50)),),
    )
    assert brought(store, ground(met(40))) == ["result", "ask"]
    assert brought(store, ground(met(60))) == ["result", "proof", "ask"]
    assert brought(store, ground(met(10))) == ["ask"]


def test_what_serves_a_lacking_function_is_preferred() -> None:
    contacts = [met(days, kind="care", text="看望，带去了案例，他说产量在涨") for days in (10, 150, 190)]
    store = Store(
        running=(Running(sale="1", title="液压站", since=ago(400)),),
        wishes=tuple(Wish(sale="1", text=text, who="p1") for text in ("省电", "少漏油", "培训新人")),
    )
    fitter = replace(CHIEF, roles=("decision_maker", "user"))
    assert brought(store, ground(*contacts), fitter)[0] == "check_up"


def test_who_pays_is_asked_of_money_and_who_works_with_it_of_his_work() -> None:
    clerk = replace(USER, roles=("finance_controller",))
    here = ground(met(10, who=("p2",)))
    said = [what_to_bring(attention_to(one, here), here, Store())[-1].what.key for one in (USER, clerk, CHIEF)]
    assert said == ["contacts.ask.working", "contacts.ask.paying", "contacts.ask.key"]


def found_everything() -> Attention:
    plan = Plan(since=ago(300), interests="国产化替代")
    return attention_to(replace(CHIEF, plan=plan), ground(met(40)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nobody_is_told_to_call_again_with_empty_hands(lang: str) -> None:
    """Every proposal names a thing; none is a mere reminder of us."""
    empty = [
        what_to_bring(attention_to(one, ground(met(40, who=(one.id,)))), ground(met(40, who=(one.id,))), Store())
        for one in (CHIEF, USER, CLERK)
    ]
    said = [render(item.what, lang) for items in empty for item in items]  # type: ignore[arg-type]
    assert len(said) == len(set(said)) == 3
    assert not [
        text for text in said if any(word in text.lower() for word in ("再打", "再電", "跟进一下", "call again"))
    ]
    assert all(len(text) > 15 for text in said)


def test_what_he_follows_is_worth_news() -> None:
    items = what_to_bring(found_everything(), ground(met(40)), Store())
    assert [item.kind for item in items] == ["interest", "ask"]
