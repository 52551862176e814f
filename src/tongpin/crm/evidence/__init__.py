"""What the entries show: signals with their words, and mistakes that a person disputes."""
