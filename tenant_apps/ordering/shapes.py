"""What the API of ordering reads and writes. Amounts are strings, moments ISO 8601 with their zone."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

import tenants
from pizzeria import order_flow, pricing
from pizzeria.configuration import Configuration, Invalid
from pizzeria.money import plain
from pizzeria.order_flow import STATES
from tenant_apps.ordering import queries
from tenant_apps.ordering.actions.baskets import MOST_LINES
from tenant_apps.ordering.errors import NotOrderable
from tenant_apps.ordering.models import Order, OrderType, Tender
from tenant_apps.ordering.prices import PricedBasket, PricedLine
from tenant_apps.ordering.times import Times
from tenant_apps.ordering.wishes import Wish

_CHOOSE = {"invalid_choice": _("That is none of the choices.")}
_PARTS = ("product", "size", "dough", "half", "toppings", "removed", "note")


def _type(**options: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=OrderType.choices, error_messages=_CHOOSE, **options)


def _id(**options: Any) -> serializers.UUIDField:
    return serializers.UUIDField(error_messages={"invalid": _("That is no id.")}, **options)


class Strict(serializers.Serializer):
    """Takes the fields it knows and no others: a misspelt ``when`` would be an order for right now."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, Mapping) else []
        if unknown:
            known = ", ".join(self.fields)
            words = _("There is no such field. The fields are: %(known)s.") % {"known": known}
            raise serializers.ValidationError({name: [words] for name in unknown}, code="unknown_field")
        return super().to_internal_value(data)


class BasketIn(Strict):
    order_type = _type(required=False)


class LineIn(Strict):
    """One product: its fields, or all of them in ``configuration``. A product alone comes as the menu card shows it."""

    configuration = serializers.JSONField(required=False)
    product = serializers.CharField(required=False, max_length=60)
    size = serializers.CharField(required=False, allow_null=True, max_length=60)
    dough = serializers.CharField(required=False, allow_null=True, max_length=60)
    half = serializers.JSONField(required=False, allow_null=True)
    toppings = serializers.JSONField(required=False)
    removed = serializers.JSONField(required=False)
    note = serializers.CharField(required=False, allow_blank=True, max_length=200)
    quantity = serializers.IntegerField(default=1)


class PickIn(LineIn):
    """What was chosen for one choice of a deal: one of it."""

    choice = _id()
    quantity = None  # type: ignore[assignment]


class DealIn(Strict):
    deal = _id()
    picks = PickIn(many=True, allow_empty=False, max_length=MOST_LINES)


def wished(line: Mapping[str, Any]) -> tuple[str, Configuration | None]:
    """Return the product of a LineIn, and its configuration unless only a product was named. Raises NotOrderable."""
    body = line.get("configuration") or {name: line[name] for name in _PARTS if name in line}
    if isinstance(body, dict) and set(body) == {"product"}:
        return str(body["product"]), None
    try:
        return "", Configuration.from_json(body)
    except Invalid as invalid:
        raise NotOrderable(invalid) from invalid


class LineChange(Strict):
    quantity = serializers.IntegerField(required=False, help_text="0 takes the line out.")
    note = serializers.CharField(required=False, allow_blank=True, max_length=200)


class OrderIn(Strict):
    """``when`` is the start of a slot; without it as soon as possible. ``expected_total`` is what the customer saw."""

    basket = _id()
    order_type = _type(required=False)
    when = serializers.DateTimeField(required=False, allow_null=True)
    name = serializers.CharField(max_length=120)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=30)
    email = serializers.EmailField(required=False, allow_blank=True)
    address = serializers.CharField(required=False, allow_blank=True, max_length=300)
    address_note = serializers.CharField(required=False, allow_blank=True, max_length=160)
    note = serializers.CharField(required=False, allow_blank=True, max_length=300)
    tender = serializers.ChoiceField(choices=Tender.choices, required=False, error_messages=_CHOOSE)
    tip = serializers.DecimalField(max_digits=6, decimal_places=2, required=False, help_text="For who brings it.")
    expected_total = serializers.DecimalField(max_digits=10, decimal_places=2)

    def wish(self, *, order_type: str) -> Wish:
        data = {name: value for name, value in self.validated_data.items() if name != "basket"}
        language = (get_language() or "it").split("-")[0]
        return Wish(**({"order_type": order_type, "language": language, "channel": "api"} | data))


