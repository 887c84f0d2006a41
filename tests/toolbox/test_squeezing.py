"""A page that is compressed before the visitor's token is put in unpacks to the page with the token in it."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox.squeezing import Pieces


@given(st.lists(st.binary(max_size=2_000), min_size=1, max_size=6), st.binary(max_size=100))
def test_it_unpacks_to_what_it_was_made_of(pieces, secret):
    assert gzip.decompress(Pieces.of(pieces).gzip(secret)) == secret.join(pieces)


def test_another_secret_never_changes_the_length():
    """Else the length would tell a guessed secret from a wrong one: here the page holds the right guess."""
    page = Pieces.of([b"the token is aaaaaaaaaaaaaaaa " * 50, b" and so on"])
    right, wrong = page.gzip(b"aaaaaaaaaaaaaaaa"), page.gzip(b"q8Zr1LmXo0TyWb5k")
    assert len(right) == len(wrong)
    as_one = [len(zlib.compress(secret.join(page.plain))) for secret in (b"aaaaaaaaaaaaaaaa", b"q8Zr1LmXo0TyWb5k")]
    assert as_one[0] < as_one[1]  # compressed as one it would


def test_it_is_worth_it():
    page = [b"<li class=card>Margherita</li>" * 1_000, b"<footer>"]
    assert len(Pieces.of(page).gzip(b"x" * 64)) < sum(map(len, page)) / 50


@pytest.mark.parametrize("pieces", [[b""], [b"only one"]])
def test_a_page_without_a_token_is_no_exception(pieces):
    assert gzip.decompress(Pieces.of(pieces).gzip(b"token")) == pieces[0]
