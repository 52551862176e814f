"""What offers are judged by: who set it, how we stand on it, what would turn the order (METHOD 7.1 to 7.3)."""

from tongpin.method.criteria.setters import criteria_margin, set_by_rivals, set_by_us, share_set_by_rivals

__all__ = ["criteria_margin", "set_by_rivals", "set_by_us", "share_set_by_rivals"]
