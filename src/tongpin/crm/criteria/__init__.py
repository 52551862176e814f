"""By what the customer chooses."""
