"""What a rival may ask: a triangle from its lowest over its likeliest to its highest price."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
LEAST_WIDTH = 2e-4
"""A price known for sure is kept a hair wide, in parts of itself: two equal prices are then a matter of luck."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """A rival's price with tax as a triangle; ``quality``: its points for everything else, percent."""

    name: str
    low: float
    likely: float
    high: float
    quality: float = 100.0


def rival(name: str, low: float, likely: float, high: float, *, quality: float = 100.0) -> Rival:
    """A rival with prices in order. Raises ``ValueError`` where they are not, or a price is not above zero."""
    if not 0 < low <= likely <= high:
        raise ValueError(f"{name}: {low}, {likely}, {high} are no lowest, likeliest and highest price")
    width = max(LEAST_WIDTH * likely - (high - low), 0.0)
    return Rival(name=name, low=low - width / 2, likely=likely, high=high + width / 2, quality=quality)


def under(found: Rival, ceiling: float) -> Rival:
    """The same rival where nobody may ask more than a ceiling."""
    if found.high <= ceiling:
        return found
    low, likely = min(found.low, ceiling), min(found.likely, ceiling)
    return rival(found.name, low, likely, ceiling, quality=found.quality)


def below(found: Rival, prices: Floats) -> Floats:
    """The chance that its price is below each of some prices."""
    low, likely, high = found.low, found.likely, found.high
    at = np.clip(prices, low, high)
    left = (at - low) ** 2 / ((high - low) * max(likely - low, 1e-300))
    right = 1 - (high - at) ** 2 / ((high - low) * max(high - likely, 1e-300))
    return np.where(at < likely, left, right)


def density(found: Rival, prices: Floats) -> Floats:
    """Chance per unit of money at each of some prices."""
    low, likely, high = found.low, found.likely, found.high
    left = 2 * (prices - low) / ((high - low) * max(likely - low, 1e-300))
    right = 2 * (high - prices) / ((high - low) * max(high - likely, 1e-300))
    inside = (prices >= low) & (prices <= high)
    return np.where(inside, np.where(prices < likely, left, right), 0.0)


def quantiles(found: Rival, chances: Floats) -> Floats:
    """The prices below which its price stays with each of some chances."""
    low, likely, high = found.low, found.likely, found.high
    turn = (likely - low) / (high - low)
    left = low + np.sqrt(chances * (high - low) * (likely - low))
    right = high - np.sqrt((1 - chances) * (high - low) * (high - likely))
    return np.where(chances < turn, left, right)
