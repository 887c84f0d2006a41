"""Baskets and orders for programs. The same actions as the pages; errors are problems of RFC 9457."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from pizzeria.configuration import Configuration, Invalid
from pizzeria.order_flow import FLOW
from shared_apps.accounts.access import Staff, may_call, scope_allows
from tenant_apps.ordering import access, actions, prices, queries, shapes, times
from tenant_apps.ordering.actions import Change
from tenant_apps.ordering.errors import NotOrderable
from tenant_apps.ordering.models import Basket, Order
from toolbox import live
from toolbox.paging import NewestFirst

KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, description="Sent again with the same body: the same order."
)
STATES = OpenApiParameter("state", str, many=True, description="Only orders in these states.")
PROBLEM = OpenApiResponse(OpenApiTypes.OBJECT, description="application/problem+json; `code` says which")


class Customers(BasePermission):
    """Everybody; a token that may only read changes nothing."""

    def has_permission(self, request: Request, view: object) -> bool:
        return scope_allows(request)


class Shop(APIView):
    """What customers and their programs may call."""

    permission_classes = [Customers]


class Baskets(Shop):
    @extend_schema(operation_id="open_basket", request=shapes.BasketIn, responses={201: shapes.BasketOut, 422: PROBLEM})
    def post(self, request: Request) -> Response:
        """Open a basket. A guest's is held by its id; a customer has one."""
        body = _checked(shapes.BasketIn, request.data)
        wished = body.get("order_type", "")
        basket = actions.open_basket(user=access.user_of(request), order_type=wished, at=request.at)
        if wished and basket.order_type != wished:
            basket = actions.choose_order_type(basket, order_type=wished, at=request.at)
        return _basket(request, basket, status=201)


class OneBasket(Shop):
    @extend_schema(operation_id="basket", responses={200: shapes.BasketOut, 404: PROBLEM})
    def get(self, request: Request, id: UUID) -> Response:
        return _basket(request, access.basket_by_id(request, id))

    @extend_schema(
        operation_id="change_basket", request=shapes.BasketIn, responses={200: shapes.BasketOut, 404: PROBLEM}
    )
    def patch(self, request: Request, id: UUID) -> Response:
        """Switch between delivery and collection."""
        basket = access.basket_by_id(request, id)
        if wished := _checked(shapes.BasketIn, request.data).get("order_type"):
            basket = actions.choose_order_type(basket, order_type=wished, at=request.at)
        return _basket(request, basket)


