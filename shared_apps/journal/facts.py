"""What a fact is, and who can cause one."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Fact:
    """Something that happened, named in the past tense: ids and plain values, nothing personal."""

    def payload(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def name(cls) -> str:
        return cls.__name__


@dataclass(frozen=True)
class Actor:
    """Who did it. ``kind`` is one of guest, customer, staff, owner, support, platform, system.

    ``name`` is the role or the process, never a person's name: the journal outlives
    a customer's wish to be forgotten.
    """

    kind: str
    id: str | None = None
    name: str = ""

    @classmethod
    def system(cls, name: str = "") -> "Actor":
        return cls("system", None, name)

    @classmethod
    def guest(cls) -> "Actor":
        return cls("guest")
