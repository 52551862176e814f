"""The customer's company and its people."""
