"""When a period ends: whole months from the day it began, also where a month is shorter."""

from datetime import UTC, datetime

import pytest

from standins.stripe.billing.calendar import months_later, period_end


def moment(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("after", "end"),
    [
        ("2026-01-31", "2026-02-28"),
        ("2026-02-28", "2026-03-31"),
        ("2026-03-31", "2026-04-30"),
        ("2028-01-31", "2028-02-29"),
    ],
)
def test_a_month_from_the_last_day_ends_on_the_last_day(after: str, end: str) -> None:
    monthly = {"interval": "month", "interval_count": 1}
    assert period_end(moment("2026-01-31"), moment(after), monthly) == moment(end)


def test_a_year_from_a_leap_day_ends_before_march() -> None:
    yearly = {"interval": "year", "interval_count": 1}
    assert period_end(moment("2028-02-29"), moment("2028-02-29"), yearly) == moment("2029-02-28")


def test_weeks_and_many_months_are_counted_too() -> None:
    fortnight = {"interval": "week", "interval_count": 2}
    assert period_end(moment("2026-03-01"), moment("2026-03-20"), fortnight) == moment("2026-03-29")
    assert months_later(moment("2026-11-30"), 3) == moment("2027-02-28")
