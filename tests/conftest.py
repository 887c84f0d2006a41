"""What every test may use. The servers come from tests/servers.py, the people and the pizzerias from tests/cast.py."""

from collections.abc import Iterator

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.cast", "tests.people", "tests.races"]

# A core that is busy with something else is no fault of the code under test.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A page in Italian does not leave the next test speaking it."""
    yield
    translation.deactivate()
