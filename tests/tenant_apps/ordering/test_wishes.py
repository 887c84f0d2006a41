"""What people type is kept as they see it."""

import pytest

from tenant_apps.ordering import actions
from tenant_apps.ordering.errors import NameMissing
from tests.tenant_apps.ordering.conftest import FRIDAY_EVENING, filled_basket, wish
from toolbox.typed import clean

TYPED = [
    ("  Giulia\t Russo\n", "Giulia Russo"),
    ("Giu\x00lia", "Giulia"),
    ("\u202eailuiG", "ailuiG"),
    ("Giu\u200blia \u200b \ufeffRusso\u2069", "Giulia Russo"),
    ("\u200b\u200d\u2066", ""),
    ("n\u200do", "no"),
    ("👨\u200d👩\u200d👧 e 👩🏽\u200d🍳 e ❤\ufe0f\u200d🔥", "👨\u200d👩\u200d👧 e 👩🏽\u200d🍳 e ❤\ufe0f\u200d🔥"),
]


@pytest.mark.parametrize(("typed", "kept"), TYPED)
def test_what_is_not_seen_is_not_kept(typed: str, kept: str) -> None:
    assert clean(typed, most=120) == kept


def test_a_name_that_nobody_sees_is_none(shop, guest) -> None:
    with pytest.raises(NameMissing):
        actions.place_order(filled_basket(), wish=wish(name="\u200b\u2066"), by=guest, at=FRIDAY_EVENING)
