import pytest
from hypothesis import given
from hypothesis import strategies as st

from pizzeria.vat_numbers import clean, is_partita_iva


@pytest.mark.parametrize(
    "written", ["IT00743110157", "it 00743110157", "00743110157", "007.431.101-57", "IT 0074 3110 157"]
)
def test_however_it_is_written_the_number_is_the_same(written):
    assert clean(written) == "IT00743110157"


@pytest.mark.parametrize("written", ["DE136695976", "FR40303265045", "ATU13585627", "EL094259216"])
def test_numbers_of_other_members_keep_their_shape(written):
    assert clean(written) == written


@pytest.mark.parametrize(
    "written", ["", "IT", "IT00743110158", "0074311015", "US123456789", "IT00000000000", "GB999999973", "IT٠٠٧٤٣١١٠١٥٧"]
)
def test_what_cannot_be_one_is_refused(written):
    with pytest.raises(ValueError, match="VAT number"):
        clean(written)


@given(st.text("0123456789", min_size=10, max_size=10).filter(lambda ten: set(ten) != {"0"}), st.integers(0, 9))
def test_one_wrong_digit_is_always_noticed(ten, place):
    right = [last for last in "0123456789" if is_partita_iva(ten + last)]
    assert len(right) == 1
    other = str((int(ten[place]) + 1) % 10)
    assert not is_partita_iva(ten[:place] + other + ten[place + 1 :] + right[0])
