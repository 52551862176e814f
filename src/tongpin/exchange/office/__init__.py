"""Reviews as PowerPoint and Word, papers as Word and as a page for PDF: plain shapes in, bytes out."""

from tongpin.exchange.office.document import document, paper
from tongpin.exchange.office.printed import printed
from tongpin.exchange.office.review import Cell, Odds, Paper, Review, Table, Tile
from tongpin.exchange.office.slides import slides

__all__ = ["Cell", "Odds", "Paper", "Review", "Table", "Tile", "document", "paper", "printed", "slides"]
