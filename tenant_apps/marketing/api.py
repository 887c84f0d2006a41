"""The deals for programs."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from pizzeria import deals as rules
from pizzeria.catalogue import Menu
from pizzeria.quotes import name_json
from tenant_apps.marketing import queries
from tenant_apps.shop import queries as shops

Names = serializers.DictField(child=serializers.CharField(), help_text="by language: it, en")


class OptionOut(serializers.Serializer[Any]):
    product = serializers.UUIDField()
    upcharge = serializers.CharField(help_text="on top of the deal's price")


class ChoiceOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = Names
    options = OptionOut(many=True, help_text="what can be had now")
    sizes = serializers.ListField(child=serializers.UUIDField(), help_text="none: every size")
    halves = serializers.BooleanField()


class DealOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = Names
    price = serializers.CharField()
    choices = ChoiceOut(many=True)
    order_types = serializers.ListField(child=serializers.CharField(), help_text="none: every one")
    available = serializers.BooleanField(help_text="now; its hours and what has run out are counted in")


class DealList(APIView):
    authentication_classes: list[Any] = []

    @extend_schema(operation_id="deals", responses=DealOut(many=True))
    def get(self, request: Request) -> Response:
        """The deals on the menu: several things for one price."""
        at = request._request.at
        menu = queries.price_menu(at=at)
        local = at.astimezone(shops.timetable(at=at).shop.zone)
        return Response(
            [_deal(menu, deal) | {"available": rules.is_open(menu, deal, local=local)} for deal in menu.deals.values()]
        )


def _deal(menu: Menu, deal: rules.Deal) -> dict[str, Any]:
    return {
        "id": deal.id,
        "name": name_json(deal.name),
        "price": deal.price.to_json(),
        "choices": [_choice(menu, choice) for choice in deal.choices],
        "order_types": sorted(deal.order_types),
    }


def _choice(menu: Menu, choice: rules.DealChoice) -> dict[str, Any]:
    return {
        "id": choice.id,
        "name": name_json(choice.name),
        "options": [
            {
                "product": product.id,
                "upcharge": choice.upcharges[product.id].to_json() if product.id in choice.upcharges else "0.00",
            }
            for product in rules.left(menu, choice)
        ],
        "sizes": sorted(choice.sizes),
        "halves": choice.halves,
    }
