"""Test clocks: a customer's own time, moved forward with all that falls due on the way."""

from ..errors import StripeError
from ..listing import page
from ..routing import Books, Request, Routes
from ..store import Thing
from . import calendar, cycle, items

routes = Routes()
KIND = "test_helpers.test_clock"


@routes.post("/v1/test_helpers/test_clocks")
def create(request: Request, books: Books) -> Thing:
    return books.new(
        KIND, "clock", deletes_after=books.now + 30 * calendar.DAY, frozen_time=request.params["frozen_time"],
        name=request.params.get("name"), status="ready", status_details={"advancing": None},
    )  # fmt: skip


@routes.post("/v1/test_helpers/test_clocks/{id}/advance")
def advance(request: Request, books: Books, id: str) -> Thing:
    """Everything due until then is done before this answers; with Stripe itself `status` is `advancing` for a while."""
    clock, until = books.get(KIND, id), request.params["frozen_time"]
    if until <= clock["frozen_time"]:
        raise StripeError("A test clock only goes forward.", param="frozen_time")
    _check_not_too_far(books, clock, until)
    cycle.run(books, clock, until)
    clock["frozen_time"] = until
    books.emit("test_helpers.test_clock.advancing", clock | {"status": "advancing"})
    books.emit("test_helpers.test_clock.ready", clock)
    return clock


def _check_not_too_far(books: Books, clock: Thing, until: int) -> None:
    """At most two periods at once, as at Stripe."""
    for subscription in books.all("subscription", test_clock=clock["id"]):
        shortest = min((item["price"]["recurring"] for item in items.of(subscription)), key=_length)
        if until > calendar.period_end(calendar.period_end(clock["frozen_time"], 0, shortest), 0, shortest):
            raise StripeError(
                "Cannot advance a test clock by more than two intervals of its shortest subscription.",
                param="frozen_time",
            )


def _length(recurring: Thing) -> int:
    return calendar.period_end(0, 0, recurring)


@routes.get("/v1/test_helpers/test_clocks")
def list_clocks(request: Request, books: Books) -> Thing:
    return page(books.all(KIND), request.params, request.path)


@routes.get("/v1/test_helpers/test_clocks/{id}")
def retrieve(request: Request, books: Books, id: str) -> Thing:
    return books.get(KIND, id)


@routes.delete("/v1/test_helpers/test_clocks/{id}")
def delete(request: Request, books: Books, id: str) -> Thing:
    """Its customers go with it."""
    clock = books.get(KIND, id)
    for kind in ("subscription", "invoice", "invoiceitem", "customer"):
        for thing in books.all(kind, test_clock=id):
            books.remove(thing)
    return books.remove(clock)
