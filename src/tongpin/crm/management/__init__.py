"""Commands of the administrator: `tongpin manage ...`."""
