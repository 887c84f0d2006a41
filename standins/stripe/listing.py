"""Lists in pages, and ids replaced by the objects they name."""

from typing import Any

from .errors import StripeError, missing
from .store import Books, Store, Thing

DEFAULT_LIMIT = 10
_HIDDEN = "_"  # fields of the stand-in's own


def page(things: list[Thing], params: Thing, url: str) -> Thing:
    """One page of what is given newest first (limit, starting_after, ending_before, created)."""
    limit = params.get("limit", DEFAULT_LIMIT)
    if not 1 <= limit <= 100:
        raise StripeError("This value must be between 1 and 100 (inclusive).", param="limit")
    things = [thing for thing in things if _created_within(thing, params.get("created"))]
    ids = [thing["id"] for thing in things]
    if after := params.get("starting_after"):
        things = things[_place(ids, after, "starting_after") + 1 :]
        chosen, more = things[:limit], len(things) > limit
    elif before := params.get("ending_before"):
        things = things[: _place(ids, before, "ending_before")]
        chosen, more = things[-limit:], len(things) > limit
    else:
        chosen, more = things[:limit], len(things) > limit
    return {"object": "list", "data": chosen, "has_more": more, "url": url}


def matching(books: Books, kind: str, params: Thing, *fields: str) -> list[Thing]:
    """The account's objects of a kind, newest first, narrowed by those of `fields` that were asked for."""
    return books.all(kind, **{field: params[field] for field in fields if field in params})


def _place(ids: list[str], id: str, param: str) -> int:
    if id not in ids:
        raise missing("object", id, param)
    return ids.index(id)


def _created_within(thing: Thing, wish: Any) -> bool:
    if wish is None:
        return True
    if isinstance(wish, int):
        return bool(thing["created"] == wish)
    tests = {"gt": int.__gt__, "gte": int.__ge__, "lt": int.__lt__, "lte": int.__le__}
    return all(tests[name](thing["created"], bound) for name, bound in wish.items())


def expanded(store: Store, thing: Any, paths: list[str]) -> Any:
    """A copy as it goes out: fields of the stand-in's own left out, the asked-for ids replaced by their objects."""
    out = visible(thing)
    for path in paths:
        _expand(store, out, path.split("."), path)
    return out


def visible(thing: Any) -> Any:
    """Without the fields that only the stand-in knows."""
    if isinstance(thing, dict):
        is_object = "object" in thing  # metadata keeps its own keys, whatever their names
        return {k: visible(value) for k, value in thing.items() if not (is_object and k.startswith(_HIDDEN))}
    if isinstance(thing, list):
        return [visible(item) for item in thing]
    return thing


def _expand(store: Store, out: Any, steps: list[str], path: str) -> None:
    if isinstance(out, list):
        for item in out:
            _expand(store, item, steps, path)
        return
    if not isinstance(out, dict) or not steps:
        return
    if steps[0] not in out and (asked := (store.locate(out.get("id", "")) or {}).get(f"_{steps[0]}")) is not None:
        out[steps[0]] = visible(asked)  # Stripe shows some fields only to who asks for them
    if steps[0] not in out:
        if out.get("object") == "list" or "deleted" in out:
            return
        raise StripeError(f"This property cannot be expanded ({path}).", param="expand")
    value = out[steps[0]]
    if isinstance(value, str) and (found := store.locate(value)):
        out[steps[0]] = visible(found)
    elif isinstance(value, list):
        out[steps[0]] = [visible(store.locate(item) or item) if isinstance(item, str) else item for item in value]
    _expand(store, out[steps[0]], steps[1:], path)
