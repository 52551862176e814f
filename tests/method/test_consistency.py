"""One story (METHOD 11.2): figures that cannot both hold are raised, those that can are left alone."""

import pytest

from tests.method.builders import Told, note, story
from tongpin.method.case import Competitor
from tongpin.method.consistency import Contradiction, contradictions, statements_in
from tools.evaluate_story import KEPT_OUT, figures, outcomes

DEVELOPMENT = KEPT_OUT.with_name("development.yaml")


def clashes(*told: Told, **fields: object) -> list[Contradiction]:
    return list(contradictions(story(*told, **fields)))


def said(days_ago: int, text: str, by: str = "Anna", direction: str = "out") -> Told:
    return note(days_ago, "tender", kind="email", by=by, text=text, direction=direction, id=f"on-{days_ago}")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Lead time is 6 to 8 weeks.", "Delivery in 8 weeks."),
        ("交货期6到8周。", "货期八周。"),
        ("交期六至八週。", "交期約 7 週。"),
        ("Delivery in 8 weeks.", "Lead time about 2 months."),
        ("第一台四周交货，其余八周交货。", "整批八周交货。"),
        ("Response within 4 hours.", "Response in four hours."),
        ("质保两年。", "质保24个月。"),
        ("Delivered on site in 30 days from today.", "Delivery in 20 days."),
    ],
)
def test_what_can_both_hold_is_one_story(first: str, second: str) -> None:
    assert not clashes(said(20, first), said(10, second, by="Ben"))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Lead time is 6 to 8 weeks.", "Delivery in 12 weeks."),
        ("交货期45天。", "交货至少六十天。"),
        ("交期六週。", "交機要八到十週。"),
        ("Warranty is two years.", "Warranty 36 months."),
        ("故障到场两小时。", "服务响应8小时。"),
    ],
)
@pytest.mark.parametrize("by", ["Anna", "Ben"])
def test_what_cannot_both_hold_is_raised_from_two_mouths_and_from_one(first: str, second: str, by: str) -> None:
    (clash,) = clashes(said(20, first), said(19, second, by=by))
    assert clash.entry == "on-19"
    assert clash.second_words in second


def test_a_revision_that_is_said_is_no_contradiction() -> None:
    revised = "更正：交货期改为60天，之前说的45天作废。"
    assert not clashes(said(20, "交货期45天。"), said(10, revised))


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("投标文件写的交货期45天，你们邮件说至少60天，合同我按哪个写？", "写的交货期45天", "邮件说至少60天"),
        (
            "書面寫交機八週，上次口頭跟我說六週，你們自己先對好。",
            "書面寫交機八週",
            "口頭跟我說六週",
        ),
        (
            "Your letter says delivery in 9 weeks, Olly told us 4 weeks. Which?",
            "says delivery in 9 weeks",
            "told us 4 weeks",
        ),
    ],
)
def test_a_customer_lays_two_figures_side_by_side(text: str, first: str, second: str) -> None:
    (clash,) = clashes(said(5, text, direction="in"))
    assert clash.first_words.endswith(first)
    assert clash.second_words.endswith(second)


def test_a_rival_named_beside_ours_says_nothing_of_us() -> None:
    text = "Bergholt says delivery in 9 weeks, you told us 4 weeks."
    assert not clashes(said(5, text, direction="in"), competitors=(Competitor(name="Bergholt"),))


def test_a_day_of_the_calendar_is_no_span_of_time() -> None:
    (told,) = statements_in(said(5, "交货时间10月8日，交期以合同为准。").entry)
    assert (told.topic, told.told.unit, told.words) == ("delivery_time", "date", "10月8日")


def test_what_we_say_among_ourselves_reaches_nobody() -> None:
    assert not clashes(said(20, "交货期45天。"), said(10, "交货期60天。", direction="internal"))


