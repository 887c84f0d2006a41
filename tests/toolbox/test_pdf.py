"""Pages of the size that their style sheet says. That nothing is fetched is tested with the roll, which lays out the same way."""

import pytest

from tests.toolbox.test_roll import sizes
from toolbox import pdf

A4 = "@page { size: A4; margin: 15mm }"


@pytest.mark.parametrize(("lines", "pages"), [(1, 1), (200, None)])
def test_a_document_is_as_many_pages_as_it_needs(lines: int, pages: int | None) -> None:
    found = sizes(pdf.pages("<body>" + "<p>Margherita</p>" * lines, css=A4))
    assert len(found) == pages if pages else len(found) > 1
    assert {(round(wide), round(high)) for wide, high in found} == {(210, 297)}
