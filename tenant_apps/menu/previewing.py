"""The menu that a draft would be, for the page that shows it: made from the sheet as the rows' is made from them."""

from datetime import datetime

import tenants
from pizzeria.menu_catalogue import price_menu
from pizzeria.menu_sheet import MenuSheet
from tenant_apps.menu import cards
from tenant_apps.menu.models import Ingredient


def sections(sheet: MenuSheet, *, at: datetime) -> tuple[cards.Section, ...]:
    """Return the cards of the sheet; what is out of stock now is so here too."""
    here = tenants.current()
    assert here is not None, "only a pizzeria has a menu"
    out = {str(id) for id in Ingredient.objects.out(at=at).values_list("id", flat=True)}
    menu = price_menu(sheet, currency=here.currency, out=out)
    stands = {
        row.key: tuple(cards.Stand(item.key, item.description) for item in sheet.products if item.category == row.key)
        for row in sheet.categories
    }
    shelves = [cards.Shelf(row.key, row.name, stands[row.key]) for row in sheet.categories]
    known = cards.Pictures(
        ingredients={row.key: row.glyph for row in sheet.ingredients},
        products={row.key: row.glyph for row in sheet.products if row.kind != "pizza"},
        photos={row.key: row.photo for row in sheet.products if row.photo},
    )
    return cards.arrange(menu, shelves, known, is_draft=True)
