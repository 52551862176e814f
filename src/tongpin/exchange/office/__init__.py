"""Reviews as PowerPoint and Word, papers as Word and as a page for PDF: plain shapes in, bytes out."""

from tongpin.exchange.office.document import document, paper
from tongpin.exchange.office.printed import printed
from tongpin.exchange.office.review import Cell, Odds, Paper, Review, Table, Tile
from tongpin.exchange.office.slides import slides
from tongpin.exchange.office.yearly import Curve, Yearly
from tongpin.exchange.office.yearly_page import yearly_page
from tongpin.exchange.office.yearly_slides import yearly_slides

__all__ = [
    "Cell",
    "Curve",
    "Odds",
    "Paper",
    "Review",
    "Table",
    "Tile",
    "Yearly",
    "document",
    "paper",
    "printed",
    "slides",
    "yearly_page",
    "yearly_slides",
]
