"""Customers change their own order on its page; programs do by the API; strangers do neither."""

import json
import re

import pytest
from django.test import Client

import tenants
from shared_apps.journal.facts import Actor
from shared_apps.journal.models import Entry
from tenant_apps.menu.models import Ingredient
from tenant_apps.ordering import actions, reactions
from tenant_apps.ordering.letters import letter
from tenant_apps.ordering.models import Basket
from tests.tenant_apps.marketing.conftest import add_deal, product
from tests.tenant_apps.ordering.conftest import FRIDAY_EVENING, configuration
from tests.tenant_apps.ordering.test_api import Program, basket, margherita, order_of, problem, program  # noqa: F401
from tests.tenant_apps.ordering.test_pages import Browser, browser, checked_out, inside, the_order  # noqa: F401

pytestmark = pytest.mark.usefixtures("open_shop")

BY = Actor("staff", None, "cashier")


@pytest.fixture
def full(browser, open_shop):  # noqa: F811
    browser.post("/basket/add/", product=inside(open_shop, lambda: configuration("Margherita").product), quantity="2")
    browser.post("/basket/type/", order_type="collection")
    return browser


@pytest.fixture
def diavola(open_shop):
    return inside(open_shop, lambda: configuration("Diavola").product)


def test_a_customer_changes_what_they_ordered(full, open_shop, diavola):
    url = checked_out(full)["Location"]
    assert "Change the order" in full.get(url)[1]
    assert full.post(f"{url}edit/")["Location"] == f"{url}edit/"
    full.post(f"{url}edit/add/", product=diavola)
    _, page = full.get(f"{url}edit/")
    assert "1 × Diavola" in page and "+ €8.00 to pay" in page
    seen = re.search(r'name="expected_total" value="([^"]+)"', page)[1]
    for unseen in ({}, {"expected_total": "x"}, {"expected_total": "13.00"}):
        assert full.post(f"{url}edit/confirm/", **unseen).status_code == 409  # nobody agrees to what they did not see
    assert full.post(f"{url}edit/confirm/", expected_total=seen)["Location"] == url
    _, page = full.get(url)
    assert "Changed at" in page and "€13.00 → €21.00" in page and "+ 1 × Diavola" in page
    assert the_order(open_shop).revision == 1
    assert full.post(f"{url}edit/confirm/")["Location"] == url  # a second press finds it done


def test_what_is_made_without_something_today_is_added_so(full, open_shop, diavola):
    url = checked_out(full)["Location"]
    full.post(f"{url}edit/")
    inside(open_shop, lambda: Ingredient.objects.filter(name__it="salame piccante").update(out_since=FRIDAY_EVENING))
    full.post(f"{url}edit/add/", product=diavola)
    _, page = full.get(f"{url}edit/")
    assert "1 × Diavola" in page
    assert page.count("without spicy salami") >= 2  # on the button and in the draft


def test_a_customer_adds_a_deal_to_what_they_ordered(full, open_shop):
    deal = inside(open_shop, add_deal)
    url = checked_out(full)["Location"]
    full.post(f"{url}edit/")
    order = url.strip("/").split("/")[-1]
    assert f"/deals/{deal.id}/?for=order:{order}" in full.get(f"{url}edit/")[1]
    names = ("Margherita", "Diavola", "Cola 33 cl")
    picks = inside(
        open_shop,
        lambda: {
            f"choice-{choice.id}": str(product(name).id) for choice, name in zip(deal.choices.all(), names, strict=True)
        },
    )
    sent = {"deal": str(deal.id), "for": f"order:{order}"} | picks
    assert full.post("/basket/deals/", **sent)["Location"] == f"{url}edit/add/"
    full.post(f"{url}edit/add/", **sent)
    _, page = full.get(f"{url}edit/")
    assert "1 × Diavola" in page and "+ €13.00 to pay" in page
    assert "<dt>Deal for two</dt><dd>−€" in page  # what it saves
    seen = re.search(r'name="expected_total" value="([^"]+)"', page)[1]
    assert full.post(f"{url}edit/confirm/", expected_total=seen)["Location"] == url
    assert "€13.00 → €26.00" in full.get(url)[1]


def test_a_line_sent_back_as_it_was_is_no_more_than_it_was(full, open_shop):
    url = checked_out(full)["Location"]
    full.post(f"{url}edit/")
    line = inside(open_shop, lambda: Basket.objects.get(edits__isnull=False).lines.get())
    wished = json.dumps(line.configuration)
    full.post(f"{url}edit/add/", configuration=wished, line=str(line.id), quantity=str(line.quantity))
    assert "The price stays the same" in full.get(f"{url}edit/")[1]


def test_what_is_struck_can_be_put_back(full, open_shop, diavola):
    url = checked_out(full)["Location"]
    full.post(f"{url}edit/")
    full.post(f"{url}edit/add/", product=diavola)
    line = inside(open_shop, lambda: str(the_order(open_shop).standing[0].id))
    full.post(f"{url}edit/lines/{line}/", quantity="0")
    _, page = full.get(f"{url}edit/")
    assert "<s>2 × Margherita</s>" in page and "− €5.00 back" in page
    full.post(f"{url}edit/lines/{line}/", quantity="2")
    assert "+ €8.00 to pay" in full.get(f"{url}edit/")[1]
    assert full.post(f"{url}edit/drop/")["Location"] == url
    assert the_order(open_shop).revision == 0


