"""The opportunity, who decides in it, who competes for it, and what the method says of it."""
