"""The same person under several names is proposed; somebody else of the same surname is not (METHOD 6)."""

import pytest

from tongpin.method.names import LIKELY, SURE, Named, alike, called
from tongpin.method.wording import render


def pairs(*people: Named) -> dict[tuple[int, int], float]:
    return {(found.one, found.other): found.likely for found in alike(people)}


WANG = Named(id=1, name="王建国", title="总经理", department="总经办")


@pytest.mark.parametrize(
    ("name", "likely"),
    [
        ("王建國", SURE),
        ("Wang Jianguo", SURE),
        ("Jianguo Wang", SURE),
        ("Mr. Wang Jian-guo", SURE),
        ("王总", LIKELY),
        ("王總", LIKELY),
    ],
)
def test_other_writings_of_one_name_are_proposed(name: str, likely: float) -> None:
    assert pairs(WANG, Named(id=2, name=name)) == {(1, 2): likely}


@pytest.mark.parametrize(
    "name", ["王經理", "王经理", "王建华", "汪总", "Wang Jianhua", "李总", "总经理", "采购部", "Jianguo"]
)
def test_somebody_else_is_not(name: str) -> None:
    assert pairs(WANG, Named(id=2, name=name)) == {}


def test_another_department_on_record_is_another_person_where_only_the_surname_agrees() -> None:
    assert pairs(WANG, Named(id=2, name="王总", department="销售公司")) == {}
    assert pairs(WANG, Named(id=2, name="Wang Jianguo", department="GM Office")) == {(1, 2): SURE}


def test_a_name_that_he_is_also_called_by_counts() -> None:
    friend = Named(id=1, name="Tom Fox", other_names=("赵亮",))
    assert pairs(friend, Named(id=2, name="Zhao Liang")) == {(1, 2): SURE}


def test_the_reason_is_told() -> None:
    found = alike([WANG, Named(id=2, name="王总")])[0]
    assert render(found.why, "zh-Hans") == "同姓，“王总”和他的职务“总经理”对得上"


def test_double_surnames_and_odd_readings() -> None:
    for name, surname, given in (("欧阳明", "ouyang", "ming"), ("单雪梅", "shan", "xuemei"), ("老王", "wang", "")):
        found = called(name)
        assert found is not None
        assert (found.surname, found.given) == (surname, given)


def test_a_crowd_of_one_surname_is_answered() -> None:
    crowd = [Named(id=number, name=f"王{chr(0x4E00 + number % 900)}{chr(0x5000 + number)}") for number in range(5000)]
    crowd[1] = Named(id=1, name="Wang Jianguo")
    crowd[2] = Named(id=2, name="王建国")
    assert (1, 2) in pairs(*crowd)
