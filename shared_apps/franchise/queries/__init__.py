"""What head office reads: its stores side by side, and what they owe it."""

from shared_apps.franchise.queries.places import (
    LastMonth,
    earliest_day_back,
    earliest_last_day,
    last_month,
)
from shared_apps.franchise.queries.statements import (
    Books,
    ChangedMonth,
    DayRow,
    Paper,
    books,
    charged_for,
    days_of,
    earliest_month,
    has_place,
    paper,
    paper_of_store,
    papers_of_store,
)
from shared_apps.franchise.queries.stores import PERIODS, Board, Row, board, franchises_of, last_day
from shared_apps.franchise.queries.table import MonthRow, Table, table

__all__ = [
    "PERIODS",
    "Board",
    "Books",
    "ChangedMonth",
    "DayRow",
    "LastMonth",
    "MonthRow",
    "Paper",
    "Row",
    "Table",
    "board",
    "books",
    "charged_for",
    "days_of",
    "earliest_day_back",
    "earliest_last_day",
    "earliest_month",
    "franchises_of",
    "has_place",
    "last_day",
    "last_month",
    "paper",
    "paper_of_store",
    "papers_of_store",
    "table",
]