OTHER_STORIES = [
    ("price", "封口机每台 38,500 元，含税。", "封口机单价 3.5 万含税，四台一起可以排产。"),
    ("price", "您好，云会议每人每月 35 元。", "云会议账号 200 个，每人每月 48 元。"),
    ("price", "The traction battery is EUR 7,400.", "Traction battery, one unit: EUR 8,150."),
    ("delivery_time", "The boiler can be on your site by the end of May.", "Steam boiler. Delivery: mid July."),
    ("delivery_time", "交期：訂單確認後 45 個工作天。", "交期約十六週。"),
    ("scope", "吊裝費用由我們負責，請放心。", "吊裝及卸貨由買方自理，賣方僅負責運抵。"),
    ("scope", "The crane hire is included.", "Excluded from our price: crane hire, waste disposal."),
    ("payment_terms", "付款：预付 30%，发货前 60%，质保金 10%。", "请先付全款，款到发货。"),
    ("payment_terms", "Our terms are 30 days net from invoice.", "We agree to 60 days net for all machines."),
    ("warranty", "伺服电机质保 18 个月，机架质保五年。", "关于伺服电机，质保期为 12 个月。"),
    ("response_time", "我们承诺故障 4 小时内到场。", "接到报修后 48 小时内派工程师到达现场。"),
    ("contact_person", "贵司售后联系人是黄磊工程师。", "售后的问题以后请联系陈静。"),
    ("contact_person", "Your contact for service is Maria Keller.", "For all service matters please call Jonas Weber."),
    ("need", "贵方需要每小时处理 8 吨的破碎机。", "根据需求，按每小时 3 吨的处理能力设计破碎机。"),
    ("need", "You need 40 handhelds for outdoor use.", "We plan 40 handhelds for indoor use, as you require."),
    ("discount", "这批阀门给您九折。", "阀门 60 只，整单优惠 5%。"),
    ("other", "软件支持与财务系统对接。", "目前软件还不支持与财务系统对接。"),
    ("other", "Operator panel, protection IP65.", "The operator panel is rated IP54."),
]

ONE_STORY = [
    ("封口机四台，每台 38,500 元，合计 154,000 元。", "四台一共 15.4 万，运费另算。"),
    ("单价 120 元，满 1000 件单价 108 元。", "您订 1500 件，按 108 元一件算。"),
    ("主机 45 万元，选配除尘 6 万元。", "含除尘共 51 万元。"),
    ("样机下周送到，正式设备 60 天交货。", "正式设备交货期两个月。"),
    ("We ship your order on 3 June.", "The goods left our works on 3 June and arrive on 6 June."),
    ("吊裝由我們負責，舊機拆除請貴司自理。", "賣方負責吊裝；舊機拆除由買方負責。"),
    ("Lead time 6 weeks.", "Sorry, because of the flood the lead time is now 9 weeks."),
    ("客户说他们预算 50 万，竞争对手报 46 万。我报了 52 万。", "总价 52 万元含税。"),
    ("您的对接人是王芳，商务问题找她。", "商务问题请找王芳，技术问题请联系刘洋。"),
    ("We supply the pilot unit in four weeks.", "The offer is valid for 30 days."),
    (
        "One hall with 200 seats, one with 80 seats, as required.",
        "Required: hall A with 200 seats, hall B with 80 seats.",
    ),
    ("保固一年，可加購至三年。", "保固：一年（標準）。"),
]


@pytest.mark.parametrize(("topic", "first", "second"), OTHER_STORIES)
def test_every_topic_of_the_story_is_watched(topic: str, first: str, second: str) -> None:
    assert topic in {clash.topic for clash in clashes(said(20, first), said(18, second, by="Ben"))}


@pytest.mark.parametrize(("first", "second"), ONE_STORY)
def test_other_things_parts_and_mouths_are_no_other_story(first: str, second: str) -> None:
    assert not clashes(said(20, first), said(18, second, by="Ben"))


def test_the_words_of_a_statement_stand_where_they_are_cited() -> None:
    (told,) = statements_in(said(5, "交貨時間為 10 月 8 日。").entry)
    assert told.words == "10 月 8 日"


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_the_pairs_it_was_made_on_stay_found_and_quiet(language: str) -> None:
    found = [one for one in outcomes(DEVELOPMENT) if one.item["lang"] == language]
    told = figures(found)
    assert told["recall"] >= 0.9
    assert told["false_alarms_in_50"] <= 2.5
