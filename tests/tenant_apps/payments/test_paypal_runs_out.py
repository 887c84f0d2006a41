"""What nobody approves at PayPal is gone there after some hours: here it ends too, and can be paid anew."""

from standins.paypal.orders import APPROVE_WITHIN
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering import queries as orders
from tenant_apps.payments import asking, queries, reconciling
from tenant_apps.payments.models import Call, Payment
from tests.tenant_apps.payments.buyer import STAFF, Buyer


def run_out(buyer: Buyer) -> None:
    buyer.pay.clock.advance(APPROVE_WITHIN.total_seconds() + 60)


def test_a_checkout_that_nobody_finished_is_over_and_is_no_difference(buyer: Buyer) -> None:
    order, payment = buyer.begun()
    ordering.cancel_order(orders.order_for_staff(order.id), by=STAFF, at=buyer.at)
    buyer.follow()
    assert buyer.fresh(payment).state == "started"  # nothing is held that could be let go
    run_out(buyer)
    (run,) = reconciling.reconcile(at=buyer.at)
    payment = buyer.fresh(payment)
    assert (run.checked, run.differences) == (1, [])
    assert (payment.state, payment.ended_at) == ("voided", buyer.at)
    assert queries.attention().differences == 0
    assert not Call.objects.open().exists()


def test_letting_go_of_what_has_run_out_ends_it(buyer: Buyer) -> None:
    order, payment = buyer.begun()
    run_out(buyer)
    ordering.cancel_order(orders.order_for_staff(order.id), by=STAFF, at=buyer.at)
    buyer.follow()
    assert buyer.fresh(payment).state == "voided"
    assert [call.state for call in payment.calls.filter(verb="void")] == ["settled"]


def test_who_comes_back_after_it_ran_out_pays_the_same_amount_anew(buyer: Buyer) -> None:
    order, _held = buyer.held()
    change = [ordering.Change(line=order.lines.standing().get().id, quantity=4)]
    order = ordering.change_order(order, changes=change, revision=0, by=STAFF, at=buyer.at)
    late = buyer.begin(order)
    run_out(buyer)
    again = buyer.begin(order)
    assert (again.id != late.id, again.amount) == (True, late.amount)
    assert buyer.fresh(late).state == "voided"
    buyer.pay.approve(again.reference)
    assert buyer.settle(again).state == "authorised"
    assert not queries.standing(order).due("paypal")


def test_money_that_is_held_is_never_over_because_paypal_does_not_know_it(buyer: Buyer) -> None:
    _order, payment = buyer.held()
    Payment.objects.filter(id=payment.id).update(reference="5O190127TN364715T")
    assert not asking.look(buyer.fresh(payment), at=buyer.at)
    assert buyer.fresh(payment).state == "authorised"
    (run,) = reconciling.reconcile(at=buyer.at)
    assert [one["kind"] for one in run.differences] == ["no_answer"]
