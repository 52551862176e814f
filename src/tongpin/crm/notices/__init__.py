"""News for colleagues."""
