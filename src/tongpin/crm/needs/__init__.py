"""What the customer needs."""
