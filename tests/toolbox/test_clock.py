"""The clock: real, frozen, shifted, or as a file says that can be written while programs run."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from toolbox import clock

NOON = datetime(2026, 5, 8, 12, 0, tzinfo=UTC)
CLOSE = timedelta(minutes=5)  # for the machine's own time, which goes on meanwhile


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """NOW names this file, which is not there yet."""
    monkeypatch.setenv("NOW", f"@{tmp_path / 'now'}")
    return tmp_path / "now"


@pytest.mark.parametrize(
    ("wish", "at"),
    [
        ("", NOON),
        ("+3d", NOON + timedelta(days=3)),
        ("-2h", NOON - timedelta(hours=2)),
        ("+15m", NOON + timedelta(minutes=15)),
        ("-30s", NOON - timedelta(seconds=30)),
        ("2026-01-01T10:00:00Z", datetime(2026, 1, 1, 10, tzinfo=UTC)),
        ("2026-01-01T10:00:00", datetime(2026, 1, 1, 10, tzinfo=UTC)),
    ],
)
def test_a_wish_moves_the_clock(wish: str, at: datetime) -> None:
    assert clock.moved(NOON, wish) == at


@pytest.mark.parametrize("wish", ["3d", "+3w", "soon", "@/tmp/now"])
def test_what_is_neither_a_shift_nor_an_instant_is_refused(wish: str) -> None:
    with pytest.raises(ValueError, match="isoformat"):
        clock.moved(NOON, wish)


def test_a_file_is_followed_as_it_stands_at_the_moment(file: Path) -> None:
    real = datetime.now(UTC)
    assert abs(clock.now() - real) < CLOSE
    file.write_text("2026-05-08T12:00:00Z\n")
    assert clock.now() == NOON
    file.write_text("+40d")
    assert abs(clock.now() - real - timedelta(days=40)) < CLOSE


def test_time_passes_for_all_that_read_the_file(file: Path) -> None:
    real = datetime.now(UTC)
    clock.move(timedelta(days=30))
    assert abs(clock.now() - real - timedelta(days=30)) < CLOSE
    assert abs(clock.move(timedelta(hours=-1)) - real - timedelta(days=30, hours=-1)) < CLOSE
    assert file.read_text().endswith("s") and [each.name for each in file.parent.iterdir()] == ["now"]


def test_a_frozen_clock_runs_from_where_it_is_moved_to(file: Path) -> None:
    file.write_text("2026-05-08T12:00:00Z")
    at = clock.move(timedelta(hours=2))
    assert abs(at - NOON - timedelta(hours=2)) < timedelta(seconds=2)
    assert clock.now() >= at


@pytest.mark.parametrize("wish", ["", "+3d"])
def test_a_clock_that_no_file_holds_is_not_moved(wish: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOW", wish)
    with pytest.raises(clock.NotMovable):
        clock.move(timedelta(days=1))
