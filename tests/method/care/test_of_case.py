"""Care as one case tells it: a brewery well looked after, a steel works where all hangs on one man, a sale before."""

from importlib.resources import files
from pathlib import Path

from tongpin.exchange.dealfile import read
from tongpin.method.care.of_case import CareOfCase, care_of
from tongpin.method.case import Case
from tongpin.method.judge import dossier_of, standing_of

BOOK = Path(str(files("tongpin.exchange") / "demo_book"))


def case(name: str) -> Case:
    return read(BOOK / f"{name}.yaml")


def care(name: str) -> CareOfCase | None:
    found = case(name)
    return care_of(found, standing_of(dossier_of(found)))


def test_a_customer_well_looked_after() -> None:
    found = care("29-brewery-water-treatment")
    assert found is not None
    assert [one.party.id for one, _bring in found.people] == ["s3", "s2", "s1"]
    assert [one.state for one, _bring in found.people] == ["overdue", "due", "well"]
    assert all(bring for _one, bring in found.people)
    assert found.threats == ()


def test_eight_years_and_one_man() -> None:
    """The oil has flowed for eight years; the head of the department has never been seen, and the one man leaves."""
    found = care("10-rolling-mill-lubricants")
    assert found is not None
    assert found.reach.now == "person"
    assert [link.kind for link in found.reach.missing] == ["second", "head"]
    assert [(threat.kind, threat.words) for threat in found.threats] == [
        ("rival", "他听见北曜的人在打听我们什么价"),
        ("people", "佟工说他过几个月要调去新基地"),
    ]
    states = {one.party.id: one.state for one, _bring in found.people}
    assert states["s2"] == states["s3"] == "unseen"


def test_before_they_have_bought_nobody_needs_care_but_a_sale() -> None:
    assert care("05-smelter-newcomer") is None
