"""What no linter of others knows: no signals, no oversized rooms, actions that name who and when."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.house_map import ROOT

CODE = ("src", "tenants", "shared_apps", "tenant_apps")
FILE, FUNCTION, PARAMETERS, TEMPLATE = 400, 50, 7, 150


def files(suffix: str) -> Iterator[Path]:
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *CODE],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    for name in tracked:
        path = ROOT / name
        if name.endswith(suffix) and "/migrations/" not in name and path.is_file():
            yield path


def functions() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in files(".py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node


def test_the_map_of_imports_holds() -> None:
    result = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{ROOT}/src:{ROOT}"},
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_no_signals_of_ours() -> None:
    words = ("django.dispatch", "post_save", "pre_save", "post_delete", "pre_delete", "m2m_changed")
    assert [f"{path}: {word}" for path in files(".py") for word in words if word in path.read_text()] == []


def test_no_file_grows_too_long() -> None:
    assert [
        f"{path.relative_to(ROOT)} has {lines} lines"
        for path in files(".py")
        if (lines := len(path.read_text().splitlines())) > FILE
    ] == []


def test_no_template_grows_too_long() -> None:
    assert [
        f"{path.relative_to(ROOT)} has {lines} lines"
        for path in files(".html")
        if (lines := len(path.read_text().splitlines())) > TEMPLATE
    ] == []


def test_no_function_grows_too_long() -> None:
    assert [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has {length} lines"
        for path, node in functions()
        if (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION
    ] == []


def test_no_function_takes_too_much() -> None:
    """Who did it and when are said everywhere and do not count."""
    uncounted = {"self", "cls", "by", "at"}
    found = []
    for path, node in functions():
        arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        named = [argument.arg for argument in arguments if argument.arg not in uncounted]
        if len(named) > PARAMETERS:
            found.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}({', '.join(named)})")
    assert found == []


def test_every_verb_has_one_name() -> None:
    seen: dict[str, list[str]] = {}
    for path in files("actions.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                seen.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    assert {name: places for name, places in seen.items() if len(places) > 1} == {}


@pytest.mark.parametrize("word", ["style=", "onclick=", "hx-on", "<script>", "<style"])
def test_no_template_breaks_the_content_security_policy(word: str) -> None:
    mails = ("/mail/", "/email/")
    assert [
        str(path.relative_to(ROOT))
        for path in files(".html")
        if word in path.read_text().lower() and not any(mail in str(path) for mail in mails)
    ] == []
