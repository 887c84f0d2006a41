"""What stands in a shop on its first day: the rooms of a pizzeria fill themselves, each with its own.

Named by settings.NEW_SHOP, because onboarding lies below these rooms and must not know them.
"""

from datetime import datetime

from pizzeria import menu_csv, menu_sheet
from shared_apps.journal.facts import Actor
from shared_apps.onboarding.actions import CURRENCIES, Wish
from tenant_apps.menu import actions as menu
from tenant_apps.menu import starter
from tenant_apps.shop import actions as shop


def fill(wish: Wish, *, by: Actor, at: datetime) -> None:
    """Write the first rows into the new schema one is in."""
    fields = {
        "name": wish.pizzeria_name,
        "email": wish.email,
        "country": wish.country,
        "timezone": wish.timezone,
        "currency": CURRENCIES[wish.country],
    }
    shop.open_shop(fields, week=shop.STARTER_WEEK, by=by, at=at)
    menu.load_menu(_menu(wish), source=wish.menu, by=by, at=at)


def _menu(wish: Wish) -> menu_sheet.MenuSheet:
    if wish.menu == "starter":
        return starter.menu()
    if wish.menu == "csv":
        return menu_csv.read(wish.menu_csv, language=wish.language)[0]  # its problems refused it at sign-up
    return menu_sheet.EMPTY
