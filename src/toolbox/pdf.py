"""PDF from HTML. Nothing is fetched: no picture, font or style sheet from anywhere, not even from the disk."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from toolbox.refusals import Refusal


class NoPdf(Refusal):
    code = "pdf_unavailable"
    status = 503
    message = _("This server cannot make PDF files at the moment. Whoever runs it has to install Pango.")


def pages(document: str, *, css: str) -> bytes:
    """Return a whole HTML document as pages of the size that its ``@page`` says. Raises NoPdf."""
    return bytes(lay_out(document, css=[css]).write_pdf())


def lay_out(document: str, *, css: Sequence[str]) -> Any:
    """Return WeasyPrint's document, laid out in pages. Raises NoPdf."""
    # Here, not above: thirty megabytes that most processes never need.
    try:
        from weasyprint import CSS, HTML
        from weasyprint.urls import URLFetcher
    except OSError as error:  # a library of the system is missing: scripts/pango.sh
        raise NoPdf() from error

    nowhere = URLFetcher(allowed_protocols=())
    styles = [CSS(string=each, url_fetcher=nowhere) for each in css]
    return HTML(string=document, url_fetcher=nowhere).render(stylesheets=styles)
