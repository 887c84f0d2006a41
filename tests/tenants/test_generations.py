"""Whoever changes what is kept of a pizzeria raises its generation in the same transaction: read from the code of the rooms.

Pages that are kept, and the menu and hours that an order may recall, are found by that number alone.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "tenant_apps"
ROOMS = ("menu", "shop", "marketing")
# A draft is seen by nobody but its owner: what is published is another action. Files that are no longer shown are on no
# page, before a shop is opened there is nothing of it to keep, and who sells is named on receipts only.
ON_NO_PAGE = {"edit_draft", "undo_edit", "redo_edit", "discard_draft", "draft_version", "take_file"}
ON_NO_PAGE |= {"forget_photos", "open_shop", "name_seller"}
RAISES = "raise_cache_generation"


def functions(source: str) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}


def is_atomic(function: ast.FunctionDef) -> bool:
    return any(ast.unparse(decorator).startswith("transaction.atomic") for decorator in function.decorator_list)


def reaches(name: str, known: dict[str, ast.FunctionDef], seen: frozenset[str] = frozenset()) -> bool:
    """Whether the function calls it, itself or through others of its file."""
    if name not in known or name in seen:
        return name == RAISES
    called = {
        node.func.id for node in ast.walk(known[name]) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    return any(reaches(other, known, seen | {name}) for other in called)


def silent(source: str) -> set[str]:
    known = functions(source)
    return {name for name, node in known.items() if is_atomic(node) and name[0] != "_" and not reaches(name, known)}


def test_every_action_on_what_is_kept_raises_the_generation() -> None:
    files = [path for room in ROOMS for path in (ROOT / room).glob("*.py")]
    found = {name for path in files for name in silent(path.read_text())}
    assert found - ON_NO_PAGE == set()


@pytest.mark.parametrize("room", ROOMS)
def test_no_page_of_these_rooms_writes_a_row_by_itself(room: str) -> None:
    writes = re.compile(r"\.(objects\.(bulk_)?create|save|update|delete|bulk_update)\(")
    paths = [*(ROOT / room).glob("views*.py"), *(ROOT / room).glob("views/*.py"), *(ROOT / room).glob("api*.py")]
    assert [f"{path}: {line}" for path in paths for line in path.read_text().splitlines() if writes.search(line)] == []


def test_an_action_that_forgets_it_would_be_found() -> None:
    source = """
@transaction.atomic
def tell(by, at): _note(1)
@transaction.atomic
def forget(by, at): Shop.objects.update(name="x")
def _note(fact): raise_cache_generation()
"""
    assert silent(source) == {"forget"}