class StepIn(Strict):
    reason = serializers.CharField(required=False, allow_blank=True, max_length=200)
    minutes = serializers.IntegerField(required=False, help_text="accept: until it is there; delay: how much later.")


class EditLineIn(LineIn):
    """An agreed ``line`` with another ``quantity`` (0 takes it out); or something new, as when a basket is filled."""

    line = _id(required=False)
    quantity = serializers.IntegerField(default=1, min_value=0, max_value=50)


class EditIn(Strict):
    """What is to be different; lines that are not named stay. ``revision`` and ``expected_total`` are what the caller saw."""

    revision = serializers.IntegerField(min_value=0)
    lines = EditLineIn(many=True, max_length=2 * MOST_LINES)
    expected_total = serializers.DecimalField(max_digits=10, decimal_places=2)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=200)


class RejectIn(Strict):
    reason = serializers.CharField(max_length=200, help_text="The customer reads it.")


class OrdersAsked(serializers.Serializer):
    state = serializers.MultipleChoiceField(choices=STATES, required=False, error_messages=_CHOOSE)


class SlotsAsked(serializers.Serializer):
    type = _type()
    day = serializers.DateField(required=False)


class LineOut(serializers.Serializer):
    id = serializers.CharField()
    configuration = serializers.JSONField()
    name = serializers.JSONField()
    quantity = serializers.IntegerField()
    deal = serializers.CharField(allow_null=True, help_text="The deal it was chosen in: lines of one deal share it.")
    total = serializers.CharField(allow_null=True, help_text="Null when it cannot be had. In a deal: the list price.")
    allergens = serializers.ListField(child=serializers.CharField())
    may_contain = serializers.ListField(child=serializers.CharField())
    sentence = serializers.CharField(allow_null=True, help_text="How its price comes about, in words.")
    problem = serializers.JSONField(allow_null=True, help_text="Why it cannot be had: code and words.")


class BasketOut(serializers.Serializer):
    id = serializers.CharField()
    order_type = serializers.CharField()
    lines = LineOut(many=True)
    subtotal = serializers.CharField()
    total = serializers.CharField()
    to_go = serializers.CharField(help_text="What is missing to the minimum order.")
    currency = serializers.CharField()
    can_check_out = serializers.BooleanField()


class QuoteOut(serializers.Serializer):
    """The price with its derivation, as the one engine of web, counter and API makes it."""

    version = serializers.IntegerField()
    currency = serializers.CharField()
    order_type = serializers.CharField()
    lines = serializers.JSONField(help_text="Each with its steps, allergens and VAT.")
    fees = serializers.JSONField()
    discounts = serializers.JSONField()
    subtotal = serializers.CharField()
    goods = serializers.CharField()
    minimum = serializers.CharField(allow_null=True)
    to_go = serializers.CharField()
    vat = serializers.JSONField()
    total = serializers.CharField()
    payable = serializers.CharField()
    explanation = serializers.ListField(child=serializers.CharField(), help_text="The same in words.")
    problems = LineOut(many=True, help_text="The lines that cannot be had now; they are not in the price.")


class RangeOut(serializers.Serializer):
    earliest = serializers.DateTimeField()
    latest = serializers.DateTimeField()


class SlotOut(serializers.Serializer):
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    places_left = serializers.IntegerField(help_text="In the oven; a pizza of the usual size takes one.")


class SlotsOut(serializers.Serializer):
    type = serializers.CharField()
    timezone = serializers.CharField()
    as_soon_as_possible = RangeOut(allow_null=True)
    opens_at = serializers.DateTimeField(allow_null=True)
    day = serializers.DateField(allow_null=True)
    dough_left = serializers.IntegerField(allow_null=True, help_text="Balls of that day; null: nobody counts them.")
    slots = SlotOut(many=True)


class StepOut(serializers.Serializer):
    state = serializers.CharField()
    at = serializers.DateTimeField(allow_null=True)


