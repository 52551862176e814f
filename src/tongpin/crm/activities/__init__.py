"""What happened: the timeline of an opportunity, and what each meeting came to."""
