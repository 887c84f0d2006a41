"""What head office reads: its stores side by side, and what they owe it."""

from shared_apps.franchise.queries.statements import (
    Books,
    ChangedMonth,
    DayRow,
    Paper,
    books,
    earliest_month,
    paper,
    papers_of_store,
)
from shared_apps.franchise.queries.stores import PERIODS, Board, Row, board, franchises_of, last_day

__all__ = [
    "PERIODS",
    "Board",
    "Books",
    "ChangedMonth",
    "DayRow",
    "Paper",
    "Row",
    "board",
    "books",
    "earliest_month",
    "franchises_of",
    "last_day",
    "paper",
    "papers_of_store",
]
