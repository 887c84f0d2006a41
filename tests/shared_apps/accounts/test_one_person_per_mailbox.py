"""Two doors that make the person of one mailbox at the same moment make one person."""

from typing import Any

from shared_apps.accounts.actions import people
from shared_apps.accounts.models import User


def test_who_comes_second_finds_the_person_the_other_made(inside_napoli: Any) -> None:
    # The second has looked before the first committed: it goes on to create, and meets the constraint.
    quicker = User.objects.create_user("giulia@example.test")
    assert people._create("Giulia@example.test") == quicker
    assert User.objects.count() == 1
