"""Sales meetings and the battle plan."""
