"""What the law speaks to (METHOD 13): found where it is, not where it is not; and advice that stays honest."""

import re
from dataclasses import replace
from typing import Any

import pytest

from tests.method.builders import ago, judged, note
from tongpin.method.case import LANGUAGES, Account, Concern, Implementation, Language, Tender
from tongpin.method.datafiles import data_names, load_data
from tongpin.method.standing import Flag, Standing
from tongpin.method.wording import Say, render, texts


def flags(text: str, *, direction: str = "in", **fields: Any) -> list[Flag]:
    told = note(9, "tender", direction=direction, kind="call", text=text, id="said")
    return list(judged(told, **fields).flags)


def codes(standing: Standing) -> set[str]:
    return {flag.code for flag in standing.flags}


# --------------------------------------------------------------- improper requests and collusion


@pytest.mark.parametrize(
    "text",
    [
        "柏科长晚上来电，让我在价格里给他个人留两个点，走他小舅子的账。",
        "他说回扣打到他私人账户就行。",
        "暗示儿子留学的学费没着落，看我们能不能赞助。",
        "他說辛苦費先匯到他太太的帳戶，這案子就沒問題。",
        "採購暗示要回扣，個人那一份別走公司帳。",
        "给我弟弟的公司挂点技术服务费，你们就稳了。",
        "这次给他留五个点，打分好说。",
        "He asked for a kickback, two percent, through his brother-in-law's company.",
        "She said a little thank-you for her personally would help.",
        "Could the fee go to his personal account?",
        "He could walk it through if there was a fortnight in Tenerife in it for him and the wife.",
    ],
)
def test_who_asks_for_something_for_himself_is_flagged_with_the_law(text: str) -> None:
    found = [flag for flag in flags(text) if flag.code == "improper_request"]
    assert [flag.entry for flag in found] == ["said"]
    assert found[0].start is not None
    assert found[0].end is not None
    assert found[0].start < found[0].end <= len(text)
    for lang in LANGUAGES:
        assert "{" not in render(found[0].why, lang) + render(found[0].law, lang)
    assert "Anti-Unfair Competition Law" in render(found[0].law, "en")


@pytest.mark.parametrize(
    "text",
    [
        "这次请你们帮忙陪标，下次轮到你们中。",
        "对手打来，说大家把报价统一一下，都别太低。",
        "對手打來說這次讓他們得標，下次換我們，價格先講好。",
        "Frostline's man rang: if we came in a bit above them here, they'd sit high next time.",
        "He suggested we take turns on the county tenders.",
    ],
)
def test_who_asks_to_arrange_the_outcome_is_flagged(text: str) -> None:
    assert "collusion_request" in {flag.code for flag in flags(text)}


@pytest.mark.parametrize(
    "text",
    [
        "他说返利要开在发票上给公司。",
        "技术评分我们比对手高三个点。",
        "这个标我们多半是第三名，正常参与就好。",
        "A rebate on the invoice to the company is fine with them.",
        "She asked about the account manager and the price list.",
        "他女儿今年大学毕业，儿子在外面留学，聊了几句。",
        "给他打电话，他说身体好一点了。",
        "请给我们三点前回复，他给我的意思是下周。",
        "窑给我们了，等集团点头。",
        "货款走他们公司的账，账期六十天。",
        "感觉我们是陪标的，标书像给别家写的。",
        "听说丙是陪跑，别问我听谁的。",
        "内部先商量一下报价，再统一口径。",
        "下次换我们去他们厂里看。",
        "The works runs the pilot on its own account.",
        "We asked ourselves what is in it for them, and what is in it for her.",
        "Operators take turns on the machine; prices stay high this year.",
        "We quoted slightly above them last time.",
    ],
)
def test_honest_talk_is_not_flagged(text: str) -> None:
    assert {flag.code for flag in flags(text)} & {"improper_request", "collusion_request"} == set()


