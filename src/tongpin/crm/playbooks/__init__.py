"""The organisation's own versions of playbooks."""
