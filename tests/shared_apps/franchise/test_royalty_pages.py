"""Head office's royalty pages: what stands on them, and that nobody sees another franchise's."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from shared_apps.franchise import actions, queries, wording
from shared_apps.franchise.models import Formula, Franchise, Statement
from tenants.models import Pizzeria
from tests.shared_apps.franchise.conftest import (
    BY,
    JANUARY,
    JUNE,
    MAY,
    TERMS,
    declare,
    freeze,
    hand_in,
    moment,
)
from tests.shared_apps.franchise.test_freeze_month import EIGHTH

NOW = moment(6, 10)


@pytest.fixture(autouse=True)
def tenth_of_june(monkeypatch: pytest.MonkeyPatch) -> datetime:
    monkeypatch.setenv("NOW", NOW.isoformat())
    return NOW


@pytest.fixture
def sold(da_ciro: Franchise, formula: Formula, napoli: Any) -> Franchise:
    hand_in(napoli, EIGHTH, "1100", at=moment(5, 9), tips="7")
    return da_ciro


@pytest.fixture
def hilde_at_work(da_ciro: Franchise, signed_in: Any, hilde_on_platform: Any) -> Client:
    actions.join_head_office(da_ciro, user=hilde_on_platform)
    return signed_in(None, hilde_on_platform)


def shown(client: Client, path: str) -> str:
    answer = client.get(path, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


def statement_of(store: Any, month: str = "2026-05") -> str:
    return f"/hq/royalties/{store.id}/{month}/"


def test_before_anything_is_declared_the_page_says_so(hilde_at_work: Client) -> None:
    assert "No formula is declared yet" in shown(hilde_at_work, "/hq/royalties/")


def test_months_stand_beside_stores(hilde_at_work: Client, sold: Franchise, napoli: Any) -> None:
    page = shown(hilde_at_work, "/hq/royalties/")
    assert "Pizzeria Napoli" in page and "Pizzeria Roma" in page
    assert "€70.00" in page and statement_of(napoli) in page
    assert "Freeze now" in page and "running" in page


def test_a_press_freezes_the_month(hilde_at_work: Client, sold: Franchise) -> None:
    answer = hilde_at_work.post("/hq/royalties/freeze/", {"franchise": sold.id, "month": "2026-05"}, follow=True)
    assert "May 2026 is frozen: 2 statements." in answer.content.decode()
    assert Statement.objects.filter(month=MAY).count() == 2


def test_a_month_that_runs_is_refused_in_words(hilde_at_work: Client, sold: Franchise) -> None:
    answer = hilde_at_work.post("/hq/royalties/freeze/", {"franchise": sold.id, "month": "2026-06"}, follow=True)
    assert "June 2026 is not over in every store yet." in answer.content.decode()
    assert not Statement.objects.exists()


def test_the_table_comes_as_a_file(hilde_at_work: Client, sold: Franchise) -> None:
    freeze(sold, MAY, at=NOW)
    text = hilde_at_work.get("/hq/royalties/?format=csv").content.decode()
    assert "2026-05,Pizzeria Napoli,2026-05/1,frozen,EUR,1000.00,50.00,20.00,0.00,70.00" in text
    assert "2026-06,Pizzeria Roma,,draft,EUR,0.00,0.00,0.00,0.00,0.00" in text


@pytest.mark.parametrize("query", ["until=2026-99", "until=x", "franchise=x", "until=0001-01&format=csv"])
def test_a_strange_address_is_no_crash(hilde_at_work: Client, sold: Franchise, query: str) -> None:
    assert hilde_at_work.get(f"/hq/royalties/?{query}").status_code == 200


def test_the_table_takes_few_queries(sold: Franchise, django_assert_max_num_queries: Any) -> None:
    freeze(sold, MAY, at=NOW)
    with django_assert_max_num_queries(9):
        queries.table(sold, last=JUNE, months=12, at=NOW)


def test_a_statement_shows_formula_days_and_sums(hilde_at_work: Client, sold: Franchise, napoli: Any) -> None:
    page = shown(hilde_at_work, statement_of(napoli))
    assert "5 % royalty and 2 % for the advertising fund" in page and "draft" in page
    assert "€1,100.00" in page and "€1,000.00" in page and "€70.00" in page
    assert "Tips of €7.00 are not counted." in page
    freeze(sold, MAY, at=NOW)
    assert "Statement 2026-05/1 of 10 June 2026" in shown(hilde_at_work, statement_of(napoli))


def test_a_correction_is_shown_with_what_it_corrects(hilde_at_work: Client, sold: Franchise, napoli: Any) -> None:
    freeze(sold, MAY, at=NOW)
    hand_in(napoli, EIGHTH, "1210", at=NOW + timedelta(hours=1))
    page = shown(hilde_at_work, statement_of(napoli, "2026-06"))
    assert "Corrections of May 2026" in page and "To statement 2026-05/1, by version 1" in page
    assert "€1,000.00" in page and "€1,100.00" in page and "€7.00" in page


def test_the_least_royalty_is_named(hilde_at_work: Client, da_ciro: Franchise, napoli: Any) -> None:
    declare(da_ciro, MAY, TERMS.__class__(500, 200, minimum=25_000), at=JANUARY)
    page = shown(hilde_at_work, statement_of(napoli))
    assert "the least agreed" in page and "€250.00" in page


@pytest.mark.parametrize("month", ["2026-04", "2026-13", "hello"])
def test_a_month_without_a_paper_is_not_there(hilde_at_work: Client, sold: Franchise, napoli: Any, month: str) -> None:
    assert hilde_at_work.get(statement_of(napoli, month)).status_code == 404
    assert hilde_at_work.get(f"{statement_of(napoli, month)}statement.pdf").status_code == 404


def test_the_paper_is_a_pdf(hilde_at_work: Client, sold: Franchise, napoli: Any) -> None:
    answer = hilde_at_work.get(f"{statement_of(napoli)}statement.pdf")
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"] == 'inline; filename="pizzeria-napoli-2026-05.pdf"'


def test_a_franchise_sees_nothing_of_anothers(hilde_at_work: Client, sold: Franchise, roma: Any, napoli: Any) -> None:
    other = actions.found_franchise("Da Renzo", by=BY, at=JANUARY)
    sold.stores.filter(pizzeria=roma.id).update(franchise=other)
    declare(other, MAY, TERMS, at=JANUARY)
    freeze(other, MAY, at=NOW)
    theirs = {"franchise": str(other.id), "month": "2026-05", "day": "9"}
    assert "Pizzeria Roma" not in shown(hilde_at_work, f"/hq/royalties/?franchise={other.id}")
    assert hilde_at_work.get(statement_of(roma)).status_code == 404
    assert hilde_at_work.get(f"{statement_of(roma)}statement.pdf").status_code == 404
    assert hilde_at_work.get(f"/hq/royalties/formula/?franchise={other.id}").status_code == 404
    for path in ("freeze/", "formula/declare/", "freezing-day/"):
        assert hilde_at_work.post(f"/hq/royalties/{path}", theirs).status_code == 404


def test_the_platforms_admin_looks_and_changes_nothing(sold: Franchise, signed_in: Any, ada_on_platform: Any) -> None:
    ada = signed_in(None, ada_on_platform)
    assert "Freeze now" not in shown(ada, "/hq/royalties/")
    assert ada.post("/hq/royalties/freeze/", {"franchise": sold.id, "month": "2026-05"}).status_code == 403
    assert "See what it says" not in shown(ada, "/hq/royalties/formula/")


# --- The formula's page -----------------------------------------------------------------------

WRITTEN = {
    "store": "",
    "first_month": "2026-07-01",
    "last_month": "",
    "royalty": "6,5",
    "advertising": "1.25",
    "minimum": "200",
    "basis": "gross",
    "counts_fees": "on",
}


def test_the_formula_stands_in_words_with_an_example(hilde_at_work: Client, sold: Franchise) -> None:
    page = shown(hilde_at_work, "/hq/royalties/formula/")
    assert "Goods after discounts, without delivery fees, less refunds." in page
    # 11,000 - 1,100 - 220 of goods hold 900 - 20 of VAT: a basis of 8,800, 440 and 176 of it.
    assert "€8,800.00" in page and "€440.00" in page and "€176.00" in page and "€616.00" in page
    assert "July 2026" in page and '<option value="2026-06-01"' not in page


def test_trying_says_what_is_written_and_declares_nothing(hilde_at_work: Client, sold: Franchise) -> None:
    answer = hilde_at_work.post(
        "/hq/royalties/formula/declare/", WRITTEN | {"do": "try"}, headers={"accept-language": "en"}
    )
    page = answer.content.decode()
    assert "Not declared yet" in page
    assert "6.5 % royalty and 1.25 % for the advertising fund, of the month&#x27;s sales with VAT." in page
    assert "Goods before discounts, with delivery fees, refunds not deducted." in page
    assert Formula.objects.count() == 1


def test_declaring_adds_a_version(hilde_at_work: Client, sold: Franchise) -> None:
    answer = hilde_at_work.post("/hq/royalties/formula/declare/", WRITTEN | {"do": "declare"})
    assert answer.status_code == 302
    newest = Formula.objects.first()
    assert newest and (newest.royalty_bps, newest.advertising_bps, newest.minimum) == (650, 125, 20_000)
    assert (newest.is_net, newest.counts_fees, newest.deducts_refunds) == (False, True, False)


def test_a_store_gets_its_own_and_gives_it_up(hilde_at_work: Client, sold: Franchise, napoli: Any) -> None:
    own = WRITTEN | {"store": str(napoli.id), "do": "declare"}
    assert hilde_at_work.post("/hq/royalties/formula/declare/", own).status_code == 302
    given_up = {"store": str(napoli.id), "first_month": "2026-08-01", "follows": "on", "basis": "net", "do": "declare"}
    assert hilde_at_work.post("/hq/royalties/formula/declare/", given_up).status_code == 302
    page = shown(hilde_at_work, "/hq/royalties/formula/")
    assert "As for all stores." in page and "Pizzeria Napoli" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"royalty": "101"}, "less than or equal to 100"),
        ({"royalty": ""}, "Write a percent; 0 for none."),
        ({"royalty": "5.123"}, "no more than 2 decimal places"),
        ({"first_month": "2026-06-01"}, "Select a valid choice"),
        ({"first_month": "2026-09-01", "last_month": "2026-08-01"}, "It ends before it begins."),
        ({"follows": "on"}, "Choose the store that follows the others again."),
        ({"store": "nobody"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(
    hilde_at_work: Client, sold: Franchise, wrong: dict[str, str], words: str
) -> None:
    answer = hilde_at_work.post(
        "/hq/royalties/formula/declare/", WRITTEN | {"do": "declare"} | wrong, headers={"accept-language": "en"}
    )
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Formula.objects.count() == 1


def test_a_refusal_stands_at_the_month(hilde_at_work: Client, sold: Franchise, napoli: Any) -> None:
    sold.stores.filter(pizzeria=napoli.id).update(joined_at=NOW)  # now June is among the choices, for napoli alone
    answer = hilde_at_work.post(
        "/hq/royalties/formula/declare/",
        WRITTEN | {"first_month": "2026-06-01", "do": "declare"},
        headers={"accept-language": "en"},
    )
    assert answer.status_code == 422
    assert "This one can hold from July 2026 on." in answer.content.decode()


def test_the_freezing_day_is_set(hilde_at_work: Client, sold: Franchise) -> None:
    hilde_at_work.post("/hq/royalties/freezing-day/", {"day": "9"})
    hilde_at_work.post("/hq/royalties/freezing-day/", {"day": "31"})
    sold.refresh_from_db()
    assert sold.freezes_on == 9


@pytest.mark.parametrize("net", [True, False])
def test_the_worked_example_adds_up(net: bool) -> None:
    terms = TERMS.__class__(500, 200, is_net=net, counts_fees=True)
    steps = wording.worked_example(terms)
    basis = next(place for place, step in enumerate(steps) if step.is_sum)
    assert sum(step.units for step in steps[:basis]) == steps[basis].units == terms.base(wording.EXAMPLE)
    assert steps[-1].units == sum(step.units for step in steps[basis + 1 : -1])


def test_a_store_that_left_is_beside_the_others_no_more(da_ciro: Franchise, napoli: Any) -> None:
    actions.let_go_store(da_ciro, pizzeria=Pizzeria.objects.get(id=napoli.id), by=BY, at=NOW)
    hand_in(napoli, NOW.date(), "9999", at=NOW)
    assert [row.name for row in queries.board(da_ciro, last=NOW.date(), length=7, at=NOW).rows] == ["Pizzeria Roma"]
    assert queries.last_day(da_ciro, at=NOW) is None
