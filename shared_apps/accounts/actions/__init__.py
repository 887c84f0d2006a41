"""What is done to and by people: one file for each kind of business."""

from shared_apps.accounts.actions.api_clients import create_api_client, revoke_api_client
from shared_apps.accounts.actions.hand_overs import Arrival, hand_over, use_hand_over
from shared_apps.accounts.actions.people import add_person
from shared_apps.accounts.actions.staff import (
    accept_invitation,
    change_role,
    deactivate_person,
    invite_staff,
    reactivate_person,
    resend_invitation,
    withdraw_invitation,
)

__all__ = [
    "Arrival",
    "accept_invitation",
    "add_person",
    "change_role",
    "create_api_client",
    "deactivate_person",
    "hand_over",
    "invite_staff",
    "reactivate_person",
    "resend_invitation",
    "revoke_api_client",
    "use_hand_over",
    "withdraw_invitation",
]
