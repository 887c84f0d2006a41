"""Receipts: numbers without gaps, contents that never change."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering.models import Order
from tenant_apps.payments import actions, documents, fiscal, papers, till_errors
from tenant_apps.payments.models import Receipt, Refund, RefundLine, RefundPart
from tests.orders import LUNCH
from tests.tenant_apps.payments.till.conftest import CASHIER, at_price, pay
from toolbox import roll

pytestmark = pytest.mark.usefixtures("open_napoli")


def refund(order, amount, reason="late"):
    """What the shop gives back of the order's first line."""
    payment = order.payments.first()
    made = Refund.objects.create(
        order=order, amount=amount, currency="EUR", reason=reason, key=f"{reason} {amount}", by_kind="staff", at=LUNCH
    )
    RefundPart.objects.create(refund=made, payment=payment, amount=amount, state="settled", settled_at=LUNCH)
    vat = documents.vat_of(amount, Decimal(10))
    RefundLine.objects.create(refund=made, line=order.lines.first(), quantity=1, amount=amount, vat_rate=10, vat=vat)
    return made


def test_a_receipt_is_written_when_nothing_is_left_to_pay(priced):
    order = priced("11.00")
    pay(order, 500, "voucher")
    assert actions.issue_receipt(order, by=CASHIER, at=LUNCH) is None
    pay(order, 600, tendered=1000)
    receipt = order.receipts.get()
    assert (receipt.name, receipt.total, receipt.content["total"]) == ("2026/R-0001", 1100, 1100)
    assert receipt.content["vat"] == [{"rate": "10", "gross": 1100, "net": 1000, "vat": 100}]
    assert [(row["method"], row["amount"], row["change"]) for row in receipt.content["payments"]] == [
        ("voucher", 500, 0),
        ("cash", 600, 400),
    ]


def test_asked_again_it_is_the_same(priced):
    order = priced("11.00")
    pay(order, 1100)
    assert actions.issue_receipt(order, by=CASHIER, at=LUNCH) == order.receipts.get()


def test_numbers_follow_each_other_and_begin_anew_with_the_year(priced):
    for _ in range(2):
        pay(priced("11.00"), 1100)
    pay(priced("11.00"), 1100, at=datetime(2027, 1, 1, 12, tzinfo=UTC))
    names = [paper.name for paper in Receipt.objects.order_by("issued_at", "id")]
    assert names == ["2026/R-0001", "2026/R-0002", "2027/R-0001"]


def test_who_fails_gives_the_number_back(priced):
    first, second = priced("11.00"), priced("11.00")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        pay(first, 1100)
        _ = 1 / 0
    pay(second, 1100)
    assert [paper.name for paper in Receipt.objects.all()] == ["2026/R-0001"]


def test_what_the_shop_is_called_later_changes_no_receipt(priced):
    from tenant_apps.shop.models import Shop

    order = priced("11.00")
    pay(order, 1100)
    Shop.objects.update(name="Altro")
    assert order.receipts.get().content["seller"]["name"] == "Napoli"


SELLER = {
    "legal_name": "Esposito S.r.l.",
    "legal_address": "Via Roma 9, 80100 Napoli",
    "vat_number": "01234567897",
    "fiscal_device": "none",
}


def test_a_receipt_names_its_seller_as_they_were_when_it_was_issued(priced):
    from tenant_apps.shop import actions as shop

    early, late = priced("11.00"), priced("11.00")
    pay(early, 1100)
    shop.name_seller(SELLER, by=CASHIER, at=LUNCH)
    pay(late, 1100)
    shop.name_seller(SELLER | {"legal_name": "Altri S.p.A.", "vat_number": ""}, by=CASHIER, at=LUNCH)
    named = [order.receipts.get().content["seller"] for order in (early, late)]
    assert [one["legal_name"] for one in named] == ["", "Esposito S.r.l."]
    assert [one["vat_number"] for one in named] == ["", "IT01234567897"]
    note = actions.issue_credit_note(refund(late, 100), by=CASHIER, at=LUNCH)
    assert note.content["seller"] == note.corrects.content["seller"]  # whoever sold it gives it back


def test_the_seller_stands_on_paper_and_one_that_is_not_named_leaves_no_gap(priced):
    from tenant_apps.shop import actions as shop

    nameless, named = priced("11.00"), priced("11.00")
    pay(nameless, 1100)
    shop.name_seller(SELLER, by=CASHIER, at=LUNCH)
    pay(named, 1100)
    with_none, with_all = (papers._receipt(order.receipts.get()) for order in (nameless, named))
    assert "Esposito S.r.l." in with_all and "Via Roma 9, 80100 Napoli" in with_all and "IT01234567897" in with_all
    assert "seller" not in with_none and "VAT number" not in with_none and "Partita IVA" not in with_none
    receipt = nameless.receipts.get()
    del receipt.content["seller"]["vat_number"], receipt.content["seller"]["legal_name"]  # of before it was asked for
    assert "seller" not in papers._receipt(receipt)


