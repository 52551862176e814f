"""After signing."""
