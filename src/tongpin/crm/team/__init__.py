"""Our team on an opportunity, its counterparts, and one story."""
