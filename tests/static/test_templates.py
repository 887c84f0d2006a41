"""Pages keep to the strictest policy: nothing in a template needs unsafe-inline or unsafe-eval."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# E-mail knows no style sheets: its templates carry their styles with them.
TEMPLATES = sorted(
    path
    for folder in ("src/templates", "shared_apps", "tenant_apps")
    for path in (ROOT / folder).rglob("*.html")
    if "mail" not in path.parts and "email" not in path.parts
)
ICONS = {
    *re.findall(r'"([\w-]+)"', (ROOT / "src/static/icons/bootstrap-icons.json").read_text()),
    *(path.stem for path in (ROOT / "src/static/icons").glob("*.svg")),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_needs_no_exception_from_the_policy(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle=", text)
    assert "<style" not in text
    assert not re.search(r"\son\w+=|hx-on", text)
    assert not re.search(r"hx-(vals|headers)=['\"]js:", text)
    assert not re.search(r"<script(?![^>]*(\bsrc=|application/json))", text)
    assert not re.search(r"""\ssrc=["']https?:|<link[^>]*https?:""", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_icon_that_is_named_is_drawn(path: Path) -> None:
    named = set(re.findall(r'{% icon "([\w-]+)"(?!\|)', path.read_text()))
    named |= set(re.findall(r'include "ui/empty.html" with icon="([\w-]+)"', path.read_text()))
    assert named <= ICONS
