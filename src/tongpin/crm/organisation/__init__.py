"""The customer’s organisation chart."""