class Lines(Shop):
    @extend_schema(
        operation_id="add_line", request=shapes.LineIn, responses={201: shapes.BasketOut, 409: PROBLEM, 422: PROBLEM}
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Put something in; the same configuration twice is one line. Returns the whole basket."""
        basket = access.basket_by_id(request, id)
        body = _checked(shapes.LineIn, request.data)
        configuration = _configuration(body, at=request.at)
        actions.add_to_basket(basket, configuration=configuration, quantity=body["quantity"], at=request.at)
        return _basket(request, basket, status=201)


class DealLines(Shop):
    @extend_schema(
        operation_id="add_deal", request=shapes.DealIn, responses={201: shapes.BasketOut, 409: PROBLEM, 422: PROBLEM}
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Put a deal in, with one pick for each of its choices. Returns the whole basket."""
        basket = access.basket_by_id(request, id)
        body = _checked(shapes.DealIn, request.data)
        picks = [(str(pick["choice"]), _configuration(pick, at=request.at)) for pick in body["picks"]]
        actions.add_deal_to_basket(basket, deal=str(body["deal"]), picks=picks, at=request.at)
        return _basket(request, basket, status=201)


class OneLine(Shop):
    @extend_schema(
        operation_id="change_line", request=shapes.LineChange, responses={200: shapes.BasketOut, 404: PROBLEM}
    )
    def patch(self, request: Request, id: UUID, line: UUID) -> Response:
        """Change how many or the note; the line removed last comes back when it is given a quantity."""
        basket, found = access.line_by_id(request, id, line)
        body = _checked(shapes.LineChange, request.data)
        actions.change_line(found, quantity=body.get("quantity"), note=body.get("note"), at=request.at)
        return _basket(request, basket)

    @extend_schema(operation_id="remove_line", responses={200: shapes.BasketOut, 404: PROBLEM})
    def delete(self, request: Request, id: UUID, line: UUID) -> Response:
        basket, found = access.line_by_id(request, id, line)
        actions.change_line(found, quantity=0, at=request.at)
        return _basket(request, basket)


class BasketQuote(Shop):
    @extend_schema(operation_id="quote", responses={200: shapes.QuoteOut, 404: PROBLEM})
    def get(self, request: Request, id: UUID) -> Response:
        """The price of this moment with its derivation."""
        basket = access.basket_by_id(request, id)
        return Response(shapes.quote_json(prices.price(basket, at=request.at)))


class Slots(Shop):
    @extend_schema(operation_id="slots", parameters=[shapes.SlotsAsked], responses={200: shapes.SlotsOut, 422: PROBLEM})
    def get(self, request: Request) -> Response:
        """When an order can be had: now, or in the slots of the next opening, or those of ``day``."""
        asked = _checked(shapes.SlotsAsked, request.query_params)
        day: date | None = asked.get("day")
        return Response(shapes.slots_json(times.times(asked["type"], at=request.at, day=day)))


class Orders(APIView):
    def get_permissions(self) -> list[Any]:
        return [Customers()] if self.request.method == "POST" else [Staff("orders.see")]

    @extend_schema(
        operation_id="orders", parameters=[STATES], responses={200: shapes.OrderOut(many=True), 403: PROBLEM}
    )
    def get(self, request: Request) -> Response:
        """The shop's orders, the newest first, by cursor; for who works here."""
        asked = _checked(shapes.OrdersAsked, {"state": request.query_params.getlist("state")})
        pages = NewestFirst()
        found = pages.paginate_queryset(queries.orders_for_staff(states=asked["state"]), request, view=self)
        return pages.get_paginated_response([shapes.order_json(order, with_contact=True) for order in found])

    @extend_schema(
        operation_id="place_order",
        request=shapes.OrderIn,
        parameters=[KEY],
        responses={201: shapes.OrderOut, 404: PROBLEM, 409: PROBLEM, 422: PROBLEM},
    )
    def post(self, request: Request) -> Response:
        """Order what is in the basket. Another total than ``expected_total`` is a 409 with the new ``quote``."""
        form = shapes.OrderIn(data=request.data)
        form.is_valid(raise_exception=True)
        basket = access.basket_by_id(request, form.validated_data["basket"])
        order = actions.place_order(
            basket,
            wish=form.wish(order_type=basket.order_type),
            by=access.customer(request),
            at=request.at,
            key=request.headers.get("Idempotency-Key", ""),
        )
        access.remember_order(request, order)
        return Response(
            shapes.order_json(order, with_contact=True), status=201, headers={"Location": f"{request.path}{order.id}/"}
        )


class OneOrder(Shop):
    @extend_schema(operation_id="order", responses={200: shapes.OrderOut, 404: PROBLEM})
    def get(self, request: Request, id: UUID) -> Response:
        """How an order stands: for whoever has its id. Contact details only for who placed it or works here."""
        seen = access.seen_order(request, id)
        return Response(shapes.order_json(seen.order, with_contact=seen.is_mine or may_call(request, "orders.see")))


class AnyType(BaseContentNegotiation):
    """An EventSource asks for text/event-stream and is sent on; which type it asked for is the gateway's affair."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class Events(Shop):
    content_negotiation_class = AnyType

    @extend_schema(
        operation_id="order_events", responses={307: OpenApiResponse(description="To the stream"), 404: PROBLEM}
    )
    def get(self, request: Request, id: UUID) -> Response:
        """Server-sent events of one order: leads to the live gateway with a token for this order alone."""
        order = access.seen_order(request, id).order
        url = live.url(request, f"order:{order.id}")
        return Response(status=307, headers={"Location": url, "Cache-Control": "no-store"})


class Step(APIView):
    """One step of an order's life, made by who may make it."""

    verb = ""
    permission = ""

    def get_permissions(self) -> list[Any]:
        return [Staff(self.permission)]

    @extend_schema(request=shapes.StepIn, responses={200: shapes.OrderOut, 403: PROBLEM, 404: PROBLEM, 409: PROBLEM})
    def post(self, request: Request, id: UUID) -> Response:
        order = queries.order_for_staff(id)
        body = _checked(shapes.StepIn, request.data)
        return Response(shapes.order_json(self._step(request, order, body), with_contact=True))

    def _step(self, request: Request, order: Order, body: dict[str, Any]) -> Order:
        given = {"accept": ("minutes",), "cancel": ("reason",), "delay": ("minutes",)}
        needed = {"delay": {"minutes": 10}}
        options = needed.get(self.verb, {}) | {name: body[name] for name in given.get(self.verb, ()) if name in body}
        action = getattr(actions, f"{self.verb}_order")
        done: Order = action(order, by=request.actor, at=request.at, **options)
        return done


class Reject(Step):
    @extend_schema(
        request=shapes.RejectIn,
        responses={200: shapes.OrderOut, 403: PROBLEM, 404: PROBLEM, 409: PROBLEM, 422: PROBLEM},
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Say no, and why."""
        order = queries.order_for_staff(id)
        reason = _checked(shapes.RejectIn, request.data)["reason"]
        order = actions.reject_order(order, reason=reason, by=request.actor, at=request.at)
        return Response(shapes.order_json(order, with_contact=True))


class Cancel(Step):
    """Also for who placed it, until the shop has accepted."""

    verb = "cancel"
    permission = FLOW["cancel"].permission

    def get_permissions(self) -> list[Any]:
        return [Customers()]

    @extend_schema(request=shapes.StepIn, responses={200: shapes.OrderOut, 403: PROBLEM, 404: PROBLEM, 409: PROBLEM})
    def post(self, request: Request, id: UUID) -> Response:
        if may_call(request, self.permission):
            return super().post(request, id)
        seen = access.seen_order(request, id)
        if not seen.is_mine:
            raise PermissionDenied() if request.user.is_authenticated else NotAuthenticated()
        body = _checked(shapes.StepIn, request.data)
        order = actions.cancel_order(
            seen.order, by=access.customer(request), at=request.at, reason=body.get("reason", "")
        )
        return Response(shapes.order_json(order, with_contact=True))


class Edit(APIView):
    """Change a placed order: its customer until the shop has accepted it, who works here until the kitchen begins."""

    permission = FLOW["accept"].permission

    def get_permissions(self) -> list[Any]:
        return [Customers()]

    @extend_schema(
        operation_id="edit_order",
        request=shapes.EditIn,
        responses={200: shapes.OrderOut, 403: PROBLEM, 404: PROBLEM, 409: PROBLEM, 422: PROBLEM},
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Agree a change as a whole. What was agreed keeps its price; what is new has today's."""
        is_staff = may_call(request, self.permission)
        seen = access.seen_order(request, id)
        if not (is_staff or seen.is_mine):
            raise PermissionDenied() if request.user.is_authenticated else NotAuthenticated()
        body = _checked(shapes.EditIn, request.data)
        changes = [
            Change(
                line=line.get("line"),
                quantity=line["quantity"],
                configuration=None if line.get("line") else _configuration(line, at=request.at),
            )
            for line in body["lines"]
        ]
        order = actions.change_order(
            seen.order,
            changes=changes,
            revision=body["revision"],
            expected_total=body["expected_total"],
            reason=body.get("reason", ""),
            by=request.actor if is_staff else access.customer(request),
            at=request.at,
        )
        return Response(shapes.order_json(order, with_contact=True))


def _checked(shape: Any, data: Any) -> dict[str, Any]:
    """Return the valid values. Raises ValidationError (422)."""
    form = shape(data=data)
    form.is_valid(raise_exception=True)
    values: dict[str, Any] = form.validated_data
    return values


def _basket(request: Request, basket: Basket, *, status: int = 200) -> Response:
    return Response(shapes.basket_json(prices.price(basket, at=request.at)), status=status)


def _configuration(line: Mapping[str, Any], *, at: datetime) -> Configuration:
    """What the line asks for; where it names a product alone, as the menu card shows it. Raises NotOrderable."""
    product, configuration = shapes.wished(line)
    try:
        return configuration or prices.usual(product, at=at)
    except Invalid as invalid:
        raise NotOrderable(invalid) from invalid
