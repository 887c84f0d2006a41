"""Every word that people read is there in Italian too."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

from tests.architecture.house_map import ROOT
from tests.architecture.test_house_rules import files

ITALIAN = ROOT / "src/locale/it/LC_MESSAGES/django.po"
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")


def used() -> Iterator[tuple[str, Path]]:
    """Every text that the code or a template asks to have translated, with the file it stands in."""
    for path in files(".py"):
        yield from ((text, path) for text in _texts(path.read_text()))
    for path in (*files(".html"), *files(".txt")):
        yield from ((text, path) for text in _texts(_as_python(templatize(path.read_text()))))


def _as_python(catalogue: str) -> str:
    """What templatize leaves is nearly Python: calls of gettext between runs of other characters."""
    calls = re.findall(r"""\b(n?p?gettext|_)\((u?(?:'(?:[^'\\\\]|\\\\.)*'|"(?:[^"\\\\]|\\\\.)*"))""", catalogue)
    return "\n".join(f"_({text.removeprefix('u')})" for _, text in calls)


def _texts(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in CALLS:
            continue
        texts = node.args[1:] if name.startswith("pgettext") else node.args
        if texts and isinstance(texts[0], ast.Constant) and isinstance(texts[0].value, str):
            yield texts[0].value


@pytest.fixture(scope="module")
def italian() -> polib.POFile:
    return polib.pofile(str(ITALIAN))


def test_the_code_asks_for_many_words() -> None:
    assert len({text for text, _ in used()}) > 500


def test_every_word_is_there_in_italian(italian: polib.POFile) -> None:
    known = {entry.msgid for entry in italian if entry.translated()}
    missing = {text: path.relative_to(ROOT) for text, path in used() if text and text not in known}
    assert not missing, "\n".join(f"{path}: {text!r}" for text, path in sorted(missing.items(), key=str))


def test_no_placeholder_is_lost_in_translation(italian: polib.POFile) -> None:
    for entry in italian:
        for translated in [entry.msgstr, *entry.msgstr_plural.values()]:
            if translated and not entry.msgid_plural:
                assert sorted(PLACEHOLDER.findall(translated)) == sorted(PLACEHOLDER.findall(entry.msgid)), entry.msgid


def test_nobody_shouts(italian: polib.POFile) -> None:
    assert [entry.msgstr for entry in italian if "!" in entry.msgstr] == []
