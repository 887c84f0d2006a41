"""Every feature and limit of every plan, tried where the act happens: what is sold is there, and what is not sold is not."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

import tenants
from learning.demand import HORIZON
from shared_apps.accounts import actions as accounts
from shared_apps.accounts import queries as people
from shared_apps.accounts.models import User
from shared_apps.billing import limits, plans
from shared_apps.billing.errors import LimitReached, NotInPlan
from shared_apps.franchise import actions as franchises
from shared_apps.journal.facts import Actor
from shared_apps.onboarding import actions as onboarding
from tenant_apps.insights import actions as insights
from tenant_apps.insights import tasks
from tenant_apps.insights.errors import NothingToLearnFrom
from tenant_apps.marketing import actions as marketing
from tenant_apps.marketing import queries as offered
from tenant_apps.marketing.models import Deal
from tenant_apps.menu import actions as menu
from tenant_apps.menu import loading
from tenants import actions as registry
from tenants.models import Pizzeria
from tests.cast import NOON
from tests.orders import open_for_business
from tests.shared_apps.accounts.test_api_access import ask_for_token
from tests.tenant_apps.marketing.conftest import terms
from toolbox.ids import uuid7

BY = Actor("owner", "1", "owner")
PLANS = tuple(plans.PLANS)


@dataclass
class Scene:
    """napoli with a deal and a program, both from its trial; it is on another plan now."""

    here: Any
    ciro: User
    browser: Client
    deal: Deal
    token: str

    def page(self, path: str) -> None:
        """Look at a page of the back office. Raises NotInPlan where it leads to the plans instead."""
        answer = self.browser.get(path, headers={"accept-language": "en"})
        if answer.status_code == 402:
            assert 'href="/manage/billing/"' in answer.content.decode()
            assert "but of:" in answer.content.decode()
            raise NotInPlan(what="", plan="", plans="")
        assert answer.status_code == 200

    def call(self) -> None:
        """Call the API as a program. Raises NotInPlan where it is told so."""
        answer = Client(HTTP_HOST=self.here.host).get("/api/v1/me/", HTTP_AUTHORIZATION=f"Bearer {self.token}")
        if answer.status_code == 402:
            assert answer.json()["code"] == "not_in_plan"
            raise NotInPlan(what="", plan="", plans="")
        assert answer.status_code == 200

    def sell(self) -> None:
        """Have the deal on the shop's page, at the counter and in a basket's price. Raises NotInPlan where it is not there."""
        if not offered.deals(at=NOON):
            raise NotInPlan(what="", plan="", plans="")

    def join(self) -> None:
        with tenants.platform():
            franchise = franchises.found_franchise("Da Ciro", by=BY, at=NOON)
            franchises.take_in_store(franchise, pizzeria=Pizzeria.objects.get(id=self.here.id), by=BY, at=NOON)


ACTS: dict[str, tuple[str, Callable[[Scene], Any]]] = {
    "make a deal": ("deals", lambda scene: marketing.add_deal(terms(), by=BY, at=NOON)),
    "change a deal": ("deals", lambda scene: marketing.change_deal(scene.deal, terms=terms(), by=BY, at=NOON)),
    "offer a deal": ("deals", lambda scene: marketing.offer_deal(scene.deal, is_active=True, by=BY, at=NOON)),
    "sell a deal": ("deals", Scene.sell),
    "begin a deal": ("deals", lambda scene: scene.page("/manage/deals/new/")),
    "learn": ("forecast", lambda scene: insights.train_model(by=BY, at=NOON)),
    "foretell": ("forecast", lambda scene: insights.foretell_days(at=NOON, days=HORIZON)),
    "read the forecast": ("forecast", lambda scene: scene.page("/manage/forecast/")),
    "connect a program": (
        "api",
        lambda scene: accounts.create_api_client(
            scene.ciro, name="till", role="cashier", may_write=False, by=BY, at=NOON
        ),
    ),
    "call the API": ("api", Scene.call),
    "join a head office": ("head_office", Scene.join),
}


@pytest.fixture
def scene(napoli: Any, ciro: User, signed_in: Any) -> Scene:
    with tenants.inside(napoli):
        open_for_business()
        deal = marketing.add_deal(terms(), by=BY, at=NOON)
        program = accounts.create_api_client(ciro, name="old", role="cashier", may_write=False, by=BY, at=NOON)
    return Scene(napoli, ciro, signed_in(napoli, ciro), deal, ask_for_token(napoli, *program).json()["access_token"])


def put_on(here: Any, plan: str) -> None:
    with tenants.platform():
        registry.set_terms(here.id, plan=plan, standing="good")


def test_nothing_is_sold_that_no_act_asks_for() -> None:
    assert {feature for feature, _ in ACTS.values()} == set(plans.FEATURES)


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("what", ACTS)
def test_a_feature_is_there_on_the_plans_that_have_it_and_on_no_other(scene: Scene, what: str, plan: str) -> None:
    feature, act = ACTS[what]
    put_on(scene.here, plan)
    with tenants.inside(scene.here.id):
        if feature in plans.PLANS[plan].features:
            with suppress(NothingToLearnFrom):
                act(scene)
        else:
            with pytest.raises(NotInPlan):
                act(scene)


def test_a_refusal_says_which_plans_have_it(napoli: Any) -> None:
    put_on(napoli, "starter")
    with tenants.inside(napoli.id):
        assert (
            str(limits.lack("forecast"))
            == "Forecast and prep plan: not part of the plan Starter, but of: Pro, Franchise."
        )


def test_what_a_smaller_plan_leaves_out_comes_back_with_the_larger_one(scene: Scene) -> None:
    for plan, sold in (("starter", 0), ("pro", 1)):
        put_on(scene.here, plan)
        with tenants.inside(scene.here.id):
            assert len(offered.deals(at=NOON)) == sold
            assert Deal.objects.filter(is_active=True).count() == 1  # nothing of it was touched


def test_a_deal_is_taken_off_and_forgotten_on_any_plan(scene: Scene) -> None:
    put_on(scene.here, "starter")
    with tenants.inside(scene.here.id):
        marketing.offer_deal(scene.deal, is_active=False, by=BY, at=NOON)
        marketing.remove_deal(scene.deal, by=BY, at=NOON)
        assert not Deal.objects.exists()


@pytest.mark.parametrize("path", ["/manage/deals/", "/manage/api/"])
def test_the_page_of_what_there_is_says_why_nothing_is_added(scene: Scene, path: str) -> None:
    put_on(scene.here, "starter")
    page = scene.browser.get(path, headers={"accept-language": "en"})
    assert page.status_code == 200
    shown = page.content.decode()
    assert "not part of the plan Starter, but of: Pro, Franchise." in shown
    assert "/manage/deals/new/" not in shown and ">Create</button>" not in shown


def test_the_owners_first_page_goes_on_without_a_forecast(scene: Scene) -> None:
    for plan, is_shown in (("starter", False), ("pro", True)):
        put_on(scene.here, plan)
        page = scene.browser.get("/manage/", headers={"accept-language": "en"}).content.decode()
        assert ('id="tomorrow-title"' in page) is is_shown


def test_the_night_passes_over_who_has_no_forecast(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    learnt = []
    monkeypatch.setattr(tasks.actions, "learn_from_sales", lambda **_: learnt.append(1))
    for plan in PLANS:
        put_on(scene.here, plan)
        with tenants.inside(scene.here.id):
            tasks.learn()
    assert len(learnt) == 2


def test_who_may_not_choose_a_plan_is_led_to_the_owner(scene: Scene, anna: Any, signed_in: Any) -> None:
    put_on(scene.here, "starter")
    page = signed_in(scene.here, anna).get("/manage/forecast/", headers={"accept-language": "en"})
    assert page.status_code == 402
    assert "Please tell the owner." in page.content.decode()
    assert "/manage/billing/" not in page.content.decode()


# --- Limits ------------------------------------------------------------------------------------


def add_staff(here: Any, ciro: Any) -> None:
    accounts.invite_staff(f"{people.places_taken()}@napoli.test", role="kitchen", by=ciro.actor, at=NOON)


def add_product(here: Any, ciro: Any) -> None:
    row = loading.read_sheet().to_json()["products"][0] | {"key": str(uuid7()), "name": {"it": "Ancora una"}}
    menu.edit_draft({"verb": "add_row", "what": "products", "row": row}, by=BY, at=NOON)
    menu.publish_draft(by=BY, at=NOON)


ADDING = {
    "staff": (add_staff, people.places_taken),
    "products": (add_product, lambda: len(loading.read_sheet().products)),
}


def test_every_hard_limit_is_tried() -> None:
    assert {*ADDING, "orders"} == set(plans.LIMITS)  # that of orders is said and stops nobody


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("what", ADDING)
@pytest.mark.parametrize("room", [0, 1])
def test_a_limit_holds_on_the_plan_that_has_it(
    napoli: Any, ciro: Any, monkeypatch: pytest.MonkeyPatch, what: str, plan: str, room: int
) -> None:
    act, count = ADDING[what]
    put_on(napoli, plan)
    with tenants.inside(napoli.id):
        open_for_business()
        before = count()
        if plans.PLANS[plan].limits[what] is not None:
            monkeypatch.setitem(plans.PLANS[plan].limits, what, before + room)  # type: ignore[arg-type]
            if not room:
                with pytest.raises(LimitReached):
                    act(napoli, ciro)
                return
        act(napoli, ciro)
        assert count() == before + 1


def test_a_customer_who_joins_the_staff_needs_a_place_too(napoli: Any, ciro: Any, giulia: Any) -> None:
    put_on(napoli, "starter")
    with tenants.inside(napoli.id):
        for _ in range(6 - people.places_taken()):
            add_staff(napoli, ciro)
        with pytest.raises(LimitReached):
            accounts.change_role(giulia, role="cashier", by=ciro.actor, at=NOON)


def test_nobody_opens_with_a_menu_that_their_plan_has_no_room_for(on_platform: None) -> None:
    rows = [
        f"pizza;Pizze;Pizza {number};5,00;none" for number in range((plans.PLANS["pro"].limits["products"] or 0) + 1)
    ]
    head = "kind;category;name;price;allergens"
    onboarding.check_menu("\n".join([head, *rows[:-1]]), language="it")
    too_many = "\n".join([head, *rows])
    with pytest.raises(LimitReached):
        onboarding.check_menu(too_many, language="it")
    onboarding.check_menu(too_many, language="it", plan="franchise")
