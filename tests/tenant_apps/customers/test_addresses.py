"""A customer's address book: theirs alone."""

import pytest

from shared_apps.accounts.models import User
from shared_apps.journal.facts import Actor
from shared_apps.journal.models import Entry
from tenant_apps.customers import actions
from tenant_apps.customers.errors import TooManyAddresses
from tenant_apps.customers.models import Address
from tenant_apps.shop import actions as shop
from tests.cast import NOON

pytestmark = pytest.mark.usefixtures("inside_napoli")
HOME = {"label": "Casa", "street": "Via Toledo 1", "postcode": "80134", "city": "Napoli", "note": "Terzo piano"}


@pytest.fixture(autouse=True)
def _open(inside_napoli):
    shop.open_shop({"name": "Pizzeria Napoli"}, week=shop.STARTER_WEEK, by=Actor.system(), at=NOON)


@pytest.fixture
def giulia(at_napoli):
    user = User.objects.create_user("giulia@example.test")
    at_napoli.force_login(user)
    return user


def test_an_address_is_saved_changed_and_removed(at_napoli, giulia):
    at_napoli.post("/account/addresses/", HOME)
    address = Address.objects.get(user=giulia)
    assert str(address) == "Via Toledo 1, 80134 Napoli"
    assert "Via Toledo 1" in at_napoli.get("/account/addresses/").content.decode()
    assert "Casa" in at_napoli.get("/account/profile/").content.decode()
    assert at_napoli.get(f"/account/addresses/{address.id}/").status_code == 200
    at_napoli.post(f"/account/addresses/{address.id}/", {**HOME, "street": "Via Chiaia 2"})
    address.refresh_from_db()
    assert address.street == "Via Chiaia 2"
    at_napoli.post(f"/account/addresses/{address.id}/remove/")
    assert not Address.objects.exists()


def test_the_journal_never_says_where_somebody_lives(at_napoli, giulia):
    at_napoli.post("/account/addresses/", HOME)
    assert "Toledo" not in str(Entry.objects.filter(fact="AddressSaved").get().payload)


def test_an_address_without_a_street_is_refused(at_napoli, giulia):
    assert at_napoli.post("/account/addresses/", {**HOME, "street": ""}).status_code == 422
    address = actions.save_address(giulia, fields=HOME, by=Actor.guest(), at=NOON)
    assert at_napoli.post(f"/account/addresses/{address.id}/", {**HOME, "street": ""}).status_code == 422


def test_another_customers_address_does_not_exist(at_napoli, giulia):
    other = User.objects.create_user("luca@example.test")
    address = actions.save_address(other, fields=HOME, by=Actor.guest(), at=NOON)
    for path in (f"/account/addresses/{address.id}/", f"/account/addresses/{address.id}/remove/"):
        assert at_napoli.post(path, HOME).status_code == 404
    assert Address.objects.filter(id=address.id, street="Via Toledo 1").exists()


def test_who_is_not_signed_in_is_led_to_sign_in(at_napoli):
    for path in ("/account/profile/", "/account/addresses/"):
        assert at_napoli.get(path).status_code == 302


def test_an_address_book_has_an_end(giulia):
    for number in range(actions.MOST_ADDRESSES):
        actions.save_address(giulia, fields={**HOME, "street": f"Via {number}"}, by=Actor.guest(), at=NOON)
    with pytest.raises(TooManyAddresses):
        actions.save_address(giulia, fields=HOME, by=Actor.guest(), at=NOON)