def test_a_refund_has_its_credit_note_once(priced):
    order = priced("11.00")
    pay(order, 1100)
    made = refund(order, 550)
    note = actions.issue_credit_note(made, by=CASHIER, at=LUNCH)
    assert (note.name, note.total, note.corrects) == ("2026/NC-0001", 550, order.receipts.get(kind="receipt"))
    assert note.content["vat"] == [{"rate": "10.00", "gross": 550, "net": 500, "vat": 50}]
    assert actions.issue_credit_note(made, by=CASHIER, at=LUNCH) == note
    assert order.receipts.get(kind="receipt").cancelled_at is None


def test_without_a_receipt_there_is_nothing_to_take_back(priced):
    order = priced("11.00")
    pay(order, 500)
    assert actions.issue_credit_note(refund(order, 100), by=CASHIER, at=LUNCH) is None


def test_an_edited_order_gets_its_receipt_taken_back_and_a_new_one(priced):
    order = priced("11.00")
    pay(order, 1100)
    at_price(order, "8.80")
    Order.objects.filter(id=order.id).update(revision=1)
    made = refund(order, 220, "edited")
    note = actions.issue_credit_note(made, by=CASHIER, at=LUNCH)
    assert (note.total, note.refund) == (1100, made)
    now = order.receipts.get(kind="receipt", cancelled_at=None)
    assert (now.total, now.name) == (880, "2026/R-0002")
    assert actions.issue_receipt(order, by=CASHIER, at=LUNCH) == now


def test_an_order_that_costs_more_gets_a_new_receipt_when_the_rest_is_paid(priced):
    order = priced("11.00")
    pay(order, 1100)
    at_price(order, "13.20")
    Order.objects.filter(id=order.id).update(revision=1)
    assert order.receipts.get().total == 1100
    pay(order, 220, "terminal")
    totals = [(paper.kind, paper.total) for paper in order.receipts.order_by("issued_at", "id")]
    assert totals == [("receipt", 1100), ("credit", 1100), ("receipt", 1320)]


def test_what_was_credited_before_is_not_credited_again(priced):
    order = priced("11.00")
    pay(order, 1100)
    actions.issue_credit_note(refund(order, 110), by=CASHIER, at=LUNCH)
    at_price(order, "8.80")
    Order.objects.filter(id=order.id).update(revision=1)
    note = actions.issue_credit_note(refund(order, 220, "edited"), by=CASHIER, at=LUNCH)
    assert note.total == 990
    assert note.content["vat"] == [{"rate": "10", "gross": 990, "net": 900, "vat": 90}]


def test_a_lost_order_has_no_receipt(priced):
    order = ordering.cancel_order(priced("11.00"), by=CASHIER, at=LUNCH)
    assert actions.issue_receipt(order, by=CASHIER, at=LUNCH) is None


def test_without_a_fiscal_device_a_receipt_says_so(priced):
    order = priced("11.00")
    pay(order, 1100)
    assert order.receipts.get().fiscal == {"adapter": "none", "is_fiscal": False, "reference": "", "printed": ""}


@pytest.mark.parametrize("name", [*fiscal.PLACES, "moon"])
def test_a_fiscal_device_that_is_not_here_is_refused(name):
    with pytest.raises(till_errors.FiscalNotInstalled):
        fiscal.adapter(name)


def test_a_shop_can_choose_each_adapter_there_is_and_no_other():
    from tenant_apps.shop.models import Shop

    assert set(Shop.FiscalDevice.values) == set(fiscal.ADAPTERS)


def test_a_shops_own_choice_is_asked(priced, monkeypatch):
    from tenant_apps.shop.models import Shop

    class Marker(fiscal.Nothing):
        name = "marker"

    monkeypatch.setitem(fiscal.ADAPTERS, "marker", Marker())
    Shop.objects.update(fiscal_device="marker")
    order = priced("11.00")
    pay(order, 1100)
    assert order.receipts.get().fiscal["adapter"] == "marker"


def test_no_adapter_claims_what_it_is_not():
    assert [name for name, one in fiscal.ADAPTERS.items() if one.claims_compliance] == []


def test_the_day_of_a_receipt_is_the_business_day(priced):
    pay(priced("11.00"), 1100, at=LUNCH + timedelta(hours=14))  # half past two at night
    assert Receipt.objects.get().business_day == LUNCH.date()


def test_the_roll_is_one_page(priced, monkeypatch):
    order = priced("18.52")
    pay(order, 500, "voucher", label="Anna")
    pay(order, 1352, tendered=2000)
    laid, real = [], roll._lay_out
    monkeypatch.setattr(roll, "_lay_out", lambda *said: laid.append(real(*said)) or laid[-1])
    assert papers.receipt_roll(order.receipts.get()).startswith(b"%PDF")
    assert len(laid[-1].pages) == 1
