"""Is a request one that PayPal's own SDK could have meant? Its models say which fields exist and of what kind.

PayPal itself overlooks a field it does not know. The stand-in refuses it: what is overlooked is not granted.
"""

import importlib
import pkgutil
import re
from functools import cache
from typing import Any

from paypalserversdk import models

from standins.paypal.errors import Refused

_ATTRIBUTE = re.compile(r"^\s{8}(\w+) \(([^)]+)\):", re.MULTILINE)
_PLAIN: dict[str, type | tuple[type, ...]] = {"str": str, "bool": bool, "int": int, "float": (int, float)}
_ENTRIES = re.compile(r"^(?:List|Array)\[(.+)\]$", re.IGNORECASE)


def check(body: Any, model: str) -> None:
    """Raise Refused with the field's path when the body is not the named model of the SDK."""
    _check_model(body, model, "")


def _check_model(value: Any, model: str, path: str) -> None:
    if not isinstance(value, dict):
        raise Refused("INVALID_PARAMETER_SYNTAX", field=path or "/")
    kinds, needed = _fields(model)
    for name in value.keys() - kinds.keys():
        raise Refused("UNKNOWN_PARAMETER", field=f"{path}/{name}", description=f"PayPal's {model} has no {name}.")
    for name in sorted(needed - value.keys()):
        raise Refused("MISSING_REQUIRED_PARAMETER", field=f"{path}/{name}", description="A required field is missing.")
    for name, inner in value.items():
        _check_value(inner, kinds[name], f"{path}/{name}")


def _check_value(value: Any, kind: str, path: str) -> None:
    if entries := _ENTRIES.match(kind):
        if not isinstance(value, list):
            raise Refused("INVALID_PARAMETER_SYNTAX", field=path)
        for number, entry in enumerate(value):
            _check_value(entry, entries[1], f"{path}/{number}")
    elif kind in _PLAIN:
        if not isinstance(value, _PLAIN[kind]) or (isinstance(value, bool) and kind != "bool"):
            raise Refused("INVALID_PARAMETER_SYNTAX", field=path, description=f"Expected {kind}.")
    elif hasattr(_models().get(kind), "_names"):
        _check_model(value, kind, path)
    elif (allowed := _choices(kind)) and value not in allowed:
        raise Refused("INVALID_PARAMETER_VALUE", field=path, description=f"Expected one of {sorted(allowed)}.")


@cache
def _fields(model: str) -> tuple[dict[str, str], frozenset[str]]:
    """Each field's kind as the SDK's documentation of the class names it, and the fields that must be there."""
    shape = _models()[model]
    kinds = dict(_ATTRIBUTE.findall(shape.__doc__ or ""))
    optional = set(getattr(shape, "_optionals", ()))
    names: dict[str, str] = shape._names
    return (
        {wire: kinds.get(attribute, "Any") for attribute, wire in names.items()},
        frozenset(wire for attribute, wire in names.items() if attribute not in optional),
    )


@cache
def _choices(kind: str) -> frozenset[str]:
    """The words of an enumeration of the SDK; nothing when it is none."""
    shape = vars(_models().get(kind, object))
    return frozenset(value for name, value in shape.items() if name.isupper() and isinstance(value, str))


@cache
def _models() -> dict[str, Any]:
    """Every class of the SDK's models by its name; each lives in a module of its own."""
    found: dict[str, Any] = {}
    for info in pkgutil.iter_modules(models.__path__):
        module = importlib.import_module(f"{models.__name__}.{info.name}")
        found |= {name: kind for name, kind in vars(module).items() if isinstance(kind, type)}
    return found
