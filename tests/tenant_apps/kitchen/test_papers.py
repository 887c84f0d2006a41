"""Labels and tickets: what stands on them, as words, as PDF and as ESC/POS."""

import re
from dataclasses import replace

import pytest

from pizzeria import pricing
from pizzeria.configuration import Half, Topping
from shared_apps.journal.facts import Actor
from tenant_apps.kitchen import papers, printing, queries
from tenant_apps.kitchen.errors import NothingToPrint
from tenant_apps.menu import queries as menu
from tenant_apps.menu.models import Ingredient, Product
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering.wishes import Wish
from tests.orders import LUNCH
from tests.tenant_apps.kitchen.conftest import COOK


def ids(model):
    return {row.name["it"]: str(row.id) for row in model.objects.all()}


@pytest.fixture
def halved(open_napoli):
    """Half Margherita with burrata, half Diavola without oil, delivered."""
    products, ingredients = ids(Product), ids(Ingredient)
    prices = menu.price_menu(at=LUNCH)
    plain = pricing.default_configuration(prices, products["Margherita"])
    wished = replace(
        plain,
        half=Half(products["Diavola"], removed=(ingredients["olio extravergine"],)),
        toppings=(Topping(ingredients["burrata"], "left", "double"), Topping(ingredients["acciughe"])),
        note="ben cotta",
    )
    basket = ordering.open_basket(user=None, order_type="delivery", at=LUNCH)
    ordering.add_to_basket(basket, configuration=wished, quantity=1, at=LUNCH)
    wish = Wish(
        order_type="delivery", name="Giulia Esposito", phone="+39 333 1234567", tender="cash", address="Via Toledo 5"
    )
    return ordering.accept_order(ordering.place_order(basket, wish=wish, by=Actor.guest(), at=LUNCH), by=COOK, at=LUNCH)


def seen(order):
    return queries.ticket_of(order.id, at=LUNCH)


def printed(order, paper):
    """What the printer puts on paper, without its commands."""
    raw = printing.to_escpos(seen(order), paper)
    words = re.sub(rb"\x1b@|\x1bd.|\x1b[tEaGM!J-].|\x1d[!BbH].|\x1dV.{0,2}", b"", raw, flags=re.DOTALL)
    return words.decode("cp858")


def test_each_pizza_has_its_box_and_other_food_one_a_line(accepted):
    order = accepted("2 Margherita", "Cola 33 cl", "3 Supplì al telefono")
    labels = papers.labels(seen(order))
    assert [(one.title, one.many, one.place, one.of) for one in labels] == [
        ("Margherita", 1, 1, 3),
        ("Margherita", 1, 2, 3),
        ("Supplì al telefono", 3, 3, 3),
    ]


def test_a_label_says_who_when_and_what_is_in_it(halved):
    (label,) = papers.labels(seen(halved))
    assert (label.head.called, label.head.number, label.head.name) == (halved.called, halved.number, "Giulia")
    assert (label.title, label.size) == ("½ + ½", "Classica")
    assert label.contains == ["glutine", "pesce", "latte"]
    assert label.may_contain == ["soia", "senape"]


def test_allergens_are_of_what_is_really_made(accepted):
    (label,) = papers.labels(seen(accepted("Marinara")))
    assert label.contains == ["glutine"]


def test_a_delivery_says_when_it_must_leave_and_when_it_is_expected(halved):
    head = papers.head_of(seen(halved))
    to = halved.promised_to.astimezone(papers.get_timezone("Europe/Rome"))
    assert head.when == f"{to:%H:%M}"
    hour, minute = map(int, head.out_by.split(":"))
    assert to.hour * 60 + to.minute - (hour * 60 + minute) == 20  # the shop's way to the door


def test_on_the_thermal_label_nothing_is_lost(halved):
    words = printed(halved, "label")
    assert re.search(r"MARGHERITA +\| DIAVOLA", words)
    assert re.search(r"\+ burrata \(doppio\) *\| SENZA olio", words)
    assert "+ acciughe" in words and "* ben cotta" in words
    contains, may = words.index("Contiene: glutine, pesce, latte"), words.index("Può contenere: soia, senape")
    assert contains < may
    assert "Giulia" in words and "Esposito" not in words  # on a box that stands about


def test_each_label_is_cut_off(accepted):
    raw = printing.to_escpos(seen(accepted("3 Margherita")), "label")
    assert len(re.findall(rb"\x1dV", raw)) == 3


def test_the_ticket_has_the_whole_order(accepted):
    words = printed(accepted("2 Diavola", "Cola 33 cl", note="Citofono è rotto"), "ticket")
    assert "2x Diavola Classica" in words and "1x Cola 33 cl" in words and "Citofono è rotto" in words


def test_the_number_called_out_is_the_day_s_and_the_other_stands_small(accepted):
    order = accepted("Margherita")
    words = printed(order, "ticket")
    assert f"#{order.day_number}\n" in words and f"n. {order.number}" in words


def test_papers_speak_the_shops_language_whoever_prints(accepted, settings):
    from django.utils.translation import override

    order = accepted("Margherita")
    with override("en"):
        assert "Contiene:" in printed(order, "label")


def test_of_drinks_alone_there_is_no_label(accepted):
    with pytest.raises(NothingToPrint):
        printing.to_escpos(seen(accepted("Cola 33 cl")), "label")


def test_without_an_edit_there_is_nothing_changed_to_print(accepted):
    with pytest.raises(NothingToPrint):
        printing.to_escpos(seen(accepted("Margherita")), "changes")


@pytest.fixture
def sheets(monkeypatch):
    """Collects the documents that would become pages."""
    kept = []
    monkeypatch.setattr(printing.roll, "pdf", lambda pages, css: kept.extend(pages) or b"%PDF")
    return kept


def test_on_the_printed_label_what_is_contained_is_bold_and_what_may_be_is_not(halved, sheets):
    printing.to_pdf(seen(halved), "label")
    (sheet,) = sheets
    assert "<strong>Contiene: glutine, pesce, latte</strong>" in sheet
    assert "<p>Può contenere: soia, senape</p>" in sheet
    assert re.search(r"<td><b>Margherita</b>.*</td><td><b>Diavola</b>.*<s>olio extravergine</s>", sheet, re.DOTALL)


def test_words_of_a_customer_are_no_markup(accepted, sheets):
    printing.to_pdf(seen(accepted("Margherita", note="<img src=x>", name="<b>Giulia</b>")), "ticket")
    assert "<img" not in sheets[0] and "<b>Giulia" not in sheets[0]


def test_a_real_page_comes_out(open_napoli, clock, anna, signed_in, accepted):
    order = accepted("2 Margherita")
    answer = signed_in(open_napoli, anna).get(f"/kitchen/orders/{order.id}/label.pdf")
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert answer["Content-Disposition"] == f'inline; filename="{order.number}-label.pdf"'


def test_a_bridge_in_the_shop_gets_the_bytes(open_napoli, clock, anna, signed_in, accepted):
    order = accepted("Margherita")
    answer = signed_in(open_napoli, anna).get(f"/kitchen/orders/{order.id}/ticket.escpos")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer.content.startswith(b"\x1b@\x1bt\x13")
    assert signed_in(open_napoli, anna).get(f"/kitchen/orders/{order.id}/changes.escpos").status_code == 409
