"""The menu for programs, and taking an ingredient off and back on."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

import tenants
from pizzeria import hours
from pizzeria.catalogue import Menu, MenuProduct
from pizzeria.quotes import name_json
from pizzeria.recipes import ordered
from shared_apps.accounts.access import Staff
from tenant_apps.menu import actions, cards, queries
from tenant_apps.menu.models import Ingredient

Names = serializers.DictField(child=serializers.CharField(), help_text="by language: it, en")
PRICE = "an amount as text, VAT included: 6.50"


class PriceOut(serializers.Serializer[Any]):
    size = serializers.UUIDField(allow_null=True)
    price = serializers.CharField(help_text=PRICE)


class SizeOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = Names


class ExtraOut(SizeOut):
    prices = PriceOut(many=True)
    allergens = serializers.ListField(child=serializers.CharField())
    may_contain = serializers.ListField(child=serializers.CharField())
    available = serializers.BooleanField()


class PartOut(serializers.Serializer[Any]):
    ingredient = serializers.UUIDField()
    removable = serializers.BooleanField()


class ProductOut(SizeOut):
    kind = serializers.CharField()
    prices = PriceOut(many=True)
    recipe = PartOut(many=True)
    allergens = serializers.ListField(child=serializers.CharField(), help_text="of the usual size and dough")
    may_contain = serializers.ListField(child=serializers.CharField())
    available = serializers.BooleanField()


class CategoryOut(SizeOut):
    products = ProductOut(many=True)


class MenuOut(serializers.Serializer[Any]):
    currency = serializers.CharField()
    sizes = SizeOut(many=True)
    doughs = ExtraOut(many=True)
    toppings = ExtraOut(many=True)
    categories = CategoryOut(many=True)


class OutIn(serializers.Serializer[Any]):
    until = serializers.ChoiceField(choices=["today", "restocked"], default="today")


class IngredientOut(serializers.Serializer[Ingredient]):
    id = serializers.UUIDField()
    name = Names
    out_since = serializers.DateTimeField(allow_null=True)
    out_until = serializers.DateTimeField(allow_null=True)


class WholeMenu(APIView):
    authentication_classes: list[Any] = []

    @extend_schema(operation_id="menu", responses=MenuOut)
    def get(self, request: Request) -> Response:
        """Everything that can be ordered, with prices by size; what is sold out says so."""
        menu = queries.price_menu(at=request._request.at)
        return Response(_menu(menu, cards.sections(at=request._request.at)))


class EightySix(APIView):
    permission_classes = [Staff("kitchen.work")]

    @extend_schema(operation_id="eighty_six", request=OutIn, responses=IngredientOut)
    def post(self, request: Request, id: UUID) -> Response:
        """Take an ingredient off: for today, or until it is restocked."""
        body = OutIn(data=request.data)
        body.is_valid(raise_exception=True)
        ingredient = get_object_or_404(Ingredient, id=id)
        at = request._request.at
        until = _end_of_business(at) if body.validated_data["until"] == "today" else None
        actions.eighty_six(ingredient, until=until, by=request._request.actor, at=at)
        return Response(IngredientOut(ingredient).data)


class Restore(APIView):
    permission_classes = [Staff("kitchen.work")]

    @extend_schema(operation_id="restore_ingredient", request=None, responses=IngredientOut)
    def post(self, request: Request, id: UUID) -> Response:
        """Put an ingredient back on."""
        ingredient = get_object_or_404(Ingredient, id=id)
        actions.restore_ingredient(ingredient, by=request._request.actor, at=request._request.at)
        return Response(IngredientOut(ingredient).data)


def _end_of_business(at: datetime) -> datetime:
    here = tenants.current()
    assert here is not None
    zone = ZoneInfo(here.timezone)
    return hours.business_hours(hours.business_day(at, zone), zone)[1]


def _menu(menu: Menu, sections: tuple[cards.Section, ...]) -> dict[str, Any]:
    return {
        "currency": menu.currency,
        "sizes": [{"id": size.id, "name": name_json(size.name)} for size in menu.sizes.values()],
        "doughs": [_choice(dough, menu.dough_prices) for dough in menu.doughs.values()],
        "toppings": [
            _choice(item, menu.topping_prices)
            for item in menu.ingredients.values()
            if any(item.id == ingredient for ingredient, _ in menu.topping_prices)
        ],
        "categories": [
            {
                "id": section.id,
                "name": name_json(section.name),
                "products": [_product(menu.products[card.id], card) for card in section.cards],
            }
            for section in sections
        ],
    }


def _choice(item: Any, prices: Any) -> dict[str, Any]:
    return {
        "id": item.id,
        "name": name_json(item.name),
        "prices": [{"size": size, "price": price.to_json()} for (id, size), price in prices.items() if id == item.id],
        "allergens": ordered(item.allergens),
        "may_contain": ordered(item.may_contain),
        "available": item.available,
    }


def _product(product: MenuProduct, card: cards.Card) -> dict[str, Any]:
    return {
        "id": product.id,
        "name": name_json(product.name),
        "kind": product.kind,
        "prices": [{"size": size or None, "price": price.to_json()} for size, price in product.prices.items()],
        "recipe": [{"ingredient": part.ingredient, "removable": part.removable} for part in product.recipe],
        "allergens": card.allergens,
        "may_contain": card.may_contain,
        "available": not card.missing,
    }
