"""Threats to a relation, each from records with its words (METHOD 10.3)."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.method.care.test_contacts import CHIEF, CLERK, TODAY, USER, ago, ground, met
from tongpin.method.care.contacts import Contact, Ground, Party, Trouble, attention_to
from tongpin.method.care.threat_words import told_in
from tongpin.method.care.threats import (
    BadReading,
    Newcomer,
    SignalTold,
    Threat,
    Watched,
    answers_of,
    threats_of,
)
from tongpin.method.case import LANGUAGES
from tongpin.method.wording import render

SERVED = Watched(served=frozenset({"1"}))


def watch(
    *contacts: Contact, people: tuple[Party, ...] = (CHIEF,), watched: Watched = SERVED, **facts: object
) -> list[Threat]:
    here: Ground = replace(ground(*contacts), **facts)  # type: ignore[arg-type]
    return list(threats_of([attention_to(one, here) for one in people], here, watched))


def kinds(found: list[Threat]) -> list[str]:
    return [threat.kind for threat in found]


# ---------------------------------------------------------------- people
def test_somebody_who_left_takes_his_tie_with_him() -> None:
    found = watch(met(40), people=(replace(CHIEF, left=ago(12)),))
    assert (found[0].kind, found[0].weight, found[0].why.key) == ("people", 2, "threats.why.left_key")
    clerk = watch(met(40), people=(replace(CLERK, left=ago(12)),))
    assert (clerk[0].weight, clerk[0].why.key) == (1, "threats.why.left")
    assert watch(met(400), people=(replace(CHIEF, left=ago(390)),)) == []
    untitled = replace(CLERK, title="", department="", left=dt.date(2026, 2, 18))
    assert render(watch(met(40), people=(untitled,))[0].why, "zh-Hans").startswith("小何于 2026-02-18 离开，")


def test_a_newcomer_whom_nobody_met_is_a_threat_until_somebody_does() -> None:
    watched = replace(SERVED, newcomers=(Newcomer(person="p9", name="吕航", title="设备部长", since=ago(30)),))
    assert kinds(watch(met(10), watched=watched)) == ["people"]
    assert watch(met(10, who=("p1", "p9")), watched=watched) == []


# ---------------------------------------------------------------- quality
def test_a_severe_ticket_is_a_threat_at_once_another_after_a_fortnight() -> None:
    ticket = Trouble(id="t1", sale="1", reported=ago(3), text="整线停了", severity=5)
    assert kinds(watch(met(10), troubles=(ticket,))) == ["quality"]
    small = replace(ticket, severity=2)
    assert watch(met(10), troubles=(small,)) == []
    assert watch(met(10), troubles=(replace(small, reported=ago(20)),))[0].why.key == "threats.why.ticket_open"


def test_solved_is_not_over_until_it_is_undone_inside_the_customer() -> None:
    ticket = Trouble(id="t1", sale="1", reported=ago(60), text="整线停了", severity=5, solved=ago(40))
    assert watch(met(10), troubles=(ticket,))[0].why.key == "threats.why.effect_left"
    assert watch(met(10), troubles=(replace(ticket, undone=ago(30)),)) == []


def test_three_tickets_in_a_quarter_are_no_chance() -> None:
    tickets = tuple(
        Trouble(id=f"t{days}", sale="1", reported=ago(days), text="报警", solved=ago(days - 1), undone=ago(days - 1))
        for days in (70, 40, 8)
    )
    assert watch(met(3), troubles=tickets)[0].why.key == "threats.why.many"


def test_a_reading_outside_its_band_is_one_before_anybody_complains() -> None:
    watched = replace(SERVED, readings=(BadReading(sale="1", name="良率", value="91 %", date=ago(9)),))
    assert "91 %" in watch(met(3), watched=watched)[0].words


# ---------------------------------------------------------------- estrangement
def test_a_broken_rhythm_is_estrangement_and_a_visit_in_trouble_mends_nothing() -> None:
    assert kinds(watch(met(60))) == ["estrangement"]
    assert watch(met(59)) == []
    ticket = Trouble(id="t1", sale="1", reported=ago(20), text="主轴异响", solved=ago(10), undone=ago(9))
    assert kinds(watch(met(70), met(15), troubles=(ticket,))) == ["estrangement"]
    assert watch(met(200, who=("p3",)), people=(CLERK,)) == []
    assert watch(met(100, who=("p2",)), people=(USER,))[0].weight == 1


def test_who_rests_in_his_busy_season_is_not_estranged() -> None:
    assert watch(met(70), seasons=(("02-20", "03-14"),)) == []


def letters(*pairs: tuple[int, int]) -> list[Contact]:
    """Mails of ours so many days ago, each answered after so many days."""
    return [
        contact
        for days, taken in pairs
        for contact in (met(days, kind="email"), met(days - taken, kind="email", direction="in"))
    ]


def test_slower_answers_tell_before_anybody_says_a_word() -> None:
    found = watch(*letters((330, 1), (300, 2), (260, 1), (90, 9), (40, 12), (20, 8)))
    assert [threat.why.key for threat in found] == ["threats.why.slower"]
    assert render(found[0].why, "en").startswith("they used to answer within 1 days, and take 9")


def test_a_few_answers_tell_nothing() -> None:
    assert watch(*letters((330, 1), (300, 2), (20, 12))) == []
    assert watch(*letters((330, 1), (300, 2), (260, 1), (90, 2), (20, 3))) == []


def test_what_comes_months_later_is_no_answer() -> None:
    contacts = [met(300, kind="email"), met(200, kind="call", direction="in"), met(100, kind="care")]
    assert list(answers_of([*contacts, met(90, kind="call", direction="in")])) == []


# ---------------------------------------------------------------- words
@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("下午见了方科长。她说集团明年业务调整，这条线要停产。", "needs", "她说集团明年业务调整"),
        ("她說集團明年業務調整，這條線要停產。", "needs", "她說集團明年業務調整"),
        (
            "They are thinking to bring it in-house next year.",
            "needs",
            "They are thinking to bring it in-house next year",
        ),
        ("方科长说领导让再找一个第二供应商备着。", "rival", "方科长说领导让再找一个第二供应商备着"),
        ("老佟說他五月要退休，接手的還沒定。", "people", "老佟說他五月要退休"),
        ("Linda is retiring in May.", "people", "Linda is retiring in May"),
        ("章營運長問：你們還有沒有人管我們？", "estrangement", "章營運長問：你們還有沒有人管我們？"),
        (
            "We haven't seen anybody from you since spring.",
            "estrangement",
            "We haven't seen anybody from you since spring",
        ),
        ("固力上周来过，给车间送了样机。", "rival", "固力上周来过"),
        ("他听见固力的人在打听我们什么价。", "rival", "他听见固力的人在打听我们什么价"),
        (
            "Purchasing asks for a second source from January.",
            "rival",
            "Purchasing asks for a second source from January",
        ),
    ],
)
def test_words_of_a_note_that_tell_a_threat(text: str, kind: str, words: str) -> None:
    assert (kind, words) in list(told_in(text, ("固力",)))


@pytest.mark.parametrize(
    "text",
    [
        "周部长说没有换供应商的打算。",
        "周部長說不打算換供應商。",
        "They have no plans to relocate.",
        "We won't bring it in-house.",
        "固力的老客户",
        "例行回访，一切正常。",
        "",
    ],
)
def test_what_is_denied_or_harmless_is_no_threat(text: str) -> None:
    assert list(told_in(text, ("固力",))) == []


def test_a_rival_is_known_by_the_two_characters_that_everybody_writes() -> None:
    assert list(told_in("听说北曜的人在打听我们的价。", ("北曜油品有限公司",)))
    assert not list(told_in("上海的人来过。", ("上海精工电气",)))


def test_a_rival_before_the_first_sale_is_no_threat_to_a_relation() -> None:
    note = met(5, text="别家报价也来了")
    assert kinds(watch(note)) == ["rival"]
    assert watch(note, watched=Watched()) == []


def test_a_signal_of_a_note_is_told_with_its_words_the_newest_for_all() -> None:
    told = SignalTold(sale="1", entry="e2", kind="rival_at_served_account", words="对手来过两次", date=ago(8))
    older = replace(told, entry="e1", words="对手送了资料", date=ago(80))
    found = watch(met(8), watched=replace(SERVED, signals=(older, told)))
    assert [(threat.words, threat.entry) for threat in found] == [("对手来过两次", "e2")]


@pytest.mark.parametrize(("sure", "days", "found"), [(0.3, 8, 0), (0.4, 8, 1), (0.9, 200, 0), (1.0, 8, 1)])
def test_a_faint_or_old_signal_is_no_threat(sure: float, days: int, found: int) -> None:
    told = SignalTold(sale="1", entry="e2", kind="contact_person_changed", words="新人", date=ago(days), sure=sure)
    assert len(watch(met(8), watched=replace(SERVED, signals=(told,)))) == found


def test_one_entry_is_one_threat_of_its_kind_however_it_was_found() -> None:
    note = met(8, text="别家报价也来了")
    told = SignalTold(sale="1", entry=note.entry, kind="rival_at_served_account", words="别家报价", date=ago(8))
    assert len(watch(note, watched=replace(SERVED, signals=(told,)))) == 1


def test_a_ticket_and_the_signal_in_its_entry_are_one_threat() -> None:
    ticket = Trouble(id="t1", sale="1", reported=ago(20), text="2号机跳停", severity=5, entry="e4")
    told = SignalTold(sale="1", entry="e4", kind="new_system_fault", words="2号机今天又跳停", date=ago(20))
    found = watch(met(8), watched=replace(SERVED, signals=(told,)), troubles=(ticket,))
    assert [threat.key for threat in found] == ["ticket:1:t1"]


def test_keys_stay_the_same_from_day_to_day() -> None:
    """Whoever dismissed a threat is not told of it again tomorrow."""
    contact, ticket = met(70), Trouble(id="t1", sale="1", reported=ago(20), text="异响", severity=2)
    today = {threat.key for threat in watch(contact, troubles=(ticket,))}
    tomorrow = {threat.key for threat in watch(contact, troubles=(ticket,), today=TODAY + dt.timedelta(days=1))}
    assert today == tomorrow != set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_answer_to_a_threat_is_a_discount(lang: str) -> None:
    found = [
        *watch(met(70, text="别家报价也来了，业务调整"), people=(CHIEF, replace(USER, left=ago(3)))),
        *watch(met(5), troubles=(Trouble(id="t", sale="1", reported=ago(20), text="异响"),)),
    ]
    said = [render(threat.do, lang) for threat in found]  # type: ignore[arg-type]
    assert len(said) >= 5
    for text in said:
        told = text.lower().replace("without a discount first", "")
        assert not any(word in told for word in ("打折", "让利", "折扣", "讓利", "discount", "cheaper", "lower price"))
