"""What head office does, and what stores do for it."""

from shared_apps.franchise.actions.royalties import (
    Declaration,
    declare_formula,
    freeze_month,
    freeze_what_is_due,
    set_freezing_day,
)
from shared_apps.franchise.actions.stores import (
    Figures,
    Parts,
    found_franchise,
    hand_in_figures,
    join_head_office,
    keep_store,
    let_go_store,
    take_back_store,
    take_in_store,
)

__all__ = [
    "Declaration",
    "Figures",
    "Parts",
    "declare_formula",
    "found_franchise",
    "freeze_month",
    "freeze_what_is_due",
    "hand_in_figures",
    "join_head_office",
    "keep_store",
    "let_go_store",
    "set_freezing_day",
    "take_back_store",
    "take_in_store",
]
