"""Paper of an office printer, A4, as PDF."""

from toolbox.roll import NoPdf

MARGIN_CSS = "@page { size: A4; margin: 16mm 15mm 18mm }"


def pdf(sheet: str, *, css: str) -> bytes:
    """Return a whole HTML document as A4 pages. Nothing is fetched from anywhere. Raises NoPdf."""
    try:
        from weasyprint import CSS, HTML
        from weasyprint.urls import URLFetcher
    except OSError as error:  # a library of the system is missing: scripts/pango.sh
        raise NoPdf() from error

    nowhere = URLFetcher(allowed_protocols=())
    style = CSS(string=MARGIN_CSS + css, url_fetcher=nowhere)
    return bytes(HTML(string=sheet, url_fetcher=nowhere).write_pdf(stylesheets=[style]))
