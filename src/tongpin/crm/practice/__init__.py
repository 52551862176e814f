"""Practice for salespeople."""
