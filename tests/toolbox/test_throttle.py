"""Counting how often somebody asks, and believing proxies no further than configured."""

import pytest
import redis
from django.core.cache import cache
from django.test import RequestFactory

from toolbox import throttle


def test_beyond_the_most_it_is_too_often(inside_napoli):
    for _ in range(3):
        throttle.count("knock", "Ciro ", most=3, seconds=60)
    with pytest.raises(throttle.TooOften) as refusal:
        throttle.count("knock", "ciro", most=3, seconds=60)
    assert refusal.value.wait == 60
    throttle.count("knock", "anna", most=3, seconds=60)
    throttle.count("ring", "ciro", most=3, seconds=60)


def test_each_house_counts_for_itself(napoli, roma):
    import tenants

    for here in (napoli, roma):
        with tenants.inside(here):
            throttle.count("door", "ciro", most=1, seconds=60)


def test_without_redis_it_is_refused(inside_napoli, monkeypatch):
    def away(*args, **kwargs):
        raise redis.ConnectionError

    monkeypatch.setattr(cache, "add", away, raising=False)
    with pytest.raises(throttle.TooOften):
        throttle.count("knock", "luca", most=3, seconds=60)


def test_a_window_that_ends_between_is_a_new_one(inside_napoli, monkeypatch):
    def gone(*args, **kwargs):
        raise ValueError

    monkeypatch.setattr(cache, "incr", gone, raising=False)
    throttle.count("knock", "mara", most=1, seconds=60)


@pytest.mark.parametrize(
    "trusted, forwarded, expected",
    [
        (0, "6.6.6.6", "10.0.0.1"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "1.2.3.4, 10.0.0.9", "1.2.3.4"),
        (1, "", "10.0.0.1"),
        (3, "1.2.3.4", "10.0.0.1"),
    ],
)
def test_an_address_is_taken_from_headers_only_behind_our_proxies(settings, trusted, forwarded, expected):
    settings.TRUSTED_PROXY_COUNT = trusted
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="10.0.0.1")
    assert throttle.address(request) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:1::1", "2001:db8:1:1:ffff::2", True),
        ("2001:db8:1:1::1", "2001:db8:1:2::1", False),
        ("", "", True),
    ],
)
def test_a_visitor_is_a_household_and_no_address_to_read(one, other, same):
    words = [throttle.visitor(RequestFactory().get("/", REMOTE_ADDR=where)) for where in (one, other)]
    assert (words[0] == words[1]) is same
    assert len(words[0]) == 40 and (not one or one not in words[0])