class OrderOut(serializers.Serializer):
    id = serializers.CharField()
    number = serializers.IntegerField()
    day_number = serializers.IntegerField(allow_null=True, help_text="What is called out; it begins anew every day.")
    state = serializers.CharField()
    order_type = serializers.CharField()
    tender = serializers.CharField()
    tip = serializers.CharField()
    pay_url = serializers.CharField(allow_null=True, help_text="Where it is paid, while it waits for that.")
    placed_at = serializers.DateTimeField()
    requested_for = serializers.DateTimeField(allow_null=True)
    promised = RangeOut()
    reason = serializers.CharField()
    currency = serializers.CharField()
    total = serializers.CharField()
    revision = serializers.IntegerField(help_text="How often it was edited.")
    lines = serializers.JSONField(help_text="The ids of what stands in it, in the order of the quote's lines.")
    quote = serializers.JSONField(help_text="As agreed, with its derivation.")
    steps = StepOut(many=True)
    contact = serializers.JSONField(help_text="Only for who ordered and who works here, else null.", allow_null=True)
    verbs = serializers.ListField(child=serializers.CharField(), help_text="What may happen next.")


def line_json(item: PricedLine) -> dict[str, Any]:
    quote = item.quote
    language = get_language() or "en"
    return {
        "id": str(item.line.id),
        "configuration": item.line.configuration,
        "name": item.name,
        "quantity": item.line.quantity,
        "deal": str(item.line.deal_group) if item.line.deal_group else None,
        "total": quote.total.to_json() if quote else None,
        "allergens": list(quote.allergens) if quote else [],
        "may_contain": list(quote.may_contain) if quote else [],
        "sentence": pricing.line_sentence(quote, language) if quote else None,
        "problem": {"code": item.problem.code, "title": item.problem.text(language)} if item.problem else None,
    }


def basket_json(priced: PricedBasket) -> dict[str, Any]:
    quote = priced.quote
    return {
        "id": str(priced.basket.id),
        "order_type": quote.order_type,
        "lines": [line_json(item) for item in priced.lines],
        "subtotal": quote.subtotal.to_json(),
        "total": quote.total.to_json(),
        "to_go": quote.to_go.to_json(),
        "currency": quote.currency,
        "can_check_out": priced.can_check_out,
    }


def quote_json(priced: PricedBasket) -> dict[str, Any]:
    words = pricing.explain(priced.quote, get_language() or "en")
    problems = [line_json(item) for item in priced.problems]
    return priced.quote.to_json() | {"explanation": words, "problems": problems}


def slots_json(times: Times) -> dict[str, Any]:
    soon = times.soon
    return {
        "type": times.order_type,
        "timezone": times.zone,
        "as_soon_as_possible": {"earliest": soon.earliest, "latest": soon.latest} if soon else None,
        "opens_at": times.opens_at,
        "day": times.day,
        "dough_left": times.dough_left,
        "slots": [{"start": slot.start, "end": slot.end, "places_left": slot.places_left} for slot in times.slots],
    }


def _pay_url(order: Order) -> str | None:
    """The page of the room above, by its address; None for an order that waits for no payment."""
    here = tenants.current()
    return here.url(f"/orders/{order.id}/pay/") if here and order.state == order_flow.UNPAID else None


def order_json(order: Order, *, with_contact: bool) -> dict[str, Any]:
    contact = {name: getattr(order, name) for name in ("name", "phone", "email", "address", "address_note", "note")}
    return {
        "id": str(order.id),
        "number": order.number,
        "day_number": order.day_number,
        "state": order.state,
        "order_type": order.order_type,
        "tender": order.tender,
        "tip": plain(order.tip, order.currency),
        "pay_url": _pay_url(order),
        "placed_at": order.placed_at,
        "requested_for": order.requested_for,
        "promised": {"earliest": order.promised_from, "latest": order.promised_to},
        "reason": order.reason,
        "currency": order.currency,
        "total": str(order.total),
        "revision": order.revision,
        "lines": [str(line.id) for line in order.standing],
        "quote": {name: value for name, value in order.quote.items() if name != "menu"},
        "steps": [{"state": step.state, "at": step.at} for step in queries.steps(order)],
        "contact": contact if with_contact else None,
        "verbs": order.verbs,
    }
