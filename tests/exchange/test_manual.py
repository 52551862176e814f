"""The manual's page of the deal file, held against what a deal file takes."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from tongpin.exchange import dealfile
from tongpin.method import case, sides

MANUAL = Path(__file__).parents[2] / "docs" / "manual"
PAGES = ("deal-file.md", "deal-file.zh-CN.md")
SHAPES = (
    *(case.Case, case.Stakeholder, case.Entry, sides.OurSide, sides.Member, sides.Known, sides.InfluenceLine),
    *(sides.Counterpart, sides.Settlement, sides.Task, sides.SalesMeeting),
)


@pytest.mark.parametrize("page", PAGES)
def test_every_key_is_told(page: str) -> None:
    told = set(re.findall(r"\w+", (MANUAL / page).read_text(encoding="utf-8")))
    assert {part.name for shape in SHAPES for part in fields(shape)} - told == set()


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_are_taken(page: str) -> None:
    whole, *parts = re.findall(r"```yaml\n(.*?)```", (MANUAL / page).read_text(encoding="utf-8"), re.DOTALL)
    first = dealfile.load(whole, page)
    assert first.stakeholders[0].id == "s1"
    ours = next(part for part in parts if part.startswith("our_side"))
    people = "\nstakeholders: [{id: s1}, {id: s2}, {id: s3}]\n"
    entries = "timeline:\n" + "".join(f"  - {{id: e{n}, date: 2026-10-0{n}, kind: call}}\n" for n in (1, 2))
    for part in parts:
        rest = "" if part.startswith("our_side") else ours[: ours.index("counterparts:")]
        with_people = "" if part.startswith("stakeholders") else people
        if part.startswith("stakeholders"):
            part = part.replace("stakeholders:\n", "stakeholders:\n  - {id: s2}\n", 1)
        dealfile.load(f"id: x\ntoday: 2026-11-20\n{entries}{with_people}{rest}\n{part}", page)
