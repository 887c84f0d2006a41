"""Which addresses a shop may have."""

import pytest

from tenants import slugs
from tenants.errors import InvalidSlug, SlugReserved


@pytest.mark.parametrize("wish", ["napoli", "da-gino", "pizza4you", " Napoli ", "a1b", "x" * 40])
def test_a_plain_name_is_an_address(wish: str) -> None:
    assert slugs.clean(wish) == wish.strip().lower()


NO_HOST_NAMES = ["", "ab", "x" * 41, "da gino", "da_gino", "-gino", "gino-", "da--gino", "xn--gin-0na", "4pizze"]
NO_ASCII = ["però", "\N{CYRILLIC SMALL LETTER ER}izza", "pg_x", "gino.it", "gi\nno"]
OURS = ["www", "api", "admin", "mail", "static", "platform", "status", "login", "pay", "public", "PizzaMama"]


@pytest.mark.parametrize("wish", NO_HOST_NAMES + NO_ASCII)
def test_what_is_no_host_name_is_refused(wish: str) -> None:
    with pytest.raises(InvalidSlug):
        slugs.clean(wish)


@pytest.mark.parametrize("wish", OURS)
def test_the_platforms_own_names_are_reserved(wish: str) -> None:
    with pytest.raises(SlugReserved):
        slugs.clean(wish)


@pytest.mark.parametrize(
    "wish", ["adm1n", "paypa1", "l0gin", "log1n", "pizzarnarna", "pizza-mama", "vvww", "ma-il", "he1p"]
)
def test_what_looks_like_a_reserved_name_is_refused(wish: str) -> None:
    with pytest.raises(SlugReserved):
        slugs.clean(wish)


def test_two_names_that_look_alike_are_one() -> None:
    assert slugs.look_alike("nap0li") == slugs.look_alike("napoli") == slugs.look_alike("na-poli")
    assert slugs.look_alike("roma") != slugs.look_alike("milano")
