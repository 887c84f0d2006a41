from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pizzeria.hours import Closure, Opening, Week, business_day, business_hours, status

ROME = ZoneInfo("Europe/Rome")
PREPARATION = timedelta(minutes=30)
MONDAY = date(2026, 6, 1)
EVERY_DAY = range(7)


def week(*rows, days=EVERY_DAY, order_types=("delivery", "collection")):
    """Openings like "18:30-23:00" on each of these days."""
    times = [row.split("-") for row in rows]
    return Week(
        tuple(
            Opening(day, time.fromisoformat(opens), time.fromisoformat(closes), order_types)
            for day in days
            for opens, closes in times
        )
    )


LUNCH_AND_DINNER = week("12:00-15:00", "18:30-23:00")


def local(text, day=MONDAY):
    return datetime.combine(day, time.fromisoformat(text), ROME)


def see(at, hours=LUNCH_AND_DINNER, closures=(), **options):
    options = {"order_type": "delivery", "preparation": PREPARATION, "zone": ROME, **options}
    return status(hours, closures, at=at, **options)


def wall(moment):
    return moment and f"{moment.astimezone(ROME):%a %H:%M}"


@pytest.mark.parametrize(
    "at, is_open, last_order, opens",
    [
        ("11:59", False, None, "Mon 12:00"),
        ("12:00", True, "Mon 14:30", None),
        ("14:30", True, "Mon 14:30", None),
        ("14:31", False, None, "Mon 18:30"),
        ("18:30", True, "Mon 22:30", None),
        ("22:31", False, None, "Tue 12:00"),
    ],
)
def test_the_last_order_is_the_close_minus_the_preparation(at, is_open, last_order, opens):
    found = see(local(at))
    assert (found.is_open, wall(found.last_order_at), wall(found.opens_at)) == (is_open, last_order, opens)
    assert (found.closes_at is None) == (not is_open)


def test_without_preparation_the_close_itself_is_closed():
    at_close = see(local("15:00"), preparation=timedelta(0))
    assert not at_close.is_open and wall(at_close.opens_at) == "Mon 18:30"


def test_a_closed_day_opens_on_the_next():
    closed = see(local("13:00"), closures=[Closure(MONDAY)])
    assert not closed.is_open and wall(closed.opens_at) == "Tue 12:00"


def test_a_closure_can_be_for_one_order_type():
    no_delivery = [Closure(MONDAY, ("delivery",))]
    assert not see(local("13:00"), closures=no_delivery).is_open
    assert see(local("13:00"), closures=no_delivery, order_type="collection").is_open


def test_an_order_type_has_its_own_hours():
    assert see(local("13:00"), order_type="eat_in").opens_at is None
    counter = Week((*week("18:30-23:00").openings, *week("11:00-23:00", order_types=("collection",)).openings))
    assert not see(local("13:00"), counter).is_open
    assert see(local("13:00"), counter, order_type="collection").is_open


def test_the_small_hours_belong_to_the_evening():
    late = week("19:00-02:00", days=[0])
    tuesday = date(2026, 6, 2)
    open_now = see(local("01:15", tuesday), late)
    assert open_now.is_open and wall(open_now.closes_at) == "Tue 02:00"
    assert not see(local("01:15", tuesday), late, closures=[Closure(MONDAY)]).is_open
    assert see(local("01:15", tuesday), late, closures=[Closure(tuesday)]).is_open


def test_openings_that_touch_or_overlap_are_one():
    for hours in (week("12:00-15:00", "15:00-18:00"), week("12:00-16:00", "15:00-18:00", "13:00-14:00")):
        assert wall(see(local("14:45"), hours).closes_at) == "Mon 18:00"


def test_round_the_clock_never_closes():
    always = see(local("03:00"), week("00:00-00:00"))
    assert always.is_open and always.closes_at is None and always.last_order_at is None


def test_a_pause_reopens_by_itself():
    paused = see(local("19:00"), paused_until=local("19:30"))
    assert not paused.is_open and wall(paused.opens_at) == "Mon 19:30"
    assert see(local("19:30"), paused_until=local("19:30")).is_open
    assert wall(see(local("19:00"), paused_until=local("22:45")).opens_at) == "Tue 12:00"


def test_opens_at_is_sought_for_fourteen_days():
    holidays = [Closure(MONDAY + timedelta(days=n)) for n in range(14)]
    assert wall(see(local("13:00"), closures=holidays).opens_at) == "Mon 12:00"
    assert see(local("13:00"), closures=[*holidays, Closure(MONDAY + timedelta(days=14))]).opens_at is None
    assert see(local("13:00"), Week(())).opens_at is None


def test_a_moment_has_a_time_zone():
    with pytest.raises(ValueError):
        see(datetime(2026, 6, 1, 13))


SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize(
    "day, hours, length",
    [
        (SPRING, "00:00-06:00", 5),
        (AUTUMN, "00:00-06:00", 7),
        (SPRING, "01:00-02:30", 1.5),  # 02:30 does not exist: it is 03:30
        (SPRING, "02:30-04:00", 0.5),
        (AUTUMN, "01:00-02:30", 2.5),  # until the second 02:30
        (AUTUMN, "02:30-04:00", 2.5),  # from the first
    ],
)
def test_the_nights_that_change_the_clock_have_their_real_length(day, hours, length):
    hours = week(hours, days=[day.weekday()])
    before = local("00:00", day) - timedelta(minutes=1)
    opens = see(before, hours, preparation=timedelta(0)).opens_at
    closes = see(opens, hours, preparation=timedelta(0)).closes_at
    assert closes - opens == timedelta(hours=length)


@pytest.mark.parametrize(
    "at, day", [("2026-06-02 04:59", "06-01"), ("2026-06-02 05:00", "06-02"), ("2026-06-02 23:59", "06-02")]
)
def test_a_business_day_closes_at_five(at, day):
    assert f"{business_day(datetime.fromisoformat(at).replace(tzinfo=ROME), ROME):%m-%d}" == day


instants = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
zones = st.sampled_from(["Europe/Rome", "America/New_York", "Australia/Lord_Howe", "UTC"]).map(ZoneInfo)


@given(at=instants, zone=zones, closes_at=st.sampled_from([time(5), time(2, 30), time(0)]))
def test_every_moment_lies_in_exactly_one_business_day(at, zone, closes_at):
    day = business_day(at, zone, closes_at)
    start, end = business_hours(day, zone, closes_at)
    assert start <= at < end
    assert business_hours(day + timedelta(days=1), zone, closes_at)[0] == end


@given(
    at=instants,
    rows=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 95), st.integers(0, 95)), max_size=6),
    preparation=st.integers(0, 90).map(lambda n: timedelta(minutes=n)),
)
def test_opens_at_is_the_first_moment_that_is_open(at, rows, preparation):
    def quarter(n):
        return time(n // 4, n % 4 * 15)

    hours = Week(tuple(Opening(day, quarter(opens), quarter(closes)) for day, opens, closes in rows))
    found = see(at, hours, preparation=preparation)
    if found.is_open:
        assert found.closes_at is None or at <= found.last_order_at <= found.closes_at
    elif found.opens_at is not None:
        assert found.opens_at > at
        assert see(found.opens_at, hours, preparation=preparation).is_open
        assert not see(found.opens_at - timedelta(microseconds=1), hours, preparation=preparation).is_open