def test_a_draft_is_in_nobodys_basket(full, open_shop):
    url = checked_out(full)["Location"]
    full.post(f"{url}edit/")
    assert "Nothing here yet" in full.get("/basket/")[1]
    draft = inside(open_shop, lambda: the_order(open_shop).drafts.get())
    assert Program(Client(HTTP_HOST=open_shop.host)).get(f"baskets/{draft.id}/").status_code == 404


def test_a_stranger_changes_nothing(full, open_shop):
    url = checked_out(full)["Location"]
    stranger = Browser(Client(HTTP_HOST=open_shop.host))
    for end in ("edit/", "edit/add/", "edit/confirm/", "edit/drop/"):
        assert stranger.post(f"{url}{end}").status_code == 404


def test_accepted_means_the_shop_changes_it(full, open_shop):
    url = checked_out(full)["Location"]
    with tenants.inside(open_shop):
        actions.accept_order(the_order(open_shop), by=BY, at=FRIDAY_EVENING)
    assert "Change the order" not in full.get(url)[1]
    assert full.post(f"{url}edit/").status_code == 409


def test_the_customer_is_written_to_in_their_language(open_shop, place_with_mail):
    with tenants.inside(open_shop):
        draft = actions.open_draft(place_with_mail, by=BY, at=FRIDAY_EVENING)
        actions.add_to_basket(draft, configuration=configuration("Diavola"), at=FRIDAY_EVENING)
        order = actions.edit_order(draft, by=BY, at=FRIDAY_EVENING)
        written = letter("OrderEdited", order, revision=order.revisions.get())
        assert written.subject.startswith("Il tuo ordine #1 è modificato")
        assert "+ 1 × Diavola" in written.text and "21,00" in written.text and "13,00" in written.text
        assert "Diavola" in written.html
        entry = Entry.objects.about(order.id).get(fact="OrderEdited")
        reactions.tell_customer(entry)


@pytest.fixture
def place_with_mail(open_shop):
    from tests.tenant_apps.ordering.conftest import filled_basket, wish

    with tenants.inside(open_shop):
        wished = wish(email="giulia@napoli.test")
        return actions.place_order(filled_basket(), wish=wished, by=Actor.guest(), at=FRIDAY_EVENING)


class TestProgram:
    @pytest.fixture
    def order(self, program, basket):  # noqa: F811
        return program.post("orders/", order_of(basket)).json()

    def told(self, caller, order, body):
        """The total that a refusal tells who has not seen it."""
        answer = caller.post(f"orders/{order['id']}/edit/", body | {"expected_total": "0.00"})
        return problem(answer, 409, "price_changed")["quote"]["total"]

    def test_no_change_is_agreed_without_the_total_that_was_seen(self, program, order, diavola):  # noqa: F811
        body = {"revision": 0, "lines": [{"product": diavola}]}
        said = problem(program.post(f"orders/{order['id']}/edit/", body), 422, "invalid")
        assert "expected_total" in str(said)

    def test_its_own_customer_edits_by_revision(self, program, order, diavola):  # noqa: F811
        assert (order["revision"], order["day_number"], len(order["lines"])) == (0, 1, 1)
        body = {"revision": 0, "lines": [{"line": order["lines"][0], "quantity": 1}, {"product": diavola}]}
        body["expected_total"] = self.told(program, order, body)
        edited = program.post(f"orders/{order['id']}/edit/", body).json()
        assert (edited["revision"], edited["number"]) == (1, order["number"])
        assert [line["quantity"] for line in edited["quote"]["lines"]] == [1, 1]
        problem(program.post(f"orders/{order['id']}/edit/", body), 409, "edited_meanwhile")

    def test_what_is_not_in_the_order_cannot_be_changed(self, program, order):  # noqa: F811
        body = {"revision": 0, "lines": [{"line": order["id"], "quantity": 1}], "expected_total": "1.00"}
        problem(program.post(f"orders/{order['id']}/edit/", body), 422, "no_such_line")

    def test_another_total_than_was_seen(self, program, order, diavola):  # noqa: F811
        body = {"revision": 0, "lines": [{"product": diavola}], "expected_total": "1.00"}
        problem(program.post(f"orders/{order['id']}/edit/", body), 409, "price_changed")

    def test_a_stranger_is_asked_who_they_are(self, order, open_shop, giulia, signed_in):
        body = {"revision": 0, "lines": [], "expected_total": "1.00"}
        stranger = Program(Client(HTTP_HOST=open_shop.host))
        problem(stranger.post(f"orders/{order['id']}/edit/", body), 401, "not_authenticated")
        hers = Program(signed_in(open_shop, giulia))
        problem(hers.post(f"orders/{order['id']}/edit/", body), 403, "permission_denied")

    def test_staff_edit_what_is_accepted(self, order, open_shop, carla, signed_in, diavola):
        till = Program(signed_in(open_shop, carla))
        till.post(f"orders/{order['id']}/accept/")
        body = {"revision": 0, "lines": [{"product": diavola}]}
        seen = self.told(till, order, body)
        edited = till.post(f"orders/{order['id']}/edit/", body | {"expected_total": seen})
        assert edited.json()["revision"] == 1
