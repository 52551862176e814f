"""How far a relation reaches, and which links are missing (METHOD 10.2)."""

import datetime as dt
from dataclasses import replace

from tests.method.care.test_contacts import TODAY, ago, ground, met
from tongpin.method.care.contacts import Contact, Ground, Party, attention_to
from tongpin.method.care.range import Reach, range_of
from tongpin.method.organisation import Seat
from tongpin.method.wording import render

HEAD = Party(id="h", name="周明", title="设备部长", department="设备部", roles=("decision_maker",))
FITTER = Party(id="f", name="方敏", title="技师", department="设备部", roles=("user",))
BUYER = Party(id="b", name="何苗", title="采购科长", department="采购部", roles=("executor",))
BOSS = Party(id="g", name="吴总", title="总经理", department="总部", roles=("power",))
EVERYBODY = (HEAD, FITTER, BUYER, BOSS)


def reach(*contacts: Contact, people: tuple[Party, ...] = EVERYBODY, **facts: object) -> Reach:
    here: Ground = ground(*contacts)
    seats = facts.pop("seats", ())
    levels = facts.pop("our_levels", {})
    here = replace(here, **facts)  # type: ignore[arg-type]
    found = [attention_to(one, here) for one in people]
    return range_of(found, here, seats=seats, our_levels=levels)  # type: ignore[arg-type]


def missing(found: Reach) -> list[str]:
    return [link.kind for link in found.missing]


def test_nobody_is_known_yet() -> None:
    found = reach(people=())
    assert (found.now, missing(found)) == (None, ["anyone"])


def test_one_man_is_no_department() -> None:
    """All hangs on the fitter: the head of his department and a second of ours are missing."""
    found = reach(met(20, who=("f",), by="陈静"))
    assert found.now == "person"
    assert missing(found) == ["second", "head", "several_of_us"]
    assert found.missing[0].who == ("h",)
    assert "周明" in render(found.missing[0].what, "zh-Hans")


def test_a_title_is_no_head_while_his_chief_is_not_in_touch() -> None:
    """The lubrication supervisor is in touch; the head of the department, who decides, has never been seen."""
    supervisor = Party(id="t", name="佟工", title="设备润滑主管", department="设备部", roles=("user",), influence=3)
    found = reach(met(20, who=("t",), by="陈静"), met(25, who=("t",), by="周航"), people=(supervisor, HEAD))
    assert missing(found) == ["second", "head"]
    assert "周明" in render(found.missing[1].what, "zh-Hans")


def test_who_wrote_to_us_is_none_of_us() -> None:
    contacts = met(20, who=("b",), by="何苗", direction="in"), met(30, who=("f",), by="陈静")
    assert "several_of_us" in missing(reach(*contacts))


def test_two_people_their_head_and_two_of_us_are_a_department() -> None:
    found = reach(met(20, who=("f",), by="陈静"), met(40, who=("h",), by="孙工"))
    assert found.now == "department"
    assert missing(found) == ["departments", "executive", "executives"]


def test_a_company_needs_departments_its_head_and_both_top_levels() -> None:
    contacts = [
        met(20, who=("f", "b"), by="陈静"),
        met(40, who=("h",), by="孙工"),
        met(60, who=("g",), by="赵总", kind="executive_visit"),
    ]
    assert reach(*contacts).now == "company"
    plain = [*contacts[:2], met(60, who=("g",), by="赵总")]
    assert missing(reach(*plain, target="company")) == ["executives"]
    assert reach(*plain, our_levels={"赵总": "executive"}).now == "company"


def test_what_is_meant_decides_what_is_missing() -> None:
    one = met(20, who=("f",), by="陈静")
    assert missing(reach(one, target="person")) == []
    assert "executives" in missing(reach(one, target="company"))


def test_who_has_left_is_against_us_or_was_seen_in_trouble_only_holds_nothing() -> None:
    gone = replace(HEAD, left=ago(10))
    against = replace(HEAD, attitude=-1)
    for one in (gone, against):
        assert reach(met(20, who=("h",)), people=(one,)).now is None
    assert reach(met(20, who=("h",), kind="complaint", direction="in"), people=(HEAD,)).now is None


def test_an_old_tie_is_none() -> None:
    found = reach(met(500, who=("h",)), people=(HEAD,))
    assert found.now is None
    assert "周明" in render(found.missing[0].what, "zh-Hant")


def test_a_seat_where_we_know_nobody_is_a_place_to_begin() -> None:
    seats = (Seat(id=1, title="生产部长", department="生产部", level="manager"),)
    found = reach(met(20, who=("f",), by="陈静"), met(30, who=("h",), by="孙工"), people=(HEAD, FITTER), seats=seats)
    gap = next(link for link in found.missing if link.kind == "departments")
    assert "生产部长" in render(gap.what, "zh-Hans")


def test_a_year_ago_today_is_too_long() -> None:
    border = TODAY - dt.timedelta(days=365)
    contact = replace(met(20, who=("h",)), date=border)
    assert reach(contact, people=(HEAD,)).now is None
