"""What the kitchen does."""

from tenant_apps.kitchen.actions.making import bump_ticket, finish_item, note_changes, recall_ticket, reopen_item
from tenant_apps.kitchen.actions.printing import (
    add_printer,
    ask_printers,
    drop_job,
    print_paper,
    remove_printer,
    settle_job,
    take_job,
)

__all__ = [
    "add_printer",
    "ask_printers",
    "bump_ticket",
    "drop_job",
    "finish_item",
    "note_changes",
    "print_paper",
    "recall_ticket",
    "remove_printer",
    "reopen_item",
    "settle_job",
    "take_job",
]
