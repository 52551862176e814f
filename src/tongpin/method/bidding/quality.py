"""Our points for everything but the price, from the customer's criteria as far as they are scored (METHOD 7.1)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tongpin.method.bidding.money import PERCENT
from tongpin.method.case import Criterion
from tongpin.method.datafiles import load_data
from tongpin.method.reading.script import heard


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Percent of the points to be had; ``None`` and missing where nothing is scored."""

    ours: Decimal | None
    rivals: Mapping[str, Decimal]


def quality_of(criteria: Iterable[Criterion]) -> Quality:
    """From criteria with a weight that are not the price: over those on which somebody has points, each his own."""
    counted = [item for item in criteria if item.weight and item.weight > 0 and not is_price(item.name)]
    names = dict.fromkeys(name for item in counted for name in item.rivals)
    ours = _share([(item.ours, item.weight) for item in counted])
    rivals = {name: _share([(item.rivals.get(name), item.weight) for item in counted]) for name in names}
    return Quality(ours=ours, rivals={name: share for name, share in rivals.items() if share is not None})


def is_price(name: str) -> bool:
    """Whether a criterion is the price itself."""
    return re.search(load_data("bidding")["price_words"], heard(name), re.IGNORECASE) is not None


def _share(pairs: list[tuple[Decimal | None, Decimal | None]]) -> Decimal | None:
    scored = [(points, weight) for points, weight in pairs if points is not None and weight]
    total = sum((weight for _points, weight in scored), Decimal(0))
    if not total:
        return None
    share = sum((points for points, _weight in scored), Decimal(0)) * PERCENT / total
    return min(PERCENT, max(Decimal(0), share))
