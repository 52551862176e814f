"""What is known of people beyond one opportunity: their names, their changes, their data."""
