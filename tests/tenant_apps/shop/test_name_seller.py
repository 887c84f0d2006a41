"""Who sells: said once, in any spelling, and kept for receipts and for the bills."""

import pytest
from django.test import Client

import tenants
from shared_apps.accounts.models import User
from shared_apps.billing import actions as billing
from shared_apps.billing.models import Subscription
from shared_apps.journal.facts import Actor
from shared_apps.journal.models import Entry
from tenant_apps.shop import actions
from tenant_apps.shop.errors import VatNumberWrong
from tenant_apps.shop.models import Shop
from tenants.models import Pizzeria
from tests.cast import NOON

BY = Actor.system("test")
SENT = {"legal_name": "Esposito S.r.l.", "vat_number": "it 0123 4567 897", "legal_address": "", "fiscal_device": "none"}
PAGE = "/manage/shop/seller/"


@pytest.fixture(autouse=True)
def shop(inside_napoli: tenants.Here) -> Shop:
    row = {"name": "Pizzeria Napoli", "street": "Via Toledo 1", "postcode": "80134", "city": "Napoli"}
    return actions.open_shop(row, week=actions.STARTER_WEEK, by=BY, at=NOON)


@pytest.fixture
def owner(at_napoli: Client) -> Client:
    at_napoli.force_login(User.objects.create_user("ciro@example.test", role="owner"))
    return at_napoli


@pytest.fixture
def subscription(inside_napoli: tenants.Here) -> Subscription:
    with tenants.platform():
        return billing.begin_trial(Pizzeria.objects.get(id=inside_napoli.id), by=BY, at=NOON)


def test_a_vat_number_is_kept_as_it_stands_on_a_bill(shop: Shop) -> None:
    assert actions.name_seller(SENT, by=BY, at=NOON).vat_number == "IT01234567897"
    assert shop.names_its_seller is False
    assert Shop.objects.get().names_its_seller


@pytest.mark.parametrize("number", ["01234567890", "123", "XX123456", "IT01234567890"])
def test_what_is_no_vat_number_is_refused_and_nothing_changes(number: str) -> None:
    with pytest.raises(VatNumberWrong):
        actions.name_seller(SENT | {"vat_number": number}, by=BY, at=NOON)
    assert Shop.objects.get().legal_name == ""


def test_the_journal_says_what_changed_and_not_how_it_reads() -> None:
    actions.name_seller(SENT, by=BY, at=NOON)
    actions.name_seller(SENT, by=BY, at=NOON)
    told = Entry.objects.get(fact="SellerNamed")
    assert told.payload == {"changed": ["legal_name", "vat_number"]}


@pytest.mark.parametrize(("language", "words"), [("en", "This is no VAT number"), ("it", "partita IVA non è valida")])
def test_the_page_says_what_is_wrong_at_the_field(owner: Client, language: str, words: str) -> None:
    answer = owner.post(PAGE, SENT | {"vat_number": "123"}, headers={"accept-language": language})
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page and 'value="Esposito S.r.l."' in page


def test_the_receipts_say_what_is_missing_until_it_is_said(owner: Client) -> None:
    english = {"accept-language": "en"}
    assert "do not say who sells yet" in owner.get("/manage/receipts/", headers=english).content.decode()
    assert owner.post(PAGE, SENT).status_code == 302
    assert "do not say who sells yet" not in owner.get("/manage/receipts/", headers=english).content.decode()


def test_what_the_bills_know_is_not_asked_again(owner: Client, subscription: Subscription) -> None:
    details = billing.details.Details(
        "Esposito S.r.l.", "c@x.test", "Via Roma 9", "80100", "Napoli", "IT", "01234567897"
    )
    with tenants.platform():
        billing.change_details(subscription.pk, details, by=BY, at=NOON)
    page = owner.get(PAGE).content.decode()
    assert 'value="IT01234567897"' in page and 'value="Via Roma 9, 80100 Napoli"' in page
    assert Shop.objects.get().vat_number == ""  # until they look at it and save


def test_what_is_said_here_the_bills_have_too(owner: Client, subscription: Subscription) -> None:
    owner.post(PAGE, SENT)
    owner.post(PAGE, SENT | {"vat_number": "", "legal_name": "Altri S.p.A."})
    with tenants.platform():
        subscription.refresh_from_db()
    assert (subscription.company, subscription.tax_id) == ("Esposito S.r.l.", "IT01234567897")


def test_bills_of_a_customer_at_the_provider_change_on_their_own_page_only(
    owner: Client, subscription: Subscription
) -> None:
    with tenants.platform():
        Subscription.objects.update(customer="cus_1")
    owner.post(PAGE, SENT)
    with tenants.platform():
        subscription.refresh_from_db()
    assert subscription.tax_id == ""
