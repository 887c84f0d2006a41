"""From a wish to a working shop, by page and by program."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

import tenants
from shared_apps.accounts.models import User
from shared_apps.onboarding import actions, codes, mails, tasks
from shared_apps.onboarding.models import Ownership, SignUp
from tenant_apps.menu.models import Product
from tenant_apps.shop.models import Opening, Shop
from tenants.models import Pizzeria

State = SignUp.State
FORM = {
    "pizzeria_name": "Da Ciro",
    "slug": "da-ciro",
    "email": "ciro@example.test",
    "password": "una-margherita-buona",
    "menu": "starter",
    "country": "IT",
    "timezone": "Europe/Rome",
}


def ask(client, **changes):
    return client.post("/api/v1/signup/", {**FORM, **changes}, content_type="application/json")


def the_code(id):
    with tenants.platform():
        return codes.code_of(SignUp.objects.get(id=id))


def test_a_verified_sign_up_is_a_live_shop(at_platform, client):
    asked = ask(at_platform)
    assert asked.status_code == 202, asked.content
    assert asked.json()["state"] == "requested"
    done = at_platform.post(
        f"/api/v1/signups/{asked.json()['id']}/verify/",
        {"code": the_code(asked.json()["id"])},
        content_type="application/json",
    )
    assert done.status_code == 200, done.content
    assert done.json()["state"] == "active"
    assert done.json()["shop_url"].startswith("http://da-ciro.localhost")
    assert at_platform.get(asked.json()["status_url"]).json()["state"] == "active"
    with tenants.platform():
        shop = Pizzeria.objects.get(slug="da-ciro")
        owner = User.objects.get(email=FORM["email"])
        assert owner.role == "owner" and owner.check_password(FORM["password"])
        assert Ownership.objects.filter(user=owner, pizzeria=shop).exists()
        assert SignUp.objects.get().password == ""
    with tenants.inside(shop):
        assert Shop.objects.get().name == "Da Ciro"
        assert Product.objects.count() >= 30 and Opening.objects.count() == 14
        cook = User.objects.get()
        assert (cook.email, cook.role) == (FORM["email"], "owner") and cook.check_password(FORM["password"])


def test_by_page_the_name_becomes_the_address_and_the_owner_is_signed_in(at_platform):
    response = at_platform.post("/signup/", {**FORM, "slug": ""})
    assert response.status_code == 302, response.content.decode()[-3000:]
    with tenants.platform():
        sign_up = SignUp.objects.get()
    assert sign_up.slug == "ciro"
    page = at_platform.get(response.url)
    assert b"ciro@example.test" in page.content
    done = at_platform.post(response.url, {"code": the_code(sign_up.id)}, follow=True)
    assert "http://ciro.localhost" in done.content.decode()
    assert at_platform.get("/account/shops/").status_code == 200


def test_the_code_comes_by_mail_and_works(on_platform, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    at = timezone.now()
    sign_up = actions.request_sign_up(wish(), by=actions._SYSTEM, at=at)
    mails.send_code(sign_up.id, at=at)
    mails.send_code(sign_up.id, at=at)
    assert len(mail.outbox) == 1
    code = re.search(r"\b\d{6}\b", mail.outbox[0].body)[0]
    assert actions.verify_sign_up(sign_up.id, code=code, by=actions._SYSTEM, at=at).state == State.VERIFIED
    actions.provision_sign_up(sign_up.id, at=at)
    mails.send_news(sign_up.id, at=at)
    assert "http://da-ciro.localhost" in mail.outbox[1].body


def wish(**changes):
    fields = {key: FORM[key] for key in ("pizzeria_name", "slug", "email", "password", "menu")}
    return actions.Wish(**{**fields, **changes})


def test_no_table_holds_the_code(on_platform):
    sign_up = actions.request_sign_up(wish(), by=actions._SYSTEM, at=timezone.now())
    code = codes.code_of(sign_up)
    row = SignUp.objects.filter(id=sign_up.id).values().get()
    assert not any(code == value for value in row.values())
    assert FORM["password"] not in row["password"]


def test_a_wrong_code_counts_and_the_fifth_uses_it_up(on_platform):
    at = timezone.now()
    sign_up = actions.request_sign_up(wish(), by=actions._SYSTEM, at=at)
    wrong = "000000" if codes.code_of(sign_up) != "000000" else "111111"
    for left in (4, 3, 2, 1):
        with pytest.raises(actions.WrongCode) as refusal:
            actions.verify_sign_up(sign_up.id, code=wrong, by=actions._SYSTEM, at=at)
        assert refusal.value.detail["left"] == left
    for code in (wrong, codes.code_of(sign_up)):
        with pytest.raises(actions.CodeUsedUp):
            actions.verify_sign_up(sign_up.id, code=code, by=actions._SYSTEM, at=at)


def test_a_code_is_too_old_after_ten_minutes_and_a_new_one_helps(on_platform):
    at = timezone.now()
    sign_up = actions.request_sign_up(wish(), by=actions._SYSTEM, at=at)
    later = at + timedelta(minutes=10)
    old = codes.code_of(sign_up)
    with pytest.raises(actions.CodeUsedUp):
        actions.verify_sign_up(sign_up.id, code=old, by=actions._SYSTEM, at=later)
    actions.renew_code(sign_up.id, by=actions._SYSTEM, at=later)
    sign_up.refresh_from_db()
    assert codes.code_of(sign_up) != old
    done = actions.verify_sign_up(sign_up.id, code=codes.code_of(sign_up), by=actions._SYSTEM, at=later)
    assert done.state == State.VERIFIED


def test_only_so_many_codes_are_sent(on_platform):
    at = timezone.now()
    sign_up = actions.request_sign_up(wish(), by=actions._SYSTEM, at=at)
    for _ in range(actions.MOST_CODES - 1):
        actions.renew_code(sign_up.id, by=actions._SYSTEM, at=at)
    with pytest.raises(actions.TooManyCodes):
        actions.renew_code(sign_up.id, by=actions._SYSTEM, at=at)


def test_a_name_is_held_while_the_wish_lives_and_free_afterwards(on_platform):
    at = timezone.now()
    actions.request_sign_up(wish(), by=actions._SYSTEM, at=at)
    for slug in ("da-ciro", "daciro", "da-c1ro"):
        with pytest.raises(actions.SlugTaken):
            actions.request_sign_up(wish(slug=slug), by=actions._SYSTEM, at=at)
    later = at + actions.WISH_LASTS
    again = actions.request_sign_up(wish(email="rosa@example.test"), by=actions._SYSTEM, at=later)
    assert again.state == State.REQUESTED
    assert SignUp.objects.get(email=FORM["email"]).problem == "expired"


@pytest.mark.parametrize("slug", ["admin", "www", "api", "x", "pizza mama", "città", "-ciro", "xn--pizza", "a--b"])
def test_a_reserved_or_impossible_address_is_refused(at_platform, slug):
    assert ask(at_platform, slug=slug).status_code == 422


def test_whether_an_e_mail_is_known_cannot_be_told(at_platform):
    with tenants.platform():
        User.objects.create_user("ciro@example.test", "something-else-9")
    known, unknown = ask(at_platform), ask(at_platform, slug="altro", email="nobody@example.test")
    assert (known.status_code, unknown.status_code) == (202, 202)
    assert known.json().keys() == unknown.json().keys()


def test_an_owner_with_a_password_keeps_it_for_the_second_shop(on_platform):
    at = timezone.now()
    for slug, password in (("primo", "first-password-1"), ("secondo", "other-password-2")):
        sign_up = actions.request_sign_up(wish(slug=slug, password=password), by=actions._SYSTEM, at=at)
        actions.verify_sign_up(sign_up.id, code=codes.code_of(sign_up), by=actions._SYSTEM, at=at)
        actions.provision_sign_up(sign_up.id, at=at)
    owner = User.objects.get(email=FORM["email"])
    assert owner.check_password("first-password-1")
    assert Ownership.objects.filter(user=owner).count() == 2


def test_the_sweeper_finishes_what_a_crash_left(on_platform):
    at = timezone.now()
    sign_up = actions.request_sign_up(wish(), by=actions._SYSTEM, at=at)
    actions.verify_sign_up(sign_up.id, code=codes.code_of(sign_up), by=actions._SYSTEM, at=at - timedelta(seconds=20))
    SignUp.objects.filter(id=sign_up.id).update(code_mailed_at=at)
    tasks.finish_signups()
    sign_up.refresh_from_db()
    assert sign_up.state == State.ACTIVE


def test_the_sweeper_goes_on_where_a_maker_died_but_not_where_one_lives(on_platform):
    at = timezone.now()
    sign_up = actions.request_sign_up(wish(), by=actions._SYSTEM, at=at)
    SignUp.objects.filter(id=sign_up.id).update(state=State.PROVISIONING, started_at=at, verified_at=at, attempts=1)
    assert actions.provision_sign_up(sign_up.id, at=at).state == State.PROVISIONING
    SignUp.objects.filter(id=sign_up.id).update(started_at=at - timedelta(seconds=61))
    assert actions.provision_sign_up(sign_up.id, at=at).state == State.ACTIVE


def test_a_name_that_was_taken_meanwhile_refuses_the_sign_up(on_platform):
    at = timezone.now()
    sign_up = actions.request_sign_up(wish(), by=actions._SYSTEM, at=at)
    actions.verify_sign_up(sign_up.id, code=codes.code_of(sign_up), by=actions._SYSTEM, at=at)
    actions.open_pizzeria(wish(email="other@example.test"), password_hash="", by=actions._SYSTEM, at=at)
    refused = actions.provision_sign_up(sign_up.id, at=at)
    assert (refused.state, refused.problem) == (State.REFUSED, "slug_taken")


def test_a_fault_leaves_the_name_held_until_the_last_attempt(on_platform, settings):
    at = timezone.now()
    sign_up = actions.request_sign_up(wish(), by=actions._SYSTEM, at=at)
    actions.verify_sign_up(sign_up.id, code=codes.code_of(sign_up), by=actions._SYSTEM, at=at)
    settings.NEW_SHOP = "no.such.module"
    for attempt in range(1, actions.MOST_ATTEMPTS + 1):
        left = actions.provision_sign_up(sign_up.id, at=at + attempt * actions.GIVEN_UP_AFTER)
        expected = State.PROVISIONING if attempt < actions.MOST_ATTEMPTS else State.REFUSED
        assert left.state == expected
        assert not Pizzeria.objects.filter(slug="da-ciro").exists()
    assert left.problem == "failed"


def test_a_menu_file_with_a_mistake_is_refused_by_row_and_nothing_is_kept(at_platform):
    bad = "kind,category,name,price,allergens\npizza,Pizze,Margherita,sei,milk\n"
    answer = ask(at_platform, menu="csv", menu_csv=bad)
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["row"] == 2
    with tenants.platform():
        assert not SignUp.objects.exists()


def test_a_menu_from_a_file_is_the_new_shops_menu(at_platform):
    good = 'kind,category,name,price,allergens\npizza,Pizze,Margherita,6.50,"gluten, milk"\n'
    asked = ask(at_platform, menu="csv", menu_csv=good).json()
    at_platform.post(
        f"/api/v1/signups/{asked['id']}/verify/", {"code": the_code(asked["id"])}, content_type="application/json"
    )
    with tenants.platform():
        shop = Pizzeria.objects.get(slug="da-ciro")
    with tenants.inside(shop):
        assert [str(product) for product in Product.objects.all()] == ["Margherita"]


def test_signing_up_too_often_for_one_mailbox_is_refused(at_platform):
    answers = [
        ask(at_platform, slug=f"prova-numero-{word}").status_code
        for word in ("uno", "due", "tre", "quattro", "cinque", "sei")
    ]
    assert answers[:5] == [202] * 5 and answers[5] == 429


def test_the_address_is_proposed_and_checked_while_one_types(at_platform):
    page = at_platform.get("/signup/address/", {"pizzeria_name": "Pizzeria L'Angolo di Città"}).content.decode()
    assert 'value="langolo-di-citta"' in page
    assert "aria-invalid" in at_platform.get("/signup/address/", {"slug": "admin"}).content.decode()


def test_the_front_page_and_the_sign_up_page_answer(at_platform):
    assert at_platform.get("/").status_code == 200
    assert at_platform.get("/signup/").status_code == 200


@pytest.fixture(autouse=True)
def _no_counts():
    """What an earlier test has counted in Redis is not this one's."""
    from django.core.cache import cache

    with tenants.platform():
        cache.clear()
