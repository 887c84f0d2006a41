"""What customers' affairs announce: that something changed, never what it says."""

from dataclasses import dataclass

from shared_apps.journal.facts import Fact


@dataclass(frozen=True)
class AddressSaved(Fact):
    user: str
    address: str


@dataclass(frozen=True)
class AddressRemoved(Fact):
    user: str
    address: str
