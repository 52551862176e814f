"""Names taken out of a text, as people really write them."""

import pytest

from tongpin.method.anonymous import Bearer, hide, names_left

WHO = (
    Bearer(names=("方敏",), standing="person", label="采购科长"),
    Bearer(names=("欧阳建国", "老欧"), standing="person"),
    Bearer(names=("Will Price",), standing="person", label="head of production"),
    Bearer(names=("湖北东湖钢厂有限公司",), standing="customer"),
    Bearer(names=("Severn Metals Ltd",), standing="customer"),
    Bearer(names=("固力", "Hartwell Oils GmbH"), standing="rival"),
    Bearer(names=("陈静 (销售)",), standing="colleague"),
    Bearer(names=("澄岳",), standing="ours"),
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("方科长说预算批了。", "采购科长说预算批了。"),
        ("方敏和老方是一个人", "采购科长和采购科长是一个人"),
        ("欧阳总、歐陽建國都来了，建国没说话", "客户方人员、客户方人员都来了，客户方人员没说话"),
        ("东湖钢厂用固力，東湖的人不满意", "客户公司用竞争对手，客户公司的人不满意"),
        ("陈静代表澄岳去，小陈迟到", "我方同事代表我方去，我方同事迟到"),
        ("找她：fang.min@donghu.example 或 138 0000 1234", "找她：（联系方式） 或 （联系方式）"),
    ],
)
def test_chinese_names_stand_as_what_they_are(text: str, told: str) -> None:
    assert hide(text, WHO, "zh-Hans").text == told


def test_english_names_are_whole_words_as_they_are_written() -> None:
    text = "Mr Price of Severn Metals says the price will fall; HARTWELL OILS is dearer. Fang Min and Severn agree."
    told = hide(text, WHO, "en")
    assert told.text == (
        "Mr head of production of the customer says the price will fall; a rival is dearer. "
        "采购科长 and the customer agree."
    )
    assert set(told.taken) == {"Price", "Severn Metals", "HARTWELL OILS", "Fang Min", "Severn"}


def test_nothing_is_left_after_hiding() -> None:
    text = "方主任、欧阳经理、Will Price、Jianguo、湖北东湖钢厂有限公司、Hartwell、陈经理、澄岳"
    assert names_left(hide(text, WHO, "zh-Hans").text, WHO) == ()
    assert "Jianguo" in names_left(text, WHO)


def test_who_is_on_record_by_what_he_is_has_no_name() -> None:
    roles = (Bearer(names=("设备部长", "Head of purchasing"), standing="person"),)
    text = "设备部长问价，the head of purchasing too"
    assert hide(text, roles, "en").text == text
    assert names_left(text, ()) == ()


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("佟工", "佟工说，找老佟", "某人说，找某人"),
        ("工程部老董", "跟老董摸能耗，董工不在", "跟某人摸能耗，某人不在"),
        ("采购梁科长", "采购的梁科长和梁姐", "采购的某人和某人"),
        ("站长老沙", "老沙说沙子多", "某人说沙子多"),
        ("驻店经理Fiona", "Fiona说贵", "某人说贵"),
        ("鄺經理", "鄺經理、邝总都在", "某人、某人都在"),
        ("工程总监", "工程总监来了", "工程总监来了"),
        ("副经理", "副经理来了", "副经理来了"),
    ],
)
def test_people_on_record_by_what_they_are_called(name: str, text: str, told: str) -> None:
    assert hide(text, (Bearer(names=(name,), standing="person", label="某人"),), "zh-Hans").text == told


def test_a_company_is_known_by_its_telling_word() -> None:
    port = (Bearer(names=("Port of Estmouth",), standing="customer"),)
    assert hide("The port is busy; Estmouth waits.", port, "en").text == "The port is busy; the customer waits."
