"""Our drawings as PNG, for those who show no SVG: link previews and home screens."""

import resvg_py


def png(svg: str, *, width: int) -> bytes:
    """Return the drawing ``width`` pixels wide. It may hold no words: there are no fonts here."""
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=width, skip_system_fonts=True))


def inside(svg: str, *, x: float, y: float, size: float) -> str:
    """Return the drawing as a part of a larger one."""
    return svg.replace("<svg ", f'<svg x="{x:g}" y="{y:g}" width="{size:g}" height="{size:g}" ', 1)
