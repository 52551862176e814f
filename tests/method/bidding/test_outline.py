"""What a case alone tells of the bid."""

from dataclasses import replace
from decimal import Decimal
from importlib.resources import files

from tongpin.exchange.answers_bid import bid_answer
from tongpin.exchange.dealfile import load
from tongpin.method.bidding.outline import outline_of
from tongpin.method.bidding.quality import is_price, quality_of
from tongpin.method.case import Case, Criterion
from tongpin.method.judge import judge

D = Decimal


def case(code: str) -> Case:
    """A case of the demo book."""
    folder = files("tongpin.exchange") / "demo_book"
    path = next(path for path in folder.iterdir() if path.name.startswith(code.removeprefix("demo-")))
    return load(path.read_text(encoding="utf-8"), path.name)


def test_offers_are_held_against_the_lowest() -> None:
    outline = outline_of(case("demo-07"), judge(case("demo-07")))
    assert outline is not None
    told = {offer.bid.bidder: (offer.ours, offer.above and round(offer.above, 1)) for offer in outline.offers}
    assert told == {
        "澄岳集团自动化部": (True, D("13.3")),
        "衡讯自控": (False, D("17.3")),
        "拓衡科技": (False, D("0.0")),
    }
    assert outline.decision is not None
    assert outline.decision.reasons[0].says.key == "bidding.reasons.offered"


def test_a_filler_with_two_days_is_told_not_to_bid() -> None:
    """Asked on Thursday for Wednesday, three names wanted, the pilot's supplier wrote the criteria (METHOD 2.5)."""
    outline = outline_of(case("demo-03"), judge(case("demo-03")))
    assert outline is not None
    assert outline.decision is not None
    assert outline.decision.advice == "no_bid"
    assert "bidding.reasons.filler" in {reason.says.key for reason in outline.decision.reasons}


def test_before_anybody_compares_offers_there_is_nothing_to_tell() -> None:
    early = case("demo-11")
    assert outline_of(early, judge(early)) is None
    assert bid_answer(early, judge(early), "zh-Hans") == {"bid": None}


def test_what_has_ended_is_told_by_its_award() -> None:
    told = bid_answer(case("demo-27"), judge(case("demo-27")), "en")["bid"]
    assert told["decision"] is None
    assert [(award["bidder"], award["share"]) for award in told["awards"]] == [
        ("Chengyue Sensing", "50"),
        ("Metravane", "50"),
    ]


def test_a_price_of_nothing_or_none_divides_nothing() -> None:
    found = case("demo-07")
    bids = (*(replace(bid, price=None) for bid in found.bids[:2]), replace(found.bids[2], price=D(0)))
    outline = outline_of(replace(found, bids=bids), judge(found))
    assert outline is not None
    assert [offer.above for offer in outline.offers] == [None, None, None]


def test_quality_leaves_the_price_out_and_counts_only_what_is_scored() -> None:
    def criterion(name: str, weight: int | None, ours: int | None, **rivals: int) -> Criterion:
        points = {who: D(score) for who, score in rivals.items()}
        return Criterion(
            name=name,
            weight=None if weight is None else D(weight),
            ours=None if ours is None else D(ours),
            rivals=points,
        )

    quality = quality_of(
        [criterion("Price", 40, 40, A=10), criterion("Service", 30, 27, A=15), criterion("Range", 20, None, A=20)]
    )
    assert quality.ours == 90
    assert quality.rivals == {"A": 70}
    assert quality_of([criterion("Service", 0, 5), criterion("Range", None, 5)]).ours is None
    assert is_price("报价")
    assert is_price("價格分")
    assert not is_price("价格调整机制说明的完整性")
