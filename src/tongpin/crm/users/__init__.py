"""Who works with Tongpin."""
