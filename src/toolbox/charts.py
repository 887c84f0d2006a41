"""Charts drawn on the server: inline SVG with a title and a description, no script and no style attribute.

A chart is a picture for those who look, a sentence for those who listen and a
table (``Chart.head`` and ``Chart.rows``) for those who want the figures; the
template ``ui/chart.html`` shows all three. Colours come from the style sheet by class.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from uuid import uuid4

from django.utils.safestring import SafeString, mark_safe

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 12, 30

Value = float | int | None
Format = Callable[[float], str]


@dataclass(frozen=True)
class Series:
    """One row of values; None is a gap. ``low`` and ``high`` draw a band around it."""

    name: str
    values: Sequence[Value]
    low: Sequence[Value] = ()
    high: Sequence[Value] = ()
    dashed: bool = False


@dataclass(frozen=True)
class Chart:
    svg: SafeString
    title: str
    sentence: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    series: Sequence[str]


def line_chart(
    labels: Sequence[str], series: Sequence[Series], *, title: str, sentence: str, unit: Format = str, corner: str = ""
) -> Chart:
    """Return lines over ``labels``; ``unit`` writes a value for people, ``corner`` heads the first column."""
    scale = _Scale(len(labels), _top(series))
    parts = [scale.grid(unit), scale.names(labels)]
    for number, one in enumerate(series, start=1):
        if one.low and one.high:
            parts.append(_band(scale, one, number))
        parts += _lines(scale, one, number)
    return _chart(parts, labels, series, title=title, sentence=sentence, unit=unit, corner=corner)


def bar_chart(
    labels: Sequence[str], series: Sequence[Series], *, title: str, sentence: str, unit: Format = str, corner: str = ""
) -> Chart:
    """Return bars over ``labels``, the series side by side."""
    scale = _Scale(len(labels), _top(series))
    parts = [scale.grid(unit), scale.names(labels)]
    room = scale.step * 0.72
    width = room / max(1, len(series))
    for number, one in enumerate(series, start=1):
        for place, value in enumerate(one.values):
            if value is None:
                continue
            x = LEFT + scale.step * (place + 0.14) + width * (number - 1)
            y = scale.y(value)
            words = escape(f"{labels[place]}, {one.name}: {unit(value)}")
            parts.append(
                f'<rect class="bar-{number} s{number}" x="{x:.1f}" y="{y:.1f}" width="{max(1, width - 1):.1f}" '
                f'height="{max(0, scale.floor - y):.1f}" rx="2"><title>{words}</title></rect>'
            )
    return _chart(parts, labels, series, title=title, sentence=sentence, unit=unit, corner=corner)


class _Scale:
    """Where a value lies on the paper."""

    def __init__(self, count: int, top: float) -> None:
        self.count = max(1, count)
        self.ticks = _ticks(top)
        self.top = self.ticks[-1]
        self.floor = HEIGHT - BOTTOM
        self.step = (WIDTH - LEFT - RIGHT) / self.count

    def x(self, place: int) -> float:
        return LEFT + self.step * (place + 0.5)

    def y(self, value: float) -> float:
        return self.floor - (self.floor - TOP) * max(0.0, value) / self.top

    def grid(self, unit: Format) -> str:
        return "".join(
            f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{self.y(tick):.1f}" y2="{self.y(tick):.1f}"/>'
            f'<text x="{LEFT - 8}" y="{self.y(tick) + 4:.1f}" text-anchor="end">{escape(unit(tick))}</text>'
            for tick in self.ticks
        )

    def names(self, labels: Sequence[str]) -> str:
        every = max(1, math.ceil(len(labels) * 96 / (WIDTH - LEFT - RIGHT)))
        return "".join(
            f'<text x="{self.x(place):.1f}" y="{HEIGHT - 8}" text-anchor="middle">{escape(label)}</text>'
            for place, label in enumerate(labels)
            if place % every == 0
        )


def _lines(scale: _Scale, one: Series, number: int) -> list[str]:
    """One polyline for each run without a gap; a lone value is a dot."""
    dashed = ' stroke-dasharray="5 4"' if one.dashed else ""
    parts, run = [], []
    for place, value in [*enumerate(one.values), (len(one.values), None)]:
        if value is not None:
            run.append((scale.x(place), scale.y(value)))
            continue
        if len(run) == 1:
            parts.append(f'<circle class="dot s{number}" cx="{run[0][0]:.1f}" cy="{run[0][1]:.1f}" r="3"/>')
        elif run:
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
            parts.append(f'<polyline class="line line-{number} s{number}" fill="none" points="{points}"{dashed}/>')
        run = []
    return parts


def _band(scale: _Scale, one: Series, number: int) -> str:
    known = [
        n for n, (low, high) in enumerate(zip(one.low, one.high, strict=True)) if low is not None and high is not None
    ]
    up = [f"{scale.x(n):.1f},{scale.y(one.high[n] or 0):.1f}" for n in known]
    down = [f"{scale.x(n):.1f},{scale.y(one.low[n] or 0):.1f}" for n in reversed(known)]
    return f'<polygon class="band s{number}" points="{" ".join(up + down)}"/>'


def _chart(
    parts: Sequence[str],
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    title: str,
    sentence: str,
    unit: Format,
    corner: str,
) -> Chart:
    id = f"c{uuid4().hex[:8]}"
    svg = (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{id}-t {id}-d">'
        f'<title id="{id}-t">{escape(title)}</title><desc id="{id}-d">{escape(sentence)}</desc>{"".join(parts)}</svg>'
    )
    rows = [
        [label, *("–" if (value := one.values[place]) is None else unit(value) for one in series)]
        for place, label in enumerate(labels)
    ]
    names = [one.name for one in series]
    return Chart(mark_safe(svg), title, sentence, [corner, *names], rows, names)  # noqa: S308  (escaped above)


def _top(series: Sequence[Series]) -> float:
    values = [value for one in series for value in (*one.values, *one.high) if value is not None]
    return max([float(value) for value in values], default=1.0) or 1.0


def _ticks(top: float) -> list[float]:
    """Round steps from nought to at least ``top``: about four of 1, 2, 2.5 or 5 times a power of ten."""
    rough = top / 4
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    return [step * number for number in range(math.ceil(top / step) + 1)]
