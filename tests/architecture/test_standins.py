"""The stand-ins are other companies: the product reaches them by address, and never knows that they are not real."""

import ast
from collections.abc import Iterator

from tests.architecture.house_map import ROOT
from tests.architecture.test_house_rules import files

# The list of processes names the package in a command line, the settings its ports.
STARTED_IN = ("src/config/", "shared_apps/operations/processes.py")


def mentions() -> Iterator[tuple[str, str]]:
    """File and line -> "import" or "text", wherever the product's code names the package."""
    for path in files(".py"):
        for node in ast.walk(ast.parse(path.read_text())):
            place = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
            if any(_is_ours(name) for name in _imported(node)):
                yield place, "import"
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_ours(node.value):
                yield place, "text"


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def _is_ours(name: str) -> bool:
    return name.split(".")[0] == "standins"


def test_nothing_of_the_product_imports_a_stand_in() -> None:
    assert [place for place, how in mentions() if how == "import"] == []


def test_only_the_demo_names_them_to_start_them() -> None:
    assert [place for place, _ in mentions() if not place.startswith(STARTED_IN)] == []


def test_no_stand_in_grows_too_long() -> None:
    code = [path for ending in ("py", "js", "css") for path in (ROOT / "standins").rglob(f"*.{ending}")]
    assert len(code) > 20
    assert [str(path) for path in code if len(path.read_text().splitlines()) > 400] == []
