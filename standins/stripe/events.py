"""Events as they can be asked for afterwards."""

from fnmatch import fnmatchcase

from .listing import page
from .routing import Books, Request, Routes
from .store import Thing

routes = Routes()


@routes.get("/v1/events")
def list_events(request: Request, books: Books) -> Thing:
    """Newest first; `type` may end in `.*`, `types` names several."""
    wish = request.params.get("types") or [request.params.get("type", "*")]
    found = [event for event in books.all("event") if any(fnmatchcase(event["type"], type) for type in wish)]
    return page(found, request.params, request.path)


@routes.get("/v1/events/{id}")
def retrieve(request: Request, books: Books, id: str) -> Thing:
    return books.get("event", id)
