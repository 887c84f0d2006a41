"""A page that is compressed before the visitor's token is put in unpacks to the page with the token in it."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox.squeezing import Pieces

HOLE = 16
LEFT = b'<form><input name="token" value="'
CARD = b'"></form><li class="card">Margherita, 6,50</li>'


@given(
    st.lists(st.text(max_size=2_000).map(str.encode), min_size=1, max_size=6),
    st.binary(min_size=HOLE, max_size=HOLE),
)
def test_it_unpacks_to_what_it_was_made_of(pieces, secret):
    assert gzip.decompress(Pieces.of(pieces, hole=HOLE).gzip(secret)) == secret.join(pieces)


def test_pieces_that_look_alike_cost_little_and_reach_back_past_the_secrets_between_them():
    pieces = [LEFT + CARD] * 1_000
    packed = Pieces.of(pieces, hole=HOLE).gzip(b"0123456789abcdef")
    assert gzip.decompress(packed) == b"0123456789abcdef".join(pieces)
    assert len(packed) < 1_000 * (HOLE + 25)


def test_another_secret_never_changes_the_length():
    """Else the length would tell a guessed secret from a wrong one: here the page holds the right guess."""
    page = Pieces.of([b"the token is aaaaaaaaaaaaaaaa " * 50, b" and so on", b"aaaaaaaaaaaaaaaa"], hole=HOLE)
    right, wrong = page.gzip(b"aaaaaaaaaaaaaaaa"), page.gzip(b"q8Zr1LmXo0TyWb5k")
    assert len(right) == len(wrong)
    as_one = [len(zlib.compress(secret.join(page.plain))) for secret in (b"aaaaaaaaaaaaaaaa", b"q8Zr1LmXo0TyWb5k")]
    assert as_one[0] < as_one[1]  # compressed as one it would


def test_a_secret_of_another_length_does_not_fit():
    with pytest.raises(ValueError, match="room for 16"):
        Pieces.of([LEFT, CARD], hole=HOLE).gzip(b"short")


@pytest.mark.parametrize("pieces", [[b""], [b"only one"]])
def test_a_page_without_a_token_is_no_exception(pieces):
    assert gzip.decompress(Pieces.of(pieces, hole=HOLE).gzip(b"x" * HOLE)) == pieces[0]
