"""The one place that wires the rooms together: settings, addresses, the WSGI entry."""
