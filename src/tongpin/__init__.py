"""Tongpin (同频): where the customer is in the purchase, whether what we do fits, and what comes next."""

__version__ = "0.1.0"
