"""Planned calls, what was asked and answered, our own questions, and what phones sent."""
