"""What can be held against what: the topics that a value can be of, and how far apart two may lie and say the same."""

from collections.abc import Mapping

from tongpin.method.statements.reader import TOPICS

ALLOWED: Mapping[str, tuple[str, ...]] = {
    "amount": ("price", "need", "other", "scope"),
    "share": ("discount", "payment_terms", "other", "need"),
    "time": ("delivery_time", "warranty", "response_time", "payment_terms", "other", "scope"),
    "quantity": ("need", "other", "scope"),
    "name": ("contact_person",),
    "clause": TOPICS,
}
"""Topics that a value of a kind can be of."""
VALUED: Mapping[str, tuple[str, ...]] = {
    "price": ("amount",),
    "discount": ("share",),
    "payment_terms": ("share", "time"),
    "delivery_time": ("time",),
    "warranty": ("time",),
    "response_time": ("time",),
    "need": ("quantity",),
}
"""The values by which statements of a topic are compared; without them, by their clauses."""
BY_SPANS = ("warranty", "response_time")
"""Topics that are told as spans of time, never as days of the calendar."""
SAME: Mapping[str, float] = {
    "price": 0.004,
    "delivery_time": 0.07,
    "discount": 0.01,
    "payment_terms": 0.02,
    "need": 0.05,
}
SAME_ELSE = 0.03
"""Values that lie apart by no more than this say the same."""
