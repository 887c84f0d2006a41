"""What is counted instead of agreed: meters, their events, and the sum of a period."""

import secrets

from ..charges import merge
from ..errors import StripeError
from ..listing import matching, page
from ..routing import Books, Request, Routes
from ..store import Thing
from . import calendar

routes = Routes()
METER, EVENT = "billing.meter", "billing.meter_event"
OLDEST, AHEAD = 35 * calendar.DAY, 5 * 60


@routes.post("/v1/billing/meters")
def create(request: Request, books: Books) -> Thing:
    params = request.params
    if any(meter["status"] == "active" for meter in books.all(METER, event_name=params["event_name"])):
        raise StripeError("There is already an active meter with this event name.", param="event_name")
    mapping = params.get("customer_mapping") or {"event_payload_key": "stripe_customer_id", "type": "by_id"}
    return books.new(
        METER, "mtr", customer_mapping=mapping, default_aggregation=params["default_aggregation"],
        display_name=params["display_name"], event_name=params["event_name"],
        event_time_window=params.get("event_time_window"), status="active",
        status_transitions={"deactivated_at": None}, updated=books.now,
        value_settings=params.get("value_settings") or {"event_payload_key": "value"},
    )  # fmt: skip


@routes.get("/v1/billing/meters")
def list_meters(request: Request, books: Books) -> Thing:
    return page(matching(books, METER, request.params, "status"), request.params, request.path)


@routes.get("/v1/billing/meters/{id}")
def retrieve(request: Request, books: Books, id: str) -> Thing:
    return books.get(METER, id)


@routes.post("/v1/billing/meters/{id}")
def update(request: Request, books: Books, id: str) -> Thing:
    meter = books.get(METER, id)
    merge(meter, request.params, "display_name")
    return meter


@routes.post("/v1/billing/meter_events")
def record(request: Request, books: Books) -> Thing:
    params = request.params
    meter = next((m for m in books.all(METER, event_name=params["event_name"]) if m["status"] == "active"), None)
    if meter is None:
        raise StripeError("No active meter found for this event name.", code="archived_meter", param="event_name")
    payload = params["payload"]
    customer = books.find("customer", payload.get(meter["customer_mapping"]["event_payload_key"], ""))
    if customer is None:
        raise StripeError(
            "The customer of this event is unknown.", code="meter_event_no_customer_defined", param="payload"
        )
    _check_value(meter, payload)
    at = calendar.now(books, customer)
    moment, identifier = params.get("timestamp", at), params.get("identifier") or secrets.token_hex(16)
    if not at - OLDEST <= moment <= at + AHEAD:
        raise StripeError("The timestamp is too far in the past or in the future.", code="timestamp_too_far_in_past",
                          param="timestamp")  # fmt: skip
    if books.all(EVENT, identifier=identifier):
        raise StripeError(
            f"An event already exists with identifier {identifier}.", code="duplicate_meter_event", param="identifier"
        )
    event = books.new(
        EVENT, "mevt", event_name=params["event_name"], identifier=identifier, payload=payload, timestamp=moment,
        _customer=customer["id"], _meter=meter["id"], _canceled=False,
    )  # fmt: skip
    return {name: value for name, value in event.items() if name != "id"}  # it is known by its identifier


def _check_value(meter: Thing, payload: Thing) -> None:
    value = payload.get(meter["value_settings"]["event_payload_key"], "1")
    if not value.isdigit():
        raise StripeError("The value of an event is a whole number.", code="meter_event_invalid_value", param="payload")


@routes.post("/v1/billing/meter_event_adjustments")
def adjust(request: Request, books: Books) -> Thing:
    """Takes an event back that was counted by mistake."""
    identifier = request.params["cancel"]["identifier"]
    for event in books.all(EVENT, identifier=identifier):
        event["_canceled"] = True
        books.touch(event)
    return books.new(
        "billing.meter_event_adjustment", "meadj", cancel={"identifier": identifier},
        event_name=request.params["event_name"], status="complete", type="cancel",
    )  # fmt: skip


def usage(books: Books, meter_id: str, customer: str, start: int, end: int) -> int:
    """The customer's usage from `start` until just before `end`, as the meter adds it up."""
    meter = books.get(METER, meter_id)
    events = [
        event
        for event in reversed(books.all(EVENT, _meter=meter_id, _customer=customer, _canceled=False))
        if start <= event["timestamp"] < end
    ]
    values = [int(event["payload"].get(meter["value_settings"]["event_payload_key"], "1")) for event in events]
    how = meter["default_aggregation"]["formula"]
    return {"count": len(values), "sum": sum(values), "last": values[-1] if values else 0}[how]


@routes.get("/v1/billing/meters/{id}/event_summaries")
def summaries(request: Request, books: Books, id: str) -> Thing:
    params = request.params
    start, end = params["start_time"], params["end_time"]
    step = {"hour": calendar.HOUR, "day": calendar.DAY}.get(params.get("value_grouping_window", ""), end - start)
    found = [
        {
            "id": f"mtrusg_{id}_{moment}",
            "object": "billing.meter_event_summary",
            "aggregated_value": usage(books, id, params["customer"], moment, min(moment + step, end)),
            "start_time": moment,
            "end_time": min(moment + step, end),
            "livemode": False,
            "meter": id,
            "created": moment,
        }
        for moment in range(start, end, max(step, 1))
    ]
    return page(found[::-1], {name: params[name] for name in ("limit",) if name in params}, request.path)
