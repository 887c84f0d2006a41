"""Checks a request against the SDK's own typed parameters: what Stripe does not have is refused here too.

The SDK's services name, for each method and path, a TypedDict in `stripe.params`. Both are generated from Stripe's
OpenAPI document, so they are the nearest thing to it that is installed.
"""

import functools
import importlib
import re
import types
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin

import stripe
from stripe._request_options import RequestOptions
from typing_extensions import get_type_hints, is_typeddict

from .errors import StripeError

Operation = tuple[str, str]  # "POST", "/v1/refunds/{}"
_NO_PARAMS = ""
_UNIMPORTED = {"StripeContext": Any, "Mapping": Mapping}  # which some of the SDK's files import for type checkers only


def operation(method: str, pattern: str) -> Operation:
    return method, re.sub(r"\{\w+\}", "{}", pattern)


@functools.cache
def operations() -> dict[Operation, str]:
    """Method and path of everything the SDK can do -> the name of its class of parameters ("" has none)."""
    found: dict[Operation, str] = {}
    for source in Path(stripe.__file__).parent.rglob("_*_service.py"):
        text = source.read_text(encoding="utf-8")
        modules = dict(re.findall(r"from (stripe\.params[\w.]*)\s+import\s+\(?\s*(\w+)", text))
        by_class = {name: module for module, name in modules.items()}
        for part in re.split(r"\n    def ", text)[1:]:
            call = re.search(r'"(get|post|delete)",\s+"(/v1/[^"]+)"', part)
            if call:
                params = re.search(r'params: (?:Optional\[)?\s*"(\w+)"', part)
                name = f"{by_class[params[1]]}:{params[1]}" if params else _NO_PARAMS
                found[operation(call[1].upper(), call[2])] = name
    return found


def check(method: str, pattern: str, given: dict[str, Any]) -> dict[str, Any]:
    """The parameters with their right types. Raises Stripe's `parameter_unknown`, `parameter_missing` and others."""
    reference = operations()[operation(method, pattern)]
    if not reference:
        for name in given:
            raise _unknown(name)
        return {}
    module, _, name = reference.partition(":")
    return _typed_dict(given, getattr(importlib.import_module(module), name), "")


def shaped(given: dict[str, Any], shape: type) -> dict[str, Any]:
    """The same for a call that the SDK does not have: `shape` is a TypedDict of the stand-in's own."""
    return _typed_dict(given, shape, "")


@functools.cache
def _fields(cls: type) -> dict[str, tuple[Any, bool]]:
    """Field -> (its type, whether it must be given); the options of the SDK's own call are not Stripe's."""
    hints = get_type_hints(cls, localns=_UNIMPORTED, include_extras=True)
    own = {name: hint for name, hint in hints.items() if name not in RequestOptions.__annotations__}
    return {name: _unwrapped(hint) for name, hint in own.items()}


def _unwrapped(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) is NotRequired:
        return get_args(hint)[0], False
    if get_origin(hint) is Required:
        return get_args(hint)[0], True
    return hint, True


def _typed_dict(value: Any, cls: type, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise StripeError("Invalid object", param=path)
    fields = _fields(cls)
    for name in value:
        if name not in fields:
            raise _unknown(_join(path, name))
    for name, (_hint, required) in fields.items():
        if required and name not in value:
            missing = _join(path, name)
            raise StripeError(f"Missing required param: {missing}.", code="parameter_missing", param=missing)
    return {name: _convert(item, fields[name][0], _join(path, name)) for name, item in value.items()}


def _convert(value: Any, hint: Any, path: str) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _union(value, get_args(hint), path)
    if origin is Literal:
        return _literal(value, get_args(hint), path)
    if origin is list:
        return _list(value, get_args(hint)[0], path)
    if is_typeddict(hint):
        return _typed_dict(value, hint, path)
    if hint in _PLAIN:
        return _PLAIN[hint](value, path)
    if isinstance(value, dict) or origin is not dict:
        return value
    raise StripeError("Invalid object", param=path)


def _union(value: Any, hints: tuple[Any, ...], path: str) -> Any:
    """The first alternative that takes the value; else the complaint that got furthest into it."""
    # "Literal['a', 'b'] | str" is how the SDK leaves an enumeration open for versions to come: Stripe itself does not.
    closed = any(option for hint in hints if get_origin(hint) is Literal for option in get_args(hint))
    complaints: list[StripeError] = []
    for hint in hints:
        # "UntypedStripeObject" takes anything: it stands beside a Dict for what people read back and send again.
        if hint is type(None) or (closed and hint is str):
            continue
        if getattr(get_origin(hint) or hint, "__name__", "") == "UntypedStripeObject":
            continue
        try:
            return _convert(value, hint, path)
        except StripeError as error:
            complaints.append(error)
    raise max(complaints, key=lambda error: len(error.details["param"] or ""))


def _literal(value: Any, allowed: tuple[Any, ...], path: str) -> Any:
    for option in allowed:
        if value == option or (not isinstance(option, str) and str(value).lower() == str(option).lower()):
            return option
    raise StripeError(f"Invalid {path}: must be one of {', '.join(map(str, allowed))}", param=path)


def _list(value: Any, hint: Any, path: str) -> list[Any]:
    if not isinstance(value, list):
        raise StripeError("Invalid array", param=path)
    return [_convert(item, hint, f"{path}[{index}]") for index, item in enumerate(value)]


def _integer(value: Any, path: str) -> int:
    if isinstance(value, str) and re.fullmatch(r"-?\d+", value):
        return int(value)
    raise StripeError(f"Invalid integer: {value}", code="parameter_invalid_integer", param=path)


def _boolean(value: Any, path: str) -> bool:
    if value in ("true", "false"):
        return bool(value == "true")
    raise StripeError(f"Invalid boolean: {value}", param=path)


def _string(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise StripeError("Invalid string", param=path)
    return value


def _number(value: Any, path: str) -> str:
    """A decimal stays the text that was sent: Stripe keeps them exactly."""
    if isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value):
        return value
    raise StripeError(f"Invalid decimal: {value}", code="parameter_invalid_integer", param=path)


_PLAIN: dict[Any, Any] = {int: _integer, bool: _boolean, str: _string, float: _number, Decimal: _number}


def _unknown(param: str) -> StripeError:
    return StripeError(f"Received unknown parameter: {param}", code="parameter_unknown", param=param)


def _join(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name
