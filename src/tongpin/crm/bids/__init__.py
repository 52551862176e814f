"""Offers on the table and the tender they answer."""
