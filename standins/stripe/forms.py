"""Reads a body as Stripe does: `items[0][price]=x` is a list of objects, `expand[]=a` a list."""

from typing import Any
from urllib.parse import parse_qsl


def decode(encoded: str) -> dict[str, Any]:
    """Nested dicts and lists of strings."""
    tree: dict[str, Any] = {}
    for key, value in parse_qsl(encoded, keep_blank_values=True):
        _put(tree, _steps(key), value)
    read: dict[str, Any] = _with_lists(tree)
    return read


def _steps(key: str) -> list[str]:
    head, _, rest = key.partition("[")
    return [head, *rest[:-1].split("][")] if rest.endswith("]") else [key]


def _put(tree: dict[str, Any], steps: list[str], value: str) -> None:
    for step in steps[:-1]:
        inner = tree.setdefault(_index(tree, step), {})
        tree = inner if isinstance(inner, dict) else {}
    tree[_index(tree, steps[-1])] = value


def _index(tree: dict[str, Any], step: str) -> str:
    return step or str(len(tree))


def _with_lists(tree: Any) -> Any:
    if not isinstance(tree, dict):
        return tree
    inner = {key: _with_lists(value) for key, value in tree.items()}
    if inner and all(key.isdigit() for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner
