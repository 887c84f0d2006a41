"""Compile the translations with Babel: Django's own compilemessages needs gettext from the system, the demo needs nothing."""

import sys
from pathlib import Path

from babel.messages import mofile, pofile


def compile_messages(source: Path) -> None:
    with source.open("rb") as words:
        catalog = pofile.read_po(words, locale=source.parents[1].name)
    with source.with_suffix(".mo").open("wb") as compiled:
        mofile.write_mo(compiled, catalog)


for name in sys.argv[1:]:
    compile_messages(Path(name))
