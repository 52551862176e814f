"""A review of an opportunity as PowerPoint and Word: plain shapes in, bytes out."""

from tongpin.exchange.office.document import document
from tongpin.exchange.office.review import Cell, Odds, Review, Table, Tile
from tongpin.exchange.office.slides import slides

__all__ = ["Cell", "Odds", "Review", "Table", "Tile", "document", "slides"]