def test_a_request_comes_first_in_advice_and_nothing_is_promised() -> None:
    standing = judged(note(9, "tender", direction="in", kind="call", text="他说回扣打到他私人账户就行。"))
    assert standing.next_actions[0].rule == "report_request"
    assert standing.main_obstacle.key == "advice.obstacle.improper_request"
    assert standing.biggest_risk.key == "advice.risk.law"
    assert standing.must_not_do[0].key == "advice.not.improper"


# --------------------------------------------------------------- timetables

TENDER = note(9, "tender", direction="in", kind="tender_doc", text="Documents arrived.", id="documents")


def timetable(issued: int, deadline: int, clarifications: int | None = None, **more: Any) -> set[str]:
    """Flags of a tender by days before (or, negative, after) today."""
    until = None if clarifications is None else ago(clarifications)
    tender = Tender(issued=ago(issued), deadline=ago(deadline), clarifications_until=until, **more)
    return codes(judged(TENDER, tender=tender))


@pytest.mark.parametrize(("days", "flagged"), [(2, True), (19, True), (20, False), (35, False)])
def test_twenty_days_from_issue_to_deadline(days: int, flagged: bool) -> None:
    assert ("unlawful_timetable" in timetable(9, 9 - days)) == flagged


@pytest.mark.parametrize(("days", "flagged"), [(14, True), (15, False)])
def test_clarifications_end_fifteen_days_before_the_deadline(days: int, flagged: bool) -> None:
    assert ("unlawful_timetable" in timetable(9, -21, -21 + days)) == flagged


def test_a_purchase_known_to_be_free_may_be_quick() -> None:
    assert timetable(9, 7, compulsory=False) == set()
    assert timetable(9, 7, compulsory=True) == {"unlawful_timetable"}


@pytest.mark.parametrize(
    ("region", "days", "law"),
    [
        ("", 12, "PRC Tendering and Bidding Law"),
        ("江苏昆山", 12, "PRC Tendering and Bidding Law"),
        ("北岭", 12, "PRC Tendering and Bidding Law"),
        ("English Midlands", 2, "UK Procurement Act 2023, s. 54"),
        ("English Midlands", 12, None),
        ("花蓮", 3, "Taiwan Government Procurement Act, art. 28"),
        ("花蓮", 12, None),
        ("Ireland", 6, "Directive 2014/24/EU"),
        ("Singapore", 2, None),
        ("香港九龍灣", 2, None),
    ],
)
def test_a_timetable_is_held_against_the_law_of_the_place(region: str, days: int, law: str | None) -> None:
    tender = Tender(issued=ago(9), deadline=ago(9 - days), bond="5%")
    found = judged(TENDER, tender=tender, account=Account(region=region)).flags
    assert [render(flag.law, "en").startswith(law) for flag in found] == ([True] if law else [])
    for flag in found:
        assert "if " in render(flag.why, "en")
        assert "{" not in render(flag.why, "zh-Hant") + render(flag.law, "zh-Hant")


@pytest.mark.parametrize(
    ("region", "law"),
    [("Scotland", "UK Procurement Act"), ("台北南港", "Taiwan Government"), ("湖南", "PRC"), ("Singapore", None)],
)
def test_talks_while_bids_are_compared_are_told_under_the_law_of_the_place(region: str, law: str | None) -> None:
    bid = note(12, "tender", kind="bid", text="标书已递交。")
    call = note(5, "tender", kind="call", text="私下和评委谈了价格，可以再让三个点。", id="talk")
    account = Account(region=region, kind="public")
    found = [flag for flag in judged(bid, call, account=account).flags if flag.code == "standstill_breach"]
    assert [flag.entry for flag in found] == (["talk"] if law else [])
    assert all(render(flag.law, "en").startswith(law or "") for flag in found)


def test_the_flag_says_if_and_cites_the_documents() -> None:
    standing = judged(TENDER, tender=Tender(issued=ago(9), deadline=ago(7)))
    flag = standing.flags[0]
    assert flag.entry == "documents"
    assert "if this tender is compulsory" in render(flag.why, "en")
    assert "如果" in render(flag.why, "zh-Hans")


