"""The page to pay on, and its button to PayPal: what they ask of a provider, and where they lead."""

from django.test import Client

from tenant_apps.payments.models import Payment
from tests.tenant_apps.payments.buyer import Buyer


def test_the_button_to_paypal_leads_there(buyer: Buyer, phone: Client) -> None:
    order = buyer.order()
    page = phone.post(f"/orders/{order.id}/pay/paypal/").content.decode()
    assert f"/checkoutnow?token={Payment.objects.get().reference}" in page


def test_who_said_yes_at_paypal_and_presses_the_button_again_has_paid(buyer: Buyer, phone: Client) -> None:
    order, payment = buyer.begun()
    buyer.pay.approve(payment.reference)  # the tab was closed, and the post has not come yet
    answer = phone.post(f"/orders/{order.id}/pay/paypal/")
    assert (answer.status_code, answer["Location"]) == (302, f"/orders/{order.id}/paid/")
    assert phone.get(answer["Location"])["Location"] == f"/orders/{order.id}/"
    assert buyer.fresh(payment).state == "authorised"
    assert buyer.fresh(order).state == "placed"
