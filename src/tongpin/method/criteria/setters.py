"""Who set the criteria, by record, and how we stand on them (METHOD 7.1, 7.2)."""

from decimal import Decimal

from tongpin.method.case import Case, Criterion

NOBODYS = ("", "unknown", "customer")
"""``set_by`` of a criterion that neither we nor a rival set."""


def set_by_us(case: Case) -> tuple[Criterion, ...]:
    """Criteria that we brought in."""
    return tuple(item for item in case.criteria if item.set_by in _us(case))


def set_by_rivals(case: Case) -> tuple[Criterion, ...]:
    """Criteria that a rival brought in."""
    return tuple(item for item in case.criteria if item.set_by not in (*NOBODYS, *_us(case)))


def _us(case: Case) -> tuple[str, ...]:
    return tuple(name for name in ("us", case.our_side.company) if name)


def share_set_by_rivals(case: Case) -> float:
    """Part of the criteria's weight that rivals have set, 0..1."""
    return share_of(case, set_by_rivals(case)) if _weight(case.criteria) else 0.0


def share_of(case: Case, criteria: tuple[Criterion, ...]) -> float:
    """Part of all criteria that some of them make up, 0..1: by weight, or by number where no weight is known."""
    total = _weight(case.criteria)
    if total:
        return float(_weight(criteria) / total)
    return len(criteria) / len(case.criteria) if case.criteria else 0.0


def criteria_margin(case: Case) -> float | None:
    """Our score less the best rival's, in parts of the total weight; ``None`` where nothing can be compared."""
    scored = [item for item in case.criteria if item.weight and item.ours is not None and item.rivals]
    if not scored:
        return None
    ours = sum((item.ours or Decimal(0)) for item in scored)
    names = {name for item in scored for name in item.rivals}
    best = max(sum((item.rivals.get(name, Decimal(0)) for item in scored), Decimal(0)) for name in names)
    return float((ours - best) / _weight(tuple(scored)))


def _weight(criteria: tuple[Criterion, ...]) -> Decimal:
    return sum((item.weight or Decimal(0) for item in criteria), Decimal(0))
