"""What the customer worries about, and what was promised."""