def test_an_answer_wanted_by_tomorrow_noon_is_flagged_from_the_words() -> None:
    asked = "Please confirm by noon tomorrow; documents Monday, presentations Wednesday."
    assert "unlawful_timetable" in {flag.code for flag in flags(asked)}
    assert "unlawful_timetable" not in {flag.code for flag in flags(asked, tender=Tender(compulsory=False))}


@pytest.mark.parametrize(
    "text",
    [
        "机器又停了，明天中午前必须派人来修！",
        "贵司文件有两处偏离，请于明日12:00前书面说明。",
        "Sign by tomorrow noon or not at all.",
    ],
)
def test_a_short_term_for_something_else_is_no_timetable(text: str) -> None:
    assert "unlawful_timetable" not in {flag.code for flag in flags(text)}


def test_the_timetable_is_questioned_unless_the_buyer_is_private() -> None:
    for kind, asked in ((None, True), ("public", True), ("state_owned", True), ("private", False)):
        standing = judged(TENDER, tender=Tender(issued=ago(9), deadline=ago(7)), kind=kind)
        assert ("question_timetable" in [action.rule for action in standing.next_actions]) == asked


# --------------------------------------------------------------- standstill

CLOSED = Tender(issued=ago(60), deadline=ago(20), compulsory=True)
PRIVATE_TALK = "见了馆长，私下谈了价格还能怎么降、方案哪里可以加送。"


def after_bid(tender: Tender, *, text: str = PRIVATE_TALK, days: int = 10, **fields: Any) -> set[str]:
    told = (
        note(60, "tender", direction="in", kind="tender_doc"),
        note(20, "tender", kind="bid"),
        note(days, "tender", kind="visit", text=text),
    )
    return codes(judged(*told, tender=tender, **fields))


def test_no_talks_on_price_between_deadline_and_award() -> None:
    assert after_bid(CLOSED) == {"standstill_breach"}
    assert after_bid(CLOSED, days=25) == set(), "before the deadline it is bargaining, not a breach"
    assert after_bid(CLOSED, text="问了评标会定在哪天。") == set()


def test_a_private_purchase_may_be_talked_about() -> None:
    free = replace(CLOSED, compulsory=None)
    assert after_bid(free, kind="private") == set()
    assert after_bid(free, kind="public") == {"standstill_breach"}
    assert after_bid(replace(CLOSED, compulsory=False), kind="public") == set()


def test_a_buyer_of_unknown_kind_is_flagged_with_the_condition_said() -> None:
    told = (note(20, "tender", kind="bid"), note(10, "tender", kind="visit", text=PRIVATE_TALK))
    standing = judged(*told, tender=replace(CLOSED, compulsory=None), kind=None)
    (flag,) = standing.flags
    assert flag.code == "standstill_breach"
    assert "若是公共采购" in render(flag.why, "zh-Hans")
    assert "if it is public" in render(flag.why, "en")


def test_the_substance_is_not_bargained_over_after_the_award() -> None:
    awarded = replace(CLOSED, award=ago(15))
    assert after_bid(awarded) == {"standstill_breach"}
    signed = Implementation(contract_signed=ago(12))
    assert after_bid(awarded, implementation=signed) == set(), "once it is signed we speak of the next order"
    assert after_bid(awarded, text="送去履约资料，约了签约日期。") == set()


# --------------------------------------------------------------- further terms of a compulsory tender (13.2)


def terms(text: str = "Documents arrived.", **fields: Any) -> set[str]:
    """Rules that the flags of a tender of a public buyer name."""
    papers = note(40, "tender", direction="in", kind="tender_doc", text=text)
    contract = note(3, "commitment", direction="in", kind="contract", text="Papers.")
    standing = judged(papers, contract, kind=fields.pop("kind", "public"), **fields)
    return {key for flag in standing.flags if flag.code == "unlawful_timetable" for key in _keys(flag.why)}


