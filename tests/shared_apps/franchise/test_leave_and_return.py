"""A store leaves a franchise with a day, and may come back: what it owes is counted for its own days, once each."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from shared_apps.franchise import actions, queries
from shared_apps.franchise.errors import BackTooEarly, LastDayTooEarly, LeftBefore, NotInThisFranchise
from shared_apps.franchise.models import Formula, Franchise, Store
from shared_apps.journal.models import Entry
from tenants.models import Pizzeria
from tests.shared_apps.franchise.conftest import BY, JANUARY, JULY, JUNE, MAY, TERMS, declare, freeze, hand_in, moment

TWENTIETH = date(2026, 5, 20)


@pytest.fixture
def store(napoli: Any, on_platform: None) -> Pizzeria:
    return Pizzeria.objects.get(id=napoli.id)


@pytest.fixture
def sold(da_ciro: Franchise, formula: Formula, napoli: Any) -> Franchise:
    for day in (8, 20, 21):
        hand_in(napoli, date(2026, 5, day), "1100", at=moment(5, 22))
    return da_ciro


def let_go(franchise: Franchise, store: Pizzeria, day: date | None, *, at: Any) -> None:
    actions.let_go_store(franchise, pizzeria=store, last_day=day, by=BY, at=at)


def take_back(franchise: Franchise, store: Pizzeria, day: date, *, at: Any) -> Store:
    return actions.take_back_store(franchise, pizzeria=store, first_day=day, by=BY, at=at)


def of(papers: list[Any], store: Pizzeria) -> Any:
    return next(paper for paper in papers if paper.store == store.id)


def names(franchise: Franchise, *, at: Any) -> set[str]:
    return {row.name for row in queries.board(franchise, last=at.date(), length=7, at=at).rows}


def told(fact: str) -> list[dict[str, Any]]:
    return [entry.payload for entry in Entry.objects.filter(fact=fact).order_by("id")]


def test_its_last_statement_counts_its_own_days_and_a_part_of_the_least(
    da_ciro: Franchise, store: Pizzeria, napoli: Any
) -> None:
    declare(da_ciro, MAY, TERMS.__class__(500, 200, minimum=31_000), at=JANUARY)
    for day in (8, 20, 21):
        hand_in(napoli, date(2026, 5, day), "1100", at=moment(5, 22))
    let_go(da_ciro, store, TWENTIETH, at=moment(5, 25))
    statement = of(freeze(da_ciro, MAY, at=moment(6, 1)), store)
    assert (statement.first_day, statement.last_day, statement.base) == (MAY, TWENTIETH, 200_000)
    assert statement.royalty == 20_000  # of 310.00 for 31 days those of 20
    seen = queries.last_month(da_ciro, Store.objects.get(pizzeria=store), last_day_there=TWENTIETH)
    assert (seen.days, seen.of, seen.least, seen.whole_least) == (20, 31, 20_000, 31_000)


def test_a_day_to_come_leaves_it_in_until_then(sold: Franchise, store: Pizzeria) -> None:
    let_go(sold, store, TWENTIETH, at=moment(5, 10))
    assert store.name in names(sold, at=moment(5, 20))
    assert store.name not in names(sold, at=moment(5, 22))
    assert told("StoreLeft") == [{"pizzeria": str(store.id), "franchise": str(sold.id), "last_day": "2026-05-20"}]


def test_another_last_day_may_be_said_until_it_has_left(sold: Franchise, store: Pizzeria) -> None:
    for day in (TWENTIETH, date(2026, 5, 28), date(2026, 5, 28)):
        let_go(sold, store, day, at=moment(5, 10))
    assert len(told("StoreLeft")) == 2
    let_go(sold, store, TWENTIETH, at=moment(5, 30))  # too late
    assert queries.days_of(Store.objects.get(pizzeria=store))[1] == date(2026, 5, 28)


def test_no_frozen_day_is_taken_away(sold: Franchise, store: Pizzeria) -> None:
    freeze(sold, MAY, at=moment(6, 1))
    with pytest.raises(LastDayTooEarly):
        let_go(sold, store, date(2026, 5, 30), at=moment(6, 2))
    let_go(sold, store, date(2026, 5, 31), at=moment(6, 2))
    assert [each.store for each in freeze(sold, JUNE, at=moment(7, 1))] != [store.id]


def test_it_cannot_leave_before_it_joined(sold: Franchise, store: Pizzeria) -> None:
    with pytest.raises(LastDayTooEarly):
        let_go(sold, store, date(2025, 12, 31), at=moment(5, 10))


def test_it_stays_after_all(sold: Franchise, store: Pizzeria) -> None:
    let_go(sold, store, TWENTIETH, at=moment(5, 10))
    for _again in range(2):
        actions.keep_store(sold, pizzeria=store, by=BY, at=moment(5, 11))
    assert len(told("StoreStays")) == 1
    assert of(freeze(sold, MAY, at=moment(6, 1)), store).last_day == date(2026, 5, 31)
    let_go(sold, store, None, at=moment(6, 2))
    with pytest.raises(LeftBefore):
        actions.keep_store(sold, pizzeria=store, by=BY, at=moment(6, 3))


def test_it_comes_back_in_a_later_month_when_all_is_frozen(sold: Franchise, store: Pizzeria, napoli: Any) -> None:
    let_go(sold, store, TWENTIETH, at=moment(5, 25))
    with pytest.raises(LeftBefore):
        take_back(sold, store, date(2026, 6, 1), at=moment(6, 1))
    freeze(sold, MAY, at=moment(6, 1))
    for day in (date(2026, 5, 25), date(2026, 6, 16)):  # of a month that has its statement, and of a day to come
        with pytest.raises(BackTooEarly):
            take_back(sold, store, day, at=moment(6, 15))
    take_back(sold, store, date(2026, 6, 15), at=moment(6, 15))
    for day in (14, 15, 16):
        hand_in(napoli, date(2026, 6, day), "1100", at=moment(6, 17))
    statement = of(freeze(sold, JUNE, at=moment(7, 1)), store)
    assert (statement.first_day, statement.last_day, statement.base) == (
        date(2026, 6, 15),
        date(2026, 6, 30),
        200_000,
    )
    assert told("StoreJoined")[-1]["first_day"] == "2026-06-15"


def test_what_was_otherwise_in_its_earlier_time_is_corrected_when_it_is_back(
    sold: Franchise, store: Pizzeria, napoli: Any
) -> None:
    let_go(sold, store, TWENTIETH, at=moment(5, 25))
    freeze(sold, MAY, at=moment(6, 1))
    take_back(sold, store, date(2026, 6, 15), at=moment(6, 15))
    hand_in(napoli, date(2026, 5, 8), "880", at=moment(6, 17))
    hand_in(napoli, date(2026, 5, 21), "9999", at=moment(6, 17))  # it did not belong then
    statement = of(freeze(sold, JUNE, at=moment(7, 1)), store)
    assert (statement.corrected_royalty, statement.corrected_advertising) == (-1000, -400)
    assert freeze(sold, JULY, at=moment(8, 1))


def test_a_correction_that_nobody_froze_yet_keeps_no_store_from_coming_back(
    sold: Franchise, store: Pizzeria, napoli: Any
) -> None:
    let_go(sold, store, TWENTIETH, at=moment(5, 25))
    freeze(sold, MAY, at=moment(6, 1))
    hand_in(napoli, date(2026, 5, 8), "880", at=moment(6, 10))
    take_back(sold, store, date(2026, 6, 15), at=moment(6, 15))
    statement = of(freeze(sold, JUNE, at=moment(7, 1)), store)
    assert (statement.corrected_royalty, statement.corrected_advertising) == (-1000, -400)


def test_after_a_paper_of_corrections_alone_it_comes_back_the_month_after(
    sold: Franchise, store: Pizzeria, napoli: Any
) -> None:
    let_go(sold, store, TWENTIETH, at=moment(5, 25))
    freeze(sold, MAY, at=moment(6, 1))
    hand_in(napoli, date(2026, 5, 8), "880", at=moment(6, 17))
    freeze(sold, JUNE, at=moment(7, 1))
    assert queries.earliest_day_back(sold, Store.objects.get(pizzeria=store)) == JULY
    with pytest.raises(BackTooEarly):
        take_back(sold, store, date(2026, 6, 30), at=moment(7, 2))
    take_back(sold, store, JULY, at=moment(7, 2))


def test_one_that_never_left_is_not_taken_back(sold: Franchise, store: Pizzeria) -> None:
    before = Store.objects.get(pizzeria=store).joined_at
    assert take_back(sold, store, TWENTIETH, at=moment(5, 25)).joined_at == before
    assert told("StoreJoined")[-1]["first_day"] == ""


def test_a_store_of_another_franchise_is_none_of_this_one(store: Pizzeria, sold: Franchise) -> None:
    other = actions.found_franchise("Da Renzo", by=BY, at=JANUARY)
    for act in (
        lambda: let_go(other, store, TWENTIETH, at=moment(5, 10)),
        lambda: take_back(other, store, TWENTIETH, at=moment(5, 10)),
        lambda: actions.keep_store(other, pizzeria=store, by=BY, at=moment(5, 10)),
    ):
        with pytest.raises(NotInThisFranchise):
            act()


# -- the pages ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def hilde_at_work(sold: Franchise, signed_in: Any, hilde_on_platform: Any, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("NOW", moment(5, 25).isoformat())
    actions.join_head_office(sold, user=hilde_on_platform)
    client = signed_in(None, hilde_on_platform)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_a_store_is_let_go_after_a_look_at_what_follows(hilde_at_work: Client, store: Pizzeria) -> None:
    page = f"/hq/stores/{store.id}/"
    assert "Belongs to Da Ciro since 1 January 2026" in hilde_at_work.get(page).content.decode()
    look = hilde_at_work.post(page, {"day": "2026-05-20", "do": "look"}).content.decode()
    assert "20 May 2026 is the last day" in look and "May 2026: 20 of 31 days count" in look
    assert Store.objects.get(pizzeria=store).left_at is None
    assert hilde_at_work.post(page, {"day": "2026-05-20", "do": "leave"}).status_code == 302
    assert "has left" in hilde_at_work.get("/hq/stores/").content.decode()
    assert "its last day was 20 May 2026" in hilde_at_work.get(page).content.decode()


def test_what_cannot_be_is_said_at_the_day(hilde_at_work: Client, sold: Franchise, store: Pizzeria) -> None:
    page = f"/hq/stores/{store.id}/"
    for day, words in (("2025-12-31", "the earliest last day"), ("soon", "Enter a valid date")):
        answer = hilde_at_work.post(page, {"day": day, "do": "leave"})
        assert answer.status_code == 422 and words in answer.content.decode()


def test_a_day_ahead_can_be_taken_back_on_the_page(hilde_at_work: Client, store: Pizzeria) -> None:
    page = f"/hq/stores/{store.id}/"
    hilde_at_work.post(page, {"day": "2026-06-30", "do": "leave"})
    assert "It stays after all" in hilde_at_work.get(page).content.decode()
    assert hilde_at_work.post(page, {"do": "stay"}).status_code == 302
    assert Store.objects.get(pizzeria=store).left_at is None


def test_it_is_taken_in_again_on_the_page(
    hilde_at_work: Client, sold: Franchise, store: Pizzeria, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go(sold, store, TWENTIETH, at=moment(5, 25))
    freeze(sold, MAY, at=moment(6, 1))
    monkeypatch.setenv("NOW", moment(6, 2).isoformat())
    page = f"/hq/stores/{store.id}/"
    look = hilde_at_work.post(page, {"day": "2026-06-01", "do": "look"}).content.decode()
    assert "belongs to the franchise again from 1 June 2026 on" in look
    assert hilde_at_work.post(page, {"day": "2026-06-01", "do": "back"}).status_code == 302
    assert queries.days_of(Store.objects.get(pizzeria=store)) == (JUNE, None)


def test_nobody_lets_another_franchises_store_go(hilde_at_work: Client, roma: Any) -> None:
    other = actions.found_franchise("Da Renzo", by=BY, at=JANUARY)
    Store.objects.filter(pizzeria=roma.id).update(franchise=other)
    assert hilde_at_work.post(f"/hq/stores/{roma.id}/", {"day": "2026-05-20", "do": "leave"}).status_code == 404
    assert "Pizzeria Roma" not in hilde_at_work.get("/hq/stores/").content.decode()


def test_without_a_franchise_there_are_no_stores(signed_in: Any, hilde_on_platform: Any) -> None:
    assert "No franchise yet" in signed_in(None, hilde_on_platform).get("/hq/stores/").content.decode()
