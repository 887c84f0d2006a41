"""Limits are checked where the act happens, whatever page or program asks for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

import tenants
from shared_apps.accounts import actions as accounts
from shared_apps.accounts.models import Invitation
from shared_apps.billing import limits, plans
from shared_apps.billing.errors import LimitReached, NotInPlan, Restricted
from shared_apps.journal.facts import Actor
from tenant_apps.marketing import actions as marketing
from tenant_apps.menu import actions as menu
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering.errors import TakesNoOrders
from tenant_apps.ordering.models import Order
from tenants import actions as registry
from tests.cast import NOON
from tests.orders import LUNCH, open_for_business, order

OWNER = Actor("owner", "1", "owner")


@contextmanager
def on(napoli: Any, plan: str = "pro", standing: str = "good") -> Iterator[None]:
    """Be in napoli with this plan and standing."""
    with tenants.platform():
        registry.set_terms(napoli.id, plan=plan, standing=standing)
    with tenants.inside(napoli.id):
        yield


def test_every_plan_says_something_about_every_limit() -> None:
    for plan in plans.PLANS.values():
        assert set(plan.limits) == set(plans.LIMITS)
        assert plan.features <= set(plans.FEATURES)
        assert plan.price("year") == 10 * plan.price("month")
        assert plans.plan_by_key(plan.lookup_key("year")) == (plan, "year")
        assert plans.plan_by_key(plan.meter_key()) is None


def test_a_larger_plan_never_allows_less() -> None:
    small, middle, large = plans.PLANS.values()
    for less, more in ((small, middle), (middle, large)):
        assert less.features <= more.features
        assert less.price("month") < more.price("month")
        for what in plans.LIMITS:
            assert more.limits[what] is None or (less.limits[what] or 0) < (more.limits[what] or 0)


def test_the_staff_grows_to_the_limit_and_no_further(napoli: Any, ciro: Any) -> None:
    with on(napoli, "starter"):
        for number in range(5):  # with Ciro that is six
            accounts.invite_staff(f"{number}@napoli.test", role="kitchen", by=ciro.actor, at=NOON)
        with pytest.raises(LimitReached) as refused:
            accounts.invite_staff("one@napoli.test", role="kitchen", by=ciro.actor, at=NOON)
        assert "/manage/" not in str(refused.value)  # the way there is a link: test_way_to_plan.py
        assert Invitation.objects.waiting().count() == 5
        again = accounts.invite_staff("4@napoli.test", role="cashier", by=ciro.actor, at=NOON)  # in place of the older
        assert again.role == "cashier"


def test_who_is_locked_out_makes_room_and_comes_back_only_where_there_is_some(
    napoli: Any, ciro: Any, anna: Any
) -> None:
    with on(napoli, "starter"):
        accounts.deactivate_person(anna, by=ciro.actor, at=NOON)
        for number in range(5):
            accounts.invite_staff(f"{number}@napoli.test", role="kitchen", by=ciro.actor, at=NOON)
        with pytest.raises(LimitReached):
            accounts.reactivate_person(anna, by=ciro.actor, at=NOON)


def test_the_menu_grows_to_the_limit_and_may_always_shrink(napoli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with on(napoli):
        open_for_business()
        sheet = menu.loading.read_sheet()
        monkeypatch.setitem(plans.PLANS["pro"].limits, "products", len(sheet.products) - 2)  # type: ignore[arg-type]
        menu.edit_draft({"verb": "remove_row", "what": "products", "key": sheet.products[0].key}, by=OWNER, at=NOON)
        menu.publish_draft(by=OWNER, at=NOON)  # still one too many, but fewer than before
        menu.draft_version(1, by=OWNER, at=NOON)
        with pytest.raises(LimitReached):
            menu.publish_draft(by=OWNER, at=NOON)
        assert len(menu.loading.read_sheet().products) == len(sheet.products) - 1


@pytest.mark.parametrize("plan, may", [("starter", False), ("pro", True), ("franchise", True), ("of old", True)])
def test_deals_and_the_api_are_part_of_some_plans(napoli: Any, ciro: Any, plan: str, may: bool) -> None:
    with on(napoli, plan):
        assert limits.can_use("deals") is may
        if not may:
            with pytest.raises(NotInPlan):
                marketing.add_deal(None, by=OWNER, at=NOON)  # type: ignore[arg-type]
            with pytest.raises(NotInPlan):
                accounts.create_api_client(ciro, name="till", role="owner", may_write=False, by=OWNER, at=NOON)


@pytest.mark.parametrize("standing", ["restricted", "suspended"])
def test_a_back_office_that_waits_changes_nothing(napoli: Any, ciro: Any, standing: str) -> None:
    with on(napoli, standing=standing):
        open_for_business()
        menu.edit_draft({"verb": "set_rules", "set": {"half": "average"}}, by=OWNER, at=NOON)
        for act in (
            lambda: menu.publish_draft(by=OWNER, at=NOON),
            lambda: accounts.invite_staff("x@napoli.test", role="kitchen", by=ciro.actor, at=NOON),
            lambda: marketing.add_deal(None, by=OWNER, at=NOON),  # type: ignore[arg-type]
            lambda: accounts.create_api_client(ciro, name="t", role="owner", may_write=False, by=OWNER, at=NOON),
            limits.check_can_change,
        ):
            with pytest.raises(Restricted):
                act()


def test_a_restricted_shop_goes_on_selling(napoli: Any) -> None:
    with on(napoli, standing="restricted"):
        open_for_business()
        assert order().state == "placed"


def test_a_suspended_shop_takes_no_new_order_and_serves_those_it_has(napoli: Any, ciro: Any) -> None:
    with on(napoli):
        open_for_business()
        taken = order()
    with on(napoli, standing="suspended"):
        with pytest.raises(TakesNoOrders):
            order()
        assert Order.objects.count() == 1
        for step in (ordering.accept_order, ordering.start_order, ordering.ready_order, ordering.collect_order):
            taken = step(taken, by=ciro.actor, at=LUNCH)
        assert taken.state == "collected"


def test_the_pages_of_a_suspended_shop_stay_open(napoli: Any, ciro: Any, signed_in: Any, at_napoli: Any) -> None:
    with on(napoli):
        open_for_business()
        taken = order()
    with on(napoli, standing="suspended"):
        pass
    his = signed_in(napoli, ciro)
    for page in ("/kitchen/", "/counter/", "/manage/", f"/counter/orders/{taken.id}/"):
        assert his.get(page).status_code == 200, page
    menu_page = at_napoli.get("/?lang=en")
    assert menu_page.status_code == 200
    assert "takes no new orders" in menu_page.content.decode()


def test_on_the_platform_there_are_no_limits(on_platform: None) -> None:
    limits.check_can_add("staff", have=lambda: 10_000)
    limits.check_can_use("api")
    assert limits.takes_orders()


def test_the_wiring_names_what_there_is() -> None:
    assert import_module(settings.LIMITS) is limits
    assert callable(import_string(settings.USAGE))
