"""Documents that are printed from code say what the code does.

To print them anew: `PYTHONPATH=src .venv/bin/python -m tests.architecture.test_printed_documents`.
"""

from pizzeria.order_flow import FLOW, diagram
from tests.architecture.house_map import ROOT

ORDER_FLOW = ROOT / "docs" / "order-flow.md"


def order_flow() -> str:
    """The page, from the one dict."""
    rows = [
        "# The life of an order",
        "",
        "Printed from `FLOW` in `src/pizzeria/order_flow.py`; change it there.",
        "",
        "```mermaid",
        *diagram().splitlines(),
        "```",
        "",
        "| verb | from | to | orders | permission |",
        "|---|---|---|---|---|",
    ]
    for verb, move in FLOW.items():
        sources, types = ", ".join(sorted(move.sources)), ", ".join(sorted(move.order_types))
        rows.append(f"| {verb} | {sources} | {move.target} | {types} | `{move.permission}` |")
    return "\n".join(rows) + "\n"


def test_the_life_of_an_order_is_printed_as_it_is() -> None:
    assert ORDER_FLOW.read_text() == order_flow(), __doc__


if __name__ == "__main__":
    ORDER_FLOW.write_text(order_flow())
