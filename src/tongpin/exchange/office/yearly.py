"""What the yearly review tells a customer, in one language: their results, what was promised and what came, the value
in money with how it was reckoned, trouble and how it ended, the year ahead. Nothing internal has a place here."""

from dataclasses import dataclass

from tongpin.exchange.office.review import Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A result measure of theirs. ``told`` says what came of it; ``points``: day as told and figure, oldest first;
    ``low`` to ``high`` is the band in which it is well, ``before`` how it was before us."""

    name: str
    unit: str
    told: str
    points: tuple[tuple[str, float], ...]
    low: float | None = None
    high: float | None = None
    before: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Headings and words of the pictures."""

    glance: str
    results: str
    ahead: str
    thanks: str
    target: str
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Yearly(Paper):
    """``kind``: what it is (yearly review); ``title`` is the customer's name, ``sender`` ours; ``period`` the days;
    ``word``: a word from us; ``curves`` with at least one point each; ``ahead``: what comes next year."""

    kind: str
    sender: str
    period: str
    word: str
    curves: tuple[Curve, ...]
    ahead: tuple[str, ...]
    labels: Labels
    obstacle: tuple[str, str] = ("", "")
    """A customer gets none."""