def _keys(sentence: Say) -> set[str]:
    inner = [value for _, value in sentence.values if isinstance(value, Say)]
    own = {sentence.key.removeprefix("tender_rules.says.")} if sentence.key.startswith("tender_rules.says.") else set()
    return own.union(*map(_keys, inner))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("招标公告发布。文件发售7月7日至9日，7月30日开标。", {"sale"}),
        ("招标公告发布。文件发售7月7日至11日，7月30日开标。", set()),
        ("投标保证金为概算的3%，履约保证金15%。", {"bid_bond", "performance_bond"}),
        ("押標金 2%，履約保證金 10%。", set()),
        ("Bid bond 5 % of the estimate.", {"bid_bond"}),
    ],
)
def test_terms_that_the_documents_tell(text: str, found: set[str]) -> None:
    assert terms(text) == found
    assert terms(text, tender=Tender(compulsory=False)) == set()


@pytest.mark.parametrize(
    ("bond", "found"), [("3%", {"bid_bond"}), ("2%", set()), ("履约保证金12%", {"performance_bond"})]
)
def test_bonds_on_record(bond: str, found: set[str]) -> None:
    assert terms(tender=Tender(bond=bond)) == found


@pytest.mark.parametrize(("days", "found"), [(31, {"contract"}), (30, set())])
def test_the_contract_is_due_thirty_days_after_the_award(days: int, found: set[str]) -> None:
    tender = Tender(award=ago(3 + days))
    assert terms(tender=tender, implementation=Implementation(contract_signed=ago(3))) == found
    assert terms(tender=tender, implementation=Implementation(contract_signed=ago(3)), kind="private") == set()


def test_an_award_unsigned_for_long_is_flagged_too() -> None:
    assert terms(tender=Tender(award=ago(40))) == {"contract"}


# --------------------------------------------------------------- personal data (13.4)


@pytest.mark.parametrize(
    "text",
    [
        "孙主任去年查出肝癌，最近脾气大，见他要顺着。",
        "他離了婚，常喝酒。",
        "He's getting divorced, so catch him before noon.",
        "Her diagnosis is why she left early.",
        "登记用：身份证号 110101199003071234。",
        "家住翠湖花园3号楼，节前送到家里方便。",
    ],
)
def test_private_matters_in_a_note_are_flagged(text: str) -> None:
    (flag,) = [flag for flag in flags(text) if flag.code == "personal_data"]
    assert flag.start is not None
    assert "Personal Information Protection Law" in render(flag.law, "en")


@pytest.mark.parametrize(
    "text",
    [
        "肿瘤科要一台CT，主任关心低剂量。",
        "Vivian 下個月放產假。",
        "Oncology wants it by May; she's on leave till Monday.",
    ],
)
def test_what_belongs_to_the_work_is_no_private_matter(text: str) -> None:
    assert not [flag for flag in flags(text) if flag.code == "personal_data"]


# --------------------------------------------------------------- advice by kind of buyer (13.3)


def specifying(kind: str | None) -> Standing:
    return judged(note(9, "criteria", direction="in", kind="call"), note(5, "criteria"), kind=kind)


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("private", "shape_criteria_private"),
        ("public", "shape_criteria_public"),
        ("state_owned", "shape_criteria_public"),
        (None, "shape_criteria_unknown"),
    ],
)
def test_help_with_criteria_depends_on_the_buyer(kind: str | None, rule: str) -> None:
    standing = specifying(kind)
    assert [action.rule for action in standing.next_actions if action.rule.startswith("shape")] == [rule]
    forbidden = [say.key for say in standing.must_not_do]
    assert ("advice.not.public" in forbidden) == (kind != "private"), "an unknown buyer may be a public one"
    assert ("advice.not.criteria" in forbidden) == (rule != "shape_criteria_public")


