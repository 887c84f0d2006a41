"""Limits are counted in Redis, which no transaction rolls back."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

import tenants


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    yield
    with tenants.platform():
        cache.clear()
