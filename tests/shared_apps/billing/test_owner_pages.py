"""The owner's page on the shop's host."""

import io
import zipfile
from typing import Any

import pytest

import tenants
from shared_apps.billing import actions
from shared_apps.billing.models import Subscription
from tenants import actions as registry
from tests.orders import open_for_business, order
from tests.shared_apps.billing.conftest import OVERDUE, bill, days, seen

PAGE = "/manage/billing/"
DETAILS = {
    "company": "Da Ciro srl", "email": "conti@napoli.test", "street": "Via Toledo 1", "postcode": "80134",
    "city": "Napoli", "country": "IT", "tax_id": "IT 00743110157",
}  # fmt: skip


@pytest.fixture
def his(napoli: Any, ciro: Any, signed_in: Any, row: Subscription, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Ciro's browser, in English; his shop is open, its trial began at NOON."""
    monkeypatch.setenv("NOW", days(1).isoformat())
    with tenants.inside(napoli):
        open_for_business()
    browser = signed_in(napoli, ciro)
    browser.cookies["django_language"] = "en"
    return browser


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_trial_shows_what_is_left_and_what_is_used(his: Any) -> None:
    page = text(his.get(PAGE))
    assert "29 days of the trial are left" in page
    assert "People on the staff" in page and "1 / 40" in page
    assert "€69.00 a month" in page and "and €0.08 for each order" in page
    assert "€690.00 a year" in text(his.get(PAGE + "?interval=year"))


def test_a_shop_from_before_there_were_plans_has_a_page_too(roma: Any, renzo: Any, signed_in: Any) -> None:
    assert signed_in(roma, renzo).get(PAGE).status_code == 200
    with tenants.platform():
        assert not Subscription.objects.filter(pk=roma.id).exists()  # looking begins nothing


@pytest.mark.parametrize("who", ["mara", "anna"])
def test_bills_are_the_owners_alone(who: str, request: Any, napoli: Any, signed_in: Any) -> None:
    other = signed_in(napoli, request.getfixturevalue(who))
    assert other.get(PAGE).status_code == 403
    with tenants.inside(napoli):
        open_for_business()
    assert 'href="/manage/billing/"' not in text(other.get("/manage/staff/"))


def test_orders_are_counted_as_the_shop_hands_them_in(his: Any, napoli: Any) -> None:
    from tenant_apps.insights import actions as insights

    with tenants.inside(napoli):
        first, second = order(), order()
        assert first.business_day == second.business_day
        insights.hand_in_days(first.business_day, first.business_day, at=days(1))
    assert "2 / 3000" in text(his.get(PAGE))


def test_bills_are_listed_with_their_papers(his: Any, settle: Any) -> None:
    settle(seen(), bill(pdf_url="https://pay.test/1.pdf"), bill(2, state="draft"), at=days(30))
    page = text(his.get(PAGE))
    assert "PM-0001" in page and "€84.18" in page and 'href="https://pay.test/1.pdf"' in page
    assert "PM-0002" not in page


def test_an_open_bill_can_be_paid_where_it_is(his: Any, settle: Any) -> None:
    """Where the bank asks its owner each time, nobody else can."""
    settle(seen(), bill(page_url="https://pay.test/1"), bill(2, page_url="https://pay.test/2", **OVERDUE), at=days(30))
    page = text(his.get(PAGE))
    assert 'href="https://pay.test/2"' in page and 'href="https://pay.test/1"' not in page


def test_who_is_in_arrears_sees_what_stands_still_and_what_helps(his: Any, row: Any, settle: Any, napoli: Any) -> None:
    settle(seen(status="past_due"), bill(**OVERDUE), at=days(30))
    assert "did not go through" in text(his.get(PAGE))
    with tenants.platform():
        actions.move_on(row.pk, at=days(60))
    page = text(his.get(PAGE))
    assert "The shop takes no new orders" in page and "Try the card again" in page
    assert "Plan and bills" in text(his.get("/manage/"))


def test_the_details_of_the_bill_are_kept(his: Any, row: Any) -> None:
    assert his.post(PAGE + "details/", DETAILS).url == PAGE
    with tenants.platform():
        kept = Subscription.objects.get(pk=row.pk)
    assert (kept.company, kept.tax_id, kept.city) == ("Da Ciro srl", "IT00743110157", "Napoli")
    wrong = his.post(PAGE + "details/", {**DETAILS, "tax_id": "IT12345678901"})
    assert wrong.status_code == 422
    assert "not a valid VAT number" in text(wrong)


def test_a_trial_is_cancelled_and_kept_after_all(his: Any, row: Any) -> None:
    asking = text(his.get(PAGE + "cancel/"))
    assert "Why are you leaving?" in asking and "/manage/billing/export/" in asking
    his.post(PAGE + "cancel/", {"reason": "unused", "words": "too quiet"})
    page = text(his.get(PAGE))
    assert "Cancelled for" in page and "Keep my plan" in page
    with tenants.platform():
        kept = Subscription.objects.get(pk=row.pk)
    assert (kept.cancel_reason, kept.cancel_words, kept.state) == ("unused", "too quiet", "trialing")
    his.post(PAGE + "keep/")
    assert "Cancelled for" not in text(his.get(PAGE))


def test_who_left_is_invited_back_and_still_gets_their_data(his: Any, row: Any, settle: Any) -> None:
    settle(seen(status="canceled", ended_at=days(0.5)), at=days(1))
    page = text(his.get(PAGE))
    assert "Come back on Pro with 30 % off for 3 months" in page
    assert his.get(PAGE + "export/").status_code == 200


def test_the_export_holds_what_the_shop_has(his: Any, napoli: Any, giulia: Any) -> None:
    with tenants.inside(napoli):
        number = order("2 Margherita", name="=HYPERLINK(1)", user=giulia).number
    answer = his.get(PAGE + "export/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    assert set(files) == {"menu.csv", "orders.csv", "order-lines.csv", "customers.csv", "staff.csv"}
    assert f"{number}," in files["orders.csv"] and "'=HYPERLINK(1)" in files["orders.csv"]
    assert "Margherita" in files["menu.csv"] and "Margherita" in files["order-lines.csv"]
    assert giulia.email in files["customers.csv"] and giulia.email not in files["staff.csv"]


def test_a_plan_that_we_do_not_sell_is_refused(his: Any) -> None:
    assert his.get(PAGE + "plan/?plan=gold&interval=month").status_code == 422
    assert his.get(PAGE + "plan/?plan=pro&interval=week").status_code == 422


def test_there_is_nothing_to_pay_before_a_plan(his: Any) -> None:
    assert his.post(PAGE + "pay/").status_code == 409


def test_without_a_card_the_card_comes_first(his: Any) -> None:
    assert his.get(PAGE + "plan/?plan=pro&interval=month").url == PAGE + "card/"


def test_when_the_provider_is_away_the_page_stands_and_says_so(his: Any, settings: Any, settle: Any) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    settle(seen(), bill(), at=days(1))
    assert his.get(PAGE).status_code == 200
    assert "does not answer just now" in text(his.get(PAGE + "next/"))
    assert his.get(PAGE + "card/").status_code == 424


def test_a_limit_that_is_exceeded_is_said_and_nothing_is_taken_away(his: Any, napoli: Any, row: Any) -> None:
    with tenants.platform():
        Subscription.objects.filter(pk=row.pk).update(plan="starter")
        registry.set_terms(napoli.id, plan="starter", standing="good")
        for day in (days(0).date(), days(1).date()):
            actions.count_orders(napoli.id, orders={day: 400}, at=days(1))
    page = text(his.get(PAGE))
    assert "800 / 600" in page and "Nothing is taken away" in page
    with tenants.inside(napoli.id):
        assert order().state == "placed"


def test_who_never_left_does_not_come_back(his: Any, row: Any, settle: Any) -> None:
    settle(None, at=days(1))  # with a card, on trial
    assert his.post(PAGE + "return/").status_code == 409
    with tenants.platform():
        assert not row.calls.exists()


def test_who_comes_back_is_told_what_is_open_from_before(his: Any, settle: Any) -> None:
    settle(seen(status="canceled", ended_at=days(0.5)), bill(**OVERDUE), at=days(1))
    assert "€84.18 of earlier bills are open" in text(his.get(PAGE))
