"""The PDF program that the settings and the machine give us."""

from django.conf import settings

from tongpin.ports.pdf import PdfFailed, pdf_maker

__all__ = ["PdfFailed", "pdf_of"]


def pdf_of(html: str) -> bytes:
    """A whole page (`<head>` with its styles inside) as PDF. Raises `PdfFailed` with the reason."""
    return pdf_maker(settings.CHROMIUM, settings.PDF_SECONDS).pdf(html)