def test_a_public_buyer_is_never_told_to_write_our_strengths_in() -> None:
    for kind in ("public", "state_owned"):
        standing = specifying(kind)
        for lang, words in {"zh-Hans": "强项写进", "zh-Hant": "強項寫進", "en": "then our strengths"}.items():
            said = [render(say, lang) for item in standing.next_actions for say in (item.do, item.why)]  # type: ignore[arg-type]
            said += [render(item.better, lang) for item in standing.alignment if item.better]  # type: ignore[arg-type]
            assert not any(words in text for text in said)


def test_an_early_act_at_a_public_buyer_is_not_bettered_by_writing_criteria() -> None:
    told = (note(9, "criteria", direction="in", kind="call"), note(5, "criteria", kind="bid"))
    for kind in ("public", "state_owned"):
        better = [item.better for item in judged(*told, kind=kind).alignment if item.better]
        assert better
        assert "our strong" not in render(better[0], "en")
        assert "what we are strong in" not in render(better[0], "en")


# --------------------------------------------------------------- never a discount against fear, nothing improper


def worried() -> Standing:
    worry = Concern(date=ago(9), text="Who answers if the line stands still?", who="boss")
    told = (note(9, "commitment", direction="in", kind="call"), note(3, "commitment", kind="call"))
    return judged(*told, concerns=(worry,), position="chosen")


def test_a_worry_is_faced_and_never_answered_with_a_discount() -> None:
    standing = worried()
    assert standing.next_actions[0].rule == "face_worry"
    assert standing.main_obstacle.key == "advice.obstacle.worry"
    for action in standing.next_actions:
        assert not re.search(
            r"降价|让价|折扣|降價|讓價|discount", "".join(render(action.do, lang) for lang in LANGUAGES)
        )
    assert "No discount" in render(standing.must_not_do[0], "en")


# What no advice may tell anybody to do, whatever the case (METHOD 12.4, 13).
IMPROPER: dict[Language, str] = {
    "zh-Hans": r"送礼|请客|吃饭|红包|回扣|好处费|喝酒|打点|串标|围标|陪标费|做假|隐瞒|谎|骗|买通|私下给|私人关系",
    "zh-Hant": r"送禮|請客|吃飯|紅包|回扣|好處費|喝酒|打點|串標|圍標|造假|隱瞞|謊|騙|買通|私下給|私人關係",
    "en": r"\b(gift|dinner|kickback|bribe|envelope|entertain|lie to|mislead|deceive|pretend|conceal|fake|collud)",
}
ADVISING = ("advice.next.", "alignment.better.", "adoption.support.", "roles.", "qualification.resources.")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_advice_is_improper(lang: Language) -> None:
    advising = [key for key in texts() if key.startswith(ADVISING) or (key.startswith("mistakes.") and "repair" in key)]
    assert len(advising) > 60
    assert [key for key in advising if re.search(IMPROPER[lang], texts()[key][lang], re.IGNORECASE)] == []


def test_every_law_has_a_why_a_name_and_what_to_do() -> None:
    for code, rule in load_data("law").items():
        for part in ("name", "law", "why", "do"):
            assert set(rule[part]) == set(LANGUAGES), f"{code}.{part}"
        assert {"valid_from", "edition"} <= set(rule)
    assert "law" in data_names()


def test_after_a_tendered_award_the_substance_is_closed() -> None:
    told = note(5, "commitment", direction="in", kind="call")
    awarded = Tender(issued=ago(60), deadline=ago(30), award=ago(10))
    assert "advice.not.after_award" in [say.key for say in judged(told, tender=awarded).must_not_do]
    assert "advice.not.after_award" not in [say.key for say in judged(told).must_not_do]


def test_trouble_is_solved_before_anything_new() -> None:
    told = (
        note(60, "implementation", kind="delivery"),
        note(
            5, "implementation", direction="in", kind="complaint", who=("engineer",), signals=("breakdown_complaint",)
        ),
    )
    standing = judged(*told, implementation=Implementation(contract_signed=ago(90), go_live=ago(60)))
    assert (standing.next_actions[0].rule, standing.next_actions[0].who) == ("solve_problem", "engineer")
    assert standing.main_obstacle.key == "advice.obstacle.trouble"
